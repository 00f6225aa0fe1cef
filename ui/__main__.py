"""``python -m ui`` or ``citewell ui``: open a corpus and serve the page on this machine."""

import argparse
import os
import sys
from pathlib import Path

from index import CitewellError, load_settings
from qa import Corpus
from qa.default_index import default_index


def main() -> int:
    """Serve the page until it is stopped; returns the exit code."""
    parser = argparse.ArgumentParser(prog="citewell ui", description="The chat page.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (7860)")
    parser.add_argument("--index", type=Path, metavar="PATH", help="path of the index")
    parsed = parser.parse_args(sys.argv[1:])
    try:
        settings = load_settings(index=parsed.index)
        corpus = Corpus.open(default_index(settings), settings)
        corpus.warm_up()
    except CitewellError as error:
        print(f"citewell ui: {error}", file=sys.stderr)  # noqa: T201 - the surface
        return 2
    return _serve(corpus, parsed.host, parsed.port)


def _serve(corpus: Corpus, host: str, port: int) -> int:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    from ui.app import STYLE, THEME, build_page

    page = build_page(corpus)
    try:
        page.launch(
            server_name=host,
            server_port=port,
            share=False,
            quiet=True,
            ssr_mode=False,
            theme=THEME,
            css_paths=STYLE,
            footer_links=[],
            prevent_thread_lock=True,
            show_error=False,
            enable_monitoring=False,
        )
    except OSError as error:
        print(  # noqa: T201
            f"citewell ui: port {port} of {host} can't be used: {error}. Choose another with "
            "--port.",
            file=sys.stderr,
        )
        return 2
    print(f"Citewell is ready: http://{host}:{port} (stop with Ctrl+C)", flush=True)  # noqa: T201
    page.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())

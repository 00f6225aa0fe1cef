"""Do our exact match and token F1 equal those of SQuAD's official script?

    python -m benchmarks.squad_script evaluate-v2.0.py

Loads the script (https://github.com/rajpurkar/SQuAD-explorer) and compares both on random texts
with articles, punctuation, other alphabets and empty ones; prints the number of differences.
"""

import argparse
import importlib.util
import random
import sys
from pathlib import Path
from typing import Any, Final

from evals.text_match import exact_match, token_f1

_TEXT: Final = (
    "The the a an An U.S. 1,000 don't “quote” café naïve — - end. ... x' O'Brien, (see) 50% $5 "
    "Ünal АБВ the. the\u00a0an A-b İ ﬁ a.b the-end"
)
_WORDS: Final = tuple(_TEXT.split(" "))
_CASES: Final = 20_000


def main() -> int:
    """Compare; exit code 1 if there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", type=Path, help="SQuAD's evaluate-v2.0.py")
    script = _loaded(parser.parse_args().script)
    draw = random.Random(1)  # noqa: S311 # not for secrets
    different = sum(_differs(script, *_case(draw)) for _ in range(_CASES))
    print(f"{different} differences in {_CASES} cases")
    return int(different > 0)


def _loaded(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("squad_script", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _case(draw: random.Random) -> tuple[str, list[str]]:
    references = [_text(draw) for _ in range(draw.randrange(4))]
    if references and draw.random() < 0.3:
        return references[0], references
    return _text(draw), references


def _text(draw: random.Random) -> str:
    words = [draw.choice(_WORDS) for _ in range(draw.randrange(6))]
    return draw.choice([" ", "  ", "\n"]).join(words)


def _differs(script: Any, prediction: str, references: list[str]) -> bool:
    asked = {"id": "q", "answers": [{"text": text} for text in references]}
    exact, f1 = script.get_raw_scores([{"paragraphs": [{"qas": [asked]}]}], {"q": prediction})
    ours = exact_match(prediction, references), token_f1(prediction, references)
    return bool(exact["q"] != ours[0]) or abs(f1["q"] - ours[1]) > 1e-9


if __name__ == "__main__":
    sys.exit(main())

import importlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "tiktoken", "sentencex")


@pytest.mark.parametrize("name", ["index", "qa", "ui", "evals"])
def test_packages_are_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)


def test_network_is_blocked() -> None:
    with socket.socket() as outside, pytest.warns(UserWarning, match="192.0.2.1"):
        with pytest.raises(SocketConnectBlockedError):
            outside.connect(("192.0.2.1", 80))


def test_asking_imports_nothing_heavy() -> None:
    code = (
        "import sys; from qa import ask; ask('Which district of Moscow was raided?');"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr

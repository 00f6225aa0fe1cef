"""Where a run's figures come from: code, versions and machine."""

import hashlib
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
_PACKAGES: Final = (
    "citewell", "faiss-cpu", "tantivy", "onnxruntime", "tokenizers", "tiktoken", "sentencex",
    "numpy", "scipy", "scikit-learn", "ir_measures", "pytrec_eval-terrier",
)  # fmt: skip
# What figures follow from; what only shows them may change without changing them.
_CODE: Final = ("index", "qa", "evals")
_SHOWING: Final = frozenset({"report.py", "plots.py", "terminal.py", "__main__.py", "cli.py"})


def code_facts() -> dict[str, str]:
    """The commit, whether files differ from it, and a digest of the code that makes figures."""
    digest = hashlib.sha256()
    for room in _CODE:
        for file in sorted((ROOT / room).rglob("*")):
            made_of = file.suffix in {".py", ".onnx"} or file.name == "weights.json"
            if file.is_file() and made_of and file.name not in _SHOWING:
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(file.read_bytes())
    return {
        "commit": _git("rev-parse", "HEAD") or "unknown",
        "changed_files": str(len((_git("status", "--porcelain") or "").splitlines())),
        "sha256": digest.hexdigest(),
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that figures depend on."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def machine() -> dict[str, str]:
    """System, processor and number of cores: latencies mean nothing without them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(cores),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "unknown")


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - our own words only
            ["git", "-C", str(ROOT), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.rstrip()

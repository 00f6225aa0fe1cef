"""ONNX Runtime sessions, opened from files and run side by side; the one place that knows it."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.errors import ModelFileError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from onnxruntime import InferenceSession

_Input = TypeVar("_Input")
_Output = TypeVar("_Output")


def open_session(file: Path) -> "InferenceSession":
    """Open an ONNX model for the CPU; each run takes one core.

    Several runs side by side keep the cores busier than one run on all of them, whose threads wait
    for each other after every operation, and spin while they wait.

    Raises:
        ModelFileError: the file is not there or damaged.
    """
    # A process that neither embeds nor reads does without it.
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # each kind of damage is another class of onnxruntime's C layer
        raise ModelFileError(file, f"it can't be opened ({type(error).__name__})") from error


def side_by_side(run: Callable[[_Input], _Output], batches: Iterable[_Input]) -> Iterator[_Output]:
    """The results of ``run`` for some batches, in their order, as many at once as there are cores.

    Args:
        run: gives the interpreter free while it works, as a session does.
    """
    waiting = list(batches)
    if len(waiting) < 2:
        return map(run, waiting)
    return _workers().map(run, waiting)


@cache
def _workers() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(_cores(), thread_name_prefix="citewell-model")


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

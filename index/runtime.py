"""ONNX Runtime sessions, opened from files; the one place that knows it."""

from pathlib import Path

from onnxruntime import InferenceSession, SessionOptions

from index.errors import ModelFileError


def open_session(file: Path) -> InferenceSession:
    """Open an ONNX model for the CPU.

    Raises:
        ModelFileError: the file is not there or damaged.
    """
    options = SessionOptions()
    options.log_severity_level = 3
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # each kind of damage is another class of onnxruntime's C layer
        raise ModelFileError(file, f"it can't be opened ({type(error).__name__})") from error

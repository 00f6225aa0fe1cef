"""The errors that Citewell raises; each message says what is wrong, where, and what to do.

CitewellError
├── SettingsError        a setting that can't be used
├── InvalidQueryError    a question or a parameter of a search that can't be used
├── FolderError          a folder that can't be indexed
│   └── DeletionError    much of the corpus would go
├── UnreadableFileError  one file that can't be read; the run goes on with the rest
├── ReaderStartError     the process that reads files can't be started
├── ModelError           a model that can't be used
│   ├── ModelMissingError
│   └── ModelFileError
└── IndexStateError      an index that can't be used as it is
    ├── IndexMissingError
    ├── IndexExistsError
    ├── IndexVersionError
    │   └── IndexOutdatedError
    ├── IndexModelError
    ├── IndexLockedError
    ├── IndexWriteError
    └── IndexDamagedError
"""

from pathlib import Path


class CitewellError(Exception):
    """Everything that Citewell raises on purpose; its text is made for users."""


class SettingsError(CitewellError, ValueError):
    """A setting has a value that can't be used."""


class InvalidQueryError(CitewellError, ValueError):
    """A question, or a parameter of a search, can't be used."""


class FolderError(CitewellError):
    """The folder to index can't be used."""


class DeletionError(FolderError):
    """So many files are gone from the folder that someone should confirm it."""


class UnreadableFileError(CitewellError):
    """One file can't be read as an article.

    Attributes:
        reason: why, without the path.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


class ReaderStartError(CitewellError):
    """The process that reads files can't be started."""


class ModelError(CitewellError):
    """An embedding model can't be used."""


class ModelMissingError(ModelError):
    """The model's files are not on this machine."""


class ModelFileError(ModelError):
    """A file of the model is not what it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}. Delete it and run `citewell setup` again.")


class IndexStateError(CitewellError):
    """The index can't be used as it is."""


class IndexMissingError(IndexStateError):
    """There is no index at the path."""


class IndexExistsError(IndexStateError):
    """There is an index, or something else, where a new one should be made."""


class IndexVersionError(IndexStateError):
    """The index was written by another version of Citewell."""


class IndexOutdatedError(IndexVersionError):
    """The index was written by an older version of Citewell: it can be made anew."""


class IndexModelError(IndexStateError):
    """The index was made with another model."""


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""


class IndexWriteError(IndexStateError):
    """The index can't be written to: the disk is full or fails, or a permission is missing."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The index at {path} can't be written: {reason}. What was indexed before is as it "
            "was. Mend that (free space, permissions) and run it again."
        )


class IndexDamagedError(IndexStateError):
    """The index's database is damaged and can't be repaired from within."""


def reason_of(error: OSError) -> str:
    """What the operating system says is wrong, in its own words."""
    return (error.strerror or str(error)).lower()

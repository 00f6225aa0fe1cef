"""The generation that an index has now, asked with each question."""

from pathlib import Path
from typing import Final

from index.database import DATABASE
from index.store import Store

_NO_FILE: Final = (0, 0)


class NewestGeneration:
    """Keeps the database open: to open it takes longer than all else that a question asks of it."""

    def __init__(self, path: Path) -> None:
        """Watch the index at ``path``; nothing is opened yet."""
        self._path = path
        self._store: Store | None = None
        self._file = _NO_FILE

    def read(self) -> int:
        """The newest generation.

        Raises:
            IndexStateError: the index can't be read.
        """
        file = self._file_now()
        if self._store is None or file != self._file:  # another index may lie there by now
            self.close()
            self._store = Store.open(self._path)
            self._store.let_go()
            self._file = file
        return self._store.generation

    def close(self) -> None:
        """Close the database; it is opened again when it is asked."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _file_now(self) -> tuple[int, int]:
        """What tells a file from another of its name."""
        try:
            facts = (self._path / DATABASE).stat()
        except OSError:  # opening it says what is wrong
            return _NO_FILE
        return facts.st_dev, facts.st_ino

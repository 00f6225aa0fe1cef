"""Settings: built-in values ← citewell.toml ← environment ← arguments, the later one wins."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import platformdirs

from index.errors import SettingsError
from index.reading_limits import FIELDS, ReadingLimits

DEFAULT_MODEL: Final = "multilingual-e5-small"
SETTINGS_FILE: Final = "citewell.toml"
_AT_LEAST_ONE: Final = (
    "max_file_bytes",
    "max_archive_bytes",
    "max_article_characters",
    "max_records",
    "max_read_seconds",
    "max_memory_bytes",
)


@dataclass(frozen=True)
class Settings:
    """All that can be set.

    Attributes:
        home: folder for models, exported models and indexes.
        index: path of the index to ask; None means the one that was indexed last.
        model: sentence-transformers model, a name or a folder, for new indexes.
        passage_tokens: budget of a passage, counted with tiktoken's cl100k_base.
        title_prefix: whether an article's title is embedded and searched with each of its
            passages, for new indexes.
        clean: whether page furniture is masked, for new indexes.
        max_file_bytes: a larger file, or member of an archive, that is one article is not read.
        max_archive_bytes: a larger file of many articles is not read, packed or unpacked.
        max_article_characters: an article with a longer text is not read.
        max_records: articles that are read of one file.
        max_read_seconds: time that the next article of a file may take to be read.
        max_memory_bytes: memory that taking files apart may take (not on Windows).
        record_fields: what records call their fields, where it is unusual, such as
            "text=FULLTEXT, title=HL, date=PD".
        strictness: probability (0 to 1) below which an answer abstains; None means the
            one that the calibration promises.
    """

    home: Path
    index: Path | None = None
    model: str = DEFAULT_MODEL
    passage_tokens: int = 160
    title_prefix: bool = True
    clean: bool = True
    max_file_bytes: int = 50_000_000
    max_archive_bytes: int = 1_000_000_000
    max_article_characters: int = 1_000_000
    max_records: int = 200_000
    max_read_seconds: float = 10.0
    max_memory_bytes: int = 1_000_000_000
    record_fields: str = ""
    strictness: float | None = None

    def __post_init__(self) -> None:
        """Refuse values that can't work."""
        if not 16 <= self.passage_tokens <= 8192:
            raise SettingsError(
                f"passage_tokens is {self.passage_tokens}; it must be between 16 and 8192."
            )
        for name in _AT_LEAST_ONE:
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1.")
        _fields(self.record_fields)
        if self.strictness is not None and not 0 <= self.strictness <= 1:
            raise SettingsError(f"strictness is {self.strictness}; it must be between 0 and 1.")

    @property
    def models_folder(self) -> Path:
        """Where model folders lie."""
        return self.home / "models"

    @property
    def exports_folder(self) -> Path:
        """Where models exported to ONNX lie, one folder a fingerprint."""
        return self.home / "exports"

    @property
    def indexes_folder(self) -> Path:
        """Where indexes lie that were given no path of their own."""
        return self.home / "indexes"

    @property
    def reading_limits(self) -> ReadingLimits:
        """How much of a file is read, and how its records are."""
        return ReadingLimits(
            max_file_bytes=self.max_file_bytes,
            max_archive_bytes=self.max_archive_bytes,
            max_article_characters=self.max_article_characters,
            max_records=self.max_records,
            max_read_seconds=self.max_read_seconds,
            max_memory_bytes=self.max_memory_bytes,
            fields=_fields(self.record_fields),
        )


def load_settings(
    working_folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    **arguments: Any,
) -> Settings:
    """Read the settings; arguments that are None are taken as not given.

    Raises:
        SettingsError: a name or a value that can't be used, with the place it came from.
    """
    environment = os.environ if environment is None else environment
    file = (working_folder or Path.cwd()) / SETTINGS_FILE
    settings = Settings(home=_default_home())
    settings = changed_settings(settings, _from_file(file), str(file), base=file.parent)
    settings = changed_settings(settings, _from_environment(environment), "the environment")
    given = {name: value for name, value in arguments.items() if value is not None}
    return changed_settings(settings, given, "the arguments")


def _fields(said: str) -> dict[str, str]:
    """The names of fields in ``record_fields``, by their meaning."""
    pairs = (pair.partition("=") for pair in said.split(",") if pair.strip())
    fields = {meaning.strip().lower(): name.strip() for meaning, _, name in pairs}
    for meaning, name in fields.items():
        if meaning not in FIELDS or not name:
            raise SettingsError(
                f"record_fields is {said!r}; write text=NAME, title=NAME … (known: "
                f"{', '.join(FIELDS)})."
            )
    return fields


def _default_home() -> Path:
    """A checkout keeps its files beside the code; an installed copy in the user's data folder."""
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root / ".citewell"
    return Path(platformdirs.user_data_dir("citewell", appauthor=False))


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file} can't be read as TOML: {error}. Mend or remove it.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = {f"CITEWELL_{field.name.upper()}": field.name for field in fields(Settings)}
    return {names[key]: value for key, value in environment.items() if names.get(key) and value}


def changed_settings(
    settings: Settings, values: Mapping[str, Any], source: str, base: Path | None = None
) -> Settings:
    """The settings with other values, as text or as they are.

    Args:
        source: where the values come from, for the error. base: what paths are relative to.

    Raises:
        SettingsError: a name or a value that can't be used.
    """
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(
            f"Unknown setting {unknown[0]!r} in {source}; known are {', '.join(sorted(known))}."
        )
    converted = {}
    for name, value in values.items():
        try:
            converted[name] = _convert(name, value, base)
        except (TypeError, ValueError) as error:
            raise SettingsError(
                f"{name} = {value!r} in {source} can't be used: {error}."
            ) from error
    return replace(settings, **converted)


def _convert(name: str, value: Any, base: Path | None) -> Any:
    if name in {"home", "index"}:
        path = Path(value).expanduser()
        return (base / path if base else path).absolute()
    if name in {"title_prefix", "clean"}:
        return _truth(value)
    if name in {"passage_tokens", *_AT_LEAST_ONE} - {"max_read_seconds"}:
        return int(value)
    return float(value) if name in {"strictness", "max_read_seconds"} else str(value)


def _truth(value: Any) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    said = str(value).lower()
    if said not in known:
        raise ValueError("it is neither true nor false")
    return known[said]

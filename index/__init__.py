"""Articles → passages → vectors and words → a searchable index."""

from index.embedding import Vectors
from index.errors import (
    CitewellError,
    FolderError,
    IndexDamagedError,
    IndexExistsError,
    IndexLockedError,
    IndexMissingError,
    IndexModelError,
    IndexStateError,
    IndexVersionError,
    InvalidQueryError,
    ModelError,
    ModelFileError,
    ModelMissingError,
    SettingsError,
    UnreadableFileError,
)
from index.index import (
    Index,
    OnProgress,
    check_model,
    create_index,
    problems,
    read_state,
    sync_index,
)
from index.keywords import NearName, words
from index.models import ReaderFiles, reader_files, set_up_models
from index.names import word_forms
from index.runtime import open_session
from index.settings import Settings, load_settings
from index.store import StoredSentence
from index.tokenizer import TokenIds, Tokenizer, open_tokenizer, token_ids
from index.types import (
    Allowed,
    Article,
    FailedFile,
    Filters,
    IndexState,
    Mask,
    Metadata,
    Passage,
    Span,
    SyncReport,
)

__all__ = [
    "Allowed",
    "Article",
    "CitewellError",
    "FailedFile",
    "Filters",
    "FolderError",
    "Index",
    "IndexDamagedError",
    "IndexExistsError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexModelError",
    "IndexState",
    "IndexStateError",
    "IndexVersionError",
    "InvalidQueryError",
    "Mask",
    "Metadata",
    "ModelError",
    "ModelFileError",
    "ModelMissingError",
    "NearName",
    "OnProgress",
    "Passage",
    "ReaderFiles",
    "Settings",
    "SettingsError",
    "Span",
    "StoredSentence",
    "SyncReport",
    "TokenIds",
    "Tokenizer",
    "UnreadableFileError",
    "Vectors",
    "check_model",
    "create_index",
    "load_settings",
    "open_session",
    "open_tokenizer",
    "problems",
    "read_state",
    "reader_files",
    "set_up_models",
    "sync_index",
    "token_ids",
    "word_forms",
    "words",
]

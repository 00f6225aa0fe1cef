"""Files → text and what they say of themselves; a module a format."""

from index.readers.encodings import decode
from index.readers.folder import FolderListing, list_folder
from index.readers.plain import DecodedFile, read_text

__all__ = ["DecodedFile", "FolderListing", "decode", "list_folder", "read_text"]

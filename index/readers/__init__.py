"""Files → articles as their files give them; a module a format.

Start at ``isolated`` (a file → its articles) and ``formats`` (an ending → its reader).
"""

from index.readers.encodings import decode
from index.readers.folder import FolderListing, list_folder
from index.readers.isolated import FileReader, FileReading
from index.readers.source import Found

__all__ = [
    "FileReader",
    "FileReading",
    "FolderListing",
    "Found",
    "decode",
    "list_folder",
]

"""Documents of several test modules, in one warehouse of all models that is published once.

A refresh of all models takes half a minute, whatever it reads. So a module that looks only at its
own documents, made up for its question, publishes them here when it is imported (all processes
import all modules that are collected), in a folder of its own, under names of units of its own.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

_documents: dict[str, Callable[[], bytes]] = {}


def publish(folder: str, documents: Mapping[str, str]) -> None:
    """Add the texts of documents by their names; they become `folder/name.txt`."""
    publish_files(folder, {f"{name}.txt": text.encode for name, text in documents.items()})


def publish_files(folder: str, files: Mapping[str, Callable[[], bytes]]) -> None:
    """Add what writes files, by their names; one process calls it, once."""
    _documents.update({f"{folder}/{name}": write for name, write in files.items()})


def write(home: Path) -> None:
    """Write all of them into a folder."""
    for name, written in _documents.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written())

"""Documents of several test modules, in one warehouse of all models that is published once.

A refresh of all models takes half a minute, whatever it reads. So a module that looks only at its
own documents, made up for its question, publishes them here when it is imported (all processes
import all modules that are collected), in a folder of its own, under names of units of its own.
"""

from collections.abc import Mapping
from pathlib import Path

_documents: dict[str, str] = {}


def publish(folder: str, documents: Mapping[str, str]) -> None:
    """Add the texts of documents by their names; they become `folder/name.txt`."""
    _documents.update({f"{folder}/{name}.txt": text for name, text in documents.items()})


def write(home: Path) -> None:
    """Write all of them into a folder."""
    for name, text in _documents.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

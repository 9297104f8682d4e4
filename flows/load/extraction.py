"""One document to the rows it gives: read, cut into cells, judged; in many processes at once."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import get_type_hints

import polars as pl

from flows.read.discovery import DocumentFile
from flows.read.folding import folded
from flows.read.grids import Cell
from flows.read.judging import Refused, judge
from flows.settings import Limits, Settings

#: The tables of `raw` that a document gives rows to.
FRAMES = ("document", "line", "cell")
_TYPES = {int: pl.Int32, float: pl.Float64, str: pl.String}
_CELL = {
    name: next(polars for python, polars in _TYPES.items() if python.__name__ in str(kind))
    for name, kind in get_type_hints(Cell).items()
}
_DOCUMENT: dict[str, pl.DataType | type[pl.DataType]] = {
    "file_date": pl.Date,
    "page_count": pl.Int32,
    "unread_pages": pl.List(pl.Int32),
    "uncomputed_cells": pl.List(pl.String),
}
#: Stage, reason and detail of a document that takes its reader down with it.
KILLED = (
    "reading",
    "kills_its_reader",
    "the process that read it was killed, alone with it, too: it takes more memory than there is, "
    "or is made to do harm",
)
_POOL_PAYS_FROM = 8 * 2**20  # bytes: a process that imports all this costs about half a second


@dataclass(frozen=True, slots=True)
class Extract:
    """What one document gives: a frame for each table of `FRAMES`, or a rejection."""

    file: DocumentFile
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    rejection: tuple[str, str, str] | None = None  # stage, reason, detail


def batches(files: Sequence[DocumentFile], limit: int) -> Iterator[list[DocumentFile]]:
    """Yield the files in batches of about so many bytes: they bound the memory needed."""
    batch: list[DocumentFile] = []
    size = 0
    for file in files:
        if batch and size + file.byte_size > limit:
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.byte_size
    if batch:
        yield batch


def extract_all(files: Sequence[DocumentFile], settings: Settings) -> Iterator[list[Extract]]:
    """Yield what the documents give, a batch of them at once."""
    for batch in batches(files, settings.batch_bytes):
        yield _extract_batch(batch, settings)


def _extract_batch(batch: Sequence[DocumentFile], settings: Settings) -> list[Extract]:
    """Extract the documents of a batch, in processes where there is enough of it to pay."""
    forms = [settings.forms] * len(batch)
    limits = [settings.limits] * len(batch)
    if settings.workers < 2 or sum(file.byte_size for file in batch) < _POOL_PAYS_FROM:  # noqa: PLR2004
        return list(map(extract, batch, forms, limits))
    try:
        with _pool(settings.workers) as pool:
            return list(pool.map(extract, batch, forms, limits, chunksize=4))
    except BrokenProcessPool:
        return [_extract_alone(file, settings) for file in batch]


def _extract_alone(file: DocumentFile, settings: Settings) -> Extract:
    """Extract a document in a process of its own, which it may take down."""
    with _pool(1) as pool:
        try:
            return pool.submit(extract, file, settings.forms, settings.limits).result()
        except BrokenProcessPool:
            return Extract(file, rejection=KILLED)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def extract(
    file: DocumentFile, forms: Path, limits: Limits, content: bytes | None = None
) -> Extract:
    """Read, cut into cells and judge one document. Runs in any process, of any machine.

    Args:
        file: where it lies, and what it was when the refresh began.
        forms: the dictionary of statutory forms.
        limits: past what it is turned away.
        content: its bytes, where they were brought to a machine that does not see the file.
    """
    try:
        judged = judge(file, forms, limits, content)
    except Refused as verdict:
        return Extract(file, rejection=verdict.rejection)
    reading, cells = judged.reading, judged.cells
    texts = [line.text for line in reading.lines]
    identity = pl.lit(file.document_id).alias("document_id")
    document = {
        "document_id": file.document_id,
        "source_path": file.name,
        "collection": file.collection,
        "file_date": file.dated,
        "sha256": file.sha256,
        "media_type": reading.media_type,
        "encoding": reading.encoding,
        "byte_size": judged.byte_size,
        "line_count": len(reading.lines),
        "page_count": max((page.number or 0 for page in reading.pages), default=0) or None,
        "unread_pages": list(reading.unread_pages),
        "uncomputed_cells": list(reading.uncomputed_cells),
    }
    lines = pl.DataFrame(
        {
            "line_no": range(1, len(texts) + 1),
            "page_no": [line.page_no for line in reading.lines],
            "text": texts,
            "folded": list(map(folded, texts)),
            "confidence": [line.confidence for line in reading.lines],
        },
        schema_overrides={"page_no": pl.Int32, "folded": pl.String, "confidence": pl.Float64},
    )
    found = pl.DataFrame(cells, schema=_CELL, orient="row")
    return Extract(
        file,
        {
            "document": pl.DataFrame([document], schema_overrides=_DOCUMENT),
            "line": lines.select(identity, pl.all()),
            "cell": found.select(identity, pl.all()),
        },
    )

"""A document → the bytes of a file, one module a format."""

from collections.abc import Callable, Mapping

from benchmarks.corpus.documents import Document
from benchmarks.corpus.writers import docx, html, pdf, text, xlsx

WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "txt": text.write,
    "pdf": pdf.write,
    "xlsx": xlsx.write,
    "html": html.write,
    "docx": docx.write,
}

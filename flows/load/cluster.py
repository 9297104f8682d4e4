"""Documents to rows on the workers of a Dask cluster, in batches of some seconds.

The bytes travel with the batch, so that a worker needs this program and no file system of ours; a
worker that would cut documents otherwise than this machine is refused, not believed. What a lost
worker had at hand Dask gives to another one. A batch that has taken down several is read document
by document, each alone: the one that does it again is turned away, the others are not.

This needs the optional extra `[cluster]` (`make lake`): ask `settings.reads_on_cluster` first.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from flows.load.extraction import KILLED, Extract, batches, extract
from flows.read.archive import read_bytes
from flows.read.discovery import DocumentFile
from flows.settings import ROOT, Limits, Settings, reading_fingerprint

if TYPE_CHECKING:
    from distributed import Client, Future

#: Some seconds of work: a full-size text of 100 KB takes half a second, a PDF of 1 MB about one.
_BATCH_BYTES = 2**20
#: Batches that wait or are read, for each thread of the cluster: they bound the memory.
_AHEAD = 3
_LOOK_SECONDS = 2.0
#: How long a cluster may be without workers, or a scheduler silent.
_PATIENCE_SECONDS = 60.0

#: A document with its bytes.
Brought = tuple[DocumentFile, bytes]


class ReadOtherwise(RuntimeError):  # noqa: N818 - a verdict on a worker
    """A worker that fails where nothing of the document's should, or is of another release."""


def extract_on_cluster(
    files: Sequence[DocumentFile], settings: Settings
) -> Iterator[list[Extract]]:
    """Yield what the documents give, as `extract_all` does and in the same order.

    Only what follows a batch that took its workers down comes last.

    Raises:
        ConnectionError: there is no such scheduler, or nobody works for it any more.
        ReadOtherwise: a worker does not read as this machine would.
    """
    import dask

    # the bytes belong into the task: what is only lent to a worker is lost with it
    quiet = {"distributed.admin.large-graph-warning-threshold": "1GiB"}
    with dask.config.set(quiet), _connected(settings.cluster) as client:
        crowd = _Crowd(client, settings)
        held: list[Extract] = []
        for found in crowd.read(files):
            held += found
            if sum(item.file.byte_size for item in held) >= settings.batch_bytes:
                yield held
                held = []
        if held:
            yield held


class _Crowd:
    """The workers of a cluster, and what they have at hand."""

    def __init__(self, client: "Client", settings: Settings) -> None:
        self._client = client
        self._settings = settings
        forms = settings.forms
        inside = forms.is_relative_to(ROOT)
        self._forms = str(forms.relative_to(ROOT) if inside else forms)
        self._fingerprint = reading_fingerprint(forms)
        self._suspects: list[Brought] = []

    def read(self, files: Sequence[DocumentFile]) -> Iterator[list[Extract]]:
        """Yield what the documents give, batch by batch."""
        at_hand: deque[tuple[list[Brought], Future]] = deque()
        for batch in batches(files, _BATCH_BYTES):
            brought, here = self._bring(batch)
            if here:
                yield here
            if brought:
                at_hand.append((brought, self._submit(brought)))
            while len(at_hand) > _AHEAD * max(1, sum(self._client.nthreads().values())):
                yield self._take(*at_hand.popleft())
        while at_hand:
            yield self._take(*at_hand.popleft())
        for document in self._suspects:  # nothing else is on its way that could be to blame
            found = self._answer(self._submit([document]))
            yield [Extract(document[0], rejection=KILLED)] if found is None else found

    def _bring(self, batch: Sequence[DocumentFile]) -> tuple[list[Brought], list[Extract]]:
        """Return the documents with their bytes, and of those without any what there is to say."""
        brought, here = [], []
        for file in batch:
            try:
                if file.fault is None:
                    brought.append((file, read_bytes(file)))
                    continue
            except OSError:
                pass
            here.append(extract(file, self._settings.forms, self._settings.limits))
        return brought, here

    def _submit(self, documents: list[Brought]) -> "Future":
        work = (documents, self._settings.limits, self._forms, self._fingerprint)
        return self._client.submit(read_batch, *work, pure=False)

    def _take(self, documents: list[Brought], future: "Future") -> list[Extract]:
        found = self._answer(future)
        if found is None:
            self._suspects += documents
            return []
        return found

    def _answer(self, future: "Future") -> list[Extract] | None:
        """Return what a batch gives; None if workers have died over it."""
        from distributed.scheduler import KilledWorker

        last_seen = monotonic()
        while True:
            try:
                found: list[Extract] | str = future.result(timeout=_LOOK_SECONDS)
            except KilledWorker:
                return None
            except TimeoutError:
                if self._is_staffed():
                    last_seen = monotonic()
                elif monotonic() - last_seen > _PATIENCE_SECONDS:
                    raise _unstaffed(self._settings.cluster) from None
            except (CancelledError, OSError) as fault:
                raise _unstaffed(self._settings.cluster) from fault
            else:
                if isinstance(found, str):
                    raise ReadOtherwise(found)
                return found

    def _is_staffed(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False


def read_batch(
    documents: list[Brought], limits: Limits, forms: str, fingerprint: str
) -> list[Extract] | str:
    """Read the documents of a batch; return what is wrong with the worker, if anything is.

    It raises nothing: an exception whose traceback does not travel would be waited for for ever.

    Args:
        documents: with their bytes.
        limits: past what one is turned away.
        forms: the dictionary of statutory forms; its place within the project.
        fingerprint: of the reading of the machine that asks.
    """
    if _own_fingerprint(forms) != fingerprint:
        return (
            "a worker of the cluster reads documents otherwise than this machine: install the "
            "same release, and the same extras, on both"
        )
    name = ""
    try:
        found = []
        for file, content in documents:
            name = file.name
            found.append(extract(file, ROOT / forms, limits, content))
    except Exception as fault:  # told where the refresh is
        return f"{name}: {type(fault).__name__}: {fault} (on a worker of the cluster)"
    return found


@cache
def _own_fingerprint(forms: str) -> str:
    try:
        return reading_fingerprint(ROOT / forms)
    except OSError:
        return ""  # it lacks the dictionaries


def _connected(address: str) -> Any:
    """Return a client of a cluster that has at least one worker.

    Raises:
        ConnectionError: there is no such scheduler, or nobody works for it.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE_SECONDS / 4, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        raise ConnectionError(f"no Dask scheduler answers at {address}") from fault
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        client.close()
        raise _unstaffed(address) from None
    return client


def _unstaffed(address: str) -> ConnectionError:
    return ConnectionError(
        f"the Dask cluster at {address} has no worker any more, or its scheduler has gone: "
        "nothing is published"
    )

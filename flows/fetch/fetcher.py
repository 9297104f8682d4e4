"""One run over the list of sources: which are due, and what came of them."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import astuple, dataclass, field
from datetime import timedelta

import httpx

from flows.fetch.archive import clear_incoming
from flows.fetch.download import Downloader, Failed, World
from flows.fetch.manifest import Attempt, Manifest, open_manifest, set_aside_if_damaged
from flows.fetch.sources import BadRow, Source, read_sources
from flows.settings import Settings
from flows.warehouse.locks import hold

Report = Callable[[str], None]
_OUTCOMES = ("new", "changed", "unchanged", "failed")


@dataclass(slots=True)
class Fetched:
    """What a run did, for people and machines."""

    listed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str, str]] = field(default_factory=list)  # url, reason, detail
    bad_rows: list[BadRow] = field(default_factory=list)
    unreadable: dict[str, int] = field(default_factory=dict)  # suffix to number of originals

    @property
    def is_complete(self) -> bool:
        """Whether every row of the list could be used and every source was had."""
        return not self.failures and not self.bad_rows

    def __str__(self) -> str:
        counts = [f"{self.outcomes[outcome]} {outcome}" for outcome in _OUTCOMES]
        if self.bad_rows:
            counts.append(f"{len(self.bad_rows)} rows of the list unusable")
        if self.unreadable:
            waiting = ", ".join(f"{count} {name}" for name, count in self.unreadable.items())
            counts.append(f"not readable yet: {waiting}")
        return f"{self.listed} sources: {', '.join(counts)}"


def fetch(settings: Settings, report: Report, world: World | None = None) -> Fetched:
    """Bring the archive up to date with the list of sources.

    Args:
        settings: the list, the archive and how servers are treated.
        report: called with a line for every source that is not simply unchanged.
        world: replaced by tests.

    Raises:
        Unusable: the list of sources as a whole.
        Busy: another fetch is running; its holder is named.
        OSError: the list cannot be read, or the archive cannot be written.
    """
    sources, bad_rows = read_sources(settings.sources)
    fetched = Fetched(listed=len(sources), bad_rows=bad_rows)
    archive = settings.archive
    with ExitStack() as stack:
        stack.enter_context(hold(archive / "fetch.lock", "fetch", settings.holder))
        if remark := set_aside_if_damaged(archive):
            report(remark)
        manifest = stack.enter_context(open_manifest(archive))
        clear_incoming(archive)
        # A row that cannot be used may be any source: then none is taken off the list.
        manifest.list_sources(map(astuple, sources), is_complete=not bad_rows)
        run = _Run(settings, manifest, fetched, report, world or World())
        try:
            asyncio.run(run.all(sources))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from faults
        fetched.unreadable = manifest.unreadable()
    return fetched


@dataclass(slots=True)
class _Run:
    settings: Settings
    manifest: Manifest
    fetched: Fetched
    report: Report
    world: World

    async def all(self, sources: list[Source]) -> None:
        """Fetch the sources of a host one after the other, several hosts at once."""
        by_host: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            by_host[httpx.URL(source.url).host].append(source)
        places = asyncio.Semaphore(self.settings.fetch_policy.hosts_at_once)
        downloader = Downloader(self.settings.archive, self.settings.fetch_policy, self.world)
        try:
            async with asyncio.TaskGroup() as group:
                for of_one_host in by_host.values():
                    group.create_task(self._host(of_one_host, downloader, places))
        finally:
            await downloader.close()

    async def _host(
        self, sources: list[Source], downloader: Downloader, places: asyncio.Semaphore
    ) -> None:
        async with places:
            for source in sources:
                attempt = await self._source(source.url, downloader)
                self.fetched.outcomes[attempt.outcome] += 1
                if attempt.outcome == "failed":
                    self.fetched.failures.append((source.url, attempt.reason, attempt.detail))
                if attempt.outcome != "unchanged":
                    why = f": {attempt.detail} [{attempt.reason}]" if attempt.reason else ""
                    self.report(f"{attempt.outcome} {source.url}{why}")

    async def _source(self, url: str, downloader: Downloader) -> Attempt:
        """Ask for one source, unless its server wants to be left alone, and remember."""
        until = self.manifest.ask_not_before(url)
        if until is not None and self.world.now() < until:
            detail = f"the server asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            return Attempt("failed", reason="asked_to_wait", detail=detail)
        known = self.manifest.known(url)
        received = None
        try:
            received = await downloader.download(url, known)
        except Failed as failure:
            wait = failure.wait_seconds
            attempt = Attempt(
                "failed",
                failure.status,
                failure.reason,
                failure.detail,
                self.world.now() + timedelta(seconds=wait) if wait else None,
            )
        else:
            if received is None:
                attempt = Attempt("unchanged", httpx.codes.NOT_MODIFIED)
            elif known is None:
                attempt = Attempt("new", httpx.codes.OK)
            else:
                is_same = received.known.original.sha256 == known.original.sha256
                attempt = Attempt("unchanged" if is_same else "changed", httpx.codes.OK)
        self.manifest.record(url, attempt, self.world.now(), received)
        return attempt

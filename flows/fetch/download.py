"""One document over HTTP, politely: asked only whether it changed, slowly, within limits.

A host sees one request at a time with a pause in between. What may pass is tried again after a
growing pause, or the one that the server asks for; what will not pass is not.
"""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

import httpx

from flows.fetch import address_guard, media_type, robots, unpack
from flows.fetch.archive import Original, incoming
from flows.fetch.manifest import Known, Received
from flows.fetch.sources import require_address
from flows.settings import PROJECT, FetchPolicy

#: Answers that another attempt may better.
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_WEEK = 7 * 24 * 3600.0
_LONGEST_TAG = 1_000
_LARGEST_ROBOTS = 500 * 2**10  # of RFC 9309


@dataclass(frozen=True, slots=True)
class World:
    """What a download cannot know by itself: time, chance, and the addresses of hosts."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.0)  # no secret
    resolve: address_guard.Resolve = address_guard.resolve


class Failed(Exception):  # noqa: N818 - a verdict on the source, not a fault of the program
    """The document could not be had.

    Attributes:
        reason: from a small vocabulary.
        status: of the last answer, None if there was none.
        wait_seconds: how long the server wants to be left alone, None if it does not say.
        may_pass: whether another attempt can succeed.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        status: int | None = None,
        *,
        wait_seconds: float | None = None,
        may_pass: bool = False,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.status = status
        self.wait_seconds = wait_seconds
        self.may_pass = may_pass


@dataclass(slots=True)
class _Host:
    """When a host may be asked again."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0

    def postpone(self, moment: float) -> None:
        """Leave the host alone until a moment, or longer if that was agreed before."""
        self.free_at = max(self.free_at, moment)


class Downloader:
    """Downloads into one archive; remembers for each host when it was asked last."""

    def __init__(self, archive: Path, policy: FetchPolicy, world: World) -> None:
        self._archive = archive
        self._policy = policy
        self._world = world
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        self._unreachable: set[str] = set()
        self._rules: dict[str, robots.Rules | int] = {}
        self._client = httpx.AsyncClient(
            transport=address_guard.GuardedTransport(policy.private_networks, world.resolve),
            headers={
                "User-Agent": policy.user_agent,
                "Accept-Encoding": "identity",  # the original, not a packed form of it
            },
            timeout=httpx.Timeout(policy.silence_seconds, connect=policy.connect_seconds),
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def download(self, url: str, known: Known | None) -> Received | None:
        """Return the document at an address, or None if it is still the known one.

        Raises:
            Failed: after as many attempts as make sense.
        """
        host = httpx.URL(url).host
        # A host that cannot be reached is not asked four times for each of its documents.
        attempts = 1 if host in self._unreachable else self._policy.attempts
        for attempt in range(1, attempts + 1):
            try:
                received = await self._attempt(url, known)
            except Failed as failure:
                pause = self._pause(attempt, failure.wait_seconds)
                if failure.reason == "unreachable":
                    self._unreachable.add(host)
                if not failure.may_pass or attempt == attempts or pause is None:
                    raise
                self._hosts[host].postpone(self._world.monotonic() + pause)
            else:
                self._unreachable.discard(host)
                return received
        raise AssertionError("no attempt was made")

    def _pause(self, attempt: int, asked: float | None) -> float | None:
        """Return the seconds until the next attempt, None if the server wants too many."""
        longest = self._policy.longest_wait_seconds
        growing = self._policy.backoff_seconds * 2.0 ** (attempt - 1) * self._world.jitter()
        if asked is not None and asked > longest:
            return None
        return max(min(growing, longest), asked or 0.0)

    async def _attempt(self, url: str, known: Known | None) -> Received | None:
        try:
            return await self._follow(httpx.URL(url), known)
        except address_guard.PrivateAddress as verdict:
            raise Failed("private_address", f"{verdict}, which is not allowed") from verdict
        except TimeoutError as error:
            detail = f"not finished after {self._policy.total_seconds:g} s"
            raise Failed("timeout", detail, may_pass=True) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Failed("unreachable", str(error) or "no connection", may_pass=True) from error
        except httpx.TimeoutException as error:
            detail = f"silent for {self._policy.silence_seconds:g} s"
            raise Failed("timeout", detail, may_pass=True) from error
        except httpx.HTTPError as error:
            if "location header" in str(error):
                raise Failed("bad_redirect", str(error)) from error
            raise Failed("broken_off", str(error) or repr(error), may_pass=True) from error
        except (httpx.InvalidURL, httpx.StreamError, ValueError, OverflowError) as error:
            # an answer that no library expects costs its source this attempt, and nothing else
            raise Failed("bad_answer", f"{type(error).__name__}: {error}"[:200]) from error

    async def _follow(self, url: httpx.URL, known: Known | None) -> Received | None:
        """Ask, and ask elsewhere where the answer says so."""
        asked = url
        for _ in range(self._policy.redirects + 1):
            await self._require_welcome(url)
            async with self._answer(url, known) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._take(asked, response, known)
                url = _target(response)
        raise Failed("bad_redirect", f"more than {self._policy.redirects} redirects")

    @asynccontextmanager
    async def _answer(self, url: httpx.URL, known: Known | None) -> AsyncIterator[httpx.Response]:
        """Open an answer when it is this request's turn; its body is read by the caller."""
        async with self._turn(url.host), asyncio.timeout(self._policy.total_seconds):
            request = self._client.build_request("GET", url, headers=_conditions(known))
            response = await self._client.send(request, stream=True)
            try:
                yield response
            finally:
                await response.aclose()

    async def _require_welcome(self, url: httpx.URL) -> None:
        """Ask a site once a run what it asks of robots, and do it.

        Raises:
            Failed: the address is not for robots, or the site cannot say now.
        """
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        async with self._hosts[url.host].turn:
            if origin not in self._rules:
                self._rules[origin] = await self._read_rules(httpx.URL(f"{origin}/robots.txt"))
        rules = self._rules[origin]
        if isinstance(rules, int):
            raise Failed("robots_txt", f"{origin}/robots.txt answers HTTP {rules}", rules)
        if not rules.allow(url.raw_path.decode("ascii")):
            raise Failed("robots_txt", f"{origin}/robots.txt does not want it to be fetched")

    async def _read_rules(self, url: httpx.URL) -> robots.Rules | int:
        """Return the rules of a site; or the status of a server that is in no state to say."""
        try:
            async with asyncio.timeout(self._policy.total_seconds):
                for _ in range(self._policy.redirects + 1):
                    request = self._client.build_request("GET", url)
                    response = await self._client.send(request, stream=True)
                    try:
                        if response.status_code in _REDIRECTS:
                            url = _target(response)
                            continue
                        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                            return response.status_code
                        if response.status_code != HTTPStatus.OK:
                            return robots.Rules()
                        text = b""
                        async for piece in unpack.pieces(response):
                            text += piece[: _LARGEST_ROBOTS - len(text)]
                            if len(text) >= _LARGEST_ROBOTS:
                                break
                        return robots.parse(text.decode("utf-8", "replace"), PROJECT)
                    finally:
                        await response.aclose()
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError, Failed):
            pass  # the document's own request will tell
        except unpack.BadEncoding:
            pass
        return robots.Rules()

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and keep others from asking it meanwhile."""
        host = self._hosts[name]
        async with host.turn:
            wait = host.free_at - self._world.monotonic()
            if wait > 0:
                await self._world.sleep(wait)
            try:
                yield
            finally:
                pause = self._policy.seconds_between_requests
                host.postpone(self._world.monotonic() + pause)

    async def _take(
        self, asked: httpx.URL, response: httpx.Response, known: Known | None
    ) -> Received | None:
        """Judge an answer and archive its body."""
        status = response.status_code
        if status == HTTPStatus.NOT_MODIFIED and known is not None:
            return None
        if status != HTTPStatus.OK:
            phrase = f"HTTP {status} {response.reason_phrase}".strip()
            may_pass = status in _PASSING
            wait = retry_after(response.headers.get("Retry-After", ""), self._world.now())
            raise Failed(
                "not_found" if status in _GONE else "http_error",
                phrase,
                status,
                wait_seconds=wait if may_pass else None,
                may_pass=may_pass,
            )
        content_type = response.headers.get("Content-Type", "")
        try:
            original = await self._receive(asked, response, content_type)
        except media_type.WrongContentType as verdict:
            raise Failed("wrong_content_type", str(verdict), status) from verdict
        except unpack.BadEncoding as verdict:
            raise Failed("bad_encoding", str(verdict), status) from verdict
        return Received(
            Known(
                original,
                _validator(response.headers.get("ETag", "")),
                _validator(response.headers.get("Last-Modified", "")),
            ),
            content_type,
            str(response.url),
        )

    async def _receive(
        self, asked: httpx.URL, response: httpx.Response, content_type: str
    ) -> Original:
        largest = self._policy.largest_bytes
        announced = response.headers.get("Content-Length", "")
        too_large = Failed("too_large", f"more than {largest:,} bytes", response.status_code)
        if announced.isdecimal() and int(announced) > largest:
            raise too_large
        head = b""
        with incoming(self._archive) as body:
            async for chunk in unpack.pieces(response):
                if len(head) < media_type.HEAD:
                    head += chunk[: media_type.HEAD - len(head)]
                if body.byte_size + len(chunk) > largest:
                    raise too_large
                body.write(chunk)
            if not body.byte_size:
                raise Failed("empty_body", "the answer has no body", response.status_code)
            return body.keep(media_type.extension(asked, content_type, head))


def retry_after(header: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, a number or a date; at most a week."""
    if header.strip().isdecimal():
        return min(float(header.strip()), _WEEK)
    try:
        moment = parsedate_to_datetime(header)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(max(0.0, (moment - now).total_seconds()), _WEEK)
    except (ValueError, TypeError, OverflowError):
        return None


def _conditions(known: Known | None) -> dict[str, str]:
    if known is None:
        return {}
    headers = {
        "If-None-Match": _validator(known.etag),
        "If-Modified-Since": _validator(known.last_modified),
    }
    return {name: value for name, value in headers.items() if value}


def _validator(value: str | None) -> str:
    """Return what may be sent back to a server; of what no header may hold, nothing."""
    is_sendable = value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_TAG
    return value if value and is_sendable else ""


def _target(response: httpx.Response) -> httpx.URL:
    """Return where a redirect leads.

    Raises:
        Failed: nowhere, or out of HTTP.
    """
    target = response.next_request.url if response.next_request else httpx.URL("")
    try:
        require_address(str(target))
    except ValueError as error:
        location = response.headers.get("Location", "")[:200]
        detail = f"to {location!r}: {error}"
        raise Failed("bad_redirect", detail, response.status_code) from None
    return target

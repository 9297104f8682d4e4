"""Downloads from a real web server on this machine that misbehaves in every way."""

import gzip
import re
import resource
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from flows.fetch import address_guard
from flows.fetch.download import World, retry_after
from flows.fetch.fetcher import Fetched, fetch
from flows.fetch.manifest import fetched_documents
from flows.run.pipeline import run_refresh
from flows.settings import ROOT, FetchPolicy, Settings
from flows.warehouse.files import Unusable
from flows.warehouse.locks import Busy, hold

HEADER = "url,unit,division,year,phase,note\n"
TEXT = "部门预算公开\n".encode() * 100
TEXT_TYPE = "text/plain; charset=utf-8"
Page = Callable[[BaseHTTPRequestHandler], None]


class Publisher:
    """A web server whose pages are functions; it remembers what it was asked."""

    def __init__(self, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.headers: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.closing = threading.Event()
        self.robots: Page = answer(b"", 404)
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path == "/robots.txt":  # asked first by whoever is polite
                    publisher.robots(self)
                    return
                publisher.asked.append(self.path)
                publisher.headers[self.path].append(dict(self.headers))
                self.close_connection = True
                publisher.pages[self.path](self)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer((address, 0), Handler)
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self.server.server_port
        self.url = f"http://{address}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def answer(
    body: bytes = TEXT, status: int = 200, *, length: int | None = None, **headers: str
) -> Page:
    """Return a page; `content_type` and the like become headers."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"content_type": TEXT_TYPE, **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return page


def in_turn(*pages: Page) -> Page:
    """Return a page that answers differently each time, at last always the same."""
    left = list(pages)

    def page(handler: BaseHTTPRequestHandler) -> None:
        chosen = left.pop(0) if len(left) > 1 else left[0]
        chosen(handler)

    return page


def silent(publisher: Publisher, *, after: bytes = b"", length: int = 5000) -> Page:
    """Return a page that stops in the middle and keeps the line."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        if after:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length + after)
            handler.wfile.flush()
        publisher.closing.wait()

    return page


def trickle(publisher: Publisher) -> Page:
    """Return a page that never ends, but is never silent for long."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        while not publisher.closing.wait(0.01):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    return page


class Clock:
    """A world in which waiting takes no time, but is remembered."""

    def __init__(self, hosts: dict[str, list[str]] | None = None) -> None:
        self.seconds = 0.0
        self.waits: list[float] = []
        self.hosts = hosts or {}

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds

    async def resolve(self, host: str, port: int) -> list[str]:
        return self.hosts[host] if host in self.hosts else await address_guard.resolve(host, port)

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    @property
    def world(self) -> World:
        return World(lambda: self.seconds, self.now, self.sleep, lambda: 1.0, self.resolve)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher()
    yield server
    server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        documents=tmp_path / "documents",
        sources=tmp_path / "sources.csv",
        warehouse=tmp_path / "warehouse.duckdb",
        fetch_policy=FetchPolicy(
            connect_seconds=5,
            silence_seconds=20,
            largest_bytes=10_000,
            private_networks=("127.0.0.1/32",),
        ),
    )


def run(settings: Settings, clock: Clock, *urls: str) -> Fetched:
    settings.sources.write_text(HEADER + "".join(f"{url},,,,,\n" for url in urls), "utf-8")
    return fetch(settings, print, clock.world)


def manifest(settings: Settings, query: str) -> list[tuple]:
    connection = sqlite3.connect(settings.archive / "manifest.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def originals(settings: Settings) -> dict[str, bytes]:
    """Return what the archive holds, by path within; each name must be the hash of its bytes."""
    found = {
        path.relative_to(settings.archive).as_posix(): path.read_bytes()
        for path in settings.archive.glob("[!.]*/*")
        if path.is_file()
    }
    for name, data in found.items():
        assert sha256(data).hexdigest() == name.replace("/", "").partition(".")[0]
    return found


def failure(settings: Settings, clock: Clock, url: str) -> tuple[str, str]:
    """Fetch a source that must fail and leave no bytes; return reason and detail."""
    fetched = run(settings, clock, url)
    ((failed, reason, detail),) = fetched.failures
    assert failed == url
    assert not fetched.is_complete
    assert originals(settings) == {}
    assert manifest(settings, "SELECT outcome, reason, sha256 FROM source") == [
        ("failed", reason, None)
    ]
    return reason, detail


def test_an_original_is_archived_by_its_hash_and_listed(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/2025/预算.txt"] = publisher.pages["/2025/%E9%A2%84%E7%AE%97.txt"] = answer(
        ETag='"1"'
    )
    url = f"{publisher.url}/2025/预算.txt"
    fetched = run(settings, clock, url)
    digest = sha256(TEXT).hexdigest()
    assert str(fetched) == "1 sources: 1 new, 0 changed, 0 unchanged, 0 failed"
    assert originals(settings) == {f"{digest[:2]}/{digest[2:]}.txt": TEXT}
    assert manifest(settings, "SELECT url, status, outcome, etag, sha256 FROM source") == [
        (url, 200, "new", '"1"', digest)
    ]
    (document,) = fetched_documents(settings.archive)
    assert (document.name, document.sha256, document.byte_size) == (url, digest, len(TEXT))
    assert document.path.read_bytes() == TEXT
    (headers,) = publisher.headers.popitem()[1]
    assert "budget-warehouse" in headers["User-Agent"]


def test_the_second_time_it_is_only_asked_whether_it_changed(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    date = "Wed, 01 Jan 2025 00:00:00 GMT"
    publisher.pages["/a.txt"] = in_turn(
        answer(ETag='"1"', Last_Modified=date), answer(b"", 304, length=0)
    )
    run(settings, clock, f"{publisher.url}/a.txt")
    fetched = run(settings, clock, f"{publisher.url}/a.txt")
    first, second = publisher.headers["/a.txt"]
    assert "If-None-Match" not in first
    assert (second["If-None-Match"], second["If-Modified-Since"]) == ('"1"', date)
    assert fetched.outcomes == {"unchanged": 1}
    assert manifest(settings, "SELECT status, outcome, etag FROM source") == [
        (304, "unchanged", '"1"')
    ]
    assert len(fetched_documents(settings.archive)) == 1


def test_a_changed_document_is_a_new_edition_and_the_old_original_stays(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = in_turn(
        answer(ETag='"1"'), answer(ETag='"1"'), answer(TEXT + b"!", ETag='"2"')
    )
    outcomes = [run(settings, clock, f"{publisher.url}/a.txt").outcomes for _ in range(3)]
    assert outcomes == [{"new": 1}, {"unchanged": 1}, {"changed": 1}]
    assert sorted(originals(settings).values()) == [TEXT, TEXT + b"!"]
    assert manifest(settings, "SELECT etag, byte_size FROM source") == [('"2"', len(TEXT) + 1)]
    assert manifest(settings, "SELECT byte_size FROM edition ORDER BY fetched_at") == [
        (len(TEXT),),
        (len(TEXT) + 1,),
    ]
    assert [d.byte_size for d in fetched_documents(settings.archive)] == [len(TEXT) + 1]


def test_a_lost_original_is_fetched_again(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer(ETag='"1"')
    run(settings, clock, f"{publisher.url}/a.txt")
    (document,) = fetched_documents(settings.archive)
    document.path.unlink()
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}
    assert "If-None-Match" not in publisher.headers["/a.txt"][1]
    assert document.path.read_bytes() == TEXT


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "not_found"), (410, "not_found"), (403, "http_error")]
)
def test_what_will_not_pass_is_asked_once(
    publisher: Publisher, settings: Settings, clock: Clock, status: int, reason: str
) -> None:
    publisher.pages["/a.txt"] = answer(b"no", status)
    found, detail = failure(settings, clock, f"{publisher.url}/a.txt")
    assert found == reason
    assert f"HTTP {status}" in detail
    assert publisher.asked == ["/a.txt"]
    assert manifest(settings, "SELECT status FROM source") == [(status,)]


def test_a_page_that_is_gone_keeps_its_document(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = in_turn(answer(), answer(b"no", 404))
    run(settings, clock, f"{publisher.url}/a.txt")
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"failed": 1}
    assert len(fetched_documents(settings.archive)) == 1


def test_a_fault_that_passes_is_tried_again_after_a_pause(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = in_turn(answer(b"", 500), answer())
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}
    assert clock.waits == [1.0]


def test_a_fault_that_stays_is_given_up_with_growing_pauses(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer(b"", 503)
    reason, detail = failure(settings, clock, f"{publisher.url}/a.txt")
    assert (reason, detail) == ("http_error", "HTTP 503 Service Unavailable")
    assert len(publisher.asked) == settings.fetch_policy.attempts
    assert clock.waits == [1.0, 2.0, 4.0]


def test_pauses_are_never_the_same_for_everybody() -> None:
    assert len({World().jitter() for _ in range(20)}) > 1
    assert all(0.5 <= World().jitter() <= 1.0 for _ in range(200))


@pytest.mark.parametrize("asked", ["7", format_datetime(Clock().now() + timedelta(seconds=7))])
def test_a_server_that_asks_for_a_pause_gets_it(
    publisher: Publisher, settings: Settings, clock: Clock, asked: str
) -> None:
    publisher.pages["/a.txt"] = in_turn(answer(b"", 429, Retry_After=asked), answer())
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}
    assert clock.waits == [7.0]


def test_a_server_that_asks_for_a_long_pause_is_left_to_a_later_run(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = in_turn(answer(b"", 503, Retry_After="3600"), answer())
    url = f"{publisher.url}/a.txt"
    assert failure(settings, clock, url)[0] == "http_error"
    clock.seconds += 3599
    ((_, reason, detail),) = run(settings, clock, url).failures
    assert (reason, detail) == (
        "asked_to_wait",
        "the server asked to be left alone until 2026-01-01 01:00 UTC",
    )
    assert (publisher.asked, clock.waits) == (["/a.txt"], [])
    clock.seconds += 1
    assert run(settings, clock, url).outcomes == {"new": 1}


@given(st.text(st.characters(max_codepoint=255)))
def test_any_retry_after_header_is_understood_or_ignored(header: str) -> None:
    seconds = retry_after(header, Clock().now())
    assert seconds is None or 0 <= seconds <= 7 * 24 * 3600


@pytest.mark.parametrize("start", [b"", b"half a body"])
def test_a_server_that_falls_silent_is_left(
    publisher: Publisher, settings: Settings, clock: Clock, start: bytes
) -> None:
    publisher.pages["/a.txt"] = silent(publisher, after=start)
    settings = replace(
        settings, fetch_policy=replace(settings.fetch_policy, attempts=2, silence_seconds=0.3)
    )
    reason, detail = failure(settings, clock, f"{publisher.url}/a.txt")
    assert (reason, detail) == ("timeout", "silent for 0.3 s")
    assert len(publisher.asked) == 2


def test_a_body_that_never_ends_is_left(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = trickle(publisher)
    fetch_policy = replace(settings.fetch_policy, attempts=1, total_seconds=0.5)
    reason, detail = failure(
        replace(settings, fetch_policy=fetch_policy), clock, f"{publisher.url}/a.txt"
    )
    assert (reason, detail) == ("timeout", "not finished after 0.5 s")


def test_a_truncated_body_is_never_archived_but_tried_again(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer(TEXT[:50], length=len(TEXT))
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == "broken_off"
    assert list((settings.archive / ".incoming").iterdir()) == []
    publisher.pages["/a.txt"] = in_turn(publisher.pages["/a.txt"], answer())
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}


def test_a_port_where_nobody_listens(settings: Settings, clock: Clock) -> None:
    closed = Publisher()
    closed.close()
    assert failure(settings, clock, f"{closed.url}/a.txt")[0] == "unreachable"
    assert len(clock.waits) == settings.fetch_policy.attempts - 1


def test_a_name_that_nobody_knows(settings: Settings, clock: Clock) -> None:
    clock.hosts["nowhere.example"] = []
    reason, detail = failure(settings, clock, "http://nowhere.example/a.txt")
    assert (reason, detail) == ("unreachable", "the name nowhere.example has no address")


def test_a_dead_host_is_not_asked_again_and_again(settings: Settings, clock: Clock) -> None:
    clock.hosts["nowhere.example"] = []
    run(settings, clock, *(f"http://nowhere.example/{number}" for number in range(3)))
    assert clock.waits == [1.0, 2.0, 4.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/a.pdf", "text/html", b"<!DOCTYPE html><p>404</p>"),
        ("/a.pdf", "application/pdf", b"<html><p>404</p>"),
        ("/a.txt", "text/html; charset=utf-8", TEXT),
        ("/a.txt", "text/plain", b"\xef\xbb\xbf\r\n<HTML><p>404</p>"),
        ("/a.txt", "application/octet-stream", b"%PDF-1.7"),
        ("/a", "image/png", b"\x89PNG"),
        ("/a", "", b"\x89PNG"),
        ("/a.txt", "application/json", b"{}"),
    ],
)
def test_an_answer_of_the_wrong_type_is_not_archived(
    publisher: Publisher,
    settings: Settings,
    clock: Clock,
    path: str,
    content_type: str,
    body: bytes,
) -> None:
    publisher.pages[path] = answer(body, content_type=content_type)
    assert failure(settings, clock, f"{publisher.url}{path}")[0] == "wrong_content_type"
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    ("path", "content_type", "body", "suffix"),
    [
        ("/a.pdf", "application/octet-stream", b"%PDF-1.7", ".pdf"),
        ("/show?id=1", "application/pdf", b"%PDF-1.7", ".pdf"),
        ("/show.jsp", "text/html;charset=gbk", b"<!-- x --><html>", ".html"),
        ("/a.doc", "application/msword", b"PK\x03\x04", ".docx"),
        ("/a.xlsx", "application/zip", b"PK\x03\x04", ".xlsx"),
        ("/download", "", b"plain", ".txt"),
        ("/a.TSV", "text/plain", b"a\tb", ".tsv"),
        ("/a.ofd", "application/ofd", b"PK\x03\x04", ".ofd"),
    ],
)
def test_a_document_is_archived_under_its_format(
    publisher: Publisher,
    settings: Settings,
    clock: Clock,
    path: str,
    content_type: str,
    body: bytes,
    suffix: str,
) -> None:
    publisher.pages[path] = answer(body, content_type=content_type)
    fetched = run(settings, clock, f"{publisher.url}{path}")
    assert fetched.outcomes == {"new": 1}, fetched.failures
    assert [Path(name).suffix for name in originals(settings)] == [suffix]
    is_readable = suffix != ".ofd"
    assert len(fetched_documents(settings.archive)) == is_readable
    assert fetched.unreadable == ({} if is_readable else {suffix: 1})


def test_too_large_a_body_is_refused_before_it_comes(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = silent(publisher, after=b"x", length=10_001)
    assert failure(settings, clock, f"{publisher.url}/a.txt") == (
        "too_large",
        "more than 10,000 bytes",
    )


def test_too_large_a_body_is_left_where_it_does_not_say_so(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not publisher.closing.is_set():
            handler.wfile.write(b"400\r\n" + b"x" * 1024 + b"\r\n")

    publisher.pages["/a.txt"] = endless
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == "too_large"
    assert len(publisher.asked) == 1


def test_a_packed_answer_is_archived_unpacked(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer(gzip.compress(TEXT), Content_Encoding="gzip")
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}
    assert list(originals(settings).values()) == [TEXT]


def test_an_empty_body_is_no_document(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer(b"")
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == "empty_body"


def redirect(target: str, status: int = 302) -> Page:
    return answer(b"", status, Location=target)


def test_redirects_are_followed_and_the_last_address_is_remembered(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages |= {"/a.txt": redirect("/b", 301), "/b": redirect("c"), "/c": answer()}
    assert run(settings, clock, f"{publisher.url}/a.txt").outcomes == {"new": 1}
    assert publisher.asked == ["/a.txt", "/b", "/c"]
    assert manifest(settings, "SELECT served_by FROM edition") == [(f"{publisher.url}/c",)]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/a.txt", "bad_redirect"),
        ("", "bad_redirect"),
        ("ftp://a.example/", "bad_redirect"),
        ("file:///etc/hosts", "bad_redirect"),
        ("http://a.example:port/", "bad_redirect"),
        ("http://a.example:0/", "bad_redirect"),
        ("http://a.example:99999/", "bad_redirect"),
        ("http://[::1/", "bad_redirect"),
        (f"http://{'a' * 64}.example/", "unreachable"),
        ("http://a..example/", "unreachable"),
    ],
)
def test_redirects_that_lead_nowhere(
    publisher: Publisher, settings: Settings, clock: Clock, target: str, reason: str
) -> None:
    publisher.pages["/a.txt"] = redirect(target)
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == reason
    assert len(publisher.asked) <= settings.fetch_policy.redirects + 1


@pytest.mark.parametrize(
    ("networks", "outcome", "requests"),
    [
        (("127.0.0.1/32",), "failed", 0),
        (("127.0.0.0/8",), "new", 1),
    ],
)
def test_a_redirect_into_a_private_network_needs_its_allowance(
    publisher: Publisher,
    settings: Settings,
    clock: Clock,
    networks: tuple[str, ...],
    outcome: str,
    requests: int,
) -> None:
    inner = Publisher("127.0.0.2")
    inner.pages["/secret.txt"] = answer()
    publisher.pages["/a.txt"] = redirect(f"{inner.url}/secret.txt")
    fetch_policy = replace(settings.fetch_policy, private_networks=networks)
    fetched = run(replace(settings, fetch_policy=fetch_policy), clock, f"{publisher.url}/a.txt")
    inner.close()
    assert fetched.outcomes == {outcome: 1}
    assert len(inner.asked) == requests
    if not requests:
        assert fetched.failures[0][1:] == (
            "private_address",
            "127.0.0.2 is the private address 127.0.0.2, which is not allowed",
        )


def test_nothing_private_is_reached_by_default(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    settings = replace(settings, fetch_policy=replace(settings.fetch_policy, private_networks=()))
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == "private_address"
    assert publisher.asked == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    settings: Settings, clock: Clock
) -> None:
    clock.hosts["mixed.example"] = ["203.0.114.1", "10.0.0.8"]
    reason, detail = failure(settings, clock, "http://mixed.example/a.txt")
    assert reason == "private_address"
    assert "mixed.example is the private address 10.0.0.8" in detail


def test_the_connection_goes_to_the_address_that_was_judged(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer()
    host = f"publisher.example:{publisher.port}"
    clock.hosts["publisher.example"] = ["127.0.0.1"]
    assert run(settings, clock, f"http://{host}/a.txt").outcomes == {"new": 1}
    assert publisher.headers["/a.txt"][0]["Host"] == host


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_an_address_that_is_not_public(address: str) -> None:
    assert not address_guard.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_an_address_that_is_public(address: str) -> None:
    assert address_guard.is_public(address)


def test_a_host_sees_one_request_a_second_and_hosts_do_not_wait_for_each_other(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages |= {f"/{number}": answer(TEXT + bytes([number])) for number in range(3)}
    clock.hosts |= {"a.example": ["127.0.0.1"], "b.example": ["127.0.0.1"]}
    urls = [
        f"http://{host}:{publisher.port}/{number}"
        for host in ("a.example", "b.example")
        for number in range(3)
    ]
    assert run(settings, clock, *urls).outcomes == {"new": 6}
    assert all(wait <= 1.0 for wait in clock.waits)
    assert 2 <= len(clock.waits) <= 4  # one clock for both: they can wait in the same second


def test_a_source_that_is_taken_off_the_list_is_no_document_any_more(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages |= {"/a.txt": answer(), "/b.txt": answer(TEXT * 2)}
    both = [f"{publisher.url}/{name}.txt" for name in "ab"]
    run(settings, clock, *both)
    with settings.sources.open("a", encoding="utf-8") as handle:
        handle.write("spoilt\n")
    settings.sources.write_text(HEADER + f"{both[0]},,,,,\nspoilt\n", encoding="utf-8")
    fetched = fetch(settings, print, clock.world)
    assert [row.line_no for row in fetched.bad_rows] == [3]
    assert len(fetched_documents(settings.archive)) == 2  # the spoilt row may be the other one
    run(settings, clock, both[0])
    assert [document.name for document in fetched_documents(settings.archive)] == both[:1]
    assert len(originals(settings)) == 2


def test_a_second_fetch_is_told_who_is_at_it(settings: Settings, clock: Clock) -> None:
    with (
        hold(settings.archive / "fetch.lock", "fetch", "budget fetch"),
        pytest.raises(Busy, match=r"another fetch is running \(budget fetch, process \d+ since"),
    ):
        run(settings, clock)


def test_a_damaged_manifest_is_put_aside(
    publisher: Publisher, settings: Settings, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.pages["/a.txt"] = answer()
    url = f"{publisher.url}/a.txt"
    run(settings, clock, url)
    had = originals(settings)
    (settings.archive / "manifest.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(Unusable, match="is damaged"):
        fetched_documents(settings.archive)
    assert run(settings, clock, url).is_complete
    assert "manifest.sqlite is damaged" in capsys.readouterr().out
    assert [document.name for document in fetched_documents(settings.archive)] == [url]
    assert originals(settings) == had
    (aside,) = settings.archive.glob("manifest.sqlite.damaged-*")
    assert aside.read_bytes().startswith(b"no database")


def test_the_certificate_must_be_of_the_name_not_of_the_address(
    settings: Settings, clock: Clock, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    publisher = Publisher(tls=context)
    publisher.pages["/a.txt"] = answer()
    clock.hosts |= {"publisher.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    good = f"https://publisher.example:{publisher.port}/a.txt"
    wrong = f"https://other.example:{publisher.port}/a.txt"
    fetched = run(settings, clock, good, wrong)
    publisher.close()
    assert fetched.outcomes == {"new": 1, "failed": 1}
    ((url, reason, detail),) = fetched.failures
    assert (url, reason) == (wrong, "unreachable")
    assert "certificate" in detail


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of publisher.example with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "publisher.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("publisher.example")]), False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "publisher.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


# ---- the command itself


def command(settings: Settings, *options: str) -> list[str]:
    places = ["--sources", str(settings.sources), "--warehouse", str(settings.warehouse)]
    return [sys.executable, "-m", "flows.cli", "fetch", *places, *options]


def budget_fetch(
    settings: Settings, *options: str, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        command(settings, *options),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=restrict,
        check=False,
    )


LOOPBACK = ("--allow-network", "127.0.0.1/32")


def test_exit_statuses(publisher: Publisher, settings: Settings) -> None:
    publisher.pages["/a.txt"] = answer()
    assert budget_fetch(settings).returncode == 1  # no list
    row = f"{publisher.url}/a.txt,,,,,\n"
    settings.sources.write_text(HEADER + row, "utf-8")
    refused = budget_fetch(settings)
    assert refused.returncode == 3
    assert "[private_address]" in refused.stderr
    done = budget_fetch(settings, *LOOPBACK)
    assert (done.returncode, done.stderr.count("new http")) == (0, 1)
    assert done.stdout.startswith("1 sources: 1 new, 0 changed, 0 unchanged, 0 failed")
    settings.sources.write_text(HEADER + "spoilt\n" + row, "utf-8")
    partly = budget_fetch(settings, *LOOPBACK)
    assert partly.returncode == 3
    assert "sources.csv:2: 1 cells, but 6 columns" in partly.stderr
    assert "1 unchanged, 0 failed, 1 rows of the list unusable" in partly.stdout
    assert budget_fetch(settings, "--allow-network", "everything").returncode == 2


def test_a_full_disk_stops_it_and_leaves_no_half_file(
    publisher: Publisher, settings: Settings
) -> None:
    publisher.pages |= {"/a.txt": answer(b"x" * 500_000), "/b.txt": answer(b"y" * 500_000)}
    settings.sources.write_text(HEADER + f"{publisher.url}/a.txt,,,,,\n", "utf-8")
    done = budget_fetch(settings, *LOOPBACK, limit=200_000)
    assert done.returncode == 1, done.stderr
    assert re.search(r"^budget: .*File too large", done.stderr, re.MULTILINE)
    assert originals(settings) == {}
    assert list((settings.archive / ".incoming").iterdir()) == []
    assert budget_fetch(settings, *LOOPBACK).returncode == 0


def test_a_killed_fetch_leaves_nothing_half_and_the_next_one_goes_on(
    publisher: Publisher, settings: Settings
) -> None:
    reached = threading.Event()
    stalled = silent(publisher, after=b"x" * 70_000, length=100_000)

    def page(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        stalled(handler)

    publisher.pages |= {"/a.txt": answer(), "/b.txt": page}
    rows = "".join(f"{publisher.url}/{name}.txt,,,,,\n" for name in "ab")
    settings.sources.write_text(HEADER + rows, "utf-8")
    process = subprocess.Popen(command(settings, *LOOPBACK), cwd=ROOT, stderr=subprocess.DEVNULL)
    assert reached.wait(30)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert list(originals(settings).values()) == [TEXT]
    publisher.pages["/b.txt"] = answer(TEXT * 2)
    done = budget_fetch(settings, *LOOPBACK)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        "2 sources: 1 new, 0 changed, 1 unchanged, 0 failed",
    )
    assert sorted(originals(settings).values()) == [TEXT, TEXT * 2]
    assert list((settings.archive / ".incoming").iterdir()) == []


def test_a_refresh_reads_what_was_fetched(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    text = (ROOT / "data" / "documents" / "tunliu-2025-budget.txt").read_bytes()
    publisher.pages |= {
        "/tunliu.txt": answer(text),
        "/tunliu.ofd": answer(b"PK\x03\x04rest", content_type="application/ofd"),
    }
    laid_out = small.lay_out(settings.home)
    settings = replace(
        settings,
        dbt_project=laid_out.dbt_project,
        expectations=laid_out.expectations,
        fetch_policy=replace(settings.fetch_policy, largest_bytes=2**20),
    )
    urls = [f"{publisher.url}/tunliu.{suffix}" for suffix in ("txt", "ofd")]
    fetched = run(settings, clock, *urls)
    assert str(fetched).endswith("not readable yet: 1 .ofd")
    summary = run_refresh(settings, print)
    assert (summary.landing.landed, summary.landing.rejected) == (1, [])
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        found = connection.execute("SELECT source_path, sha256 FROM raw.document").fetchall()
    assert found == [(urls[0], sha256(text).hexdigest())]
    assert not run_refresh(settings, print).is_published

"""Answers that no library expects: each costs its source one failed attempt, and nothing else."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from test_fetch import (
    TEXT,
    TEXT_TYPE,
    Clock,
    Publisher,
    answer,
    clock,
    failure,
    manifest,
    originals,
    publisher,
    run,
    settings,
)

from flows.fetch import robots
from flows.fetch.download import retry_after
from flows.settings import PROJECT, Settings

__all__ = ["clock", "publisher", "settings"]


@pytest.mark.parametrize("name", ["ETag", "Last_Modified"])
def test_a_validator_that_no_header_may_hold_is_forgotten(
    publisher: Publisher, settings: Settings, clock: Clock, name: str
) -> None:
    publisher.pages["/a.txt"] = answer(**{name: "\xe9\xa2\x84"})
    publisher.pages["/b.txt"] = answer(ETag='"1"')
    urls = f"{publisher.url}/a.txt", f"{publisher.url}/b.txt"
    assert run(settings, clock, *urls).outcomes["new"] == 2
    again = run(settings, clock, *urls)
    assert again.failures == []
    assert again.outcomes["unchanged"] == 2
    assert publisher.headers["/b.txt"][1]["If-None-Match"] == '"1"'


def test_an_old_manifest_that_holds_one_is_read(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.pages["/a.txt"] = answer()
    url = f"{publisher.url}/a.txt"
    run(settings, clock, url)
    manifest(settings, "SELECT 1")
    import sqlite3

    with sqlite3.connect(settings.archive / "manifest.sqlite") as connection:
        connection.execute("UPDATE source SET etag = '预算', last_modified = 'a' || char(10)")
    assert run(settings, clock, url).outcomes["unchanged"] == 1


@pytest.mark.parametrize("size", [20, 400, 6_000])
def test_a_pause_of_any_size_is_a_week(clock: Clock, size: int) -> None:
    assert retry_after("9" * size, clock.now()) == 7 * 24 * 3600


@pytest.mark.parametrize("header", ["Fri, 31 Dec 99999 23:59:59 GMT", "", "soon", "-1", "1e9"])
def test_a_pause_that_is_none(clock: Clock, header: str) -> None:
    assert retry_after(header, clock.now()) is None


def packed(times: int, size: int) -> bytes:
    body = bytes(size)
    for _ in range(times):
        body = gzip.compress(body, 9)
    return body


@pytest.mark.parametrize(
    ("body", "coding", "reason"),  # made when it is wanted: the large one takes its time
    [
        (lambda: packed(3, 2**24), "gzip, gzip, gzip", "bad_encoding"),
        (lambda: packed(1, 2**28), "gzip", "too_large"),
        (lambda: b"no gzip", "gzip", "bad_encoding"),
        (lambda: gzip.compress(TEXT)[:-9], "gzip", "bad_encoding"),
        (lambda: TEXT, "br", "bad_encoding"),
    ],
    ids=["packed thrice", "large", "not packed", "cut off", "unknown packing"],
)
def test_packed_bodies_cost_no_memory(
    publisher: Publisher,
    settings: Settings,
    clock: Clock,
    body: Callable[[], bytes],
    coding: str,
    reason: str,
) -> None:
    publisher.pages["/a.txt"] = answer(body(), content_encoding=coding)
    tracemalloc.start()
    try:
        assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == reason
        assert tracemalloc.get_traced_memory()[1] < 2**24
    finally:
        tracemalloc.stop()
    assert publisher.asked == ["/a.txt"]


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(TEXT), "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (zlib.compress(TEXT, wbits=-15), "deflate"),
    ],
    ids=["gzip", "zlib", "deflate"],
)
def test_one_packing_is_undone(
    publisher: Publisher, settings: Settings, clock: Clock, body: bytes, coding: str
) -> None:
    publisher.pages["/a.txt"] = answer(body, content_encoding=coding)
    assert run(settings, clock, f"{publisher.url}/a.txt").is_complete
    assert list(originals(settings).values()) == [TEXT]


ROBOTS = b"""\xef\xbb\xbf# for robots
User-agent: other
Disallow: /

User-agent: *
Crawl-delay: 5
Disallow: /private/
Disallow: /*?*print=
Disallow: /*.doc$
Allow: /private/open/
"""


def test_what_a_site_asks_of_robots_is_done(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.robots = answer(ROBOTS)
    paths = ["/a.txt", "/private/a.txt", "/private/open/a.txt", "/a.txt?x=1&print=1", "/a.doc"]
    for path in paths:
        publisher.pages[path] = answer(content_type=TEXT_TYPE)
    fetched = run(settings, clock, *(publisher.url + path for path in paths))
    assert publisher.asked == ["/a.txt", "/private/open/a.txt"]
    assert {reason for _, reason, _ in fetched.failures} == {"robots_txt"}
    assert len(fetched.failures) == 3


def test_a_site_that_cannot_say_is_left_alone(
    publisher: Publisher, settings: Settings, clock: Clock
) -> None:
    publisher.robots = answer(b"", 503)
    publisher.pages["/a.txt"] = answer()
    assert failure(settings, clock, f"{publisher.url}/a.txt")[0] == "robots_txt"
    assert publisher.asked == []


@pytest.mark.parametrize(
    ("text", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        (f"User-agent: *\nDisallow: /\n\nUser-agent: {PROJECT.upper()}\nAllow: /", "/a", True),
        ("User-agent: a\nUser-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /预算/", "/%E9%A2%84%E7%AE%97/1", False),
        ("User-agent: *\nDisallow: /%E9%A2%84%E7%AE%97/", "/%E9%A2%84%E7%AE%97/1", False),
        ("Disallow: /\n<html>", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 900, "/" + "a" * 800 + "b", True),
    ],
)
def test_robots_txt_is_read_as_its_standard_says(text: str, path: str, is_allowed: bool) -> None:
    assert robots.parse(text, PROJECT).allow(path) is is_allowed

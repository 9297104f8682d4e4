"""What `budget serve` shows of the served version: its pages, and nothing that lies beside them."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.run import serving
from flows.settings import Serving, Settings


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of the pages of a version with both kinds of them."""
    for page in ("docs/index.html", "docs/findings/a.html", "site/index.html"):
        file = tmp_path / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    (tmp_path / "warehouse.duckdb").write_text("secret", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(warehouse=tmp_path / "warehouse.duckdb")
    with serving._pages(settings, Serving(docs_port=port)) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("", "docs/index.html"),
        ("findings/a.html", "docs/findings/a.html"),
        ("site/", "site/index.html"),
        ("site/index.html", "site/index.html"),
        ("docs/index.html", "docs/index.html"),
        ("docs/findings/a.html", "docs/findings/a.html"),
    ],
)
def test_a_page_is_found_as_on_the_disk(url: str, path: str, page: str) -> None:
    assert httpx.get(url + path).text == page


@pytest.mark.parametrize(
    "path",
    [
        "warehouse.duckdb",
        "site/../warehouse.duckdb",
        "site/%2e%2e/warehouse.duckdb",
        "docs/..%2fwarehouse.duckdb",
        "../warehouse.duckdb",
    ],
)
def test_the_warehouse_is_not_among_them(url: str, path: str) -> None:
    host, _, port = url.removeprefix("http://").strip("/").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        answer = b""
        while part := line.recv(4096):
            answer += part
    assert b" 404 " in answer.splitlines()[0]
    assert b"secret" not in answer

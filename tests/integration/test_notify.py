"""Hooks are told how it went, by real commands and over a real connection, and never harm."""

import json
import shlex
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.run.notify import BadHook, check, notify

PAYLOAD = {"status": "success", "message": "发布"}
LONG = 60.0


class Listener(ThreadingHTTPServer):
    """A web server that keeps what it is told and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.handler())
        self.heard: list[Any] = []
        self.status = 200
        self.is_slow = False
        self.closing = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/hook?token=secret"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((self.headers["Content-Type"], json.loads(body)))
                self.send_response(listener.status)
                self.flush_headers()
                if listener.is_slow:  # a header now and then is an answer that never ends
                    while not listener.closing.wait(0.05):
                        self.wfile.write(b"X-Slow: 1\r\n")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


def python(code: str, *arguments: object) -> str:
    return shlex.join([sys.executable, "-c", code, *map(str, arguments)])


def command_lines() -> Iterator[bytes]:
    """Return those of all processes that there are."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            yield path.read_bytes()


def test_a_command_reads_it_from_its_standard_input(tmp_path: Path) -> None:
    told = tmp_path / "told with a blank.json"
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    assert notify(python(code, told), PAYLOAD, LONG) is None
    assert json.loads(told.read_text(encoding="utf-8")) == PAYLOAD


def test_an_address_is_posted_to(listener: Listener) -> None:
    assert notify(listener.url, PAYLOAD, LONG) is None
    assert listener.heard == [("application/json", PAYLOAD)]


@pytest.mark.parametrize(
    ("command", "remark"),
    [
        (python("import sys; sys.exit('no mail today')"), "ended with status 1: no mail today"),
        (python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)"), "status -15"),
        ("no-such-command --at-all", "no-such-command: No such file or directory"),
        ("/proc/self/environ", "/proc/self/environ: Permission denied"),
    ],
)
def test_a_command_that_fails_is_a_remark(command: str, remark: str) -> None:
    said = notify(command, PAYLOAD, LONG)
    assert said is not None
    assert said.startswith("notification failed: ")
    assert said.endswith(remark)


def test_a_command_that_reads_nothing_is_no_failure() -> None:
    assert notify(python("pass"), {"text": "x" * 2**20}, LONG) is None


def test_a_command_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    waiting = "import sys, time; open(sys.argv[1], 'w').write('x'); time.sleep(600)"
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]])"
    said = notify(python(code, waiting, alive), PAYLOAD, 3)
    assert said is not None
    assert said.endswith("did not end within 3 s")
    # a signal that is sent has not yet arrived
    until = time.monotonic() + LONG
    while [line for line in command_lines() if str(alive).encode() in line]:
        assert time.monotonic() < until


@pytest.mark.parametrize("status", [404, 500, 302])
def test_an_answer_that_is_none_is_a_remark_without_the_secret(
    listener: Listener, status: int
) -> None:
    listener.status = status
    said = notify(listener.url, PAYLOAD, LONG)
    assert said == f"notification failed: 127.0.0.1 answered {status}"


def test_an_answer_that_never_ends_is_not_awaited(listener: Listener) -> None:
    listener.is_slow = True
    said = notify(listener.url, PAYLOAD, 0.5)
    assert said == "notification failed: 127.0.0.1 did not answer within 0.5 s"


def test_nobody_there_is_a_remark(listener: Listener) -> None:
    url = listener.url
    listener.shutdown()
    listener.server_close()
    said = notify(url, PAYLOAD, LONG)
    assert said is not None
    assert said.startswith("notification failed: 127.0.0.1: ")
    assert "secret" not in said


@pytest.mark.parametrize("hook", ["ftp://a.example/x", "https://", "mail 'me", "   ", "file:///x"])
def test_what_cannot_be_called_is_refused(hook: str) -> None:
    with pytest.raises(BadHook):
        check(hook)


@pytest.mark.parametrize(
    "hook", ["", "mail -s x me", "https://a.example/x", "curl http://a.example"]
)
def test_what_can_be_called_is_taken(hook: str) -> None:
    assert check(hook) == hook

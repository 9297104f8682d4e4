"""A service of Apprise is told how a refresh went; its address is never quoted."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flows.run.notify import BadHook, check, notify

PAYLOAD = {
    "status": "partial",
    "message": "published version 1; but 1 documents rejected",
    "landing": {"rejected": [{"source_path": "a.txt", "detail": "no table", "reason": "empty"}]},
}


@pytest.fixture
def service() -> Iterator[tuple[str, list[dict[str, str]]]]:
    told: list[dict[str, str]] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/good" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://keeper:secret@127.0.0.1:{server.server_port}", told
    server.shutdown()
    server.server_close()


def test_it_is_told_the_message_and_what_was_rejected(
    service: tuple[str, list[dict[str, str]]],
) -> None:
    address, told = service
    assert notify(check(f"{address}/good"), PAYLOAD, 20) is None
    ((said),) = told
    assert said["title"] == "budget-warehouse: partial"
    assert said["message"].splitlines() == [PAYLOAD["message"], "a.txt: no table [empty]"]
    assert said["type"] == "warning"


def test_one_that_fails_is_a_remark_without_its_secret(
    service: tuple[str, list[dict[str, str]]], capfd: pytest.CaptureFixture[str]
) -> None:
    problem = notify(f"{service[0]}/bad", PAYLOAD, 20)
    assert problem == "notification failed: json could not be told"
    assert "secret" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("hook", ["nowhere://host/token", "slack://"])
def test_an_address_of_no_service_is_refused_without_being_quoted(hook: str) -> None:
    with pytest.raises(BadHook, match=hook.partition("://")[0]) as refused:
        check(hook)
    assert "token" not in str(refused.value)

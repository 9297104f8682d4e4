"""Who may ask a page that has no password."""

import pytest

from flows.run.guard import is_welcome, own_names

NAMES = own_names("127.0.0.1", ["budget.example"])


@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("127.0.0.1:4200", None, True),
        ("127.0.0.1", None, True),
        ("[::1]:4200", None, True),
        ("LOCALHOST:4200", "http://127.0.0.1:4200", True),
        ("budget.example", "http://budget.example", True),
        ("127.0.0.1:4200", "http://127.0.0.1:4201", False),
        ("127.0.0.1:4200", "http://evil.example:4200", False),
        ("127.0.0.1:4200", "null", False),
        ("127.0.0.1:4200", "", False),
        ("evil.example:4200", None, False),
        ("127.0.0.1.evil.example", None, False),
        ("user@127.0.0.1:4200", "http://evil.example@127.0.0.1.evil.example", False),
        ("127.0.0.1:port", None, False),
        ("[::1", None, False),
        ("", None, False),
    ],
)
def test_only_own_names_and_own_pages_are_welcome(
    host: str, origin: str | None, welcome: bool
) -> None:
    assert is_welcome(NAMES, host, origin) is welcome

"""Who may ask a page that has no password: no browser that another site has sent here.

Such a browser says which site sent it (`Origin`), or asks for a name of that site's (`Host`) that
suddenly leads to this machine.
"""

import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HTTP_FORBIDDEN, _WEBSOCKET_FORBIDDEN = 403, 1008

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def own_names(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Return the names by which a server may be asked for.

    Args:
        host: where it listens.
        more: what a proxy in front of it, or another machine, calls it.
    """
    return frozenset(name.lower() for name in (*_LOOPBACK, host, socket.gethostname(), *more))


def is_welcome(names: frozenset[str], host: str, origin: str | None) -> bool:
    """Tell whether a request is for one of our names, and from no other site.

    Args:
        names: by which we may be asked for.
        host: the header `Host`.
        origin: the header `Origin`; None where the asking program sends none.
    """
    asked = _split(f"//{host}")
    if asked is None or asked[0] not in names:
        return False
    if origin is None:
        return True
    sender = _split(origin)
    return sender is not None and sender[0] in names and sender[1] == asked[1]


def _split(address: str) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(address)
        return ((parts.hostname or "").lower(), parts.port)
    except ValueError:
        return None


class Guard:
    """An ASGI application that only those who are welcome reach."""

    def __init__(self, app: Callable[..., Awaitable[None]], names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        found: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            found.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts, origins = found.get(b"host", []), found.get(b"origin", [])
        is_clear = len(hosts) == 1 and len(origins) <= 1
        if is_clear and is_welcome(self._names, hosts[0], origins[0] if origins else None):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _WEBSOCKET_FORBIDDEN})
        else:
            kind = [(b"content-type", b"text/plain; charset=utf-8")]
            start = {"type": "http.response.start", "status": _HTTP_FORBIDDEN, "headers": kind}
            await send(start)
            said = b"not for other sites, nor under other names (budget serve --allow-host)\n"
            await send({"type": "http.response.body", "body": said})

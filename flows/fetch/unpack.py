"""Bodies that come packed all the same: unpacked piece by piece, however small they are sent."""

import zlib
from collections.abc import AsyncIterator

import httpx

_PIECE = 2**18
_GZIP_OR_ZLIB = 47
_BARE = -15


class BadEncoding(Exception):  # noqa: N818 - a verdict on the answer, not a fault
    """The body is packed in a way that is not undone, or is no such thing."""


async def pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body of an answer in pieces of bounded size.

    A few KB can stand for GB, more so packed several times: one packing is undone, and never more
    of it at once than a piece.

    Raises:
        BadEncoding: saying why.
    """
    codings = [
        coding
        for part in response.headers.get("Content-Encoding", "").lower().split(",")
        if (coding := part.strip()) not in ("", "identity")
    ]
    if not codings:
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if len(codings) > 1 or codings[0] not in ("gzip", "x-gzip", "deflate"):
        raise BadEncoding(
            f"the body is packed as {', '.join(codings)[:60]}, which nobody asked for"
        )
    unpacker = None
    try:
        async for chunk in response.aiter_raw():
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(codings[0], chunk))
            left = chunk
            while left:
                piece = unpacker.decompress(left, _PIECE)
                left = unpacker.unconsumed_tail
                if piece:
                    yield piece
                if unpacker.eof:
                    return
                if not piece:
                    break
    except zlib.error as error:
        raise BadEncoding(f"the body is no {codings[0]}: {error}") from None
    if unpacker is not None:
        raise BadEncoding(f"the {codings[0]} of the body breaks off")


def _window(coding: str, head: bytes) -> int:
    """Tell zlib what comes: servers mean two things by deflate."""
    is_zlib = (
        len(head) > 1 and head[0] & 0x0F == zlib.DEFLATED and not (head[0] << 8 | head[1]) % 31
    )
    return _BARE if coding == "deflate" and not is_zlib else _GZIP_OR_ZLIB

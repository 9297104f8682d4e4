"""Which addresses a download may reach.

A name is resolved once, the addresses are judged, and the connection goes to the judged address:
a name that resolves differently a moment later, or a redirect, gains nothing. Proxies of the
environment are not used, for they would resolve the name themselves.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

#: Host and port to the addresses they stand for.
Resolve = Callable[[str, int], Awaitable[list[str]]]

_NAT64 = ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


class PrivateAddress(Exception):  # noqa: N818 - a verdict on the source, not a fault
    """The host is, or resolves to, an address inside somebody's own network."""


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Tell whether an address lies in the open Internet.

    Not: loopback, private, link-local (cloud metadata), shared, reserved or multicast ones, nor
    IPv6 forms that carry such an IPv4 address.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        ip = _carried(ip) or ip
    return ip.is_global and not ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if ip in _NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses of a host that were looked at, and to no others."""

    def __init__(self, private_networks: Iterable[str], resolve: Resolve = resolve) -> None:
        self._allowed = [ip_network(network) for network in private_networks]
        self._resolve = resolve
        # No connection outlives its request: two hosts can share an address but not a certificate.
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address of its host that accepts a connection.

        Raises:
            PrivateAddress: one of the addresses is neither public nor in an allowed network.
            httpx.ConnectError: the name is unknown, or no address accepts a connection.
        """
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or _PORTS[request.url.scheme]
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # unknown, or no name at all
            raise httpx.ConnectError(f"the name {host} is not known: {error}") from error
        for address in addresses:
            if not is_public(address) and not self._is_allowed(address):
                raise PrivateAddress(f"{host} is the private address {address}")
        refusal: httpx.TransportError = httpx.ConnectError(f"the name {host} has no address")
        for address in addresses:
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # with the Host that was asked for
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                refusal = error
        raise refusal

    def _is_allowed(self, address: str) -> bool:
        return any(ip_address(address) in network for network in self._allowed)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()

"""Behind a proxy: whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from buzzfeed.web.answers import App, Receive, Scope, Send

Network = IPv4Network | IPv6Network
_LONGEST = 2000
_PROXIES = 100
"""Trusted peers that are known again without reading their address anew."""


class Trust:
    """Whose ``X-Forwarded-For`` is believed.

    The address is the last in it that is no trusted proxy's: what stands before that anyone may write.
    """

    def __init__(self, trusted: Sequence[str]) -> None:
        """Believe the peers in these addresses and networks."""
        self._trusted: tuple[Network, ...] = tuple(ip_network(name, strict=False) for name in trusted)
        self._met: set[str] = set()

    def client(self, header: bytes) -> str | None:
        """Return who asks by an ``X-Forwarded-For``; ``None`` where that is no address."""
        for member in reversed(header[-_LONGEST:].decode("latin-1").split(",")):
            address = _address(member)
            if address is None:
                return None
            if not self._includes(address):
                return str(address)
        return None

    def trusts(self, peer: str) -> bool:
        """Return whether an address is that of a trusted proxy."""
        if peer in self._met:
            return True
        try:
            found = self._includes(_unmapped(ip_address(peer)))
        except ValueError:
            return False
        if found and len(self._met) < _PROXIES:
            self._met.add(peer)
        return found

    def _includes(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted if network.version == address.version)


class Forwarded(Trust):
    """Middleware that tells the app who really asks, where a trusted proxy says so; anybody else is not heard."""

    def __init__(self, app: App, trusted: Sequence[str]) -> None:
        """Believe the peers in these addresses and networks."""
        super().__init__(trusted)
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the client's own address and scheme."""
        client = scope.get("client")
        if client and self.trusts(client[0]):
            named, scheme = _headers(scope)
            if named:
                scope["client"] = (self.client(named) or client[0], 0)
            if scheme in (b"http", b"https"):
                scope["scheme"] = scheme.decode("ascii")
        await self._app(scope, receive, send)


def _headers(scope: Scope) -> tuple[bytes, bytes]:
    named: list[bytes] = []
    scheme = b""
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            named.append(value)
        elif name == b"x-forwarded-proto":
            scheme = value.rpartition(b",")[2].strip().lower()
    return b",".join(named), scheme


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read one member: an address, perhaps with a port, an IPv6 one perhaps in brackets."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return _unmapped(ip_address(bare))
    except ValueError:
        return None


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address

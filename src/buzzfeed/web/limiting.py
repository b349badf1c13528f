"""How much one client may have made for it: a bucket of tokens per address, in memory alone, and never written down."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

MOST_CLIENTS = 10_000
"""Clients remembered at once; who has not asked for longest is forgotten, and begins anew."""


class Limiter:
    """Gives each client ``many`` tokens in a period, as many at once; for the event loop's thread alone."""

    def __init__(
        self,
        many: int,
        clock: Callable[[], float] = time.monotonic,
        key: Callable[[str], str] | None = None,
        period: float = 60.0,
    ) -> None:
        """Know nobody yet; ``clock`` counts seconds, as ``period`` does; ``key`` says who is one client."""
        self._most = float(many)
        self._period = period
        self._clock = clock
        self._key = key or network_of
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._clients)

    def wait(self, client: str, costs: int = 1) -> float:
        """Take so many tokens for a client (as many as there can be, at most) and return 0.

        Where there are not enough, return in how many seconds there are.
        """
        price = min(float(costs), self._most)
        now, key = self._clock(), self._key(client)
        tokens, since = self._clients.pop(key, (self._most, now))
        tokens = min(self._most, tokens + (now - since) * self._most / self._period)
        short = price - tokens
        self._clients[key] = (tokens if short > 0 else tokens - price, now)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
        return max(0.0, short * self._period / self._most)


_BELOW_COUNTRIES = frozenset("ac asso co com edu go gob gouv gov ltd me ne net nom or org plc".split())
"""Labels below which, in a country's domain, names are sold: ``co.uk`` is nobody's."""


def site_of(host: str) -> str:
    """Return what counts as one host: a network, or the part of a name that is registered, as far as it shows.

    All names below it cost nothing: whoever has one has as many as it wants. It is the last two labels, three where the
    last is a country's and the one before says what kind of names stand below it.
    """
    if network := network_of(host):
        return network
    labels = host.rstrip(".").split(".")
    many = 3 if len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _BELOW_COUNTRIES else 2
    return ".".join(labels[-many:])


def area_of(client: str) -> str:
    """Return what lies around a client: the /24 of an IPv4 address, the /48 of an IPv6 one, which anybody may have."""
    network = network_of(client)
    if ":" in network:
        return network[:14]
    return network.rpartition(".")[0]


def network_of(client: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 one, which one household has."""
    try:
        address = ip_address(client.partition("%")[0])  # a zone is of no matter, and Python cannot spell it out
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else address.exploded[:19]

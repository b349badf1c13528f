"""Coalescing: many deliveries that wait for one target become as few requests as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from buzzfeed.model import Delivery
from buzzfeed.ports import Bundle

Wanted = Mapping[str, Sequence[Delivery]]
"""Addresses, each with the deliveries that ask for it."""


def wanted(due: Sequence[Delivery], name: str) -> Wanted:
    """Return each address of the payloads' lists called ``name`` once, in the order of the deliveries."""
    found: dict[str, list[Delivery]] = {}
    for delivery in due:
        for address in delivery.payload.get(name, ()):
            found.setdefault(address, []).append(delivery)
    return found


def bundles(addresses: Wanted, name: str, size: int) -> Iterator[Bundle]:
    """Yield requests of ``size`` addresses at most; each keeps the id of the first delivery that it stands for."""
    each = list(addresses)
    for start in range(0, len(each), size):
        part = each[start : start + size]
        asking = {delivery.id: delivery for address in part for delivery in addresses[address]}
        articles = dict.fromkeys(article for delivery in asking.values() for article in delivery.articles)
        first = next(iter(asking.values()))
        yield Bundle(replace(first, payload={name: tuple(part)}, articles=tuple(articles)), tuple(asking))

"""What may be shown of people: by the config for every article, by an article for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DOMAIN = re.compile(r"@?((?:[a-z0-9-]{1,63}\.){1,10}[a-z][a-z0-9-]{1,62})")
_SIGNS = re.compile(r"[^0-9a-z]+")
_TAIL = 9
"""Digits at the end of a phone number by which two spellings of it are the same."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Domains, addresses and numbers that may be shown."""

    domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Iterable[str]) -> Allowed:
        """Sort what was written: ``example.org``, ``@example.org``, ``jane@example.org``, numbers in any spelling."""
        domains, addresses, numbers = set(), set(), set()
        for value in values:
            words = value.strip().lower()
            domain = _DOMAIN.fullmatch(words)
            if domain:
                domains.add(domain[1])
            elif "@" in words:
                addresses.add(words.removeprefix("mailto:"))
            elif signs := _SIGNS.sub("", words):
                numbers.add(signs)
        return cls(frozenset(domains), frozenset(addresses), frozenset(numbers))

    def __or__(self, other: Allowed) -> Allowed:
        """Return what either allows."""
        return Allowed(self.domains | other.domains, self.addresses | other.addresses, self.numbers | other.numbers)

    def address(self, address: str) -> bool:
        """Whether an e-mail address may be shown: itself, or its domain or one above it is allowed."""
        words = address.lower()
        if words in self.addresses:
            return True
        domain = words.rpartition("@")[2]
        return any(domain == one or domain.endswith(f".{one}") for one in self.domains)

    def number(self, number: str) -> bool:
        """Whether a number may be shown, however it is spelled."""
        return _SIGNS.sub("", number.lower()) in self.numbers

    def phone(self, number: str) -> bool:
        """Whether a phone number may be shown: the last digits tell, since the prefix may be left out."""
        digits = re.sub(r"\D", "", number)
        return any(one.isdigit() and len(one) >= 3 and _same(one, digits) for one in self.numbers)


def _same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _TAIL:
        return one == other
    return one[-_TAIL:] == other[-_TAIL:]

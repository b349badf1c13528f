"""Identity: which article an item is, and the id of one that was never seen.

An id is minted once and stored. It is the source's own guid where there is one, else a ``tag:`` URI (RFC 4151) made of
what two fresh stores over the same dated files agree on: the newsroom's host, the day of publication, the source and
the place in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from buzzfeed.model import Cleaned, IdentityKeys, Ledger, Reason, Record, Status

Lives = Callable[[str, str], bool]
"""Whether an article's place (source, origin) still holds it, as far as is known.

Of a folder: the file is there. Of a feed, which shows a window alone: the entry is in it. Of a source that is
configured no more: no.
"""

_TAG_SPECIFIC = "/:@!$&'()*+,;=~-._"  # RFC 4151 §2.1: pchar and "/"; "?" is encoded, so that a path stays one
_TAKEN_BACK = frozenset({Status.RETRACTED, Status.REJECTED})


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article an item is.

    ``record`` is what the store knows of it, ``None`` where it is new. ``guid`` is the guid that is to be stored with
    it: the source's own, empty where that belongs to another article. ``faults`` hold it: ``duplicate-id`` and
    ``duplicate-url`` name who has the guid or the address already.
    """

    id: str
    record: Record | None
    guid: str
    faults: tuple[Reason, ...] = ()


def identity_keys(item: Cleaned, host: str) -> tuple[IdentityKeys, ...]:
    """Return the keys for `Store.ledger`: what the item may be known by, and the id it would get."""
    return (
        IdentityKeys(item.source, item.guid, item.origin, item.addresses, item.body, (item.guid, minted(item, host))),
    )


def minted(item: Cleaned, host: str) -> str:
    """Return the ``tag:`` URI of an item (RFC 4151), never the same for two places of one source on one day."""
    parts = urlsplit(item.origin) if item.origin.startswith(("http://", "https://")) else None
    path = item.origin
    if parts and (parts.path.strip("/") or parts.query):  # neither host nor scheme, which a move would change
        path = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
    day = item.published
    specific = quote(path.encode("utf-8", "surrogatepass"), safe=_TAG_SPECIFIC)
    return f"tag:{_authority(host)},{day.year:04}-{day.month:02}-{day.day:02}:{item.source}/{specific}"


class Identities:
    """Recognises the items of one batch, one after the other, against what the store knew before it.

    An item is recognised by its source's guid, by its place in the source, and by its address, if the place where that
    article was known no longer holds it. Of two items that claim one guid or one address, the first is believed and the
    later held: give those that are to be published before drafts.
    """

    def __init__(self, ledger: Ledger, host: str, lives: Lives | None = None) -> None:
        """Start a batch.

        Args:
            ledger: what the store knows, asked with the `identity_keys` of every item of the batch.
            host: the host of the newsroom's site.
            lives: whether a place still holds its article; all do unless it is given.
        """
        self._ledger = ledger
        self._host = host
        self._lives = lives or (lambda _source, _origin: True)
        self._ids: dict[str, tuple[str, str]] = {}
        self._guids: dict[tuple[str, str], str] = {}
        self._urls: dict[str, tuple[str, str]] = {}

    def identify(self, item: Cleaned) -> Identity:
        """Return which article an item is; a new one gets its id."""
        place = (item.source, item.origin)
        record = self._recognised(item)
        faults = []
        holder = self._guid_holder(item, record)
        if holder is not None:
            words = f'"{holder}" has the id "{item.guid}" already; give this article one of its own, or none.'
            faults.append(Reason("duplicate-id", words))
        other = self._url_holder(item, record)
        if other is not None:
            where = other[1] if other[0] == item.source else f"{other[1]} ({other[0]})"
            faults.append(Reason("duplicate-url", f'"{where}" has the address {item.url} already.'))
        guid = item.guid if holder is None else ""
        article = record.id if record else self._mint(item, guid)
        self._ids[article] = place
        if guid:
            self._guids.setdefault((item.source, guid), item.origin)
        if item.addresses:
            self._urls.setdefault(item.addresses[0], place)
        return Identity(article, record, guid, tuple(faults))

    def _recognised(self, item: Cleaned) -> Record | None:
        """Return the record of the article that the item is, unless another item of the batch is that one."""
        place = (item.source, item.origin)
        named = self._ledger.by_guid.get((item.source, item.guid)) if item.guid else None
        here = self._ledger.by_origin.get(place)
        there = self._known_at(item)
        candidates = [
            named if named and named.origin == item.origin else None,
            here,
            named if named and self._gone(named) else None,
            there if there and self._gone(there) else None,
        ]
        return next((known for known in candidates if known and self._ids.get(known.id, place) == place), None)

    def _guid_holder(self, item: Cleaned, record: Record | None) -> str | None:
        """Return the origin of another article of the source that has the item's guid."""
        if not item.guid:
            return None
        claimed = self._guids.get((item.source, item.guid))
        if claimed is not None:
            return claimed if claimed != item.origin else None
        named = self._ledger.by_guid.get((item.source, item.guid))
        if named is None or (record and named.id == record.id) or self._gone(named):
            return None
        return named.origin

    def _url_holder(self, item: Cleaned, record: Record | None) -> tuple[str, str] | None:
        """Return the place of another article that has the item's address, and had it first."""
        if not item.addresses:
            return None
        claimed = self._urls.get(item.addresses[0])
        if claimed is not None and claimed != (item.source, item.origin):
            return claimed
        other = self._known_at(item)
        if other is None or other.address not in item.addresses or (record and other.id == record.id):
            return None
        if other.status in _TAKEN_BACK or self._gone(other) or (record and not _outranks(other, record)):
            return None
        return other.source, other.origin

    def _known_at(self, item: Cleaned) -> Record | None:
        found = (self._ledger.by_address.get(address) for address in item.addresses)
        return next((record for record in found if record), None)

    def _gone(self, record: Record) -> bool:
        vanished = bool(record.reasons) and record.reasons[0].code == "origin-vanished"
        if record.status is Status.RETRACTED and vanished:
            return True
        return not self._lives(record.source, record.origin)

    def _mint(self, item: Cleaned, guid: str) -> str:
        place = (item.source, item.origin)
        if guid and not self._taken(guid, place):
            return guid
        base = minted(item, self._host)
        article, count = base, 1
        while self._taken(article, place):
            count += 1
            article = f"{base}~{count}"
        return article

    def _taken(self, article: str, place: tuple[str, str]) -> bool:
        return self._ids.get(article, place) != place or article in self._ledger.by_id


def _outranks(other: Record, record: Record) -> bool:
    """Whether, of two articles with one address, the other has the better claim: of any two, just one has."""
    ranks = [(it.status is not Status.PUBLISHED, it.first_seen, it.id) for it in (other, record)]
    return ranks[0] < ranks[1]


def _authority(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return quote(host.lower())

"""Identifying: every item of a batch gets its article's id, new ones a new one; what it claims of others is told."""

from __future__ import annotations

from collections.abc import Sequence

from buzzfeed.articles.adopting import OldIds
from buzzfeed.articles.identity import (
    Holder,
    Identity,
    Whereabouts,
    duplicate_id,
    duplicate_url,
    id_changed,
    minted_ids,
    same_text,
    unclear,
)
from buzzfeed.articles.recognising import Place, Recognition, copied, doubtful
from buzzfeed.model import Cleaned, Ledger, Reason, Record, Status

_TAKEN_BACK = frozenset({Status.RETRACTED, Status.REJECTED})


def identify(
    items: Sequence[Cleaned], ledger: Ledger, host: str, where: Whereabouts | None = None
) -> tuple[Identity | None, ...]:
    """Return which article each item of a batch is; ``None`` where that cannot be said before others are read.

    Of two items that claim one guid or one address, the first is believed and the later held: give those that are to be
    published before drafts.

    Args:
        items: the items, of one source.
        ledger: what the store knows, asked with the `identity_keys` of every item.
        host: the host of the newsroom's site.
        where: what is known of places; all hold their articles unless it is given.
    """
    return _Batch(items, ledger, host, where or Whereabouts()).identities()


class _Batch:
    """One batch, and what its items have claimed so far."""

    def __init__(self, items: Sequence[Cleaned], ledger: Ledger, host: str, where: Whereabouts) -> None:
        self._items = items
        self._ledger = ledger
        self._old = OldIds(ledger.adopted)
        self._host = host
        self._where = where
        self._found = Recognition(items, ledger, where)
        self._ids: dict[str, Place] = {}
        self._guids: dict[str, tuple[Place, str]] = {}
        self._urls: dict[str, tuple[Place, str]] = {}
        self._bodies: dict[str, list[tuple[Cleaned, str]]] = {}

    def identities(self) -> tuple[Identity | None, ...]:
        # Who is known keeps its own before anybody new, or held since it may be another, may claim it.
        order = sorted(range(len(self._items)), key=lambda number: _newness(self._found.who[number]))
        made = {number: self._identity(number) for number in order if number not in self._found.deferred}
        return tuple(made.get(number) for number in range(len(self._items)))

    def _identity(self, number: int) -> Identity:
        item, record = self._items[number], self._found.who[number]
        if record is not None and number in self._found.copies:
            return Identity(record.id, record, item.guid, copy=True)
        faults: list[tuple[Reason, Sequence[str]]] = []
        holder = self._guid_holder(item, record)
        if holder is not None:
            faults.append((duplicate_id(item.guid, holder[0]), [holder[1]]))
        other = self._url_holder(item, record)
        if other is not None:
            faults.append((duplicate_url(item.url, other[0]), [other[1]]))
        known = self._found.known_at(item)
        barred = other is not None and known is not None and self._where.kept(known, item.source)
        for found, told in ((self._found.doubts, unclear), (self._found.twins, same_text)):
            if number in found and not faults:
                holders = [(one.origin, one.id) for one in found[number]]
                faults.append((told(holders), [id_ for _, id_ in holders]))
        original = self._original(item) if not faults and _newness(record) else None
        if original is not None:
            faults.append((same_text([original]), [original[1]]))
        if number in self._found.renamed and record is not None and not faults:
            faults.append((id_changed(record.guid, item.guid), []))
        faults += [(reason, ()) for reason in self._found.asked.get(number, ()) if not faults]
        guid = item.guid if holder is None else ""
        if record is not None and number in self._found.renamed.union(self._found.doubts, self._found.asked):
            guid = record.guid  # until it is said who it is
        article = record.id if record else self._mint(item, guid)
        self._claim(item, article, guid)
        if item.body and not faults:
            self._bodies.setdefault(item.body, []).append((item, article))
        return Identity(
            article,
            record,
            guid,
            tuple(reason for reason, _ in faults),
            tuple(id_ for _, ids in faults for id_ in ids),
            former=self._former(item, record),
            barred=barred,
        )

    def _claim(self, item: Cleaned, article: str, guid: str) -> None:
        place = (item.source, item.origin)
        self._ids[article] = place
        if guid:
            self._guids.setdefault(guid, (place, article))
        if item.addresses:
            self._urls.setdefault(item.addresses[0], (place, article))

    def _former(self, item: Cleaned, record: Record | None) -> Place | None:
        """Return where an article of another source was taken from till now, if it still stands there."""
        if record is None or record.source == item.source or self._where.gone(record):
            return None
        return record.source, record.origin

    def _guid_holder(self, item: Cleaned, record: Record | None) -> Holder | None:
        """Return another article of the source that has the item's guid."""
        if not item.guid:
            return None
        claimed = self._guids.get(item.guid)
        if claimed is not None:
            return None if claimed[0] == (item.source, item.origin) else (claimed[0][1], claimed[1])
        named = self._found.named(item)
        if named is None or named.guid != item.guid or named.source != item.source:
            return None
        if (record and named.id == record.id) or not self._found.holds(named):
            return None
        return named.origin, named.id

    def _url_holder(self, item: Cleaned, record: Record | None) -> Holder | None:
        """Return another article that has the item's address, and had it first."""
        if not item.addresses:
            return None
        claimed = self._urls.get(item.addresses[0])
        if claimed is not None and claimed[0] != (item.source, item.origin):
            return claimed[0][1], claimed[1]
        other = self._found.known_at(item)
        if other is None or other.address not in item.addresses or (record and other.id == record.id):
            return None
        kept = self._where.kept(other, item.source)
        if self._where.unseen(other, item.source) or other.status in _TAKEN_BACK:
            return None
        if not kept and (not self._found.holds(other) or (record and not _outranks(other, record))):
            return None
        return (other.origin if other.source == item.source else f"{other.origin} ({other.source})"), other.id

    def _original(self, item: Cleaned) -> Holder | None:
        """Return which other item of the batch a new one repeats: a file and its copy that were first seen together."""
        found = (
            (one.origin, article)
            for one, article in self._bodies.get(item.body, ())
            if one.origin != item.origin and item.guid in ("", one.guid) and copied(item, one)
        )
        return next(found, None)

    def _mint(self, item: Cleaned, guid: str) -> str:
        place = (item.source, item.origin)
        old = self._old.id_of(item)
        if old and not self._taken(old, place):
            return old
        if guid and not self._taken(guid, place):
            return guid
        ids = minted_ids(item, self._host)
        return next((one for one in ids if not self._taken(one, place)), ids[-1])

    def _taken(self, article: str, place: Place) -> bool:
        return self._ids.get(article, place) != place or article in self._ledger.by_id


def _newness(record: Record | None) -> int:
    """Return how new an article is: known, held since it may be another one, or never seen."""
    if record is None:
        return 2
    return 1 if doubtful(record) else 0


def _outranks(other: Record, record: Record) -> bool:
    """Whether, of two articles with one address, the other has the better claim: of any two, just one has."""
    ranks = [(it.status is not Status.PUBLISHED, it.first_seen, it.id) for it in (other, record)]
    return ranks[0] < ranks[1]

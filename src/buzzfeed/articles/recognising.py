"""Recognising: which articles the items of one batch are, by what they bear and by where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from buzzfeed.articles.identity import DOUBTS, ID_CHANGED, UNCLEAR, Whereabouts
from buzzfeed.articles.titles import title_key
from buzzfeed.model import Cleaned, Ledger, Reason, Record, Status, Wish

Place = tuple[str, str]

_key = lru_cache(maxsize=1 << 12)(title_key)


class Recognition:
    """Finds the article of each item of a batch, strongest evidence first.

    Each step looks at every item that has none yet: its guid; where its source says that it came from; a body that
    stood elsewhere and stands there no more; its place; its address, and those an article had before; its id; its body,
    where the old place has just vanished.
    An article is never two items. What depends on a place that has yet to be read is ``deferred``.

    Attributes:
        who: the record of each item's article, by the item's number; ``None`` where it is new, or not decided.
        copies: the numbers of items that are further places of their articles.
        deferred: the numbers of items that cannot be decided before others are read.
        doubts: by number, the articles between which nothing decides.
        renamed: the numbers of items at an article's place and address that say and date something else, under another
            guid.
        asked: by number, what an editor was asked before about an edit that is still the same.
        twins: by number, the articles elsewhere that say the very same.
    """

    def __init__(self, items: Sequence[Cleaned], ledger: Ledger, where: Whereabouts) -> None:
        """Recognise the items against what the store knew before them."""
        self._items = items
        self._ledger = ledger
        self._where = where
        self._at = {(item.source, item.origin): number for number, item in reversed(list(enumerate(items)))}
        self._takers: dict[str, int] = {}
        self.who: list[Record | None] = [None] * len(items)
        self.copies: set[int] = set()
        self.deferred: set[int] = set()
        self.doubts: dict[int, list[Record]] = {}
        self.renamed: set[int] = set()
        self.asked: dict[int, list[Reason]] = {}
        self.twins: dict[int, list[Record]] = {}
        steps: list[Callable[[int, Cleaned], None]] = [
            self._by_guid_at_home,
            self._by_guid,
            self._by_move,
            self._by_moved_body,
            self._by_place,
            self._by_address,
            self._by_id,
            self._by_vanished_body,
            self._by_place_at_last,
            self._by_twins,
            self._by_doubtful_place,
        ]
        for step in steps:
            for number, item in self._open():
                step(number, item)

    def holds(self, record: Record) -> bool:
        """Whether the article stands at a place of its own, in this batch or outside of it."""
        if record.id in self._takers:
            return True
        there = self._at.get((record.source, record.origin))
        return not self._where.gone(record) and (there is None or self.who[there] in (None, record))

    def taker(self, record: Record) -> int | None:
        """Return the number of the item that is this article."""
        return self._takers.get(record.id)

    def known_at(self, item: Cleaned) -> Record | None:
        """Return the article that is known by an item's address: who has it now before who had it."""
        found = [record for one in item.addresses if (record := self._ledger.by_address.get(one))]
        return next((one for one in found if one.address in item.addresses), found[0] if found else None)

    def named(self, item: Cleaned) -> Record | None:
        """Return the article that is known by an item's guid, in its source."""
        return self._ledger.by_guid.get((item.source, item.guid)) if item.guid else None

    # -- the steps

    def _by_guid_at_home(self, number: int, item: Cleaned) -> None:
        named = self.named(item)
        # What is held since it may be another article is nobody's proof: it waits till all else was asked.
        if named is not None and not doubtful(named) and _place(named) == _place(item) and named.guid == item.guid:
            self._take(number, named)

    def _by_guid(self, number: int, item: Cleaned) -> None:
        named = self.named(item)
        if named is None or self._further(item, named) or _place(named) == _place(item) or self._was_released(item):
            return
        if named.source != item.source:
            self._stand_beside(number, item, named)
        elif named.guid == item.guid:
            left = self._left(named, lambda other: other.guid != item.guid)
            self._take_if(number, named, left=left)
        elif self._where.gone(named):
            self._take(number, named)

    def _by_move(self, number: int, item: Cleaned) -> None:
        """Take whom its source says to have come here for good, unless another stands here already."""
        moved = self._ledger.by_origin.get((item.source, item.moved_from)) if item.moved_from else None
        here = self._here(item)
        if moved is None or doubtful(moved) or (here is not None and not doubtful(here)):
            return
        if self._where.gone(moved):
            self._take(number, moved)

    def _by_moved_body(self, number: int, item: Cleaned) -> None:
        """Follow a body over the place it came to, where neither guid nor address speak for who stood there."""
        here = self._here(item)
        if here is None or doubtful(here):
            return
        asked = [reason for reason in here.reasons if reason.code in (ID_CHANGED, UNCLEAR)]
        if asked and item.mark == here.mark:
            self.asked[number] = asked
            self._take(number, here)
            return
        if not item.body or item.body == here.body:
            return
        if (item.guid and item.guid == here.guid) or here.address in item.addresses:
            return
        candidates = self._candidates(number, item, besides=here)
        self._decide(number, item, candidates)

    def _by_place(self, number: int, item: Cleaned) -> None:
        here = self._here(item)
        if here is not None and not doubtful(here) and self._same(item, here):
            if not (
                number in self.doubts or self._has_anothers_address(item, here) or self._borne_elsewhere(item, here)
            ):
                self._take(number, here)
            return
        further = self._ledger.by_place.get(_place(item))
        if further is not None and self._where.unseen(further, item.source):
            further = None
        if further is not None and (here is None or doubtful(here)) and self._still(item, further):
            self._stand_beside(number, item, further)
        elif here is not None and not doubtful(here) and here.address in item.addresses:
            self.renamed.add(number)

    def _by_address(self, number: int, item: Cleaned) -> None:
        known = self.known_at(item)
        if known is None or known.id in self._takers or number in self.renamed:
            return
        if self._where.unseen(known, item.source):
            return
        left = not self._where.kept(known, item.source) and self._left(
            known, lambda other: not set(other.addresses) & set(item.addresses)
        )
        if left and _renamed(item, known) and not _as_before(item, known):
            self.doubts.setdefault(number, [known])  # as in a feed of which every entry has the same link
        elif left is not False:
            self._take_if(number, known, left=left)
        elif known.source != item.source and known.address in item.addresses:
            self._stand_beside(number, item, known)

    def _by_id(self, number: int, item: Cleaned) -> None:
        """Take an id that a source states in full, where its article stood in another source that has it no more."""
        known = self._ledger.by_id.get(item.guid) if ":" in item.guid else None
        if known is None or known.source == item.source or not self._where.gone(known) or self._barred(item, known):
            return
        if _key(known.title) == _key(item.title) or (item.body and item.body == known.body):
            self._take(number, known)

    def _by_vanished_body(self, number: int, item: Cleaned) -> None:
        if self._told_by_body(number, item):
            self._decide(number, item, self._candidates(number, item))

    def _by_place_at_last(self, number: int, item: Cleaned) -> None:
        """Take who stood here after all, where nobody who bears its marks elsewhere was found to be it."""
        here = self._here(item)
        if here is not None and not doubtful(here) and number not in self.renamed and self._same(item, here):
            self._take(number, here)

    def _by_twins(self, number: int, item: Cleaned) -> None:
        """Find whom it repeats, once all who were recognised are: who stood here may be one that went elsewhere."""
        if not self._told_by_body(number, item):
            return
        here = self._here(item)
        others = [one for one in self._others(item) if one is not here and not doubtful(one)]
        if item.origin == item.url:  # two sites may well have the same piece of an agency, each under its address
            others = [one for one in others if one.source == item.source]
        # A guid of its own says that it is another article; one that the other has, too, says that it is not.
        twins = [one for one in others if item.guid in ("", one.guid) and twin(item, one) and self.holds(one)]
        if twins:
            self.twins[number] = twins

    def _by_doubtful_place(self, number: int, item: Cleaned) -> None:
        here = self._here(item)
        if here is not None and (doubtful(here) or number in self.doubts or number in self.renamed):
            self._take(number, here)

    # -- what they rest on

    def _open(self) -> Iterator[tuple[int, Cleaned]]:
        for number, item in enumerate(self._items):
            if self.who[number] is None and number not in self.deferred:
                yield number, item

    def _here(self, item: Cleaned) -> Record | None:
        return self._ledger.by_origin.get(_place(item))

    def _further(self, item: Cleaned, record: Record) -> bool:
        further = self._ledger.by_place.get(_place(item))
        return further is not None and further.id == record.id

    def _take(self, number: int, record: Record) -> None:
        """Have an item be an article, unless another is: the same place read twice is one."""
        taker = self._takers.get(record.id)
        if taker is None or _place(self._items[taker]) == _place(self._items[number]):
            self._takers.setdefault(record.id, number)
            self.who[number] = record
            self.doubts.pop(number, None)

    def _take_if(self, number: int, record: Record, *, left: bool | None) -> None:
        if left:
            self._take(number, record)
        elif left is None:
            self.deferred.add(number)

    def _stand_beside(self, number: int, item: Cleaned, record: Record) -> None:
        """Have an item be an article of another source: in its stead where it is better placed, else beside it."""
        better = self._where.better(item.source, record.source) and item.wish is Wish.PUBLISH
        gone = self._where.gone(record) and not self._where.kept(record, item.source)
        if gone or (better and record.id not in self._takers):
            self._take(number, record)
        else:
            self.who[number] = record
            self.copies.add(number)

    def _barred(self, item: Cleaned, record: Record) -> bool:
        """Whether an item is none to take over an article, since it was handed in to another source."""
        return self._where.kept(record, item.source) or self._where.unseen(record, item.source)

    def _left(self, record: Record, differs: Callable[[Cleaned], bool]) -> bool | None:
        """Whether an article's place holds it no more; ``None`` where that place has yet to be read."""
        if self._where.gone(record):
            return True
        there = self._at.get(_place(record))
        if there is not None:
            return record.id not in self._takers and differs(self._items[there])
        return None if self._where.pending(*_place(record)) else False

    def _same(self, item: Cleaned, here: Record) -> bool:
        """Whether what stands at an article's place is that article, though the source calls it by another guid."""
        if not _renamed(item, here) or self.named(item) is not None:  # by a guid that it had before, or another's
            return True
        return _as_before(item, here)

    def _still(self, item: Cleaned, further: Record) -> bool:
        """Whether what stands at a further place of an article has anything of it still, and is not another's."""
        for known in (self.named(item), self.known_at(item)):
            if known is not None:
                return known.id == further.id
        return (bool(item.body) and item.body == further.body) or _likeness(item, further) > 1

    def _has_anothers_address(self, item: Cleaned, here: Record) -> bool:
        """Whether an item bears the address and the text of an article that stood elsewhere, and not those of here."""
        known = self.known_at(item)
        if known is None or known.id in self._takers or known.id == here.id or here.address in item.addresses:
            return False
        return bool(item.body) and item.body == known.body != here.body

    def _borne_elsewhere(self, item: Cleaned, here: Record) -> bool:
        """Whether an item has nothing of the article that stood here, and another has its address or its body."""
        if here.address in item.addresses or (item.body and item.body == here.body) or _likeness(item, here) > 1:
            return False
        return any(
            (here.address and here.address in other.addresses) or (here.body and other.body == here.body)
            for _, other in self._open()
            if other is not item
        )

    def _others(self, item: Cleaned) -> list[Record]:
        found = self._ledger.by_body.get(item.body, ()) if item.body else ()
        return [one for one in found if one.id not in self._takers and _place(one) != _place(item)]

    def _candidates(self, number: int, item: Cleaned, besides: Record | None = None) -> list[Record]:
        """Return the articles with an item's body whose places have just lost them; those of unread places defer it."""
        candidates = []
        for one in self._others(item):
            if (
                one is besides
                or doubtful(one)
                or not _tells(item, one)
                or self._barred(item, one)
                or (besides is not None and _renamed(item, one))
            ):
                continue
            left = self._left(one, lambda other: other.body != item.body)
            if left is None:
                self.deferred.add(number)
            elif left and (not self._where.gone(one) or self._where.lately(one)):
                candidates.append(one)
        return [] if number in self.deferred else candidates

    def _decide(self, number: int, item: Cleaned, candidates: Sequence[Record]) -> None:
        """Take the one of several articles with an item's body that it is most like, if it alone is; else doubt."""
        if not candidates:
            return
        likeness = max(_likeness(item, one) for one in candidates)
        alike = [one for one in candidates if _likeness(item, one) == likeness]
        if len(alike) == 1 and not any(
            other.body == item.body and _place(other) != _place(item) and _likeness(other, alike[0]) >= likeness
            for _, other in self._open()
        ):
            self._take(number, alike[0])
        else:
            self.doubts[number] = list(candidates)

    def _told_by_body(self, number: int, item: Cleaned) -> bool:
        """Whether nothing but its body is left to tell who an item is."""
        if not item.body or number in self.doubts or number in self.renamed:
            return False
        return not self._claims_what_is_anothers(number, item)

    def _claims_what_is_anothers(self, number: int, item: Cleaned) -> bool:
        named, known = self.named(item), self.known_at(item)
        if named is not None and named.guid == item.guid and self.holds(named):
            return True
        if known is None or (doubtful(known) and _place(known) == _place(item)):  # held here itself, as another maybe
            return False
        return known.address in item.addresses and self.holds(known)

    def _was_released(self, item: Cleaned) -> bool:
        """Whether an editor said of what stands here that it is an article of its own."""
        here = self._here(item)
        return here is not None and any(reason.code == "released" for reason in here.reasons)


def _renamed(item: Cleaned, record: Record) -> bool:
    """Whether a source calls an item by another guid than the article."""
    return bool(item.guid and record.guid) and item.source == record.source and item.guid != record.guid


def _as_before(item: Cleaned, record: Record) -> bool:
    """Whether an item says or dates what the article did, so that it is that one under another guid."""
    if item.body and item.body == record.body:
        return True
    return item.published == record.published if item.dated else _key(item.title) == _key(record.title)


def _likeness(item: Cleaned, record: Record) -> int:
    """Return how much an item has of an article besides its body: title before date before slug."""
    title = _key(item.title) == _key(record.title)
    return 4 * title + 2 * (item.dated and item.published == record.published) + (item.slug == record.slug)


def _tells(item: Cleaned, record: Record) -> bool:
    """Whether a body that both have tells that they are one: a short one does not by itself."""
    return item.body.endswith("+") or _likeness(item, record) > 0


def twin(item: Cleaned, other: Cleaned | Record) -> bool:
    """Whether an item with another's body repeats it so closely that it has to be a copy, or the article on its way."""
    title, dated = _key(item.title) == _key(other.title), item.dated and item.published == other.published
    return (title or dated) if item.body.endswith("+") else title and (dated or not item.dated)


def copied(item: Cleaned, other: Cleaned) -> bool:
    """Whether two items with one body, first seen together, are a piece and its copy: title and date agree."""
    return _key(item.title) == _key(other.title) and (item.published == other.published or not item.dated)


def doubtful(record: Record) -> bool:
    """Whether an article was never published, and is held since it may be another one."""
    return record.status is Status.HELD and any(reason.code in DOUBTS for reason in record.reasons)


def _place(one: Cleaned | Record) -> Place:
    return one.source, one.origin

"""Comparing: what buzzfeed would show beside what a site's present feed shows; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from buzzfeed.model import RawItem, Record

MOST = 50
"""Differences of one kind that are told at most."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another there: ``field`` is ``title``, ``published`` or ``id``."""

    title: str
    field: str
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A present feed beside ours: what stands only there, only here, and what differs; of ``both`` entries in all.

    What is older than the oldest entry of the other is left out: feeds are of different lengths.
    """

    feed: str
    both: int
    only_there: tuple[str, ...]
    only_here: tuple[str, ...]
    different: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.only_there or self.only_here or self.different)


def compare(
    feed: str,
    theirs: Sequence[RawItem],
    ours: Sequence[Record],
    when: Callable[[str], datetime | None],
    *,
    cut: bool = False,
) -> Comparison:
    """Hold the entries of a present feed against our published articles.

    An entry is the same article where the id is the same, or the address without scheme, ``www.`` and fragment.

    Args:
        feed: the present feed's address.
        theirs: its items.
        ours: what we would publish.
        when: reads a date as it is written (UTC), ``None`` where it is none.
        cut: whether ours are the newest of more: what is no newer than the oldest of them may be among the rest.
    """
    by_id, by_address = {one.id: one for one in ours}, {_address(one.url): one for one in ours if one.url}
    met: set[str] = set()
    alone: list[RawItem] = []
    different: list[Difference] = []
    for item in theirs:
        one = by_id.get(item.guid) or by_address.get(_address(item.url))
        if one is None:
            alone.append(item)
            continue
        met.add(one.id)
        different += _differences(item, one, when(item.published))
    from_theirs = _oldest(when(item.published) for item in theirs)
    from_ours = _oldest(one.published for one in ours)
    only_there = [_title(item) for item in alone if _reaches(when(item.published), from_ours, cut=cut)]
    only_here = [
        one.title for one in ours if one.id not in met and (from_theirs is None or one.published >= from_theirs)
    ]
    return Comparison(feed, len(met), tuple(only_there[:MOST]), tuple(only_here[:MOST]), tuple(different[:MOST]))


def _differences(item: RawItem, one: Record, published: datetime | None) -> list[Difference]:
    found = []
    if _plain(item.title) != _plain(one.title):
        found.append(Difference(one.title, "title", item.title, one.title))
    if published is not None and published != one.published:
        found.append(Difference(one.title, "published", _shown(published), _shown(one.published)))
    if item.guid and item.guid != one.id:
        found.append(Difference(one.title, "id", item.guid, one.id))
    return found


def _reaches(moment: datetime | None, oldest: datetime | None, *, cut: bool) -> bool:
    """Whether an entry of that date would stand among ours."""
    if oldest is None or moment is None:
        return not cut
    return moment > oldest or (moment == oldest and not cut)


def _oldest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)


def _title(item: RawItem) -> str:
    return item.title or item.url or item.guid


def _plain(text: str) -> str:
    """Return a title as people see it: any white space is a space."""
    return " ".join(text.split())


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.netloc or "").lower().removeprefix("www.")
        return f"{host}{parts.path.rstrip('/')}?{parts.query}".rstrip("?")
    except ValueError:
        return url

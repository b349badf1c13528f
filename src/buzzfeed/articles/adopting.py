"""Adopted ids: an article that stood in a site's old feeds keeps the id by which their subscribers know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from buzzfeed.articles.text import visible_text
from buzzfeed.articles.titles import title_key
from buzzfeed.model import Adopted, Cleaned
from buzzfeed.model.sketches import ALIKE, likeness, sketch_of

CLEARLY = 0.15
"""By how much the text of one entry must be closer than those of others under the same title."""

_SAME_DAY = timedelta(days=1)


class OldIds:
    """Finds the id under which subscribers know an article: by guid, by address, then by title and text together."""

    def __init__(self, adopted: Iterable[Adopted]) -> None:
        """Know these entries."""
        self._ids: set[str] = set()
        self._at: dict[str, str] = {}
        self._titled: dict[str, list[Adopted]] = defaultdict(list)
        for one in adopted:
            self._ids.add(one.id)
            if one.url:
                self._at.setdefault(one.url, one.id)
            if one.title_key:
                self._titled[one.title_key].append(one)

    def id_of(self, item: Cleaned) -> str | None:
        """Return the id that an item was known by; ``None`` where no old entry is the same article for certain.

        A title alone is nothing: the pieces of a series share it. Of several entries under one title, one must be
        clearly the closest, or alone be of the item's day.
        """
        if item.guid in self._ids:
            return item.guid
        for address in item.addresses:
            if address in self._at:
                return self._at[address]
        titled = self._titled.get(title_key(item.title), ()) if self._titled else ()
        if not titled:
            return None
        sketch = sketch_of(visible_text(item.content))
        alike = [(share, one) for one in titled if (share := likeness(sketch, one.sketch)) >= ALIKE]
        alike.sort(key=lambda found: (-found[0], found[1].id))
        if len(alike) > 1 and alike[0][0] - alike[1][0] < CLEARLY:
            alike = [found for found in alike if abs(found[1].published - item.published) <= _SAME_DAY]
            alike = alike if len(alike) == 1 else []
        return alike[0][1].id if alike else None

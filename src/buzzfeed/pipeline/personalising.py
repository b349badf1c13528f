"""Personal feeds where they are asked for: one desk in each serve process, which selects over what is public now.

All of it may block, and computes: call it in a thread of its own, never in the event loop.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from buzzfeed.model.personalfeeds import PersonalFeed
from buzzfeed.personal import (
    Offer,
    Pace,
    Preferences,
    Selection,
    Shown,
    Taste,
    phrases_of,
    select,
    taste_of,
    unpack_shown,
)
from buzzfeed.pipeline.offering import Offering, OfferShelf
from buzzfeed.ports import Meaning

_SECRET_BYTES = 24
_KEPT_PHRASES = 4096


def new_secret() -> str:
    """Return a new secret of 192 bits: 32 letters, digits, ``-`` and ``_``. Whoever makes it shows it, once."""
    return secrets.token_urlsafe(_SECRET_BYTES)


class PersonalDesk:
    """Selects for readers, for one thread at a time. Raises `StoreError` where the store cannot be read.

    Attributes:
        meaning: what compares meanings; ``None`` where the extra ``semantic`` is not installed.
    """

    def __init__(self, shelf: OfferShelf, zone: ZoneInfo, meaning: Meaning | None) -> None:
        """Read nothing yet; ``zone`` is the newsroom's, in which days begin."""
        self.meaning = meaning
        self.zone = zone
        self.offering = Offering(shelf, meaning)
        self._phrases: OrderedDict[str, bytes] = OrderedDict()

    def offer(self, now: datetime, pace: Pace = Pace.DAY) -> Offer:
        """Return the articles that may be selected for feeds of a pace: the public ones of the last weeks.

        It is good until the next call of any method here.
        """
        return self.offering.at(now.replace(microsecond=0), pace)

    def taste(self, preferences: Preferences, heard: bytes = b"") -> Taste:
        """Return preferences made ready, with the meanings of their sentences where there is an encoder.

        ``heard`` is what `heard` gave for them before: no text is put through the encoder then.
        """
        if self.meaning is None:
            return taste_of(preferences)
        phrases = phrases_of(preferences)
        known = self._unpacked(phrases, heard)
        return taste_of(preferences, dict(zip(phrases, known or self._vectors(phrases), strict=True)))

    def heard(self, preferences: Preferences) -> bytes:
        """Return the meanings of what sentences name, as few bytes, to be kept beside them."""
        if self.meaning is None:
            return b""
        phrases = phrases_of(preferences)
        return self._stamp() + b"".join(self._vectors(phrases)) if phrases else b""

    def select(
        self, preferences: Preferences, now: datetime, shown: Shown | None = None, *, taste: Taste | None = None
    ) -> Selection:
        """Return what stands in a feed of these preferences at an instant (`buzzfeed.personal.select`)."""
        whole = now.replace(microsecond=0)
        offer = self.offer(whole, preferences.pace)
        ready = taste or self.taste(preferences)
        return select(offer, ready, whole, self.zone, shown=shown, meaning=self.meaning)

    def shown_of(self, feed: PersonalFeed) -> Shown:
        """Return what a stored feed has shown, as far as these articles are public."""
        return unpack_shown(feed.shown, self.offering.keys)

    def _vectors(self, phrases: Sequence[str]) -> Sequence[bytes]:
        """Return the vectors of phrases: those asked for last are kept."""
        assert self.meaning is not None
        new = [one for one in phrases if one not in self._phrases]
        self._phrases.update(zip(new, self.meaning.vectors(new), strict=True))
        found = [self._phrases[one] for one in phrases]
        for one in phrases:
            self._phrases.move_to_end(one)
        while len(self._phrases) > _KEPT_PHRASES:
            self._phrases.popitem(last=False)
        return found

    def _unpacked(self, phrases: Sequence[str], heard: bytes) -> Sequence[bytes] | None:
        assert self.meaning is not None
        stamp, size = self._stamp(), self.meaning.size
        if not heard.startswith(stamp) or len(heard) != len(stamp) + size * len(phrases):
            return None
        data = heard[len(stamp) :]
        return [data[at : at + size] for at in range(0, len(data), size)]

    def _stamp(self) -> bytes:
        """Return what tells the vectors of this encoder from another's."""
        assert self.meaning is not None
        return hashlib.sha256(self.meaning.name.encode()).digest()[:4]

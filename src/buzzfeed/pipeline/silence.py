"""A newsroom that has been silent for so long that no feed shows anything: what choices would have given before.

Previews tell a reader what choices give. Where nothing came for weeks they look back to the day of the newest article,
and say so; feeds themselves stay as they are, empty until something comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.personal import KEPT, Offer, Pace
from buzzfeed.pipeline.offering import MOST_OFFERED, Offering, OfferShelf
from buzzfeed.ports import Meaning

_ALL = ChannelKey(ChannelKind.ALL)
_LATEST = 50
"""Entries among which the newest is looked for: some may be dated later than now."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silence: when the ``newest`` article came, and the end of its day (or week), of which a preview may tell."""

    newest: datetime
    then: datetime


class Silence:
    """Looks back to when a newsroom last published. For one thread at a time.

    Attributes:
        most: articles that `offer` reads by itself; where there are more, `prepare` is to make them ready.
    """

    def __init__(self, shelf: OfferShelf, meaning: Meaning | None, zone: ZoneInfo) -> None:
        """Read nothing yet."""
        self.most = MOST_OFFERED
        self._shelf, self._meaning, self._zone = shelf, meaning, zone
        self._offering: Offering | None = None
        self._day: datetime | None = None
        self._known: tuple[int, tuple[datetime, ...]] = (-1, ())

    def at(self, now: datetime, pace: Pace) -> Quiet | None:
        """Return the silence there is now; ``None`` where something came that feeds show, or nothing ever came.

        Raises:
            StoreError: the store cannot be read.
        """
        newest = next((one for one in self._dates() if one <= now), None)
        if newest is None or newest >= now - KEPT[Pace.DAY]:
            self._offering = None  # whatever it held is of no use any more
        if newest is None or newest >= now - KEPT[pace]:
            return None
        return Quiet(newest, min(self._end_of(newest, pace), now))

    def offer(self, quiet: Quiet, pace: Pace) -> Offer:
        """Return the articles that stood to choose from then.

        Raises:
            PreparingError: more is to be read than is read at once: `prepare` does it.
            StoreError: the store cannot be read.
        """
        if self._offering is None or self._day != quiet.newest:
            self._offering, self._day = Offering(self._shelf, self._meaning), quiet.newest
            self._offering.most = self.most
        return self._offering.at(quiet.newest, pace)

    def prepare(self) -> Iterator[float]:
        """Make ready, part by part, what `offer` was asked for last, as `Offering.prepare` does.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._offering is not None and self._day is not None:
            yield from self._offering.prepare(self._day)

    def _dates(self) -> tuple[datetime, ...]:
        """Return when the latest entries came, the newest first, as the store stands now."""
        generation = self._shelf.generation()
        if self._known[0] != generation:
            self._known = generation, tuple(one.published for one in self._shelf.members(_ALL, _LATEST))
        return self._known[1]

    def _end_of(self, instant: datetime, pace: Pace) -> datetime:
        """Return the last second of an instant's day (or week) in the newsroom's zone, in its own time zone."""
        day = instant.astimezone(self._zone).date()
        day += timedelta(days=1 if pace is Pace.DAY else 7 - day.weekday())
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        return start.astimezone(instant.tzinfo) - timedelta(seconds=1)

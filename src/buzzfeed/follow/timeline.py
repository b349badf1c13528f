"""Timelines: what became of an article from the moment it was seen, as far as outputs may say it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from buzzfeed.model import Appearance, AppearanceState, Delivery, DeliveryState
from buzzfeed.ports import Window

MOST = 30
"""Articles that are shown, those published last first."""

_FEW = 2000


@dataclass(frozen=True, slots=True)
class Moment:
    """One step: its code, when it came (UTC), at whom, in words; ``after`` are seconds since the publication.

    ``place`` is where it stands in the drawing, from 0 to 1000.
    """

    step: str
    at: datetime
    whom: str = ""
    words: str = ""
    after: int = 0
    place: int = 0

    @property
    def stamp(self) -> str:
        """The moment in RFC 3339."""
        return self.at.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def span(self) -> str:
        """The time since the publication, shortly; negative before it."""
        sign, seconds = ("-" if self.after < 0 else "+"), abs(self.after)
        for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
            if seconds >= 2 * unit:
                return f"{sign}{seconds // unit} {name}"
        return f"{sign}{seconds} s"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What became of one publication of an article; without a title where it is not public as it was."""

    article: str
    title: str
    url: str
    moments: tuple[Moment, ...]


def timelines(store: Window, article: str | None = None) -> tuple[Timeline, ...]:
    """Return the timelines of the articles published last, or those of one.

    Titles are those of published articles alone: an article that was denied since has none, and no address.
    """
    appearances = store.appearances(_FEW)
    deliveries = store.deliveries(limit=_FEW)
    by_appearance: dict[str, list[Delivery]] = {}
    for one in deliveries:
        by_appearance.setdefault(one.after or _of_same_time(one, appearances), []).append(one)
    wanted = [
        (id_, appearance)
        for appearance in appearances
        for id_ in appearance.articles[:MOST]
        if article is None or id_ == article
    ][:MOST]
    shown = store.articles({id_ for id_, _ in wanted})
    times = store.times({id_ for id_, _ in wanted})
    found = []
    for id_, appearance in wanted:
        told = [one for one in by_appearance.get(appearance.id, ()) if id_ in one.articles]
        moments = _placed(tuple(_moments(appearance, told, times.get(id_))), appearance.created)
        public = shown.get(id_)
        found.append(Timeline(id_, public.title if public else "", public.url if public else "", moments))
    return tuple(found)


def _of_same_time(delivery: Delivery, appearances: Sequence[Appearance]) -> str:
    """Return the appearance of the publication that a delivery was committed with, where it does not wait for it."""
    for one in appearances:
        if one.created == delivery.created and set(one.articles) & set(delivery.articles):
            return one.id
    return ""


def _moments(
    appearance: Appearance, told: Sequence[Delivery], times: tuple[datetime, datetime | None] | None
) -> Iterator[Moment]:
    if times is not None and times[0] <= appearance.created:
        yield Moment("seen", times[0])
    yield Moment("published", appearance.created)
    if appearance.served is not None:
        yield Moment("served", appearance.served)
    if appearance.state is AppearanceState.WAITING:
        yield Moment("looking", max(appearance.due, appearance.created), words=appearance.words)
    elif appearance.ended is not None:
        yield Moment(str(appearance.state), appearance.ended, words=appearance.words)
    for one in told:
        at = one.due if one.state is DeliveryState.WAITING else one.updated or one.created
        yield Moment(str(one.state), at, f"{one.target} ({one.type})", one.answer)


def _placed(moments: tuple[Moment, ...], published: datetime) -> tuple[Moment, ...]:
    """Set moments in order, and lay them out: seconds and days both have room on a scale that grows by powers."""
    spans = [round((one.at - published).total_seconds()) for one in moments]
    least, most = min(0, *spans), max(1, *spans)
    scale = _scale(most) + _scale(-least)
    placed = [
        Moment(
            one.step,
            one.at,
            one.whom,
            one.words,
            span,
            round(1000 * (_scale(-least) + math.copysign(_scale(abs(span)), span)) / scale),
        )
        for one, span in zip(moments, spans, strict=True)
    ]
    return tuple(sorted(placed, key=lambda one: (one.at, one.place)))


def _scale(seconds: int) -> float:
    return math.log1p(seconds)

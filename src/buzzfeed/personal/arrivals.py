"""Whether an article that comes may change what was selected for a reader: told by looking at that article alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from buzzfeed.personal.offer import Offer
from buzzfeed.personal.scoring import Bar, compare, score
from buzzfeed.personal.selecting import Selection, hide
from buzzfeed.personal.taste import Taste
from buzzfeed.ports import Meaning


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells of a selection for how long it stands: until when, in which period, and how rare its words were."""

    until: datetime
    period: datetime
    front_open: bool
    rarities: tuple[int, ...]


def standing_of(offer: Offer, taste: Taste, selection: Selection) -> Standing:
    """Return what tells for how long a selection from an offer stands."""
    return Standing(selection.holds_until, selection.period, selection.front_open, _rarities(offer, taste))


def touched(
    offer: Offer, arrived: Offer, taste: Taste, standing: Standing, now: datetime, zone: tzinfo, meaning: Meaning | None
) -> bool:
    """Whether articles that came may change a selection; where they do not, to select again gives the same.

    Args:
        offer: the offer with these articles.
        arrived: an offer of them alone, which takes rare words from ``offer``.
        taste: what was selected by.
        standing: of the selection.
        now: the instant, before `Standing.until`.
        zone: the newsroom's time zone.
        meaning: what compares meanings.
    """
    if standing.rarities != _rarities(offer, taste):
        return True
    front = taste.preferences.front > 0
    if any((one.featured and front) or one.published < standing.period for one in arrived.candidates):
        return True
    scored = score(arrived, taste)
    if taste.heard and not any(one.wanted for one in scored):
        scored = score(arrived, taste, compare(arrived, (taste,), meaning))
    hide(scored, taste, now.astimezone(zone).date())
    readable = (Bar.LANGUAGE, Bar.HIDDEN)
    return any(one.wanted or (standing.front_open and one.bar not in readable) for one in scored)


def _rarities(offer: Offer, taste: Taste) -> tuple[int, ...]:
    return tuple(map(offer.rarity, taste.stems))

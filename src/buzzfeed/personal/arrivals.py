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
    """What tells for how long a selection stands.

    Until when, since when the front page's places are taken, how rare its words were, and whether meanings were known.
    """

    until: datetime
    front_settled: datetime | None
    rarities: tuple[int, ...]
    meant: bool


def standing_of(offer: Offer, taste: Taste, selection: Selection) -> Standing:
    """Return what tells for how long a selection from an offer stands."""
    return Standing(selection.holds_until, selection.front_settled, _rarities(offer, taste), bool(offer.held))


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
    if standing.rarities != _rarities(offer, taste) or standing.meant != bool(offer.held):
        return True
    front, settled = taste.preferences.front > 0, standing.front_settled
    if any(one.featured for one in arrived.candidates) and front:
        return True
    scored = score(arrived, taste, compare(arrived, (taste,), meaning))
    hide(scored, taste, now.astimezone(zone).date())
    for one in scored:
        waits = front and (settled is None or one.candidate.published <= settled)
        if one.wanted or (waits and one.bar not in (Bar.LANGUAGE, Bar.HIDDEN)):
            return True
    return False


def _rarities(offer: Offer, taste: Taste) -> tuple[int, ...]:
    return tuple(map(offer.rarity, taste.stems))

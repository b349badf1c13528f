"""The page that tells readers what is counted, and what is not."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.frame import PRIVACY_PATH, Frame, frame_of
from buzzfeed.follow.site import Links, Site, web_address
from buzzfeed.follow.words.privacy import PRIVACY


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it, point by point."""

    id: str
    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """The page. ``ask`` is the address of a page on which one may ask something; ``question`` leads there."""

    frame: Frame
    heading: str
    lead: str
    parts: tuple[Part, ...]
    question: str
    ask: str


def privacy_view(site: Site, links: Links, *, months: int, ask: str = "", days: int = 0) -> PrivacyView:
    """Return the page; ``months`` is how long sums are kept, 0 where nothing is counted.

    ``days`` is after how many unused days a personal feed is wiped, 0 where there are none.
    ``ask`` is whom to ask. A mailbox is not shown to every robot that comes by: then the newsroom's site is.
    """
    words = PRIVACY[links.language]
    lead = (words.lead if months else words.lead_uncounted).format(site=site.title)
    counted = (
        ("counted", words.counted, words.counted_points),
        ("kept", words.kept, words.kept_points),
        ("not-counted", words.not_counted, words.not_counted_points),
        ("purpose", words.purpose, words.purpose_points),
        ("object", words.object, words.object_points),
    )
    parts = counted if months else counted[2:3]
    if days:
        parts = (*parts, ("personal", words.personal, words.personal_points))
    return PrivacyView(
        frame=frame_of(site, links, PRIVACY_PATH, title=f"{words.title} – {site.title}", description=lead),
        heading=words.title,
        lead=lead,
        parts=tuple(
            Part(id_, heading, tuple(point.format(site=site.title, months=months, days=days) for point in points))
            for id_, heading, points in parts
        ),
        question=words.question,
        ask=web_address(ask) or site.url,
    )

"""The page that says one thing: that there is nothing here, or no more."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.frame import Frame, frame_of
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words.message import MESSAGE


@dataclass(frozen=True, slots=True)
class MessageView:
    """A heading and a sentence."""

    frame: Frame
    heading: str
    text: str


def message_view(site: Site, links: Links, *, gone: bool) -> MessageView:
    """Return the page for what was withdrawn (``gone``), or for what never was."""
    words = MESSAGE[links.language]
    heading, text = (words.gone, words.gone_text) if gone else (words.not_found, words.not_found_text)
    return MessageView(frame_of(site, links, "", title=heading), heading, text)

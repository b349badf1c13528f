"""The way from other pages to composing a feed of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words.my import MY
from buzzfeed.model import ChannelState, TermKind


@dataclass(frozen=True, slots=True)
class Invite:
    """A link to the page, and what it promises."""

    href: str
    title: str
    text: str
    button: str


def invite(site: Site, links: Links, state: ChannelState | None = None) -> Invite | None:
    """Return the link, with a term's channel wanted already; ``None`` where there is no such page."""
    if not site.personal or links.static:
        return None
    own, path = MY[links.language], "/my"
    if state is not None and str(state.key.kind) in set(TermKind) and state.title:
        path += "?" + urlencode({"much": f"{state.key.kind}:{state.title}"})
    return Invite(links.page(path), own.invite, own.invite_text, own.invite_button)

"""The card that other sites show in a frame: what a channel is, its newest articles, and how to follow it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from buzzfeed.follow.channel import EntryView, entry_view
from buzzfeed.follow.colors import Accents
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.snippets import Offer, offer_of, style_of
from buzzfeed.model import Article, ChannelState

SHOWN = 3
"""How many articles a card shows."""

_PAGE = "body { margin: 0; background: transparent; } .feed-card { box-sizing: border-box; max-width: none; }\n"


@dataclass(frozen=True, slots=True)
class EmbedView:
    """A card: what it offers, its style, and the newest entries of the channel."""

    offer: Offer
    style: str
    entries: tuple[EntryView, ...]


def embed_view(site: Site, links: Links, state: ChannelState, entries: Sequence[Article], colors: Accents) -> EmbedView:
    """Return the card of a channel whose newest articles are ``entries``."""
    return EmbedView(
        offer_of(site, state, links.language, colors),
        style_for_frames(colors),
        tuple(entry_view(article, site, links) for article in entries[:SHOWN]),
    )


def style_for_frames(colors: Accents) -> str:
    """Return the style of a card that is a page of its own."""
    return _PAGE + style_of(colors) + "\n"


def embed_policy(site: Site, colors: Accents) -> str:
    """Return a card's Content-Security-Policy: its own style, no script, and frames of the newsroom's site alone.

    Only the scheme and host of ``newsroom.url`` stand in it, and those only if no letter of them could end a directive.
    """
    digest = base64.b64encode(hashlib.sha256(style_for_frames(colors).encode()).digest()).decode("ascii")
    parts = urlsplit(site.url)
    ancestor = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    safe = ancestor.isascii() and not set(ancestor) & set(" ;,'\"\t\r\n")
    allowed = ancestor if safe else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {allowed}"
    )

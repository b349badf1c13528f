"""The card that other sites show in a frame: what a channel is, its newest articles, and how to follow it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from buzzfeed.follow.channel import EntryView, entry_view
from buzzfeed.follow.colors import Accents
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.snippets import Offer, offer_of, style_of
from buzzfeed.model import Article, ChannelState
from buzzfeed.model.hostnames import place_of

SHOWN = 3
"""How many articles a card shows."""

THEMES = frozenset({"light", "dark"})
"""What a card can be held to, whatever people prefer."""

_HOST = re.compile(r"[a-z0-9.-]+(:\d+)?")
_PAGE = "body { margin: 0; background: transparent; } .feed-card { box-sizing: border-box; max-width: none; }\n"


@dataclass(frozen=True, slots=True)
class EmbedView:
    """A card: what it offers, its style, the newest entries of the channel, and the theme it is held to, if any."""

    offer: Offer
    style: str
    entries: tuple[EntryView, ...]
    theme: str = ""


def embed_view(
    site: Site, links: Links, state: ChannelState, entries: Sequence[Article], colors: Accents, theme: str = ""
) -> EmbedView:
    """Return the card of a channel whose newest articles are ``entries``, as people prefer or in one of `THEMES`."""
    return EmbedView(
        offer_of(site, state, links.language, colors, static=links.static),
        style_for_frames(colors),
        tuple(entry_view(article, site, links) for article in entries[:SHOWN]),
        theme if theme in THEMES else "",
    )


def style_for_frames(colors: Accents) -> str:
    """Return the style of a card that is a page of its own."""
    return _PAGE + style_of(colors) + "\n"


def embed_policy(site: Site, colors: Accents) -> str:
    """Return a card's Content-Security-Policy: its own style, no script, and frames of the newsroom's site and ours.

    The scheme and host of ``newsroom.url`` stand in it, with and without ``www.`` and as DNS has them, and those only
    if no letter of them could end a directive.
    """
    digest = base64.b64encode(hashlib.sha256(style_for_frames(colors).encode()).digest()).decode("ascii")
    allowed = " ".join(["'self'", *_ancestors(site.url)])
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {allowed}"
    )


def _ancestors(url: str) -> tuple[str, ...]:
    scheme, place = urlsplit(url).scheme, place_of(url)
    if not _HOST.fullmatch(place):
        return ()
    bare = place.removeprefix("www.")
    name = bare.partition(":")[0]
    named = "." in name and not name.rpartition(".")[2].isdigit()
    twin = () if not named else (bare if place != bare else f"www.{bare}",)
    return tuple(f"{scheme}://{one}" for one in (place, *twin))

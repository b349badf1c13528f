"""Snippets: what a publisher copies into the pages of its own site, with the real addresses."""

from __future__ import annotations

from buzzfeed.follow.channel import called
from buzzfeed.follow.colors import Accents
from buzzfeed.follow.frame import channel_name, feed_links
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.sitepart import Piece, SitePart
from buzzfeed.follow.snippets.pieces import ELEMENT, Offer, style_of
from buzzfeed.follow.snippets.tools import TOOLS, Snippet, snippets_of
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.follow import FOLLOW
from buzzfeed.follow.words.snippets import SNIPPETS, SnippetWords
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, follow_path

__all__ = [
    "ELEMENT",
    "EMBED",
    "SCRIPT",
    "TOOLS",
    "Offer",
    "Snippet",
    "embed_path",
    "offer_of",
    "site_part",
    "snippets_of",
    "style_of",
]

EMBED = "/embed"
"""The folder of what other sites may show: the cards and the element's script."""
SCRIPT = f"{EMBED}/follow.js"
_MOST_LINES = 10
"""Lines of a snippet that a page shows at once."""


def embed_path(key: ChannelKey) -> str:
    """Return the path of a channel's card for frames."""
    return f"{EMBED}/{key.path}"


def offer_of(site: Site, state: ChannelState, language: str, colors: Accents, *, static: bool = False) -> Offer:
    """Return what snippets offer of a channel, in one language; ``static`` is whether our pages are files."""
    words = WORDS[language]
    # In the site's own language whoever follows a page's address is asked which one they read.
    links = Links(site.prefix, language, site.language, chosen=language != site.language, static=static)
    root = site.base.removesuffix(site.prefix)
    whole = state.key.kind is ChannelKind.ALL
    name = channel_name(state, site, words)
    pattern = FOLLOW[language].heading_language if state.key.kind is ChannelKind.LANGUAGE else words.follow
    return Offer(
        title=site.title if whole else f"{site.title} – {name}",
        call=pattern.format(name=site.title if whole else called(state.key.kind, name, words)),
        about=SNIPPETS[language].card_text,
        language=language,
        page=root + links.page(follow_path(state.key)),
        # A card is part of a page whose language is known: the browser's own does not count.
        frame=root + links.other(embed_path(state.key), language),
        script=site.address(SCRIPT),
        feeds=feed_links(state.key, site.title if whole else name, site, links),
        colors=colors,
    )


def site_part(site: Site, state: ChannelState, links: Links, colors: Accents) -> SitePart:
    """Return what a follow page has for the publisher's own site."""
    language = links.language
    words = SNIPPETS[language]
    found = snippets_of(offer_of(site, state, language, colors, static=links.static), language)
    tools = {name: tuple(_piece(one, words, name) for one in found if one.tool == tool) for tool, name in TOOLS.items()}
    return SitePart(words.title, words.text, tuple(tools.items()))


def _piece(snippet: Snippet, words: SnippetWords, tool: str) -> Piece:
    where = snippet.where[:1].upper() + snippet.where[1:]
    label = words.code_label.format(tool=tool, where=snippet.where)
    return Piece(where, label, snippet.code.rstrip("\n"), min(snippet.code.count("\n"), _MOST_LINES))

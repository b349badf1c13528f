"""Snippets for each tool that newsrooms publish with: HTML, WordPress, Hugo, Ghost, Eleventy, each with its place.

How each is extended: WordPress loads every file of ``mu-plugins`` and prints what hangs on ``wp_head``; its own feed
links hang there at 2 and 3. Hugo's and Eleventy's layouts call partials. Ghost prints injected code at the end of
``ghost_head``, and always its own link to ``/rss/`` before it, which no setting takes away: a redirect leads it on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buzzfeed.follow.snippets import pieces
from buzzfeed.follow.snippets.pieces import Offer
from buzzfeed.follow.snippets.quoting import php, yaml
from buzzfeed.follow.words.snippets import SNIPPETS

TOOLS = {"html": "HTML", "wordpress": "WordPress", "hugo": "Hugo", "ghost": "Ghost", "eleventy": "Eleventy"}
"""The tools by the name that the command line takes."""

_RSS = "application/rss+xml"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy: for which tool, what it is called, where it goes, and the text."""

    tool: str
    name: str
    where: str
    code: str


def snippets_of(offer: Offer, language: str) -> tuple[Snippet, ...]:
    """Return every snippet, by tool; ``language`` is that in which their places are told."""
    where = SNIPPETS[language].where
    return tuple(
        Snippet(tool, name, where[f"{tool}/{name}"], code + "\n")
        for tool, make in _MAKERS.items()
        for name, code in make(offer)
    )


def _html(offer: Offer) -> Iterator[tuple[str, str]]:
    yield "links", pieces.links(offer)
    yield "button", pieces.button(offer)
    yield "card", pieces.card(offer)
    yield "frame", pieces.frame(offer)
    yield "element", pieces.element(offer)


def _wordpress(offer: Offer) -> Iterator[tuple[str, str]]:
    yield (
        "plugin",
        f"""<?php
/* Plugin Name: Feed links */
if ( ! defined( 'ABSPATH' ) ) {{
	exit;
}}
remove_action( 'wp_head', 'feed_links', 2 );
remove_action( 'wp_head', 'feed_links_extra', 3 );
add_action( 'wp_head', function () {{
	echo {php(pieces.links(offer))} . "\\n";
}}, 2 );
add_shortcode( 'follow_by_feed', function () {{
	return {php(pieces.card(offer))};
}} );""",
    )
    yield "card", "[follow_by_feed]"


def _hugo(offer: Offer) -> Iterator[tuple[str, str]]:
    yield "links", pieces.links(offer)
    yield "head", '{{ partial "feed-links.html" . }}'
    yield "card", pieces.card(offer)
    yield "use", '{{ partial "follow-card.html" . }}'
    yield "config", 'disableKinds = ["RSS"]'


def _ghost(offer: Offer) -> Iterator[tuple[str, str]]:
    yield "links", pieces.links(offer)
    rss = next(feed.address for feed in offer.feeds if feed.media_type == _RSS)
    yield "redirects", f"301:\n  ^\\/rss\\/?$: {yaml(rss)}"
    yield "card", pieces.card(offer)
    yield "use", "{{> follow-card}}"


def _eleventy(offer: Offer) -> Iterator[tuple[str, str]]:
    yield "links", pieces.links(offer)
    yield "nunjucks", '{% include "feed-links.html" %}'
    yield "liquid", '{% render "feed-links.html" %}'
    yield "card", pieces.card(offer)


_MAKERS = {"html": _html, "wordpress": _wordpress, "hugo": _hugo, "ghost": _ghost, "eleventy": _eleventy}

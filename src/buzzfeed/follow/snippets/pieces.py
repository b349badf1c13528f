"""The pieces of HTML that snippets are made of, each quoted so that nothing in it executes anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed.follow.colors import Accents
from buzzfeed.follow.frame import FeedLink
from buzzfeed.follow.snippets.quoting import address, text

ELEMENT = "buzzfeed-follow"
_ICON = (
    '<svg aria-hidden="true" width="16" height="16" viewBox="0 0 24 24"><circle cx="5.5" cy="18.5" r="2.5" '
    'fill="currentColor"/><path d="M3 10.5a10.5 10.5 0 0 1 10.5 10.5M3 4a17 17 0 0 1 17 17" fill="none" '
    'stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a snippet offers to follow. ``call`` is what the button says, ``page`` the follow page's address.

    ``frame`` and ``script`` are the addresses of the framed card and of the element's script.
    """

    title: str
    call: str
    about: str
    language: str
    page: str
    frame: str
    script: str
    feeds: tuple[FeedLink, ...]
    colors: Accents


def links(offer: Offer) -> str:
    """Return the tags by which browsers, readers and search engines find the feeds (autodiscovery)."""
    return "\n".join(
        f'<link rel="alternate" type="{text(feed.media_type)}" title="{text(f"{offer.title} ({feed.name})")}" '
        f'href="{address(feed.address)}">'
        for feed in offer.feeds
    )


def button(offer: Offer) -> str:
    """Return a link that looks like a button, in any page."""
    style = (
        "display:inline-flex;align-items:center;gap:.5em;padding:.6em 1em;border-radius:.4em;font-weight:600;"
        f"text-decoration:none;background:{offer.colors.light};color:{offer.colors.on_light}"
    )
    return (
        f'<a href="{address(offer.page)}" lang="{text(offer.language)}" style="{style}">{_ICON} {text(offer.call)}</a>'
    )


def style_of(colors: Accents) -> str:
    """Return the card's style, light and dark; braces stand apart, so that no template takes two for its own.

    It is as people prefer; the class ``feed-card-light`` or ``feed-card-dark`` beside ``feed-card`` holds it to one.
    """
    dark = _dark_style(colors, ".feed-card.feed-card-dark", "")
    preferred = _dark_style(colors, ".feed-card:not(.feed-card-light)", " ")
    return f""".feed-card {{ font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; max-width: 32rem;
 padding: 1rem 1.25rem; border: 1px solid #d8d2c6; border-radius: .5rem; background: #fff; color: #1f1c18; }}
.feed-card p {{ margin: 0 0 .6rem; }}
.feed-card p:last-child {{ margin: 0; }}
.feed-card .feed-card-title {{ font-size: 1.1rem; font-weight: 700; }}
.feed-card ul {{ margin: 0 0 .8rem; padding: 0 0 0 1.2rem; }}
.feed-card a {{ color: {colors.light}; display: inline-block; padding: .2em 0; margin-right: .8em; }}
.feed-card li a {{ display: inline; }}
.feed-card a.feed-card-button {{ padding: .5em 1em; border-radius: .4em; font-weight: 600; text-decoration: none;
 background: {colors.light}; color: {colors.on_light}; }}
.feed-card a:focus-visible {{ outline: 3px solid currentColor; outline-offset: 2px; }}
.feed-card.feed-card-light {{ color-scheme: light; }}
{dark}
@media (prefers-color-scheme: dark) {{
{preferred}
}}"""


def _dark_style(colors: Accents, card: str, indent: str) -> str:
    return f"""{indent}{card} {{ color-scheme: dark; background: #201e1b; color: #f2eee6; border-color: #4a453d; }}
{indent}{card} a {{ color: {colors.dark}; }}
{indent}{card} a.feed-card-button {{ background: {colors.dark}; color: {colors.on_dark}; }}"""


def card(offer: Offer) -> str:
    """Return the whole card without script and without anything loaded."""
    return f"""<aside class="feed-card" lang="{text(offer.language)}" aria-label="{text(offer.call)}">
<style>
{style_of(offer.colors)}
</style>
<p class="feed-card-title" dir="auto">{text(offer.title)}</p>
<p>{text(offer.about)}</p>
<p><a class="feed-card-button" href="{address(offer.page)}">{text(offer.call)}</a> {_formats(offer)}</p>
</aside>"""


def frame(offer: Offer) -> str:
    """Return the card that this server gives, in a frame: it may open links, and nothing else.

    Its colour scheme is that of the framed page, or browsers put a ground of their own behind it.
    """
    return (
        f'<iframe src="{address(offer.frame)}" title="{text(offer.call)}" width="100%" height="300" loading="lazy" '
        'sandbox="allow-popups allow-top-navigation-by-user-activation" '
        'style="border:0;max-width:34rem;color-scheme:light"></iframe>'
    )


def element(offer: Offer) -> str:
    """Return the element: links that work by themselves, and its script."""
    return f"""<script defer src="{address(offer.script)}"></script>
<{ELEMENT} lang="{text(offer.language)}">
<a class="follow" href="{address(offer.page)}">{text(offer.call)}</a>
{_formats(offer)}
</{ELEMENT}>"""


def _formats(offer: Offer) -> str:
    return " ".join(
        f'<a href="{address(feed.address)}" type="{text(feed.media_type)}" aria-label="{text(feed.label)}">'
        f"{text(feed.name)}</a>"
        for feed in offer.feeds
    )

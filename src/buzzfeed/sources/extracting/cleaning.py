"""From an article's blocks to its body: what the site adds goes, what the newsroom wrote stays, as plain HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from lxml import html

from buzzfeed.model import RawImage, fold
from buzzfeed.sources import marks as newsroom
from buzzfeed.sources.extracting import noise
from buzzfeed.sources.extracting.blocks import Block, Related
from buzzfeed.sources.extracting.credits import caption_of, image_of, picture_of, same_picture, split
from buzzfeed.sources.extracting.told import is_byline
from buzzfeed.sources.extracting.tree import BLOCKS, Element, apart, drop, words
from buzzfeed.sources.extracting.when import said
from buzzfeed.sources.marks import Role
from buzzfeed.sources.text import BLANK

_KEPT = frozenset(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del dfn dl dt em figcaption figure h2 h3 "
    "h4 h5 h6 hr i iframe img ins kbd li mark ol p pre q rp rt ruby s samp small source strong sub sup table tbody td "
    "tfoot th thead time tr u ul var video".split()
)
_ATTRIBUTES = frozenset(
    "href src alt title width height colspan rowspan scope start type reversed value cite datetime lang dir id poster "
    "controls allowfullscreen".split()
)
_DROPPED = frozenset("button input select textarea form nav label dialog fieldset script style svg".split())
_HEADER = 250
"""Letters of a line above the text that tells of the article: authors, dates, time of reading."""


@dataclass(frozen=True, slots=True)
class Body:
    """An article's body as HTML, its key points, and the picture above its text, if one is there."""

    html: str
    text: str
    key_points: tuple[str, ...]
    lead: RawImage | None


def clean(blocks: Sequence[Block], related: Related, head: tuple[str, str], image: RawImage | None, base: str) -> Body:
    """Return the body that blocks come to.

    ``head`` are the title and the summary that stands above the text: the one leaves the body, the other begins it.
    ``image`` is the picture that stands for the article: where it is the first thing above the text, it is taken out of
    the body and given back, with what stands below it.
    """
    title, lede = head
    kept = _without_lists(_without_head(list(blocks), title, fold(lede)), related)
    kept, lead = _without_lead(_without_tail(kept), image, fold(lede))
    points = _key_points(kept)
    first = fold(kept[0].text) if kept else ""
    pieces = [] if not lede or first.startswith(fold(lede)[:80]) else [f"<p>{escape(lede, quote=False)}</p>"]
    pieces += [piece for block in kept if (piece := _markup(block, base))]
    return Body("\n".join(pieces), " ".join(block.text for block in kept), points, lead)


def _without_head(blocks: list[Block], title: str, lede: str) -> list[Block]:
    """Leave out the title and all above it, and the lines between it and the text that tell of the article."""
    for place, block in enumerate(blocks):
        if block.tag == "h1" or (block.heading and fold(block.text) == fold(title)):
            blocks = blocks[place + 1 :]
            break
    kept: list[Block] = []
    begun = False
    for block in blocks:
        above = not begun and not block.pictured and not block.heading and len(block.text) <= _HEADER
        if above and (is_byline(block.text) or any(said(block.text)) or fold(block.text) == fold(title)):
            continue
        begun = begun or (block.prose and fold(block.text) != lede)
        kept.append(block)
    return kept


def _without_lists(blocks: list[Block], related: Related) -> list[Block]:
    """Leave out what the site says of itself line by line, lists of other articles, and readers' comments."""
    kept: list[Block] = []
    listing = labelled = False
    for block in blocks:
        text = block.text
        if (block.heading or len(text) <= 60) and noise.heads_replies(text) and any(one.prose for one in kept):
            break
        if _heads_list(block):
            listing, labelled = True, newsroom.role_of(f"{text.rstrip(' :')} x") is Role.RELATED
            continue
        linked = block.linked >= 0.6 or (listing and not block.prose and not block.heading and block.linked > 0)
        if listing and linked:
            if labelled:
                related.add(block.element)
            continue
        listing = False
        if not _is_the_sites(block, related):
            kept.append(block)
    return kept


def _heads_list(block: Block) -> bool:
    label = block.tag in ("p", "div", "summary") and len(block.text) <= 60 and block.linked < 0.5
    return (block.heading or label) and noise.heads_list(block.text)


def _is_the_sites(block: Block, related: Related) -> bool:
    if block.tag in ("table", "pre", "blockquote") or (block.heading and not noise.is_noise(block.text)):
        return False
    text = block.text
    if noise.is_noise(text) or _is_row_of_links(block):
        return True
    if block.tag in ("ul", "ol", "dl"):
        return _is_menu(block)
    role = newsroom.role_of(text) if text else Role.TEXT
    if role is Role.RELATED:
        related.add(block.element)
    return role in (Role.RELATED, Role.FOLLOW, Role.TOC, Role.BREADCRUMB) and not block.pictured


def _is_row_of_links(block: Block) -> bool:
    """Whether a block is links side by side (a menu, tags), rather than a sentence with links in it."""
    links = [link for link in block.element.iter("a") if words(link)]
    short = len(block.text) <= 300 and not re.search(r"[.!?…]\s*$", block.text)
    return len(links) >= 2 and short and block.linked >= 0.75 and block.tag not in ("ul", "ol")


def _is_menu(block: Block) -> bool:
    """Whether a list leads to places on this page, or asks to share."""
    items = [apart(item) for item in block.element if item.tag == "li"]
    links = [link.get("href", "") for link in block.element.iter("a")]
    inward = links and all(link.startswith("#") for link in links) and block.linked > 0.8
    return bool(inward) or (bool(items) and all(noise.is_noise(item) for item in items))


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Leave out headings, rules and links at the end, below which nothing comes."""
    while blocks and (blocks[-1].heading or blocks[-1].tag == "hr" or _leads_away(blocks[-1])):
        if blocks[-1].tag in ("ul", "ol") and len(blocks) > 1 and blocks[-2].heading:
            break  # a list of sources, under its heading
        blocks = blocks[:-1]
    return blocks


def _leads_away(block: Block) -> bool:
    ends = block.text.endswith((".", "!", "?", "…", "»"))
    return block.tag not in ("figure", "iframe", "video", "audio") and block.linked > 0.9 and not ends


def _without_lead(blocks: list[Block], image: RawImage | None, lede: str) -> tuple[list[Block], RawImage | None]:
    """Take the picture above the text out, if it is the article's own or the article names none."""
    for place, block in enumerate(blocks):
        if (block.prose and fold(block.text) != lede) or block.tag in ("ul", "ol", "table"):
            break
        picture = picture_of(block.element)
        if picture is None or not block.pictured:
            continue
        if image is None or not image.ref or same_picture(image.ref, picture.get("src", "")):
            lead = image_of(picture, _caption(block.element))
            rest = blocks[place + 1 :]
            if rest and not (lead.credit or lead.caption) and newsroom.role_of(rest[0].text) is Role.CREDIT:
                shown, credit = split(rest[0].text)
                lead, rest = RawImage(lead.ref, lead.alt, credit, shown), rest[1:]
            return blocks[:place] + rest, lead
        break
    return blocks, None


def _caption(element: Element) -> Element | None:
    """Return what stands below a block's picture."""
    for caption in element.iter("figcaption"):
        return caption
    bare: Element = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for picture in list(bare.iter("img")):
        drop(picture)
    return bare if words(bare) else None


def _key_points(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the first list that a line announces as the article's key points (« L’essentiel », « Pour résumer »)."""
    for before, block in pairwise(blocks):
        if block.tag in ("ul", "ol") and newsroom.sums_up(before.text):
            return tuple(text for item in block.element if item.tag == "li" and (text := words(item)))[:50]
    return ()


def _markup(block: Block, base: str) -> str:
    """Return a block as plain HTML."""
    element = html.fromstring(html.tostring(block.element, encoding="unicode", with_tail=False))
    if block.pictured and block.tag != "figure":
        return _figure(element, base)
    _strip(element, base)
    if element.tag not in _KEPT:
        element.tag = "h2" if block.tag == "h1" else "p"
    _trim(element)
    if not words(element) and next(element.iter("img", "iframe", "video", "audio", "hr"), None) is None:
        return ""
    return str(html.tostring(element, encoding="unicode")).strip()


def _trim(element: Element) -> None:
    """Leave out the white space at a block's edges, where it means nothing."""
    if element.tag == "pre":
        return
    element.text = (element.text or "").lstrip(BLANK)
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip(BLANK)
    else:
        element.text = element.text.rstrip(BLANK)


def _figure(element: Element, base: str) -> str:
    picture = picture_of(element)
    if picture is None:
        return ""
    shown, credit = caption_of(_caption(element))
    caption = " © ".join(filter(None, [shown, credit])) if shown or not credit else f"© {credit}"
    _strip(picture, base)
    picture.tail = None
    below = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f"<figure>{html.tostring(picture, encoding='unicode')}{below}</figure>"


def _strip(root: Element, base: str) -> None:
    """Leave out what is only for the page: wrappers, classes, styles, scripts; make addresses absolute."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or (element.tag in _DROPPED and element is not root):
            if element.getparent() is not None:
                element.drop_tree()
            continue
        code = element.tag in ("code", "pre")
        for name in list(element.attrib):
            if name not in _ATTRIBUTES and not (code and name == "class"):
                del element.attrib[name]
        for name in ("href", "src", "poster", "cite"):
            if element.get(name):
                _absolute(element, name, base)
        if element is not root and element.tag not in _KEPT:
            if element.tag == "h1":  # no other is given its own: what lxml reads as a name it may refuse as one
                element.tag = "h2"
            if element.tag not in _KEPT:
                if element.tag in BLOCKS:  # words that a style sheet set apart do not run together
                    element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
                element.drop_tag()


def _absolute(element: Element, name: str, base: str) -> None:
    value = element.get(name, "").strip()
    if value.startswith("#"):
        return
    try:
        address = urljoin(base, value)
        good = urlsplit(address).scheme in ("http", "https", "mailto", "tel")
    except ValueError:
        good = False
    if good:
        element.set(name, address)
    else:
        del element.attrib[name]

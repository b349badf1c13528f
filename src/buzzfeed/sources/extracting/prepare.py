"""A tree made ready: pictures that load late get their address, text that stands bare gets its paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import html

from buzzfeed.sources.extracting.tree import BLOCKS, Element, drop

_GONE = frozenset(
    "script style template link meta svg math object embed applet canvas map param track base ins dialog "
    "amp-ad amp-sidebar amp-analytics amp-social-share amp-embed amp-sticky-ad amp-consent "
    "amp-user-notification".split()
)
_LATE = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "data-hi-res-src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_STAND_IN = re.compile(r"^\s*$|^data:|^about:|spacer|blank\.(?:gif|png)|placeholder|transparent|pixel\.gif|1x1", re.I)
_WRAPS = frozenset("div td th section article main body center li dd blockquote header figcaption details".split())
_BARE = re.compile(r"\S")


def prepare(tree: Element) -> None:
    """Change a page's tree so that every text of it stands in a block of its own, and every picture is an ``img``."""
    for element in [one for one in tree.iter() if one.tag in _GONE]:
        drop(element)
    for picture in list(tree.iter("amp-img", "amp-anim")):
        picture.tag = "img"
    for picture in tree.iter("img"):
        picture.set("src", _source(picture))
    for hidden in list(tree.iter("noscript")):
        _reveal(hidden)
    for wrapper in [one for one in tree.iter("font", "span") if _parted(list(one))]:
        wrapper.drop_tag()
    held = holders(tree)
    for element in list(tree.iter(*_WRAPS)):
        _paragraph(element, held)


def holders(tree: Element) -> set[Element]:
    """Return the elements that have blocks in them."""
    found: set[Element] = set()
    for block in tree.iter(*BLOCKS):
        for above in block.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def _source(picture: Element) -> str:
    """Return a picture's address: the one that a script would put in later, or the largest of a set."""
    source = str(picture.get("src", ""))
    if not _STAND_IN.search(source[:300]):
        return source.strip()
    for name in _LATE:
        if (late := picture.get(name, "")) and not _STAND_IN.search(late[:300]):
            return str(late.strip())
    for name in _SETS:
        if chosen := _largest(picture.get(name, "")[:5000]):
            return chosen
    return "" if source.startswith("data:") else source.strip()


def _largest(offered: str) -> str:
    """Return the address of a ``srcset`` that is for the widest screen (HTML §4.8.4.2)."""
    best, size = "", -1.0
    for candidate in re.split(r",\s+|,(?=https?:)", offered.strip()):
        address, _, width = candidate.strip().partition(" ")
        found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,4})?)[wx]\s*", width)
        value = float(found[1]) if found else 0.0
        if address and value > size and not _STAND_IN.search(address):
            best, size = address, value
    return best


def _reveal(hidden: Element) -> None:
    """Keep the picture of a ``noscript`` where the one beside it has no address, and nothing else of it."""
    inside = hidden.find(".//img")
    parent = hidden.getparent()
    if parent is None:
        return
    if inside is not None and not any(one.get("src") for one in parent.iter("img") if one is not inside):
        for other in [one for one in parent.iter("img") if one is not inside]:
            inside.set("alt", inside.get("alt") or other.get("alt", ""))
            drop(other)
        inside.tail = None
        hidden.addprevious(inside)
    drop(hidden)


def _paragraph(element: Element, held: set[Element]) -> None:
    """Give the bare text of an element that also has blocks, or is parted by double line breaks, paragraphs."""
    children = list(element)
    if element not in held and not _parted(children):
        return
    runs = _Runs()
    runs.text(element.text)
    for child in children:
        tail, child.tail = child.tail, None
        element.remove(child)
        if child.tag in BLOCKS or child in held:
            runs.block(child)
        else:
            runs.inline(child)
        runs.text(tail)
    runs.end()
    element.text = None
    element.extend(runs.found)
    held.add(element)


def _parted(children: list[Element]) -> bool:
    return any(one.tag == two.tag == "br" and not (one.tail or "").strip() for one, two in pairwise(children))


class _Runs:
    """What stands in an element, parted into blocks and paragraphs."""

    def __init__(self) -> None:
        self.found: list[Element] = []
        self._run: Element = html.Element("p")
        self._breaks = 0

    def text(self, words: str | None) -> None:
        if not words:
            return
        if _BARE.search(words):
            self._settle()
        last = self._run[-1] if len(self._run) else None
        if last is None:
            self._run.text = (self._run.text or "") + words
        else:
            last.tail = (last.tail or "") + words

    def inline(self, child: Element) -> None:
        if child.tag == "br":
            self._breaks += 1
            return
        self._settle()
        self._run.append(child)

    def block(self, child: Element) -> None:
        self.end()
        self.found.append(child)

    def end(self) -> None:
        self._breaks = 0
        full = len(self._run) > 0 or bool(self._run.text and _BARE.search(self._run.text))
        if full:
            self.found.append(self._run)
        if full or self._run.text:
            self._run = html.Element("p")

    def _settle(self) -> None:
        """Let the line breaks before what comes now part paragraphs, if they are two, or stand."""
        breaks, self._breaks = self._breaks, 0
        if breaks > 1:
            self.end()
        elif breaks and (len(self._run) or self._run.text):
            self._run.append(html.Element("br"))

"""The article's blocks, one after another: paragraphs, headings, lists, quotes, tables, pictures; frames left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from buzzfeed.model import fold
from buzzfeed.sources import marks as newsroom
from buzzfeed.sources.extracting.credits import picture_of
from buzzfeed.sources.extracting.locating import Layout
from buzzfeed.sources.extracting.tree import BLOCKS, HEADINGS, Element, apart, marks, words

_WHOLE = frozenset("ul ol dl blockquote table pre figure video audio iframe hr img amp-iframe".split())
_BOX = 400
"""Letters that a box of the site's own within an article has at most."""
_ASIDE = 200
"""Letters of running text from which on an ``aside`` is part of the article."""
_LIST = 3000
"""Letters that a table of contents has at most."""
_LABEL = re.compile(
    r"(?:a (?:lire|voir|ecouter)(?: (?:aussi|egalement|ensuite))?|(?:lire|voir) (?:aussi|egalement)"
    r"|(?:read|see) (?:also|more|next)|also (?:read|see)|related)[\s:–—>-]*"
)
_LEADS = re.compile(rf"^{_LABEL.pattern}(?=[\S])")
_CAPTIONED = frozenset("caption legende legend captiontext".split())


@dataclass(slots=True)
class Related:
    """The titles of « À lire » lines and boxes, in order."""

    titles: list[str] = field(default_factory=list)

    def add(self, element: Element) -> None:
        """Take the titles that an element links, or else the one it names."""
        linked = [apart(link) for link in element.iter("a") if apart(link)]
        bare = [title for one in linked if (title := newsroom.related_title(one)) and not _LABEL.fullmatch(fold(title))]
        self.titles += bare[:10] or [newsroom.related_title(apart(element))]


@dataclass(frozen=True)
class Block:
    """One block, and what is asked of it."""

    element: Element

    @property
    def tag(self) -> str:
        """Its element's name."""
        return str(self.element.tag)

    @cached_property
    def text(self) -> str:
        """Its words, a space between elements."""
        return apart(self.element)

    @property
    def heading(self) -> bool:
        """Whether it is a heading."""
        return self.tag in HEADINGS

    @cached_property
    def linked(self) -> float:
        """The share of its letters that are links."""
        return sum(len(words(link)) for link in self.element.iter("a")) / (len(words(self.element)) or 1)

    @cached_property
    def prose(self) -> bool:
        """Whether it is a paragraph of running text."""
        long = self.tag in ("p", "div", "blockquote", "td", "li") and len(self.text) >= 60 and self.linked < 0.5
        return long and not self.pictured

    @cached_property
    def pictured(self) -> bool:
        """Whether it shows a picture, and has no more words than a caption."""
        return picture_of(self.element) is not None and len(self.text) <= _BOX and self.tag not in ("ul", "ol")


def blocks_of(root: Element, layout: Layout, related: Related) -> list[Block]:
    """Return the blocks of an article; what « À lire » lines name is added to ``related``."""
    return [Block(element) for element in _walk(root, layout, related)]


def _walk(parent: Element, layout: Layout, related: Related) -> Iterator[Element]:
    if parent not in layout.held and parent.tag in BLOCKS:
        yield parent
        return
    for child in parent:
        if _names_related(child, layout):
            related.add(child)
        elif child in layout.frames or _is_box(child, layout):
            continue
        elif child.tag in _WHOLE or _is_figure(child, layout) or child not in layout.held:
            yield child
        else:
            yield from _walk(child, layout, related)


def _names_related(element: Element, layout: Layout) -> bool:
    """Whether an element is an « À lire » line or box: it begins so, and is short."""
    if element.tag in HEADINGS or element.tag in ("ul", "ol", "table") or layout.share.get(element, 0) > 0.2:
        return False
    if layout.size(element) > 2 * _BOX or len(text := apart(element)) > _BOX or not (lead := _LEADS.match(fold(text))):
        return False
    linked = sum(len(words(link)) for link in element.iter("a"))
    named = newsroom.role_of(text) is newsroom.Role.RELATED
    return named or linked >= 0.5 * max(1, len(fold(text)) - lead.end())


def _is_box(element: Element, layout: Layout) -> bool:
    """Whether an element is a box of the site's own: it asks for an address, or leads to places on this page alone."""
    if layout.share.get(element, 0) > 0.4:
        return False
    if element.tag == "aside" and sum(layout.prose.get(one, 0) for one in element.iter()) < _ASIDE:
        return not _announces_points(element)
    if element.tag in BLOCKS and layout.size(element) <= 2 * _BOX and _has_form(element):
        return True
    if layout.size(element) > _LIST:
        return False
    links = list(element.iter("a"))
    inward = [link for link in links if link.get("href", "").startswith("#") and len(words(link)) > 3]
    return len(inward) >= 2 and len(inward) == len(links) and element.tag != "p" and not _long(element, inward)


def _announces_points(element: Element) -> bool:
    return newsroom.sums_up(apart(element)[:200])


def _has_form(element: Element) -> bool:
    return next(element.iter("form", "input", "button", "select"), None) is not None


def _long(element: Element, links: list[Element]) -> bool:
    return len(words(element)) > 1.5 * sum(len(words(link)) for link in links) + 60


def _is_figure(element: Element, layout: Layout) -> bool:
    """Whether an element that is no ``figure`` is one all the same: one picture, and a caption at most."""
    if element.tag not in ("div", "table", "a", "p", "td") or layout.size(element) > 2 * _BOX:
        return False
    pictures = [one for one in element.iter("img") if one.get("src")]
    if len(pictures) != 1 or next(element.iter(*HEADINGS, "figure", "ul", "ol"), None) is not None:
        return False
    captioned = any(marks(one) & _CAPTIONED for one in element.iter())
    return captioned or element.tag == "table" or not words(element)

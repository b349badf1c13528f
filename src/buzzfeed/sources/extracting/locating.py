"""Where on a page the article stands: where the page says so, else where trafilatura finds its text."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Set as AbstractSet

from lxml import etree, html

from buzzfeed.model import fold
from buzzfeed.sources.extracting import noise
from buzzfeed.sources.extracting.prepare import holders
from buzzfeed.sources.extracting.tree import BLOCKS, HEADINGS, Budget, Element, named, words
from buzzfeed.sources.extracting.values import LONGEST

_BODIES = re.compile(
    r"articlebody|econtent|entrycontent|postcontent|postbody|storybody|storycontent|fieldnamebody|bodycopy|articletext"
    r"|textearticle|contenuarticle|corpsarticle|articlecorps|\w*(?:article|post|entry|story|news)(?:content|body|text|texte)"
)
_MOST_FOR_TRAFILATURA = 1500
"""Blocks of a page that trafilatura is given at most: its time grows with them, and no article has more."""
_MOST_HELD = 5000
_SHARE = 0.9
"""The share of the article's text that its element holds at least."""
_MUCH = 0.4
_LETTERS = re.compile(r"\W+")


class Layout:
    """What stands where on a prepared page: its blocks, which of them frame the article, and how much text each has."""

    def __init__(self, tree: Element, keep: Element | None) -> None:
        """Look at every block once; ``keep`` (the heading) is never taken for a frame."""
        self.tree = tree
        self.keep = keep
        self.held = holders(tree)
        self.leaves = [one for one in tree.iter(*BLOCKS) if one not in self.held]
        self.prose = {one: _prose(one) for one in self.leaves}
        self._order = list(tree.iter())
        self._order.reverse()
        self._sizes = self._sized()
        self.share = self._shares(self.prose)
        kept = {tree} if keep is None else {keep, *keep.iterancestors()}
        self.frames = self._frames(kept)
        self.framed = set(self.frames)
        for element in reversed(self._order):
            if element.getparent() in self.framed:
                self.framed.add(element)

    @property
    def count(self) -> int:
        """Return how many elements the page has."""
        return len(self._order)

    def size(self, element: Element) -> int:
        """Return how long an element's text is."""
        return self._sizes.get(element, 0)

    def weigh(self, leaves: dict[Element, float]) -> dict[Element, float]:
        """Return the weight of every element that holds leaves: the sum of theirs."""
        return self._sums({leaf: weight for leaf, weight in leaves.items() if leaf not in self.framed})

    def _frames(self, kept: AbstractSet[Element]) -> set[Element]:
        found: set[Element] = set()
        for element in self._order:
            parent = element.getparent()
            if parent is None or element in kept or element.tag == "body" or not isinstance(element.tag, str):
                continue
            framing = noise.is_frame(element, self.share.get(element, 0.0), self.size(element))
            if framing or (element in self.held and self._is_headed(element)):
                found.add(element)
        return found

    def _is_headed(self, element: Element) -> bool:
        """Whether an element is a section that begins with a heading for comments, or for links to other articles."""
        first = element[0] if len(element) else None
        if first is None or first.tag not in HEADINGS or self.share.get(element, 0.0) > _SHARE / 2:
            return False
        return noise.heads_replies(words(first)) or noise.heads_list(words(first))

    def _shares(self, leaves: dict[Element, float]) -> dict[Element, float]:
        whole = sum(leaves.values()) or 1.0
        return {element: weight / whole for element, weight in self._sums(leaves).items()}

    def _sums(self, leaves: dict[Element, float]) -> dict[Element, float]:
        """Add up, from the leaves to the root, in one pass: pages may be deep."""
        sums = {leaf: weight for leaf, weight in leaves.items() if weight}
        for element in self._order:
            if (weight := sums.get(element)) and (parent := element.getparent()) is not None:
                sums[parent] = sums.get(parent, 0.0) + weight
        return sums

    def _sized(self) -> dict[Element, int]:
        sizes: dict[Element, int] = {}
        for element in self._order:
            size = sizes.get(element, 0) + len(element.text or "")
            sizes[element] = size
            if (parent := element.getparent()) is not None:
                sizes[parent] = sizes.get(parent, 0) + size + len(element.tail or "")
        return sizes


def locate(layout: Layout, ledes: AbstractSet[str], budget: Budget) -> Element:
    """Return the element that holds the article's text, and as little else as may be.

    ``ledes`` are texts that stand above the article as its summary; they do not count.
    """
    prose = {leaf: weight for leaf, weight in layout.prose.items() if fold(words(leaf)[:1000]) not in ledes}
    weights = layout.weigh(prose)
    whole = max(weights.values(), default=0.0)
    said = [one for one in weights if _says_so(one) and weights[one] >= max(60.0, 0.2 * whole)]
    if said:
        best = max(weights[one] for one in said)
        return [one for one in said if weights[one] >= _SHARE * best][-1]
    body = layout.tree.find("body")
    root = layout.tree if body is None else body
    budget.check()
    found = layout.weigh(_believed(layout, prose, budget)) or weights
    titled = _titled(layout, found)
    return _innermost(root if titled is None else titled, found, layout.held)


def _titled(layout: Layout, weights: dict[Element, float]) -> Element | None:
    """Return the ``article`` that holds the heading, if it holds much of the text: others below are other articles."""
    above = () if layout.keep is None else layout.keep.iterancestors("article")
    whole = max(weights.values(), default=0.0)
    return next((one for one in above if weights.get(one, 0.0) >= _MUCH * whole > 0), None)


def _says_so(element: Element) -> bool:
    if element.tag in HEADINGS or element.tag in ("body", "html", "p"):
        return False
    return any(_BODIES.fullmatch(name) for name in named(element))


def _innermost(root: Element, weights: dict[Element, float], held: AbstractSet[Element]) -> Element:
    """Walk down as long as one child holds nearly all of it."""
    while True:
        inner = [child for child in root if weights.get(child, 0.0) >= _SHARE * weights.get(root, 0.0)]
        if len(inner) != 1 or inner[0] not in held or not weights.get(root):
            return root
        root = inner[0]


def _believed(layout: Layout, prose: dict[Element, float], budget: Budget) -> dict[Element, float]:
    """Return the text that trafilatura takes for the article's, by the blocks that it stands in."""
    if len(layout.leaves) > _MOST_FOR_TRAFILATURA or layout.count > _MOST_HELD or budget.left < LONGEST / 2:
        return {}
    # The frames are left out before, so that comments do not win over a short article.
    bare = copy.deepcopy(layout.tree)
    for frame in [two for one, two in zip(layout.tree.iter(), bare.iter(), strict=True) if one in layout.frames]:
        if frame.getparent() is not None:
            frame.drop_tree()
    text = _LETTERS.sub("", trafilatura_text(html.tostring(bare, encoding="unicode"), fast=True).lower())
    keys = {leaf: _LETTERS.sub("", words(leaf).lower())[:80] for leaf in prose}
    return {leaf: weight for leaf, weight in prose.items() if len(keys[leaf]) > 10 and keys[leaf] in text}


def trafilatura_text(page: str, *, fast: bool = False) -> str:
    """Return the article's text as trafilatura alone reads it; nothing where it finds none or fails.

    ``fast`` leaves out its comparison with other algorithms, whose time grows with the square of a page.
    """
    # It takes half a second to import, which no other source should pay; and it tells the log of each page it gives up.
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(page, include_comments=False, include_tables=True, fast=fast)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return ""
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else ""


def _prose(leaf: Element) -> float:
    """Return how much running text a block has: its letters outside of links, if they are more than a few words."""
    linked = sum(len(words(link)) for link in leaf.iter("a"))
    written = len(words(leaf)) - linked
    if leaf.tag in HEADINGS or leaf.tag in ("th", "figcaption", "summary", "dt"):
        return 0.0
    return float(written) if written > 20 and written > linked else 0.0

"""A page's text as a tree, within bounds; and the few questions that are asked of elements everywhere."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import TypeAlias

from lxml import etree, html

from buzzfeed.errors import ItemError
from buzzfeed.sources.extracting.values import LONGEST
from buzzfeed.sources.text import squeeze

DEEPEST = 120
"""Elements in elements at most; page builders come to forty."""
_MOST_ELEMENTS = 15_000
_MOST_TEXT = 1_000_000
_MOST_ATTRIBUTES = 20_000
"""Characters of one start tag that are read; the rest of it is left out (inlined pictures are that long)."""
_LONG_TAG = re.compile(rf"(<[A-Za-z][^<>]{{{_MOST_ATTRIBUTES}}})[^<>]*(?=[<>])")
_LONG_VALUE = re.compile(r"""=\s{0,5}(?:"[^"]{4000,}"|'[^']{4000,}')""")
_OPENS = re.compile(r"<[A-Za-z]")

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul video audio iframe "
    "summary noscript template amp-iframe amp-ad amp-sidebar html".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

Element: TypeAlias = html.HtmlElement


class Budget:
    """The time of one page: of this thread's own work, so that a busy machine makes no page too slow."""

    def __init__(self, url: str, seconds: float = LONGEST) -> None:
        """Begin to count."""
        self.url = url
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raise if it is spent.

        Raises:
            ItemError: ``too-slow``.
        """
        if self.left <= 0:
            cause = f"reading the page took more than {LONGEST:g} seconds"
            raise ItemError(self.url, cause, "leave it out with `exclude`", code="too-slow")

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self._end - time.thread_time()


def parse(text: str, url: str) -> Element:
    """Return the tree of a page.

    Raises:
        ItemError: ``html`` (nothing that is HTML), ``too-deep``, ``too-large`` (more elements than any article has).
    """
    if sum(1 for _ in _OPENS.finditer(text)) > _MOST_ELEMENTS:
        cause = f"the page holds more than {_MOST_ELEMENTS:,} elements"
        raise ItemError(url, cause, "leave it out with `exclude`", code="too-large")
    text = _LONG_TAG.sub(r"\1", _LONG_VALUE.sub('=""', text))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ItemError(url, f"it is not HTML: {error}", "leave it out with `exclude`", code="html") from None
    _must_be_shallow(tree, url)
    return tree


def _must_be_shallow(tree: Element, url: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            cause = f"its elements are nested deeper than {DEEPEST}"
            raise ItemError(url, cause, "close the elements that are left open", code="too-deep")


def must_be_short(tree: Element, url: str) -> None:
    """Refuse a page whose visible text is longer than a book.

    Raises:
        ItemError: ``too-large``.
    """
    if sum(len(text) for text in tree.itertext()) > _MOST_TEXT:
        cause = f"there are more than {_MOST_TEXT:,} letters on the page"
        raise ItemError(url, cause, "leave it out with `exclude`", code="too-large")


def words(element: Element) -> str:
    """Return an element's text on one line, as it is written."""
    return squeeze("".join(element.itertext()))


def apart(element: Element) -> str:
    """Return an element's text on one line, a space between elements: what style sheets set apart, often."""
    return squeeze(" ".join(element.itertext()))


def marks(element: Element) -> frozenset[str]:
    """Return the words that an element's class, id, role, item property and names for tests are made of."""
    said = " ".join(element.get(name, "")[:300] for name in ("class", "id", "role", "itemprop", "data-testid"))
    return _marks(said)


def named(element: Element) -> frozenset[str]:
    """Return an element's classes, id and item properties, each without its signs: ``tdpostcontent``."""
    said = " ".join(element.get(name, "")[:300] for name in ("class", "id", "itemprop"))
    return _named(said)


@lru_cache(maxsize=4096)
def _marks(said: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_CAMEL.sub(" ", said).lower()))


@lru_cache(maxsize=4096)
def _named(said: str) -> frozenset[str]:
    return frozenset("".join(_WORD.findall(one)) for one in said.lower().split())


def drop(element: Element) -> None:
    """Take an element out, and leave the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()

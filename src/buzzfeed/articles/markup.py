"""HTML sanitised by nh3: first widely, so that tricks can be mended on a tree, then strictly, as feeds carry it.

The strict pass is the last to touch the markup: whatever the mending did, nothing but the allow-list leaves here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import nh3
from lxml import etree

from buzzfeed.articles.addresses import ALLOWED
from buzzfeed.articles.bounds import BARE, VOID, flattened
from buzzfeed.articles.text import scrub_markup

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no public name for it

GONE = "x-gone"
"""An element renamed to this goes with all that is inside."""

LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-src", "data-hi-res-src")
LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")

_TAGS = frozenset(
    "a abbr address article aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li main mark nav ol p "
    "pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th thead time tr "
    "track u ul var video wbr".split()
)
NOSCRIPT = "x-noscript"
_WIDE_TAGS = _TAGS | frozenset(f"{BARE} {NOSCRIPT} picture form font strike tt big acronym".split())
_WITH_CONTENT = frozenset(
    "script style template title select option datalist textarea button noembed noframes svg canvas map "
    "annotation annotation-xml dialog".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "iframe": {"src", "width", "height", "allowfullscreen"},
    "video": {"src", "poster", "width", "height", "controls"},
    "audio": {"src", "controls"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "time": {"datetime"},
    "del": {"datetime", "cite"},
    "ins": {"datetime", "cite"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "details": {"open"},
}
_HINTS: dict[str, set[str]] = {
    "*": {"style", "hidden"},
    "a": {"name"},
    "img": {*LAZY, *LAZY_SETS},
    "source": {"srcset", *LAZY, *LAZY_SETS},
    "iframe": {*LAZY, "srcdoc"},
    "video": {*LAZY},
    "audio": {*LAZY},
}
_WIDE_ATTRIBUTES = {tag: _ATTRIBUTES.get(tag, set()) | _HINTS.get(tag, set()) for tag in {*_ATTRIBUTES, *_HINTS}}

_wide = nh3.Cleaner(
    tags=set(_WIDE_TAGS),
    clean_content_tags=set(_WITH_CONTENT),
    attributes=_WIDE_ATTRIBUTES,
    link_rel=None,
    url_schemes=set(ALLOWED),
)
_strict = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={*_WITH_CONTENT, GONE},
    attributes=_ATTRIBUTES,
    link_rel=None,
    url_schemes=set(ALLOWED),
)
# These are parsed by rules of their own, which hide what they hold: as elements of no meaning they show their words.
_RENAMED = (
    "noscript math semantics mi mn mo ms mtext mrow mfrac msup msub msubsup msqrt mroot mover munder munderover mtable "
    "mtr mtd mspace mstyle mfenced mpadded mmultiscripts object applet marquee"
).split()
_PLAIN_INSIDE = re.compile(rf"<(/?)(?=[mno]|sem|app)({'|'.join(_RENAMED)})(?=[\s/>])", re.IGNORECASE)
_IFRAME = re.compile(r"(<iframe(?: [^>]*)?>).*?</iframe>", re.DOTALL)
_EMPTY = re.compile(rf"<({'|'.join(sorted(VOID, key=len, reverse=True))})((?: [^>]*)?)>")


def parse(html: str) -> tuple[Element, bool]:
    """Return scrubbed HTML as a tree as browsers would build it, widely sanitised, and whether tags were too deep.

    The root is an element of no meaning. `bounds.bounded` must have seen the markup before.
    """
    canonical, left_out = flattened(scrub_markup(_wide.clean(_PLAIN_INSIDE.sub(r"<\1x-\2", html))))
    # What html5ever writes is XML but for void elements, no-break spaces and the raw text of iframes. As XML it comes
    # back as the very same tree, where libxml2's HTML parser would build another.
    canonical = _EMPTY.sub(r"<\1\2/>", _IFRAME.sub(r"\1</iframe>", canonical)).replace("&nbsp;", "\u00a0")
    return etree.fromstring(f"<{BARE}>{canonical}</{BARE}>", _parser()), left_out


def serialised(root: Element) -> str:
    """Return the tree as canonical, strictly sanitised HTML: the only markup that leaves this package."""
    written = etree.tostring(root, method="html", encoding="unicode", with_tail=False)
    return scrub_markup(_strict.clean(written)).strip()


def drop(element: Element, *names: str) -> None:
    """Take attributes off an element, where it has them."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def words_of(element: Element) -> str:
    """Return all text inside an element."""
    return "".join(str(piece) for piece in element.itertext())


def query(path: str) -> Callable[[Element], list[Element]]:
    """Return a compiled XPath that finds elements."""
    find = etree.XPath(path)

    def found(root: Element) -> list[Element]:
        elements = find(root)
        assert isinstance(elements, list)
        return [element for element in elements if isinstance(element, Element)]

    return found


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)

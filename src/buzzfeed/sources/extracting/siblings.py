"""Pages that hold several ``article`` elements side by side: which of them is the page's, or whether it is a list.

Pages go on with the next article when one scrolls, news stand beside the article in elements of the same name, live
reports and long pieces are written in several, and a blog's front page has them in full. What is not the
page's is taken out before anything else is read, so that no voice of another article speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from urllib.parse import urljoin, urlsplit

from buzzfeed.model import fold
from buzzfeed.sources.extracting import noise
from buzzfeed.sources.extracting.linked import ARTICLES
from buzzfeed.sources.extracting.told import Told
from buzzfeed.sources.extracting.tree import HEADINGS, Element, drop, words

_MUCH = 200
"""Letters of text that an article among others has at least."""
_LITTLE = 140
"""Letters that stand beside those of other pages at least where a page has a text of its own."""
_MOST = 200
_LARGE = 1_000_000
_LIKELY = 0.5
_SHARE = 0.6
_LETTERS = re.compile(r"\W+")
_ADDRESSES = ("data-url", "data-permalink", "data-href", "data-link", "data-canonical", "itemid", "about")


def settle(tree: Element, urls: Sequence[str], claims: Sequence[str], data: Told, kinds: AbstractSet[str]) -> bool:
    """Leave of several articles the page's own, and return whether the page is nothing but a list of them.

    ``urls`` are the page's addresses, ``claims`` what it calls itself, ``data`` its JSON-LD, ``kinds`` what it says
    that it is. Where several are parts of one article they stay, under another element's name. A page that calls itself
    an article, or whose title stands above a text of its own, is no list, however much is announced beside it.
    """
    several = [one for one in _outermost(tree) if _size(one) >= _MUCH]
    if len(several) < 2:
        return False
    titles = {fold(claim) for claim in claims if claim}
    tellers = (_named(several, titles), _addressed(several, urls), _said(several, data.text))
    own = next((one for one in tellers if one is not None), None)
    if own is None:
        above = {fold(words(one)) for one in tree.iter("h1") if not any(up in several for up in one.iterancestors())}
        foreign = [one for one in several if _leads(one, urls)]
        called = bool(kinds & (ARTICLES | {"article"}))
        own_text = _size(tree) - sum(map(_size, foreign))
        if _are_most(foreign, tree) and not called and not (titles & above and own_text >= _LITTLE):
            return True
        several = _without(foreign, several)
        if several and not called and all(map(_is_dated, several)):
            return len(several) > 1
        if "liveblogposting" in kinds or _are_parts(several, titles & above):
            for one in several:
                one.tag = "section"
            return False
        own = _likeliest(several, titles) if several else None
    _without([one for one in several if one is not own], several)
    return False


def _without(others: Sequence[Element], several: Sequence[Element]) -> list[Element]:
    """Take other pages' articles out, and return those that are left."""
    for one in others:
        drop(one)
    return [one for one in several if one not in others]


def _are_parts(several: Sequence[Element], titled: AbstractSet[str]) -> bool:
    """Whether they are parts of one article: its title stands above them, and none has most of the text."""
    return bool(titled) and len(several) > 1 and max(map(_size, several)) <= _SHARE * sum(map(_size, several))


def _are_most(some: Sequence[Element], tree: Element) -> bool:
    return sum(map(_size, some)) > _SHARE * _size(tree)


def _likeliest(several: Sequence[Element], titles: AbstractSet[str]) -> Element:
    """Return the one whose heading resembles the page's title, else the longest."""
    likeliest = max(several, key=lambda one: _likeness(one, titles))
    return likeliest if _likeness(likeliest, titles) >= _LIKELY else max(several, key=_size)


def _outermost(tree: Element) -> Iterator[Element]:
    """Yield the articles that stand in no other one, and neither frame the page's nor are replies to it."""
    framed: dict[Element, bool] = {}
    for number, one in enumerate(tree.iter("article")):
        if number >= _MOST:
            return
        around = [one, *one.iterancestors()]
        if any(up.tag == "article" for up in around[1:]):
            continue
        for up in around:
            if up not in framed:
                framed[up] = up.tag not in ("body", "html", "main") and noise.is_frame(up, 0.0, _LARGE)
        if not any(framed[up] for up in around):
            yield one


def _named(several: Sequence[Element], titles: AbstractSet[str]) -> Element | None:
    found = [one for one in several if not titles.isdisjoint(fold(words(heading)) for heading in _headings(one))]
    return found[0] if found else None


def _addressed(several: Sequence[Element], urls: Sequence[str]) -> Element | None:
    found = [one for one in several if any(_is_one_of(address, urls) for address in _addresses(one))]
    return found[0] if len(found) == 1 else None


def _said(several: Sequence[Element], text: str) -> Element | None:
    """Return the one that holds the beginning of what the page's data gives as its text."""
    begins = _LETTERS.sub("", text.lower())[:80]
    if len(begins) < 40:
        return None
    return next((one for one in several if begins in _LETTERS.sub("", words(one).lower())), None)


def _headings(one: Element) -> list[Element]:
    return [heading for heading in one.iter("h1", "h2", "h3") if words(heading)][:3]


def _addresses(one: Element) -> list[str]:
    """Return the addresses that an article gives itself, first of all by the link that its heading is."""
    found = [one.get(name, "") for name in _ADDRESSES]
    for heading in _headings(one)[:1]:
        linked = next(heading.iter("a"), None)
        around = linked if linked is not None else next(heading.iterancestors("a"), None)
        found += [around.get("href", "")] if around is not None else []
    for element in one.iter("a", "link", "meta"):
        named = {*element.get("rel", "").lower().split(), *element.get("itemprop", "").lower().split()}
        if named & {"bookmark", "url", "mainentityofpage"}:
            found.append(element.get("href", "") or element.get("content", "") or element.get("itemid", ""))
    return [address for address in found[:50] if address]


def _leads(one: Element, urls: Sequence[str]) -> bool:
    """Whether its heading leads to another page, where it is an article of its own."""
    heading = next((heading for heading in one.iter(*HEADINGS) if words(heading)), None)
    if heading is None:
        return False
    link = next(heading.iter("a"), None)
    if link is None:
        link = next(heading.iterancestors("a"), None)
    address = "" if link is None else link.get("href", "").strip()
    return bool(address) and not address.startswith("#") and not _is_one_of(address, urls)


def _is_one_of(address: str, urls: Sequence[str]) -> bool:
    return any(_place(_joined(urls[0], address)) == _place(url) for url in urls)


def _place(address: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query
    except ValueError:
        return "", address, ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _is_dated(one: Element) -> bool:
    return bool(_headings(one)) and next(one.iter("time"), None) is not None


def _likeness(one: Element, titles: AbstractSet[str]) -> float:
    """Return how alike its headings are to what the page calls itself, from 0 to 1."""
    pairs = [(set(fold(words(heading)).split()), set(title.split())) for heading in _headings(one) for title in titles]
    return max((len(left & right) / (len(left | right) or 1) for left, right in pairs), default=0.0)


def _size(one: Element) -> int:
    """Return how many letters of running text stand in it, those of links, scripts and styles left out."""
    size = 0
    for element in one.iter("p", "li", "blockquote", "div", "section", "td", "article", "main", "body", "pre"):
        size += len((element.text or "").strip())
        for child in element:
            size += len((child.tail or "").strip())
            if child.tag in ("b", "i", "em", "strong", "span", "u", "mark"):
                size += len(words(child))
    return size

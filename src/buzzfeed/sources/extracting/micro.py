"""Microdata (HTML §5) of schema.org, and microformats2's ``h-entry``: what elements say of themselves."""

from __future__ import annotations

from buzzfeed.model import RawImage
from buzzfeed.sources.extracting.linked import ARTICLES
from buzzfeed.sources.extracting.told import Told, distinct, line, people
from buzzfeed.sources.extracting.tree import Element, words
from buzzfeed.sources.extracting.when import moment

_MOST = 400
_IN_ATTRIBUTE = {"meta": "content", "time": "datetime", "img": "src", "link": "href", "a": "href", "data": "value"}


def read(tree: Element) -> Told:
    """Return what the first article's microdata tells, and the trail of a ``BreadcrumbList``; else its ``h-entry``."""
    article: Element | None = None
    trail: tuple[str, ...] = ()
    for scope in tree.iterfind(".//*[@itemscope]"):
        kind = _kind(scope)
        if kind in ARTICLES and article is None and not _within_list(scope):
            article = scope
        elif kind == "breadcrumblist" and not trail:
            trail = tuple(filter(None, (line(words(one)) for one in _named(scope, "name", deep=True))))
    if article is None:
        return _entry(tree, trail)
    tags = [line(_value(one)) for one in _named(article, "keywords")]
    free = _first(article, "isAccessibleForFree").rpartition("/")[2].lower()
    return Told(
        title=_first(article, "headline") or _first(article, "name"),
        lede=_first(article, "description") or _first(article, "alternativeHeadline"),
        published=moment(_first(article, "datePublished")),
        updated=moment(_first(article, "dateModified")),
        authors=distinct(name for one in _named(article, "author") for name in _author(one)),
        sections=distinct(line(_value(one)) for one in _named(article, "articleSection")),
        trail=trail,
        tags=distinct(word.strip() for tag in tags for word in tag.split(",")),
        image=_image(article),
        language=_first(article, "inLanguage"),
        canonical=_first(article, "mainEntityOfPage") or _first(article, "url"),
        free={"true": True, "false": False}.get(free),
        kinds=frozenset({_kind(article)}),
    )


def _kind(scope: Element) -> str:
    return str(scope.get("itemtype", "")).strip().rpartition("/")[2].lower()


def _within_list(scope: Element) -> bool:
    return any(one.get("itemprop") in ("itemListElement", "comment", "blogPost") for one in (scope, *_above(scope)))


def _above(element: Element) -> list[Element]:
    return [one for one in element.iterancestors() if one.get("itemprop")]


def _named(scope: Element, name: str, *, deep: bool = False) -> list[Element]:
    """Return the elements under a name that are of this scope itself; ``deep``: of items in it, too."""
    found = []
    for element in scope.iterfind(".//*[@itemprop]"):
        if name in element.get("itemprop", "").split() and (deep or _scope_of(element) is scope):
            found.append(element)
            if len(found) >= _MOST:
                break
    return found


def _scope_of(element: Element) -> Element | None:
    return next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)


def _value(element: Element) -> str:
    attribute = "content" if element.get("content") else _IN_ATTRIBUTE.get(str(element.tag), "")
    return line(element.get(attribute)) if attribute and element.get(attribute) else line(words(element))


def _first(scope: Element, name: str) -> str:
    return next((value for one in _named(scope, name) if (value := _value(one))), "")


def _author(element: Element) -> tuple[str, ...]:
    if element.get("itemscope") is not None:
        return distinct(_value(one) if one.tag == "meta" else line(words(one)) for one in _named(element, "name"))
    said = _value(element) if element.get("content") else line(words(element))
    return people(said) or ((said,) if 0 < len(said) <= 60 else ())


def _image(article: Element) -> RawImage | None:
    for element in _named(article, "image"):
        if element.get("itemscope") is None:
            if reference := _value(element):
                return RawImage(reference, alt=line(element.get("alt")))
            continue
        reference = _first(element, "url") or _first(element, "contentUrl")
        picture = next(element.iter("img"), None)
        if reference:
            credit = _first(element, "creditText") or _first(element, "copyrightHolder") or _first(element, "author")
            alt = line(picture.get("alt")) if picture is not None else ""
            return RawImage(reference, alt=alt, credit=credit, caption=_first(element, "caption"))
    return None


def _entry(tree: Element, trail: tuple[str, ...]) -> Told:
    """Read an ``h-entry`` (microformats2), if the page has exactly one."""
    entries = [one for one in tree.iterfind(".//*[@class]") if "h-entry" in one.get("class", "").split()]
    if len(entries) != 1:
        return Told(trail=trail)
    classed: dict[str, list[Element]] = {}
    for element in entries[0].iterfind(".//*[@class]"):
        for name in element.get("class", "").split():
            if name.startswith(("p-", "dt-", "u-")):
                classed.setdefault(name, []).append(element)
    first = {name: found[0] for name, found in classed.items()}

    def date(name: str) -> str:
        element = first.get(name)
        return "" if element is None else moment(element.get("datetime") or words(element))

    return Told(
        title=line(words(first["p-name"])) if "p-name" in first else "",
        lede=line(words(first["p-summary"])) if "p-summary" in first else "",
        published=date("dt-published"),
        updated=date("dt-updated"),
        authors=distinct(name for one in classed.get("p-author", ()) for name in people(words(one))),
        sections=distinct(line(words(one)) for one in classed.get("p-category", ())),
        trail=trail,
        kinds=frozenset({"h-entry"}),
    )

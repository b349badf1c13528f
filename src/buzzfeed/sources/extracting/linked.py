"""JSON-LD (schema.org, W3C JSON-LD 1.1): which of its nodes is the page's article, and what it tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from buzzfeed.model import RawImage
from buzzfeed.sources.extracting.told import MOST, Told, distinct, is_name, keywords, line, people
from buzzfeed.sources.extracting.when import moment
from buzzfeed.sources.fields import pixels
from buzzfeed.sources.text import scrub, untag

ARTICLES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle askpublicnewsarticle satiricalarticle advertisercontentarticle blogposting liveblogposting "
    "techarticle scholarlyarticle report socialmediaposting".split()
)
"""The types of schema.org that are articles, in lower case."""
_MOST_DATA = 500_000
_MOST_NODES = 3000
_LONGEST_TEXT = 200_000
_ABOUT = (
    "@graph",
    "mainEntity",
    "mainEntityOfPage",
    "subjectOf",
    "itemReviewed",
    "breadcrumb",
    "publisher",
    "isPartOf",
)
"""Where nodes stand that are about this page; not those of lists, comments and recommendations."""
_LOOSE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*\]\]>|\]\]>|-->)\s*$|;\s*$")
_COMMA = re.compile(r",(?=\s*[}\]])")

Node = Mapping[str, Any]


def read(scripts: Sequence[str], url: str) -> Told:
    """Return what a page's JSON-LD tells of its article, its trail and its site; a script that is broken is skipped."""
    nodes = _nodes(scripts)
    byid: dict[str, Node] = {}
    for node in nodes:
        name = line(node.get("@id"))
        # What is only referred to has little beside its id.
        if name and len(node) > len(byid.get(name, {})):
            byid[name] = node
    articles = [node for node in nodes if _kinds(node) & ARTICLES]
    article = next((node for node in articles if _is_of(node, url)), articles[0] if articles else {})
    publisher = _one(article.get("publisher"), byid)
    site = next((line(node.get("name")) for node in nodes if "website" in _kinds(node)), "")
    kinds = frozenset(kind for node in nodes for kind in _kinds(node))
    free, paid = _access(article, nodes)
    writers = article.get("author") or article.get("creator")
    return Told(
        title=line(article.get("headline")) or line(article.get("name")),
        lede=line(article.get("description")) or line(article.get("abstract")),
        published=moment(line(article.get("datePublished")) or line(article.get("dateCreated"))),
        updated=moment(line(article.get("dateModified"))),
        authors=_people(writers, byid),
        groups=tuple(line(one.get("name")) for one in _flat(writers) if "person" not in _kinds(_one(one, byid))),
        sections=keywords(_listed(article.get("articleSection"))),
        trail=_trail(nodes, byid, url),
        tags=keywords(article.get("keywords")),
        image=_image(article.get("image") or article.get("thumbnailUrl"), byid),
        language=line(_one(article.get("inLanguage"), byid).get("name") or article.get("inLanguage")),
        site=site or line(publisher.get("name")),
        canonical=_address(article.get("url")) or _address(article.get("mainEntityOfPage")),
        free=free,
        paid=paid,
        kinds=kinds,
        text=_text(article.get("articleBody")),
        identifier=_identifier(article.get("identifier")),
    )


def _identifier(value: object) -> str:
    """Return an article's identifier: text, or a ``PropertyValue``'s value with what it is of; else nothing."""
    one = value[0] if isinstance(value, list) and value else value
    if not isinstance(one, dict):
        return line(one)
    name, said = line(one.get("propertyID")) or line(one.get("name")), line(one.get("value"))
    return f"{name} {said}".strip() if said else ""


def _text(value: object) -> str:
    """Return an article's whole text, its lines kept, without the tags that some sites leave in it."""
    words = scrub(value)[:_LONGEST_TEXT] if isinstance(value, str) else ""
    return "\n\n".join(filter(None, map(untag, words.split("\n"))))


def _nodes(scripts: Sequence[str]) -> list[Node]:
    """Return the nodes about this page, in order: of arrays, graphs and what is nested in them."""
    found: list[Node] = []
    left = _MOST_DATA
    for script in scripts:
        left -= len(script)
        if left < 0:
            break
        waiting = [_value(script)]
        while waiting and len(found) < _MOST_NODES:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting[:0] = value[:_MOST_NODES]
            elif isinstance(value, dict):
                found.append(value)
                waiting[:0] = [value[key] for key in _ABOUT if isinstance(value.get(key), (dict, list))]
    return found


def _value(script: str) -> object:
    """Parse a script, also one that stands in a comment, ends in a semicolon or has a comma too many."""
    bare = _LOOSE.sub("", _LOOSE.sub("", script.strip()))
    for text in (bare, _COMMA.sub("", bare)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _kinds(node: Node) -> frozenset[str]:
    value = node.get("@type")
    said = value if isinstance(value, list) else [value]
    return frozenset(one.rpartition("/")[2].lower() for one in said[:20] if isinstance(one, str))


def _is_of(node: Node, url: str) -> bool:
    page = node.get("mainEntityOfPage")
    said = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return any(isinstance(one, str) and _bare(one) == _bare(url) for one in said)


def _address(value: object) -> str:
    said = line(value.get("@id") or value.get("url")) if isinstance(value, dict) else line(value)
    return said if said.startswith(("http://", "https://")) else ""


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[#?].*$", "", url[:2000]).rstrip("/")


def _one(value: object, byid: Mapping[str, Node]) -> Node:
    """Return the node that a value is or refers to; of a list, the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return byid.get(value, {}) if isinstance(value, str) else {}
    known = byid.get(line(value.get("@id")))
    return {**known, **value} if known else value


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _people(value: object, byid: Mapping[str, Node]) -> tuple[str, ...]:
    """Return the names of persons and organisations; one text may name several."""
    names: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:MOST]:
        node = _one(one, byid)
        said = node.get("name") if node else one
        for name in said[:MOST] if isinstance(said, list) else [said]:
            text = line(name)
            if not text or "@" in text or text.lower().startswith(("http:", "https:")):
                continue
            several = people(text) if "person" in _kinds(node) or not node else ()
            names += several or ([text] if node or is_name(text) else [])
    return distinct(names)


def _image(value: object, byid: Mapping[str, Node]) -> RawImage | None:
    node = _one(value, byid)
    if not node:
        first = value[0] if isinstance(value, list) and value else value
        return RawImage(line(first)) if line(first) else None
    reference = line(node.get("url")) or line(node.get("contentUrl"))
    if not reference:
        return None
    holder = node.get("creditText") or node.get("copyrightHolder") or node.get("creator") or node.get("author")
    credit = line(holder) or line(_one(holder, byid).get("name")) or line(node.get("copyrightNotice"))
    return RawImage(
        reference,
        alt=line(node.get("alternateName")),
        credit=credit,
        caption=line(node.get("caption")),
        width=_pixels(node.get("width")),
        height=_pixels(node.get("height")),
    )


def _pixels(value: object) -> int | None:
    return pixels(line(value.get("value") if isinstance(value, dict) else value))


def _trail(nodes: Sequence[Node], byid: Mapping[str, Node], url: str) -> tuple[str, ...]:
    """Return the names of a breadcrumb's steps, the page's own left out."""
    for node in nodes:
        steps = node.get("itemListElement")
        if "breadcrumblist" not in _kinds(node) or not isinstance(steps, list):
            continue
        placed = [(_place(one, place), one) for place, one in enumerate(steps[:MOST]) if isinstance(one, dict)]
        names = [name for _, one in sorted(placed, key=lambda pair: pair[0]) if (name := _step(one, byid, url))]
        if names:
            return tuple(names)
    return ()


def _place(step: Node, otherwise: int) -> float:
    words = line(step.get("position"))
    return float(words) if re.fullmatch(r"\d{1,6}", words) else float(otherwise)


def _step(step: Node, byid: Mapping[str, Node], url: str) -> str:
    item = _one(step.get("item"), byid)
    address = line(item.get("@id")) or line(item.get("url")) or line(step.get("item"))
    own = bool(address) and _bare(address) == _bare(url)
    return "" if own else line(step.get("name")) or line(item.get("name"))


def _access(article: Node, nodes: Sequence[Node]) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether all may read it, and what not all may (schema.org ``isAccessibleForFree``, ``hasPart``)."""
    free = _truth(article.get("isAccessibleForFree"))
    if free is None and article:
        free = next((said for node in nodes if (said := _truth(node.get("isAccessibleForFree"))) is not None), None)
    parts = [one for one in _flat(article.get("hasPart")) if _truth(one.get("isAccessibleForFree")) is False]
    selectors = [line(one) for part in parts for one in _selectors(part.get("cssSelector"))]
    return (False if parts else free), tuple(one for one in selectors if one)[:MOST]


def _selectors(value: object) -> Sequence[object]:
    return value[:MOST] if isinstance(value, list) else [value]


def _flat(value: object) -> Iterator[Node]:
    yield from (one for one in (value if isinstance(value, list) else [value])[:MOST] if isinstance(one, dict))


def _truth(value: object) -> bool | None:
    """Return a schema.org Boolean, which sites write as a value, as a word or as an address."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(line(value).rpartition("/")[2].lower())

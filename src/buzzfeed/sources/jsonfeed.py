"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), within bounds: what has the wrong type is left out, and told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from buzzfeed.errors import one_line
from buzzfeed.model import Enclosure, RawImage, RawItem
from buzzfeed.sources.dates import iso
from buzzfeed.sources.entries import Terms
from buzzfeed.sources.parsing import LARGEST, NotAFeedError
from buzzfeed.sources.text import paragraphs, scrub, squeeze, untag

MOST_ITEMS = 20_000
"""Items that are read of one feed at most: as many as fit in its bytes, if each is short."""
MOST_VALUES = 400_000
"""Arrays and objects at most."""
DEEPEST = 50
"""Arrays and objects in each other at most."""

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d{1,2})?/?")
_MEDIA = re.compile(r"(?:application/feed\+json|application/json)\b", re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?+', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_MOST = 200
_LONGEST_LEDE = 2000
_TELL_PUBLISHER = "tell its publisher"

Values = Mapping[str, Any]


@dataclass(slots=True)
class JsonFeed:
    """A JSON Feed: its version, its items, its own address, the hubs it names, and what was wrong inside of it."""

    version: str
    items: list[RawItem] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    own: str = ""
    hubs: tuple[str, ...] = ()


def looks_like(body: bytes, content_type: str) -> bool:
    """Whether what came means to be JSON: it begins like it, or says so and does not begin like XML."""
    begins = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return begins in (b"{", b"[") or (begins != b"<" and bool(_MEDIA.match(content_type.strip())))


def read(source: str, body: bytes, url: str, terms: Terms) -> JsonFeed:
    """Read a JSON Feed of ``url`` for ``source``.

    Raises:
        NotAFeedError: it is too large or too deep, no JSON, or no JSON Feed; the key that is wrong is named.
    """
    if len(body) > LARGEST:
        raise NotAFeedError(f"the feed is larger than {LARGEST // 1_000_000} MB", "ask for a shorter one")
    top = _top(body)
    version = top.get("version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version.strip()):
        shown = f'its "version" is {one_line(repr(version))[:80]}' if "version" in top else 'it has no "version"'
        _refuse(f"JSON came, and no JSON Feed: {shown}", "give the address of its JSON Feed, RSS or Atom feed")
    items = top.get("items")
    if not isinstance(items, list):
        _refuse(f'the JSON Feed is not valid: its "items" is {_kind(items)}, not a list', _TELL_PUBLISHER)
    feed = JsonFeed(version.strip(), own=_address(top.get("feed_url"), url), hubs=tuple(_hubs(top, url)))
    shared = _shared(items)
    if len(items) > MOST_ITEMS:
        feed.faults.append(f"it holds {len(items)} items, of which the first {MOST_ITEMS} are read")
    for number, values in enumerate(items[:MOST_ITEMS], 1):
        if not isinstance(values, dict):
            feed.faults.append(f"item {number} is {_kind(values)}, not an object")
            continue
        reader = _Item(values, number, feed.faults)
        item = reader.read(source, url, top, terms, shared)
        if item is None:
            feed.nameless.append(number)
        else:
            feed.items.append(item)
    return feed


def _top(body: bytes) -> Values:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"JSON came that is not UTF-8 (byte {error.start})", _TELL_PUBLISHER)
    _bound(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        _refuse(f"JSON came that is broken or cut off: line {error.lineno}: {one_line(error.msg)[:100]}")
    except (ValueError, RecursionError) as error:
        _refuse(f"JSON came that cannot be read: {one_line(str(error))[:100]}", _TELL_PUBLISHER)
    if not isinstance(value, dict):
        _refuse(f"JSON came, and no JSON Feed: it is {_kind(value)}", "give the address of its feed")
    return value


def _bound(text: str) -> None:
    """Count brackets outside of strings, in time that grows with the length alone.

    Raises:
        NotAFeedError: too many stand there, or too deep in each other.
    """
    depth = opened = 0
    for match in _BRACKETS.finditer(_STRING.sub("", text)):
        depth += 1 if match[0] in "[{" else -1
        opened += match[0] in "[{"
        if depth > DEEPEST:
            _refuse(f"the feed is nested deeper than {DEEPEST} arrays and objects", _TELL_PUBLISHER)
        if opened > MOST_VALUES:
            _refuse("the feed holds more arrays and objects than any feed does", _TELL_PUBLISHER)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _refuse(cause: str, hint: str = "it is tried again") -> NoReturn:
    raise NotAFeedError(cause, hint)


def _shared(items: list[Any]) -> frozenset[str]:
    """Return the ids that stand on several items: those name nothing."""
    seen: set[str] = set()
    twice: set[str] = set()
    for one in items[:MOST_ITEMS]:
        id_ = _id(one.get("id")) if isinstance(one, dict) else ""
        (twice if id_ in seen else seen).add(id_)
    return frozenset(twice - {""})


def _hubs(top: Values, url: str) -> Iterator[str]:
    """Yield the WebSub hubs that a feed names (JSON Feed 1.1, ``hubs``)."""
    hubs = top.get("hubs")
    for hub in hubs[:10] if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub":
            yield from filter(None, [_address(hub.get("url"), url)])


class _Item:
    """One item object, whose faults are written down as its values are taken."""

    def __init__(self, values: Values, number: int, faults: list[str]) -> None:
        self._values = values
        self._number = number
        self._faults = faults

    def read(self, source: str, base: str, top: Values, terms: Terms, shared: frozenset[str]) -> RawItem | None:
        """Return the raw item, ``None`` where it has neither an id nor an address."""
        url = _address(self._values.get("url"), base) or _address(self._values.get("external_url"), base)
        guid = _id(self._values.get("id"))
        if guid in shared and url:
            guid = ""
        if not guid and not url:
            return None
        html, text, summary = self._text("content_html"), self._text("content_text"), squeeze(self._text("summary"))
        body = html.strip() or paragraphs(text)
        published, modified = self._text("date_published"), self._text("date_modified")
        categories, tags = terms.sort([{"term": tag} for tag in self._texts("tags")])
        updated = iso(modified) if modified.strip() else ""
        return RawItem(
            source=source,
            origin=guid or url,
            title=squeeze(untag(self._text("title"))),
            body=body or paragraphs(summary),
            guid=guid,
            url=url,
            lede=summary if body and len(summary) <= _LONGEST_LEDE else "",
            published=iso(published) if published.strip() else updated,
            updated=updated,
            language=squeeze(self._text("language") or _text(top.get("language"))),
            authors=self._authors(self._values) or self._authors(top),
            categories=categories,
            tags=tags,
            image=self._image(base),
            enclosures=tuple(self._enclosures(base)),
        )

    def _text(self, key: str) -> str:
        value = self._values.get(key)
        if value is not None and not isinstance(value, str):
            self._fault(key, value, "a text")
        return _text(value)

    def _texts(self, key: str) -> list[str]:
        return [one for one in self._list(key) if isinstance(one, str)]

    def _list(self, key: str) -> list[Any]:
        value = self._values.get(key)
        if value is not None and not isinstance(value, list):
            self._fault(key, value, "a list")
        return value[:_MOST] if isinstance(value, list) else []

    def _fault(self, key: str, value: object, wanted: str) -> None:
        self._faults.append(f'"{key}" of item {self._number} is {_kind(value)}, not {wanted}')

    def _authors(self, values: Values) -> tuple[str, ...]:
        """Return the names of authors: ``authors`` of version 1.1, else ``author`` of version 1."""
        listed = values.get("authors")
        people = listed[:_MOST] if isinstance(listed, list) else [values.get("author")]
        names = (squeeze(_text(one.get("name"))) for one in people if isinstance(one, dict))
        return tuple(dict.fromkeys(name for name in names if name and "@" not in name))

    def _image(self, base: str) -> RawImage | None:
        address = _address(self._text("image"), base) or _address(self._text("banner_image"), base)
        return RawImage(address) if address else None

    def _enclosures(self, base: str) -> Iterator[Enclosure]:
        for one in self._list("attachments"):
            address = _address(one.get("url"), base) if isinstance(one, dict) else ""
            if address:
                media = squeeze(_text(one.get("mime_type"))).lower()
                yield Enclosure(address, media or "application/octet-stream", _length(one.get("size_in_bytes")))


def _id(value: object) -> str:
    """Return an item's id as text: a number is one, as its digits are written (JSON Feed 1.1, ``id``)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return squeeze(_text(value))


def _text(value: object) -> str:
    return scrub(value) if isinstance(value, str) else ""


def _length(value: object) -> int:
    whole = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 10**15
    return int(value) if whole and isinstance(value, (int, float)) else 0


def _address(value: object, base: str) -> str:
    """Return an absolute http(s) address, nothing where it is none."""
    words = squeeze(_text(value))
    try:
        absolute = urljoin(base, words) if words else ""
        return absolute if urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return kinds.get(type(value), "missing")

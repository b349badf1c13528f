"""Entries of an upstream feed as raw items: which of their values count, in which order."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from buzzfeed.model import Enclosure, RawImage, RawItem, term_key
from buzzfeed.sources.dates import iso
from buzzfeed.sources.fields import pixels
from buzzfeed.sources.parsing import Parsed, Values
from buzzfeed.sources.text import paragraphs, scrub, squeeze, untag

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T|$)")
_TAGS = re.compile(r"<[A-Za-z/!][^<>]{0,2000}>")
_ENDS = re.compile(r"</(?:p|li|div|h[1-6]|td)|<br", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@()<>]{1,200}@[^\s@()<>]{1,200}")
_SECTIONS = frozenset(("category", "categories", "section", "sections", "rubrique", "rubriques"))
_CUT = re.compile(r"\.[A-Za-z]{4}$")
_RESIDUE = re.compile(r"^[a-z]{1,20}(?=\s?\(|$)|<[a-z]{0,20}>?$")
_LONGEST_LEDE = 2000
_MOST = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """The operator's rules: which of a feed's terms are categories, and which are left out; the rest are tags."""

    categories: Sequence[str] = ()
    ignored: Sequence[str] = ()

    def sort(self, tags: Sequence[Values]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the categories and the tags among an entry's terms, each once.

        Where no category is named, an Atom scheme that ends in ``category`` or ``section`` tells (RFC 4287 §4.2.2.2).
        """
        named = {term_key(name) for name in self.categories}
        ignored = {term_key(name) for name in self.ignored}
        categories: dict[str, None] = {}
        rest: dict[str, None] = {}
        for tag in tags[:_MOST]:
            name = _words(tag.get("label") or tag.get("term"))
            if not name or term_key(name) in ignored or name.startswith(("http://", "https://")):
                continue
            kind = re.split(r"[/#:]", str(tag.get("scheme") or "").rstrip("/#"))[-1].lower()
            section = term_key(name) in named if named else kind in _SECTIONS
            (categories if section else rest)[name] = None
        return tuple(categories), tuple(rest)


def item_of(source: str, entry: Values, parsed: Parsed, terms: Terms, shared: AbstractSet[str]) -> RawItem | None:
    """Return an entry as a raw item, ``None`` where it has neither id nor link.

    ``shared`` are ids that stand on several entries: those name nothing, the link does.
    """
    guid = _words(entry.get("id"))
    link = _words(entry.get("feedburner_origlink") or entry.get("link"))
    # feedparser takes every RSS guid for a link unless it says otherwise, even one that is no address.
    url = "" if link == guid and not link.startswith(("http://", "https://")) else _address(link, parsed.url)
    if guid in shared and url:
        guid = ""
    if not guid and not url:
        return None
    body, lede = _content(entry)
    image, enclosures = _media(entry, parsed.url)
    categories, tags = terms.sort(_listed(entry, "tags"))
    published, updated = _when(entry, "published"), _when(entry, "updated")
    return RawItem(
        source=source,
        origin=guid or url,
        title=_title(entry),
        body=body,
        guid=guid,
        url=url,
        lede=lede,
        published=published or updated,
        updated=updated,
        embargo=_embargo(entry),
        language=_language(entry, parsed.feed),
        authors=_authors(entry) or _authors(parsed.feed),
        categories=categories,
        tags=tags,
        image=image,
        enclosures=enclosures,
    )


def _words(value: object) -> str:
    return squeeze(scrub(value)) if isinstance(value, str) else ""


def _listed(entry: Values, name: str) -> list[Values]:
    value = entry.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _address(value: object, base: str) -> str:
    """Return an absolute http(s) address, nothing where it is none."""
    words = _words(value)
    if not words:
        return ""
    try:
        absolute = urljoin(base, words)
        return absolute if urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _is_html(entry: Values, name: str, value: str) -> bool:
    """Whether a text construct is HTML: as its type says, where that is the type of this very value."""
    detail: Any = entry.get(f"{name}_detail")
    if isinstance(detail, dict) and detail.get("value") == value:
        return str(detail.get("type")) != "text/plain"
    return bool(_TAGS.search(value))


def _title(entry: Values) -> str:
    title = entry.get("title")
    if not isinstance(title, str):
        return ""
    return untag(scrub(title)) if _is_html(entry, "title", title) else _words(title)


def _content(entry: Values) -> tuple[str, str]:
    """Return an entry's body as HTML, and its lede as words where it has both a summary and a content."""
    summary = entry.get("summary")
    summary = scrub(summary) if isinstance(summary, str) else ""
    of_html = _is_html(entry, "summary", summary)
    contents = [one for one in _listed(entry, "content") if str(one.get("value") or "").strip()]
    if not contents:
        return (summary if of_html else paragraphs(summary)), ""
    best = max(contents, key=lambda one: ("html" in str(one.get("type")), len(one["value"])))
    value = scrub(str(best["value"]))
    body = paragraphs(value) if best.get("type") == "text/plain" else value
    lede = _spoken(summary) if of_html else squeeze(summary)
    return body, lede if len(lede) <= _LONGEST_LEDE and summary.strip() != value.strip() else ""


def _spoken(markup: str) -> str:
    """Return the words of HTML."""
    if not markup.strip():
        return ""
    try:
        tree = html.document_fromstring(_ENDS.sub(r" \g<0>", markup[:100_000]))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return untag(markup[:100_000])
    etree.strip_elements(tree, "script", "style", etree.Comment, with_tail=False)
    return squeeze("".join(str(part) for part in tree.itertext()))


def _authors(values: Values) -> tuple[str, ...]:
    """Return the names of authors; an address in their place is nobody's name, and stays private."""
    people = _listed(values, "authors")
    if not people and isinstance(detail := values.get("author_detail"), dict):
        people = [detail]
    names = (_person(_words(person.get("name")), _words(person.get("email"))) for person in people[:_MOST])
    return tuple(dict.fromkeys(name for name in names if name))


def _person(name: str, mail: str) -> str:
    """Return the name in ``jean@example.org (Jean)`` and ``Jean <jean@example.org>`` (RSS 2.0, RFC 5322 §3.4)."""
    if _CUT.search(mail):
        # To feedparser an address ends after four letters: of `jean@example.media (Jean)`, "a" is left before the name.
        name = _RESIDUE.sub("", name)
    if _MAIL.search(name):
        name = _MAIL.sub("", name).replace("<>", "").strip()
        name = name[1:-1] if name.startswith("(") and name.endswith(")") else name
    return name.strip(" ()<>")


def _when(entry: Values, name: str) -> str:
    """Return a date as ISO 8601 words: with the offset it was written with, without one where it has none."""
    written = dict.get(entry, name) if isinstance(entry, dict) else None
    if not isinstance(written, str) or not written.strip():
        return ""
    words = iso(written)
    parsed = dict.get(entry, f"{name}_parsed") if isinstance(entry, dict) else None
    if _ISO.match(words) or not parsed:
        return words
    year, month, day, hour, minute, second = parsed[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"


def _embargo(entry: Values) -> str:
    """Return when an entry may be shown: PRISM's ``embargoDate`` under whatever prefix, Dublin Core's ``available``."""
    names = [name for name in entry if name.endswith("_embargodate")] if isinstance(entry, dict) else []
    return next((iso(words) for name in (*names, "dcterms_available") if (words := _words(entry.get(name)))), "")


def _language(entry: Values, feed: Values) -> str:
    found = [entry.get("language"), entry.get("dc_language")]
    found += [detail.get("language") for detail in (entry.get("title_detail"),) if isinstance(detail, dict)]
    found += [feed.get("language")]
    return next((words.replace("_", "-") for one in found if (words := _words(one))), "")


def _media(entry: Values, base: str) -> tuple[RawImage | None, tuple[Enclosure, ...]]:
    """Return an entry's main picture, and its other media files."""
    enclosures = [found for link in _listed(entry, "links") if (found := _enclosure(link, base))]
    pictures = [one for one in _listed(entry, "media_content") if _is_picture(one)]
    pictures += _listed(entry, "media_thumbnail")
    for one in sorted(pictures, key=_width, reverse=True) if _listed(entry, "media_content") else pictures:
        if address := _address(one.get("url"), base):
            size = pixels(_words(one.get("width"))), pixels(_words(one.get("height")))
            own = next((file.length or None for file in enclosures if file.url == address), None)
            image = RawImage(address, "", _credit(entry), "", _words(one.get("type")), *size, own)
            return image, tuple(file for file in enclosures if file.url != address)
    for file in enclosures:
        if file.media_type.startswith("image/"):
            image = RawImage(file.url, credit=_credit(entry), media_type=file.media_type, length=file.length or None)
            return image, tuple(other for other in enclosures if other is not file)
    return None, tuple(enclosures)


def _enclosure(link: Values, base: str) -> Enclosure | None:
    address = _address(link.get("href"), base) if link.get("rel") == "enclosure" else ""
    if not address:
        return None
    media = _words(link.get("type")).lower() or mimetypes.guess_type(urlsplit(address).path)[0]
    length = _words(link.get("length"))
    return Enclosure(address, media or "application/octet-stream", int(length) if _is_length(length) else 0)


def _is_length(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= 15


def _is_picture(media: Values) -> bool:
    return media.get("medium") == "image" or str(media.get("type") or "").startswith("image/")


def _width(media: Values) -> int:
    return pixels(_words(media.get("width"))) or 0


def _credit(entry: Values) -> str:
    return next(_credits(entry), "")


def _credits(entry: Values) -> Iterator[str]:
    for credit in _listed(entry, "media_credit"):
        if words := _words(credit.get("content")):
            yield words

"""Posts of the REST API as raw items: which of their values count (WordPress REST API handbook, Posts)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from buzzfeed.model import RawImage, RawItem, Wish
from buzzfeed.sources.text import scrub, squeeze, untag

FIELDS = (
    "id,date_gmt,modified_gmt,guid,slug,status,link,title,content,excerpt,sticky,author,categories,tags,"
    "_links,_embedded"
)
"""What is asked of each post; plugins add much more to it that nobody here reads."""
EMBEDDED = "author,wp:term,wp:featuredmedia"
LISTED = "id,modified_gmt,guid,author,categories,tags"
"""What is asked where posts are only to be recognised."""
NAMED = "id,name"
"""What is asked of terms and authors."""
KINDS = {"categories": "c", "tags": "t", "users": "u"}
"""What posts are filed under, as the API's routes are called, and the letters by which that is remembered."""

_DEFAULT_CATEGORIES = frozenset(("uncategorized", "non-classe"))
_CUT_SHORT = re.compile(r"(?:\[\s?(?:…|\.\.\.)\s?\]|…|\.\.\.)\s*$")
_MORE_LINK = re.compile(r"<a\b[^<>]{0,500}\bmore-link\b[^<>]{0,500}>.{0,500}?</a>", re.IGNORECASE | re.DOTALL)
_GMT = re.compile(r"(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_MOST = 200

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is remembered of a post: its number, when it was changed last (WordPress's words), the digest of its values.

    ``number`` is 0 where it is not known. ``filing`` tells its terms and author by their numbers; empty where that is
    not known: earlier releases kept none.
    """

    number: int
    modified: str
    digest: str = ""
    filing: str = ""

    def __str__(self) -> str:
        """Return it as it is kept."""
        return f"{self.number} {self.modified} {self.digest} {self.filing}".rstrip()

    @classmethod
    def of(cls, origin: str, text: str) -> Stamp:
        """Read what was kept; a post that is to be read again has only its origin left to say which it is."""
        parts = text.split(" ")
        if len(parts) in (3, 4) and parts[0].isascii() and parts[0].isdigit():
            return cls(int(parts[0]), *parts[1:])
        try:
            numbers = parse_qs(urlsplit(origin).query).get("p", [])
        except ValueError:
            numbers = []
        number = numbers[0] if numbers else ""
        return cls(int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0, "")


def origin_of(post: Values) -> str:
    """Return the guid that the site's own feeds give a post: by it the post is known, whichever way it came."""
    return _words(unescape(_rendered(post, "guid"))) or _words(post.get("link"))


def number_of(post: Values) -> int:
    """Return a post's number, 0 where it has none."""
    number = post.get("id")
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 0


def modified_of(post: Values) -> str:
    """Return when a post was changed last, in UTC as WordPress writes it; nothing where it does not say."""
    value = post.get("modified_gmt")
    return value if isinstance(value, str) and _GMT.fullmatch(value) else ""


def is_public(post: Values) -> bool:
    """Return whether everybody may read a post: published, and without a password."""
    return _wish(post, sees_all=False) is Wish.PUBLISH


def item_of(source: str, post: Values, base: str, *, sees_all: bool = False) -> RawItem | None:
    """Return a post as a raw item; ``None`` where it has neither guid nor address.

    A private or protected one says so, and has no body: it is held, and what it says is not kept. With ``sees_all``
    private posts are among them, so that one which does not say what it is counts as a draft.
    """
    origin = origin_of(post)
    if not origin:
        return None
    wish = _wish(post, sees_all=sees_all)
    body = _text(_rendered(post, "content")) if wish is Wish.PUBLISH else ""
    categories, tags = _terms(post)
    url = _address(post.get("link"), base)
    return RawItem(
        source=source,
        origin=origin,
        title=untag(_text(_rendered(post, "title"))),
        body=body,
        guid=origin,
        url=url,
        slug=_words(post.get("slug")),
        lede=_lede(post) if wish is Wish.PUBLISH else "",
        published=_moment(post.get("date_gmt")),
        updated=_moment(post.get("modified_gmt")),
        authors=_authors(post),
        categories=categories,
        tags=tags,
        image=_image(post, base) if wish is Wish.PUBLISH else None,
        featured=post.get("sticky") is True,
        wish=wish,
    )


def stamp_of(post: Values, item: RawItem) -> Stamp:
    """Return the stamp of a post that was read."""
    digest = hashlib.sha256(repr(item).encode("utf-8", "backslashreplace")).hexdigest()[:24]
    return Stamp(number_of(post), modified_of(post) or "-", digest, filing_of(post))


def posts_in(body: bytes) -> list[Values] | None:
    """Return the posts in an answer; ``None`` where it is no list of them."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return None
    return value


def called(named: Values) -> str:
    """Return the name of a term or an author."""
    return untag(_text(named.get("name")))


def filed_under(post: Values) -> frozenset[str]:
    """Return the terms and the author of a post, as keys: ``c2``, ``t5``, ``u1``; nothing where it does not say."""
    numbers = {"u": [post.get("author")], "c": post.get("categories"), "t": post.get("tags")}
    return frozenset(
        f"{letter}{one}"
        for letter, listed in numbers.items()
        for one in (listed[:_MOST] if isinstance(listed, list) else ())
        if _whole(one)
    )


def filing_of(post: Values) -> str:
    """Return what tells under which terms and author a post is filed; nothing where it does not say."""
    keys = " ".join(sorted(filed_under(post)))
    return digest_of(keys) if keys else ""


def digest_of(words: str) -> str:
    """Return what tells words from others, shortly."""
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:8]


def _wish(post: Values, *, sees_all: bool) -> Wish:
    if _protected(post):
        return Wish.PROTECTED
    status = post.get("status", "" if sees_all else "publish")
    if status == "publish":
        return Wish.PUBLISH
    return Wish.PRIVATE if status == "private" else Wish.DRAFT


def _protected(post: Values) -> bool:
    """Whether a password stands before it: WordPress says so of content and excerpt, and with credentials names it."""
    marks = (_part(post, "content").get("protected"), _part(post, "excerpt").get("protected"))
    return True in marks or bool(post.get("password"))


def _lede(post: Values) -> str:
    """Return the excerpt that somebody wrote; one that WordPress cut from the text says nothing of its own."""
    excerpt = _MORE_LINK.sub("", _text(_rendered(post, "excerpt")))
    words = untag(excerpt)
    return "" if _CUT_SHORT.search(words) else words


def _authors(post: Values) -> tuple[str, ...]:
    """Return the names of authors; a site that hides its users gives an error in their place."""
    names = (called(one) for one in _embedded(post, "author"))
    return tuple(dict.fromkeys(name for name in names if name))


def _terms(post: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return categories and tags; WordPress's default category is what a post has that was given none."""
    categories: dict[str, None] = {}
    tags: dict[str, None] = {}
    for term in _flat(_part(post, "_embedded").get("wp:term")):
        kind, slug = term.get("taxonomy"), term.get("slug")
        name = called(term)
        if name and kind == "category" and slug not in _DEFAULT_CATEGORIES:
            categories[name] = None
        elif name and kind == "post_tag":
            tags[name] = None
    return tuple(categories)[:_MOST], tuple(tags)[:_MOST]


def _image(post: Values, base: str) -> RawImage | None:
    """Return the featured image."""
    for media in _embedded(post, "wp:featuredmedia"):
        ref = _address(media.get("source_url"), base)
        media_type = _words(media.get("mime_type"))
        if not ref or (media_type and not media_type.startswith("image/")):
            continue
        details = _part(media, "media_details")
        return RawImage(
            ref=ref,
            alt=untag(_text(media.get("alt_text"))),
            caption=untag(_text(_rendered(media, "caption"))),
            media_type=media_type,
            width=_whole(details.get("width")),
            height=_whole(details.get("height")),
            length=_whole(details.get("filesize")),
        )
    return None


def _embedded(post: Values, name: str) -> list[Values]:
    return list(_flat(_part(post, "_embedded").get(name)))


def _flat(value: object) -> Iterator[Values]:
    """Yield the objects of a list, and of lists in it."""
    for one in value[:_MOST] if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one
        elif isinstance(one, list):
            yield from (inner for inner in one[:_MOST] if isinstance(inner, dict))


def _part(values: Values, name: str) -> Values:
    part = values.get(name)
    return part if isinstance(part, dict) else {}


def _rendered(values: Values, name: str) -> str:
    """Return a text of the API, which stands under ``rendered``."""
    part = values.get(name)
    text = part.get("rendered") if isinstance(part, dict) else part
    return text if isinstance(text, str) else ""


def _text(value: object) -> str:
    return scrub(value) if isinstance(value, str) else ""


def _words(value: object) -> str:
    return squeeze(_text(value))


def _moment(value: object) -> str:
    return f"{value}Z" if isinstance(value, str) and _GMT.fullmatch(value) else ""


def _address(value: object, base: str) -> str:
    """Return an absolute http(s) address, nothing where it is none."""
    words = _words(value)
    try:
        absolute = urljoin(base, words) if words else ""
        return absolute if urlsplit(absolute).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 40 else None


def by_number(stamps: Mapping[str, str]) -> dict[int, str]:
    """Return the origins that are known, by their posts' numbers."""
    numbers = ((Stamp.of(origin, text).number, origin) for origin, text in stamps.items())
    return {number: origin for number, origin in numbers if number}


def latest(posts: Sequence[Values]) -> str:
    """Return the latest change among posts, nothing where none says."""
    return max((modified_of(post) for post in posts), default="")

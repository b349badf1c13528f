"""How values become bytes and text, and come back.

An article's payload is compact JSON in UTF-8 without its terms, which are rows of their own. Lists of entries and of
fragment keys are JSON, compressed. Reading anything that was not written here raises `StoreError`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import zstandard

from buzzfeed.errors import StoreError
from buzzfeed.model import (
    Article,
    ChannelKey,
    ChannelKind,
    Enclosure,
    EntryRef,
    Image,
    Reason,
    Related,
    Term,
)
from buzzfeed.store.columns import instant, seconds

P = ParamSpec("P")
R = TypeVar("R")

_MEND = "it was damaged or changed by something else: restore it from a backup"


def _reads(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Turn whatever goes wrong in decoding into the one error that says so."""

    def wrap(decode: Callable[P, R]) -> Callable[P, R]:
        @wraps(decode)
        def safe(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return decode(*args, **kwargs)
            except (ValueError, TypeError, AttributeError, LookupError, OverflowError, zstandard.ZstdError) as error:
                raise StoreError("the store", f"{what} in it cannot be read: {error}", _MEND) from error

        return safe

    return wrap


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> bytes:
    return _encode(value).encode("utf-8", "surrogatepass")


def pack_article(article: Article) -> tuple[bytes, str]:
    """Return an article's payload without its terms, and the digest of all in it that is rendered (SHA-256 in hex)."""
    image = article.image
    rendered = [
        article.id,
        article.slug,
        article.url,
        article.title,
        article.lede,
        seconds(article.published),
        seconds(article.updated),
        article.language,
        image and [getattr(image, name) for name in Image.__slots__],
        [[one.url, one.media_type, one.length] for one in article.enclosures],
        article.key_points,
        [[one.title, one.url] for one in article.related],
        article.content,
        article.featured,
    ]
    unrendered = [article.source, article.origin, article.mark, len(article.categories), len(article.tags)]
    body = _json(rendered)
    return _json(unrendered) + b"\n" + body, hashlib.sha256(body).hexdigest()


@_reads("an article")
def unpack_article(payload: bytes, terms: Sequence[Term]) -> Article:
    """Return the article whose payload this is; ``terms`` are all of its terms in their order.

    Raises:
        StoreError: the payload is damaged.
    """
    head, _, body = payload.decode("utf-8", "surrogatepass").partition("\n")
    source, origin, mark, categories, tags = json.loads(head)
    (
        id_,
        slug,
        url,
        title,
        lede,
        published,
        updated,
        language,
        image,
        enclosures,
        key_points,
        related,
        content,
        featured,
    ) = json.loads(body)
    return Article(
        id=id_,
        source=source,
        origin=origin,
        slug=slug,
        url=url,
        title=title,
        lede=lede,
        content=content,
        published=instant(published),
        updated=instant(updated),
        language=language,
        categories=tuple(terms[:categories]),
        tags=tuple(terms[categories : categories + tags]),
        authors=tuple(terms[categories + tags :]),
        image=None if image is None else Image(*image),
        enclosures=tuple(Enclosure(*one) for one in enclosures),
        key_points=tuple(key_points),
        related=tuple(Related(*one) for one in related),
        featured=featured,
        mark=mark,
    )


def value_digest(base: str, terms: Iterable[Term]) -> str:
    """Return the digest of all rendered values of an article: ``base`` and what outputs show of its terms, in order."""
    shown = [[term.kind, term.slug, term.label] for term in terms]
    return hashlib.sha256(base.encode("ascii") + _json(shown)).hexdigest()


def pack_reasons(reasons: Iterable[Reason]) -> str:
    """Return reasons as JSON."""
    packed = []
    for reason in reasons:
        more = [reason.excerpt, reason.text_fr] if reason.excerpt or reason.text_fr else []
        packed.append([reason.code, reason.text, *more])
    return json.dumps(packed)


@_reads("a reason")
def unpack_reasons(text: str) -> tuple[Reason, ...]:
    """Return the reasons that `pack_reasons` wrote."""
    return () if text == "[]" else tuple(Reason(*map(_word, one)) for one in json.loads(text))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def pack_channels(keys: Iterable[ChannelKey]) -> str:
    """Return channel keys as JSON."""
    return json.dumps([[key.kind, key.slug] for key in keys], separators=(",", ":"))


@_reads("a channel")
def unpack_channels(text: str) -> tuple[ChannelKey, ...]:
    """Return the channel keys that `pack_channels` wrote."""
    return tuple(ChannelKey(ChannelKind(kind), slug) for kind, slug in json.loads(text))


def pack_strings(strings: Iterable[str]) -> str:
    """Return a list of strings as JSON."""
    return json.dumps(list(strings))


@_reads("a list")
def unpack_strings(text: str) -> tuple[str, ...]:
    """Return the strings that `pack_strings` wrote."""
    return tuple(json.loads(text))


def pack_mapping(mapping: Mapping[str, Any]) -> str:
    """Return a mapping of strings to strings, or to tuples of them, as JSON."""
    return json.dumps({key: value if isinstance(value, str) else list(value) for key, value in mapping.items()})


@_reads("a mapping")
def unpack_notes(text: str) -> Mapping[str, str]:
    """Return the mapping of strings that `pack_mapping` wrote."""
    return dict(json.loads(text))


@_reads("a delivery")
def unpack_lists(text: str) -> Mapping[str, tuple[str, ...]]:
    """Return the mapping of tuples that `pack_mapping` wrote."""
    return {key: tuple(value) for key, value in json.loads(text).items()}


def pack_keys(keys: Sequence[str]) -> bytes:
    """Return fragment keys, compressed."""
    return zstandard.compress(_json(keys), 1)


@_reads("an edition")
def unpack_keys(data: bytes) -> tuple[str, ...]:
    """Return the keys that `pack_keys` wrote."""
    return tuple(json.loads(zstandard.decompress(data)))


def pack_entries(entries: Sequence[EntryRef]) -> tuple[str, bytes]:
    """Return the digest of a list of entries, and the list, compressed."""
    plain = _json(
        [[ref.id, ref.digest, ref.mark, seconds(ref.published), seconds(ref.updated)] for ref in entries],
    )
    return hashlib.sha256(plain).hexdigest(), zstandard.compress(plain, 1)


@_reads("an edition")
def unpack_entries(data: bytes) -> tuple[EntryRef, ...]:
    """Return the entries that `pack_entries` wrote."""
    rows = json.loads(zstandard.decompress(data).decode("utf-8", "surrogatepass"))
    return tuple(
        EntryRef(id_, digest, mark, instant(published), instant(updated))
        for id_, digest, mark, published, updated in rows
    )


def lookup(text: str) -> str:
    """Return text under which rows are only looked up, cut to what PostgreSQL can index (2,704 bytes)."""
    if len(text) <= 500:
        return text
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

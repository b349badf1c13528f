"""What a CDN is told: the keys by which it is asked to forget an answer, and for how long it may keep it until then."""

from __future__ import annotations

from collections.abc import Iterable

from buzzfeed.config import Cdn
from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.model.surrogates import INDEX, article_key, channel_key, media_key
from buzzfeed.web.documents import Header

LONGEST = 1000
"""Bytes of one header at most: services take 16 kB and more, and proxies before them less."""


def feed_headers(key: ChannelKey, cdn: Cdn | None) -> tuple[Header, ...]:
    """Return what a feed's answer tells a CDN; nothing where there is none.

    It may keep the feed for as long as the config says, whatever readers are told: it is purged in time (RFC 9213).
    """
    if cdn is None:
        return ()
    lasting = b"max-age=%d" % round(cdn.max_age)
    headers = [*_keys((channel_key(key),), cdn), (b"cdn-cache-control", lasting)]
    if cdn.type == "fastly":
        headers.append((b"surrogate-control", lasting))
    return tuple(headers)


def archive_headers(key: ChannelKey, cdn: Cdn | None) -> tuple[Header, ...]:
    """Return what an archive's answer tells a CDN: its channel's key alone.

    What is taken out of an archive changes it without any edition: no cache is told to keep it for longer than readers.
    """
    return () if cdn is None else _keys((channel_key(key),), cdn)


def mix_headers(keys: Iterable[ChannelKey], cdn: Cdn | None) -> tuple[Header, ...]:
    """Return what the answer of a mix tells a CDN: the keys of all its channels; of none, that of all articles."""
    named = tuple(channel_key(key) for key in keys) or (channel_key(ChannelKey(ChannelKind.ALL)),)
    return () if cdn is None else _keys(named, cdn)


def media_headers(name: str, cdn: Cdn | None) -> tuple[Header, ...]:
    """Return what a picture's answer tells a CDN: its key. It may be kept until its article is taken back."""
    return () if cdn is None else _keys((media_key(name),), cdn)


def page_headers(path: str, cdn: Cdn | None) -> tuple[Header, ...]:
    """Return what a page's answer tells a CDN: its key alone. A page differs by language, which not every CDN minds."""
    return () if cdn is None else _keys(_keys_of(path), cdn)


def _keys(keys: tuple[str, ...], cdn: Cdn) -> tuple[Header, ...]:
    """Return the keys under the name that the service reads; under both where it is not known."""
    found: list[Header] = []
    if cdn.type != "cloudflare":
        found.append((b"surrogate-key", " ".join(keys).encode("ascii")[:LONGEST]))
    if cdn.type != "fastly":
        found.append((b"cache-tag", ",".join(keys).encode("ascii")[:LONGEST]))
    return tuple(found)


def _keys_of(path: str) -> tuple[str, ...]:
    stem, _, slug = path.strip("/").rpartition("/")
    if stem == "a":
        return (article_key(slug),)
    kind = stem.removeprefix("follow").strip("/") or slug
    if path.startswith("/follow/") and kind in set(ChannelKind) - {ChannelKind.MIX}:
        return (channel_key(ChannelKey(ChannelKind(kind), "" if kind == ChannelKind.ALL else slug)),)
    return (INDEX,)

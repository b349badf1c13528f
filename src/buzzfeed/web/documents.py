"""Documents: what stands at a path, with its validators known before its bytes are loaded (RFC 9110 §8.8, §13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Protocol

from buzzfeed.audience import Followed
from buzzfeed.model.wire import etag
from buzzfeed.web.encodings import IDENTITY

Header = tuple[bytes, bytes]
Message = dict[str, Any]

NOSNIFF: Header = (b"x-content-type-options", b"nosniff")
EMPTY: Message = {"type": "http.response.body", "body": b""}
_LONGEST_DATE = 64
LONGEST_LIST = 8000
"""Bytes of an ``If-None-Match`` that are looked at."""


class GoneError(Exception):
    """What a document names is no more; the table that named it is out of date."""


class UselessError(Exception):
    """A delta would not be sound, or spare nothing: the whole document is to be given instead."""


class Deltas(Protocol):
    """What leads from earlier editions of a document to this one. `load` may block; the rest any thread may call."""

    @property
    def loaded(self) -> bool:
        """Whether it is known from which editions one can be given."""
        ...

    def load(self) -> None:
        """Find that out. Raises `BuzzfeedError` where it cannot be had."""
        ...

    def choose(self, if_none_match: bytes) -> Document | None:
        """Return the delta since an edition that the client holds; its bytes may raise `UselessError`."""
        ...

    def give_up(self, delta: Document) -> None:
        """Return this delta no more: it was useless."""
        ...


@dataclass(frozen=True, slots=True)
class Variant:
    """A document in one coding: its strong ETag, the whole 304, and the headers of its 200 but for the length."""

    encoding: str
    etag: bytes
    unmodified: Message
    headers: tuple[Header, ...]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a variant, as the two messages that answer with them."""

    start: Message
    body: Message
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What stands at a path.

    ``digest`` names its bytes, ``load`` gives them (it may block; it raises `GoneError` where they are no more, and a
    `BuzzfeedError` where they cannot be had). ``headers`` gives what is sent with a 200 beside the standing ones.
    ``kind`` is the class of path under which requests are counted, ``key`` what its bytes are kept under: two documents
    with one key have the same bytes and headers. ``status`` is that of the whole answer; a feed has ``deltas``, for who
    asks for them, and ``followed``, which says for what a poll of it counts in the audience.
    """

    kind: str
    key: str
    digest: str
    media_type: str
    load: Callable[[], bytes]
    cache_control: str
    modified: datetime | None = None
    followed: Followed | None = None
    headers: Callable[[], tuple[Header, ...]] = tuple
    vary: str = "Accept-Encoding"
    compressible: bool = True
    status: int = 200
    deltas: Deltas | None = None
    variants: dict[str, Variant] = field(default_factory=dict, repr=False)

    def variant(self, encoding: str) -> Variant:
        """Return the document in one coding, made at the first request for it."""
        try:
            return self.variants[encoding]
        except KeyError:
            made = self.variants[encoding] = self._variant(encoding)
            return made

    def _variant(self, encoding: str) -> Variant:
        tag = etag(self.digest, encoding).encode("ascii")
        validators: list[Header] = [(b"etag", tag), (b"cache-control", self.cache_control.encode("ascii"))]
        if self.vary:
            validators.append((b"vary", self.vary.encode("ascii")))
        if self.modified is not None:
            validators.append((b"last-modified", http_date(self.modified)))
        headers = [*validators, (b"content-type", self.media_type.encode("latin-1")), NOSNIFF, *self.headers()]
        if encoding != IDENTITY:
            headers.append((b"content-encoding", encoding.encode("ascii")))
        unmodified = {"type": "http.response.start", "status": 304, "headers": validators}
        return Variant(encoding, tag, unmodified, tuple(headers), self.status)


def body_of(variant: Variant, data: bytes) -> Body:
    """Return the messages that answer with ``data``."""
    headers = [*variant.headers, (b"content-length", b"%d" % len(data))]
    start = {"type": "http.response.start", "status": variant.status, "headers": headers}
    return Body(start, {"type": "http.response.body", "body": data}, len(data))


def http_date(moment: datetime) -> bytes:
    """Return an instant as an IMF-fixdate (RFC 9110 §5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True).encode("ascii")


def is_unmodified(document: Document, variant: Variant, if_none_match: bytes | None, since: bytes | None) -> bool:
    """Return whether the client holds this variant already; ``If-None-Match`` wins over ``If-Modified-Since``."""
    if if_none_match is not None:
        return if_none_match == variant.etag or matches(if_none_match, variant.etag)
    if since is None or document.modified is None:
        return False
    return not_modified_since(since, document.modified)


def matches(header: bytes, etag: bytes) -> bool:
    """Compare an ``If-None-Match`` with an ETag, weakly, as RFC 9110 §13.1.2 wants it: a list, ``W/`` or ``*``."""
    if header.strip() == b"*":
        return True
    members = header[:LONGEST_LIST].split(b",")
    return any(member.strip().removeprefix(b"W/") == etag for member in members)


def not_modified_since(header: bytes, modified: datetime) -> bool:
    """Compare an ``If-Modified-Since``; what is no date is ignored (RFC 9110 §13.1.3)."""
    if len(header) > _LONGEST_DATE:
        return False
    try:
        since = parsedate_to_datetime(header.decode("latin-1"))
    except (ValueError, TypeError, OverflowError, IndexError):
        return False
    return modified <= (since if since.tzinfo is not None else since.replace(tzinfo=UTC))

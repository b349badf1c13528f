"""Channels, feeds and editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from buzzfeed.model.words import ChannelKind, Format


@dataclass(frozen=True, slots=True, order=True)
class ChannelKey:
    """Which channel: its kind and slug; the slug of all articles is empty, that of a mix its canonical query."""

    kind: ChannelKind
    slug: str = ""

    @property
    def path(self) -> str:
        """The stem of its feeds' and pages' addresses: ``all``, or ``KIND/SLUG``."""
        return "all" if self.kind is ChannelKind.ALL else f"{self.kind}/{self.slug}"


def feed_path(key: ChannelKey, fmt: Format) -> str:
    """Return a feed's path below ``feeds_url``, with a leading slash: ``/feeds/tag/ia.rss``; a mix's has a query."""
    if key.kind is ChannelKind.MIX:
        return f"/feeds/{key.kind}.{fmt}?{key.slug}"
    if key.kind is ChannelKind.PERSONAL:
        name, mark, query = key.slug.partition("?")
        return f"/{key.kind}/{name}.{fmt}{mark}{query}"
    return f"/feeds/{key.path}.{fmt}"


def archive_path(key: ChannelKey, number: int, fmt: Format) -> str:
    """Return the path of a channel's closed archive below ``feeds_url``: ``/feeds/tag/ia/archive/3.rss``."""
    return f"/feeds/{key.path}/archive/{number}.{fmt}"


def feed_of(path: str) -> tuple[ChannelKey, Format] | None:
    """Return the feed that stands at a path, as `feed_path` gives it; ``None`` where none could."""
    stem, dot, ending = path.removeprefix("/feeds/").rpartition(".")
    kind, _, slug = stem.partition("/")
    try:
        key, fmt = ChannelKey(ChannelKind(kind), slug), Format(ending)
    except ValueError:
        return None
    return (key, fmt) if dot and feed_path(key, fmt) == path else None


def follow_path(key: ChannelKey) -> str:
    """Return a follow page's path below ``feeds_url``, with a leading slash: ``/follow/tag/ia``."""
    if key.kind is ChannelKind.PERSONAL:
        return f"/{key.kind}"
    if key.kind is ChannelKind.MIX:
        return f"/follow/{key.kind}?{key.slug}"
    return f"/follow/{key.path}"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What every feed says of the publication, and the settings that shape what is rendered.

    ``url`` is the publication's own site, ``feeds_url`` where buzzfeed's pages stand (no slash at its end), ``hubs``
    the WebSub hubs that tell of new editions, ``cloud`` the address where rssCloud subscribers ask to be told (empty
    for none), ``ttl`` minutes.
    """

    title: str
    url: str
    feeds_url: str
    language: str
    description: str = ""
    icon: str = ""
    logo: str = ""
    cover: str = ""
    color: str = ""
    copyright: str = ""
    hubs: tuple[str, ...] = ()
    ttl: int = 15
    cloud: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was taken back from a channel: its id, and when it left (RFC 6721 §3); nothing else of it."""

    ref: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """What one can follow.

    ``title`` is its own name (a term's label, a query's title; the newsroom's for all), ``page`` the address for
    people. ``created`` is the publication of the article that brought it into being, ``retracted`` when an article was
    last taken out of it: a feed's ``updated`` is the latest of these and its entries' times. ``tombstones`` are of the
    articles taken back from it, the latest first. ``archives`` is how many archives it has closed (RFC 5005 §4),
    numbered from 1, the oldest first; ``archive`` is which of them is meant, 0 for the feed itself.
    """

    key: ChannelKey
    title: str
    description: str
    page: str
    language: str
    created: datetime
    retracted: datetime | None = None
    tombstones: tuple[Tombstone, ...] = ()
    archives: int = 0
    archive: int = 0


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What the store knows of a channel: its name, how many published articles it holds, and its times (UTC).

    ``public`` is whether its feeds were ever published: once they were, they stay. ``latest`` is the publication of
    its newest article, ``archives`` how many archives are closed.
    """

    key: ChannelKey
    title: str
    articles: int
    created: datetime
    retracted: datetime | None = None
    latest: datetime | None = None
    public: bool = False
    archives: int = 0


@dataclass(frozen=True, slots=True)
class DirtyChannel:
    """A channel whose feeds no longer show what the store holds; ``ticket`` tells later marks from earlier ones."""

    key: ChannelKey
    ticket: int


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry's place in an edition, without its bytes.

    ``digest`` is that of all values of the article that are rendered; ``mark`` that of what a reader sees.
    """

    id: str
    digest: str
    mark: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Fragment:
    """A proved entry in one format, ready to be joined; ``key`` names every value it was rendered from."""

    key: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Edition:
    """One immutable built version of a feed.

    The document is ``head``, the fragments named by ``fragments`` joined with ``glue``, and ``tail``. ``digest`` is
    the SHA-256 of the whole document in hex, ``length`` its bytes. ``committed`` is its ``Last-Modified``: given by
    the store when it is committed, strictly increasing per feed in whole seconds; ``None`` before.
    """

    channel: ChannelKey
    format: Format
    title: str
    digest: str
    length: int
    head: bytes
    glue: bytes
    tail: bytes
    fragments: tuple[str, ...]
    entries: tuple[EntryRef, ...]
    updated: datetime
    committed: datetime | None = None

    @property
    def path(self) -> str:
        """Its path below ``feeds_url``."""
        return feed_path(self.channel, self.format)

    def document(self, fragments: Mapping[str, bytes]) -> bytes:
        """Return the whole document, given the fragments' bytes by key."""
        return self.head + self.glue.join(fragments[key] for key in self.fragments) + self.tail


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A closed archive in one format: its proved frame, and its entries' fragments by key."""

    head: bytes
    glue: bytes
    tail: bytes
    fragments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """A closed archive of a channel by reference (RFC 5005 §4): its entries, newest first, a page in each format."""

    channel: ChannelKey
    number: int
    entries: tuple[EntryRef, ...]
    pages: Mapping[Format, ArchivePage]


@dataclass(frozen=True, slots=True)
class ServedFeed:
    """A current edition as the web needs it: everything but its bytes. ``generation`` is when it was committed.

    A ``withheld`` one is not served: it carries what was taken back, and nothing sound stands in its place yet.
    """

    channel: ChannelKey
    format: Format
    title: str
    digest: str
    length: int
    entries: int
    updated: datetime
    committed: datetime
    generation: int
    withheld: bool = False

    @property
    def path(self) -> str:
        """Its path below ``feeds_url``."""
        return feed_path(self.channel, self.format)

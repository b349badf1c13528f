"""Articles: cleaned, identified, and as outputs show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from buzzfeed.model.items import Enclosure
from buzzfeed.model.words import Problem, Reason, Status, TermKind, Wish

MEDIA_PATH = "/a/media/"
"""The path below ``feeds_url`` under which buzzfeed serves the pictures of its own articles."""

_MEDIA_NAME = re.compile(r"/a/media/([A-Za-z0-9][A-Za-z0-9._-]{0,200})")


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or author: its slug never changes once published, its label is the most used spelling."""

    kind: TermKind
    key: str
    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Image:
    """An article's main image, at an absolute address; sizes in pixels, length in bytes, ``None`` where not known."""

    url: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    media_type: str = ""
    width: int | None = None
    height: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another article that this one names, and its address where the store knows it."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that buzzfeed serves itself, under ``/a/media/NAME``; NAME begins with its digest."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A raw item made fit to publish: clean text, sanitised HTML, absolute addresses; not yet identified.

    ``url`` is empty where the article has no address of its own. ``dated`` is false where ``published`` is the moment
    first seen. ``mark`` is the digest of all that a reader sees (`mark` of `Article`). ``addresses`` are the canonical
    forms of ``url``, the one to be kept first; ``body`` is the digest of the visible body, empty where that is too
    short to tell it from others. ``embargo`` is when its embargo ends, if it has one. ``faults`` hold it. ``allow``
    are the addresses and numbers of people that it may show; ``declared`` is whether it names its language itself.
    ``moved_from`` is the origin that it had before, where its source says so.
    """

    source: str
    origin: str
    guid: str
    url: str
    slug: str
    title: str
    lede: str
    content: str
    published: datetime
    dated: bool
    updated: datetime | None
    language: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    image: Image | None
    enclosures: tuple[Enclosure, ...]
    key_points: tuple[str, ...]
    related: tuple[str, ...]
    featured: bool
    wish: Wish
    mark: str
    addresses: tuple[str, ...] = ()
    body: str = ""
    media: tuple[Media, ...] = ()
    embargo: datetime | None = None
    faults: tuple[Reason, ...] = ()
    remarks: tuple[Problem, ...] = ()
    allow: tuple[str, ...] = ()
    declared: bool = False
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The canonical, cleaned, identified piece, as outputs show it.

    ``lede`` is plain text, ``content`` sanitised HTML, ``mark`` the digest of what a reader sees (white space, markup
    noise and the order of terms left out): ``updated`` moves when it does.
    """

    id: str
    source: str
    origin: str
    slug: str
    url: str
    title: str
    lede: str
    content: str
    published: datetime
    updated: datetime
    language: str
    authors: tuple[Term, ...]
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    image: Image | None
    enclosures: tuple[Enclosure, ...]
    key_points: tuple[str, ...]
    related: tuple[Related, ...]
    featured: bool
    mark: str

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term it carries: categories, then tags, then authors."""
        return self.categories + self.tags + self.authors


@dataclass(frozen=True, slots=True)
class Record:
    """What the store knows of an article: enough to recognise it again and to judge a change.

    ``url`` and ``slug`` are the latest ones, ``mark`` that of the latest revision, ``revision`` counts from 1.
    ``address`` is the canonical form of ``url`` and ``body`` the digest of the body, as `Cleaned` has them; ``away`` is
    since when its place no longer holds it (UTC), ``None`` while it does as far as is known.
    ``turn`` counts the decisions taken about it so far; ``shown`` is when an edition first carried it; ``leaves`` is
    when it will be taken back, since its newsroom withdrew it.
    """

    id: str
    source: str
    origin: str
    guid: str
    url: str
    slug: str
    title: str
    status: Status
    first_seen: datetime
    published: datetime
    updated: datetime
    mark: str
    revision: int
    reasons: tuple[Reason, ...] = ()
    address: str = ""
    body: str = ""
    away: datetime | None = None
    turn: int = 0
    shown: datetime | None = None
    leaves: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The guard's decision on one revision: the status it gets, the reasons, and when to look again (UTC).

    ``due`` of a held one is when its embargo ends, so that a release does not break it.
    Of a held edit that takes its article back, ``due`` is when it does.
    """

    status: Status
    reasons: tuple[Reason, ...] = ()
    due: datetime | None = None


def media_names(article: Article) -> frozenset[str]:
    """Return the names of the pictures that an article shows from `MEDIA_PATH`."""
    text = article.content + " " + (article.image.url if article.image is not None else "")
    return frozenset(_MEDIA_NAME.findall(text)) if MEDIA_PATH in text else frozenset()

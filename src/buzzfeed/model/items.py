"""What sources yield: raw items, and what a look at a source shows."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from buzzfeed.model.words import Problem, Reason, Wish


@dataclass(frozen=True, slots=True)
class RawImage:
    """An item's main image as the source names it: ``ref`` may be relative."""

    ref: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    media_type: str = ""
    width: int | None = None
    height: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A picture that lies beside an article: what the article calls it, and its bytes."""

    ref: str
    name: str
    media_type: str
    data: bytes
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A media file that belongs to an article (RSS 2.0 ``enclosure``, RFC 4287 §4.2.7.2); length in bytes."""

    url: str
    media_type: str
    length: int


@dataclass(frozen=True, slots=True)
class RawItem:
    """What a source yields of one piece, before anything is decided.

    ``body`` is HTML as the newsroom wrote it (unsanitised, perhaps relative addresses). ``published`` and ``updated``
    are ISO 8601 words as written (a bare day, a local time, or one with an offset); empty where the source has none.
    ``embargo`` is when an embargo ends, written likewise; it may also be words that cannot be read, which hold it.
    ``faults`` tell what the source had to leave out or could not understand, where that should hold the article.
    ``allow`` are the addresses and numbers of people that it may show all the same. ``moved_from`` is the origin under
    which the source had it before, where the source itself says so (a redirect for good).
    """

    source: str
    origin: str
    title: str
    body: str
    guid: str = ""
    url: str = ""
    slug: str = ""
    lede: str = ""
    published: str = ""
    updated: str = ""
    embargo: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: RawImage | None = None
    enclosures: tuple[Enclosure, ...] = ()
    files: tuple[LocalFile, ...] = ()
    key_points: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    featured: bool = False
    wish: Wish = Wish.PUBLISH
    faults: tuple[Reason, ...] = ()
    remarks: tuple[Problem, ...] = ()
    allow: tuple[str, ...] = ()
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """Something new or changed at a source: where, a stamp that changes when it does, and the item if at hand.

    ``ready`` is the raw item where looking already gave it (a feed); where it is ``None``, `Source.read` gives it.
    """

    origin: str
    stamp: str
    ready: RawItem | None = None


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """What the store remembers of a source: the stamp of each known origin, and the source's own notes.

    ``notes`` are the source's (an ETag, say, or since when a file is missing); buzzfeed only keeps them. ``former``
    holds the origins and addresses at which an article stands or stood, whatever became of it.
    """

    name: str
    stamps: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    first_import: bool = True
    failures: int = 0
    checked: datetime | None = None
    former: Container[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a source showed.

    ``finds`` are new or changed, ``unchanged`` counts the rest, ``vanished`` are origins that are truly gone,
    ``missing`` are not there but may come back, ``back`` are those that were and did; ``left`` are shown no more,
    though nothing says that they were deleted (older entries of a feed). ``again_in`` is in how many seconds another
    look is worth it.
    ``doubtful`` are origins that are gone if this is to be believed: nothing is left of the source.
    ``restless`` are still being written: they are left to a later look.
    ``incomplete`` says that a look at some origins alone did not tell enough: everything must be looked at.
    ``more`` says that this was a part, after which another look goes on: at once, unless ``again_in`` is given; with 0
    it could go on at once, but needs so long that others should have their turn meanwhile. ``progress`` is how much was
    seen so far, and of how much. ``touched`` are origins that hold what they held, ``aside`` such that hold no
    article, or none for sure, each with the stamp under which that is known now. ``fresh`` says that all it shows is
    of a place within the source that is met for the first time: many new articles at once are no wonder then.
    """

    finds: tuple[Find, ...] = ()
    unchanged: int = 0
    vanished: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    again_in: float | None = None
    incomplete: bool = False
    doubtful: tuple[str, ...] = ()
    restless: tuple[str, ...] = ()
    more: bool = False
    progress: tuple[int, int] | None = None
    fresh: bool = False
    touched: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that could not be read: held under an id of its own, until it is mended or rejected."""

    id: str
    source: str
    origin: str
    stamp: str
    reasons: tuple[Reason, ...]
    seen: datetime

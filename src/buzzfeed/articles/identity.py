"""Identity: the id of an article that was never seen, and what is said of one that may be another.

An id is minted once and stored. It is the source's own guid where there is one, else a ``tag:`` URI (RFC 4151) made of
what two fresh stores over the same dated files agree on: the newsroom's host, the day of publication, the source and
the place in it. Which article an item is, `buzzfeed.articles.recognising` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urlsplit

from buzzfeed.articles.titles import title_key
from buzzfeed.model import ORIGIN_VANISHED, Cleaned, IdentityKeys, Reason, Record, Status

Lives = Callable[[str, str], bool]
"""Whether an article's place (source, origin) still holds it, as far as is known.

Of a folder: the file is there. Of a feed, which shows a window alone: the entry is in it. Of a source that is
configured no more: no.
"""

Holder = tuple[str, str]
"""Where another article stands, for people, and its id."""

CANDIDATE_FOR = timedelta(minutes=10)
"""For how long an article whose place has vanished may be recognised by its content alone."""

DUPLICATE_ID, DUPLICATE_URL, ID_CHANGED = "duplicate-id", "duplicate-url", "id-changed"
SAME_TEXT, UNCLEAR = "same-text", "identity-unclear"
DOUBTS = frozenset({DUPLICATE_ID, DUPLICATE_URL, ID_CHANGED, SAME_TEXT, UNCLEAR})
"""Codes of the reasons to hold an item since it may be another article, or claims what is another's."""

_TAG_SPECIFIC = "/:@!$&'()*+,;=~-._"  # RFC 4151 §2.1: pchar and "/"; "?" is encoded, so that a path stays one
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article an item is.

    ``record`` is what the store knows of it, ``None`` where it is new. ``guid`` is the guid that is to be stored with
    it: the source's own, empty where that belongs to another article. ``faults`` hold it, and name the ``rivals``
    because of which. A ``copy`` is a further place of an article that is taken from a better one; ``former`` is where
    it was taken from till now, if it still stands there. One that is ``barred`` has an address that stays another's
    alone: it is not to be known by it.
    """

    id: str
    record: Record | None
    guid: str
    faults: tuple[Reason, ...] = ()
    rivals: tuple[str, ...] = ()
    copy: bool = False
    former: tuple[str, str] | None = None
    barred: bool = False


_NEVER = datetime.max.replace(tzinfo=UTC)


def _everywhere(_source: str, _origin: str) -> bool:
    return True


def _nowhere(_source: str, _origin: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of places while a source is looked at.

    Attributes:
        lives: whether a place still holds its article.
        pending: whether a place was found changed and has yet to be read in this look.
        ranks: the sources that are configured, the better the lower; all are alike where none is named.
        guests: the sources to which articles are handed in, each with those whose public articles it may take over.
        now: the present instant, in UTC.
    """

    lives: Lives = _everywhere
    pending: Lives = _nowhere
    ranks: Mapping[str, int] = field(default_factory=dict)
    now: datetime = _NEVER
    guests: Mapping[str, Collection[str]] = field(default_factory=dict)

    def gone(self, record: Record) -> bool:
        """Whether an article's place no longer holds it."""
        if record.away is not None or not self.configured(record.source):
            return True
        vanished = bool(record.reasons) and record.reasons[0].code == ORIGIN_VANISHED
        if record.status is Status.RETRACTED and vanished:
            return True
        return not self.lives(record.source, record.origin)

    def lately(self, record: Record) -> bool:
        """Whether an article that is gone may be told by its content: it went ten minutes ago at most.

        One of a source that is configured no more may be for good: when it went, nobody saw.
        """
        if record.away is None or not self.configured(record.source):
            return True
        return abs(self.now - record.away) <= CANDIDATE_FOR  # a clock that was put back makes nothing younger

    def configured(self, source: str) -> bool:
        """Whether a source is configured."""
        return not self.ranks or source in self.ranks

    def better(self, source: str, than: str) -> bool:
        """Whether one source takes precedence over another."""
        if self.yields(source, than):
            return False
        last = len(self.ranks)
        return self.ranks.get(source, last) < self.ranks.get(than, last)

    def yields(self, source: str, to: str) -> bool:
        """Whether what one source is handed takes nothing over from another: whoever hands in has that source alone.

        What was of a source that is configured no more may be handed in from now on.
        """
        return source in self.guests and source != to and self.configured(to) and to not in self.guests[source]

    def kept(self, record: Record, source: str) -> bool:
        """Whether an article is public, and stays what it is whatever a source is handed."""
        return record.status is Status.PUBLISHED and self.yields(source, record.source)

    def unseen(self, record: Record, source: str) -> bool:
        """Whether an article never was public, so that whoever hands in to another source is not to be told of it."""
        public = record.shown is not None or record.status in (Status.PUBLISHED, Status.RETRACTED)
        return source in self.guests and source != record.source and not public


def identity_keys(item: Cleaned, host: str) -> IdentityKeys:
    """Return the keys for `Store.ledger`: what the item may be known by, and the ids it would get."""
    ids = tuple(filter(None, (item.guid, *minted_ids(item, host))))
    return IdentityKeys(item.source, item.guid, item.origin, item.addresses, item.body, ids, title_key(item.title))


def minted_ids(item: Cleaned, host: str) -> tuple[str, ...]:
    """Return the ids that an item may get, in the order in which they are tried: its place may have had others before.

    The last is that of these very words.
    """
    base = minted(item, host)
    said = f"{item.guid}\n{item.url}\n{item.title}\n{item.mark}".encode("utf-8", "surrogatepass")
    return base, *(f"{base}~{count}" for count in range(2, 5)), f"{base}~{sha256(said).hexdigest()[:16]}"


def minted(item: Cleaned, host: str) -> str:
    """Return the ``tag:`` URI of an item (RFC 4151), never the same for two places of one source on one day."""
    parts = urlsplit(item.origin) if item.origin.startswith(("http://", "https://")) else None
    path = item.origin
    if parts and (parts.path.strip("/") or parts.query):  # neither host nor scheme, which a move would change
        path = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
    day = item.published
    specific = quote(path.encode("utf-8", "surrogatepass"), safe=_TAG_SPECIFIC)
    return f"tag:{_authority(host)},{day.year:04}-{day.month:02}-{day.day:02}:{item.source}/{specific}"


def duplicate_id(guid: str, origin: str) -> Reason:
    """Return why an item is held whose guid another article has."""
    return Reason(DUPLICATE_ID, f'"{origin}" has the id "{guid}" already; give this article one of its own, or none.')


def duplicate_url(url: str, where: str) -> Reason:
    """Return why an item is held whose address another article has."""
    return Reason(DUPLICATE_URL, f'"{where}" has the address {url} already.')


def id_changed(before: str, guid: str) -> Reason:
    """Return why an item is held that stands where an article did and at its address, with another guid and text."""
    words = f'Its id was "{before}" and is "{guid}", its date and text are others, its place and address are not.'
    mend = "Release it if it is the same article still; else save it elsewhere, with an address of its own."
    return Reason(ID_CHANGED, f"{words} {mend}")


def same_text(twins: Sequence[Holder]) -> Reason:
    """Return why an item is held that says what another file says, too: a copy, or a move that is under way."""
    words = f"It has the text of {_listed(twins)}, which is still there. If it has moved, remove the old one; else"
    return Reason(SAME_TEXT, f"{words} {_ANSWER}")


def unclear(candidates: Sequence[Holder]) -> Reason:
    """Return why an item is held that may be one of several articles, or one that several items may be."""
    return Reason(UNCLEAR, f"It may be {_listed(candidates)}, or a new article: {_ANSWER}")


_ANSWER = "say which with: buzzfeed release ID --as OTHER_ID, or: buzzfeed release ID --new"


def _listed(holders: Sequence[Holder]) -> str:
    named = [f'"{where}" ({article})' for where, article in holders[:_NAMED]]
    more = len(holders) - len(named)
    return " or ".join(named) + (f" or one of {more} more" if more else "")


def _authority(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return quote(host.lower())

"""Personal feeds where they are asked for: one desk in each serve process, which selects over what is public now.

All of it may block, and computes: call it in a thread of its own, never in the event loop. What was selected and joined
is kept, within a bound, for as long as nothing has come that may matter to its reader: that an article does not is told
by looking at it alone.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from buzzfeed import feeds
from buzzfeed.errors import RenderError, StoreError
from buzzfeed.model import Channel, ChannelKey, ChannelKind, EntryRef, Format, Newsroom, follow_path
from buzzfeed.model.personalfeeds import PersonalFeed, Remembered
from buzzfeed.personal import (
    MOST_ENTRIES,
    Chosen,
    Offer,
    Pace,
    Preferences,
    Selection,
    Shown,
    Standing,
    Taste,
    called,
    feedback_labels,
    pack_shown,
    reason,
    select,
    standing_of,
    taste_of,
    touched,
    unpack_shown,
)
from buzzfeed.pipeline.hearing import Hearing
from buzzfeed.pipeline.offering import Offering, OfferShelf
from buzzfeed.pipeline.selecting import selected
from buzzfeed.pipeline.silence import Quiet, Silence
from buzzfeed.ports import Meaning

_ALL = ChannelKey(ChannelKind.ALL)
_A_DAY = timedelta(days=1)
_SECRET_BYTES = 24
_CHOICE_COSTS, _PHRASE_COSTS, _NOTE_COSTS, _PLACE_COSTS = 5000, 900, 1200, 150
"""Bytes of memory, about: what a reader's choice takes, and each phrase, note with links, and place in it."""
_RECENT = 16
"""Documents that are held for who is about to be sent them: whoever serves keeps them from then on."""
_MOST_ARRIVED = 20
"""New articles that are looked at alone, for one reader; of more than that, all is selected anew."""


def new_secret() -> str:
    """Return a new secret of 192 bits: 32 letters, digits, ``-`` and ``_``. Whoever makes it shows it, once."""
    return secrets.token_urlsafe(_SECRET_BYTES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which personal feed is asked for.

    ``slug`` is its secret, or ``feed?`` and what its address says. ``since`` is when it came to say this, ``stored``
    its row, ``None`` where all of it stands in the address. ``partly`` is whether some of what was said cannot be read.
    """

    slug: str
    preferences: Preferences
    language: str
    since: datetime
    title: str = ""
    stored: PersonalFeed | None = None
    partly: bool = False


class Made(NamedTuple):
    """A feed: the SHA-256 of its bytes in hex, what gives these (at the desk), and what is new to be remembered of it.

    ``load`` raises `StoreError` where the feed has become another meanwhile.
    """

    digest: str
    load: Callable[[], bytes]
    remembered: Remembered | None


class _Joined(NamedTuple):
    """How a feed was joined: from which entries, whether each stands in it as it is now, and at which generation."""

    digest: str
    refs: tuple[EntryRef, ...]
    whole: bool
    generation: int


@dataclass
class _Choice:
    """What was selected for a reader, and what tells for how long it stands."""

    identity: object
    taste: Taste
    heard: bytes
    standing: Standing
    notes: tuple[tuple[str, feeds.Note], ...]
    shown: Shown
    by_meaning: bool
    news: tuple[int, int, int]
    joined: dict[Format, _Joined] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return roughly how many bytes it takes."""
        phrases = sum(len(one.likes) + len(one.dislikes) + 1 for one in self.taste.heard) + len(self.taste.words)
        notes = sum(_NOTE_COSTS if note.links else _PLACE_COSTS for _, note in self.notes)
        places = _PLACE_COSTS * (len(self.shown.places) + sum(len(one.refs) for one in self.joined.values()) // 10)
        return _CHOICE_COSTS + _PHRASE_COSTS * phrases + notes + places


class PersonalDesk:
    """Selects for readers, for one thread at a time. Raises `StoreError` where the store cannot be read.

    Attributes:
        hearing, silence: what phrases mean, for any thread; what is looked back to.
        meaning: what compares meanings; ``None`` where the extra ``semantic`` is not installed.
        left_out: entries that could not end with their reason, and stood in no feed therefore; the last ones.
    """

    def __init__(
        self, shelf: OfferShelf, newsroom: Newsroom, zone: ZoneInfo, meaning: Meaning | None, *, room: int, largest: int
    ) -> None:
        """Read nothing yet.

        Args:
            shelf: what may stand in public.
            newsroom: who publishes.
            zone: in which days begin.
            meaning: what compares meanings.
            room: bytes that are kept of what was made.
            largest: bytes of a feed at most.
        """
        self.meaning = meaning
        self.zone = zone
        self.offering = Offering(shelf, meaning)
        self.size = 0
        self.left_out: deque[RenderError] = deque(maxlen=_RECENT)
        self.silence = Silence(shelf, meaning, zone)
        self._shelf = shelf
        self._newsroom = replace(newsroom, hubs=(), cloud="")
        self.hearing = Hearing(meaning)
        self._room, self._largest = room, largest
        self._choices: OrderedDict[str, _Choice] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._documents: OrderedDict[str, bytes] = OrderedDict()
        self._begun: datetime | None = None
        self._arrived: dict[tuple[int, Pace], Offer] = {}

    def offer(self, now: datetime, pace: Pace = Pace.DAY) -> Offer:
        """Return the articles that may be selected for feeds of a pace: the public ones of the last weeks.

        It is good until the next call of any method here.
        """
        return self.offering.at(now.replace(microsecond=0), pace)

    def taste(self, preferences: Preferences, heard: bytes = b"") -> Taste:
        """Return preferences made ready, with the meanings of their sentences where there is an encoder.

        ``heard`` is what `Remembered.heard` holds of them: no text is put through the encoder then.
        """
        return taste_of(preferences, self.hearing.vectors(preferences, heard))

    def select(
        self, preferences: Preferences, now: datetime, shown: Shown | None = None, *, taste: Taste | None = None
    ) -> Selection:
        """Return what stands in a feed of these preferences at an instant (`buzzfeed.personal.select`)."""
        whole = now.replace(microsecond=0)
        offer = self.offer(whole, preferences.pace)
        ready = taste or self.taste(preferences)
        return select(offer, ready, whole, self.zone, shown=shown, meaning=self.meaning)

    def quiet(self, now: datetime, pace: Pace) -> Quiet | None:
        """Return since when nothing came that feeds of a pace could show; ``None`` where something did."""
        return self.silence.at(now.replace(microsecond=0), pace)

    def looked_back(self, quiet: Quiet, preferences: Preferences) -> Selection:
        """Return what a feed of these preferences would have shown when something came last."""
        offer = self.silence.offer(quiet, preferences.pace)
        return select(offer, self.taste(preferences), quiet.then, self.zone, meaning=self.meaning)

    def shown_of(self, stored: PersonalFeed) -> Shown:
        """Return what a stored feed has shown, as far as these articles are public."""
        return unpack_shown(stored.shown, self.offering.keys)

    def kept(self, wanted: Wanted, fmt: Format, now: datetime) -> Made | None:
        """Return a feed that is at hand and still as it would be made now; ``None`` where it is to be made."""
        choice = self._choices.get(wanted.slug)
        if choice is None or not self._stands(choice, wanted, now):
            return None
        joined = choice.joined.get(fmt)
        if joined is None or not self._is_current(joined):
            return None
        self._choices.move_to_end(wanted.slug)
        return self._made(wanted, choice, fmt)

    def feed(self, wanted: Wanted, fmt: Format, now: datetime) -> Made:
        """Return a feed as it stands now, made where it is not at hand.

        A paused one stands as it did when it was paused.

        Raises:
            RenderError: it is not sound, and not to be served.
            StoreError: the store cannot be read.
        """
        choice, remembered = self._choices.get(wanted.slug), None
        if choice is None or not self._stands(choice, wanted, now):
            before = choice if choice is not None and choice.identity == _identity(wanted) else None
            choice, remembered = self._choose(wanted, now, before)
            if before is not None and (before.notes, before.by_meaning) == (choice.notes, choice.by_meaning):
                choice.joined = before.joined
        joined = choice.joined.get(fmt)
        if joined is None or not self._is_current(joined):
            self._join(wanted, choice, fmt)
        self._keep(wanted.slug, choice)
        return self._made(wanted, choice, fmt, remembered)

    def _made(self, wanted: Wanted, choice: _Choice, fmt: Format, remembered: Remembered | None = None) -> Made:
        digest = choice.joined[fmt].digest

        def load() -> bytes:
            document = self._documents.get(digest) or self._join(wanted, choice, fmt)
            if choice.joined[fmt].digest != digest:
                raise StoreError("a personal feed", "became another while it was asked for", "ask again")
            return document

        return Made(digest, load, remembered)

    def begun(self) -> datetime:
        """Return since when there are feeds of this newsroom: when a feed that lives in its address came into being."""
        if self._begun is None:
            state = self._shelf.channel(_ALL)
            self._begun = None if state is None else state.created
        return self._begun or datetime(1970, 1, 1, tzinfo=UTC)

    def _stands(self, choice: _Choice, wanted: Wanted, now: datetime) -> bool:
        """Whether what was selected would be selected again now."""
        when = _instant(wanted, now)
        offer = self.offering.at(now, wanted.preferences.pace)
        news = self.offering.news
        arrived, shaken, meant = choice.news
        if choice.identity != _identity(wanted) or when >= choice.standing.until or news.shaken != shaken:
            return False
        if news.meant != meant and choice.taste.vectors:
            return False
        came = news.since(arrived)
        if came is None or len(came) > _MOST_ARRIVED:
            return False
        for number in range(arrived, news.arrived):
            alone = self._alone(number, offer, wanted.preferences.pace)
            if touched(offer, alone, choice.taste, choice.standing, when, self.zone, self.meaning):
                return False
        choice.news = (news.arrived, shaken, news.meant)
        return True

    def _alone(self, number: int, offer: Offer, pace: Pace) -> Offer:
        """Return an offer of the article alone that came as this one of all: made once for all readers."""
        found = self._arrived.get((number, pace))
        if found is None:
            came = self.offering.news.since(number)
            one = came[0] if came else None
            present = offer.get(one.id) if one is not None else None
            # Vectors come late: the offer knows the latest. One too old for this pace is in no offer of it.
            found = Offer([present] if present else [], self.offering.labels, like=offer)
            self._arrived[number, pace] = found
            while len(self._arrived) > 4 * _MOST_ARRIVED:
                del self._arrived[next(iter(self._arrived))]
        return found

    def _choose(self, wanted: Wanted, now: datetime, before: _Choice | None) -> tuple[_Choice, Remembered | None]:
        """Select for a reader; return it, and what is new to be remembered of it."""
        stored, when = wanted.stored, _instant(wanted, now)
        if before:
            taste, heard = before.taste, before.heard
        else:
            vectors = self.hearing.vectors(wanted.preferences, stored.heard if stored else b"")
            taste = taste_of(wanted.preferences, vectors)
            heard = self.hearing.packed(wanted.preferences, vectors)
        offer = self.offering.at(now, wanted.preferences.pace)
        shown = None if stored is None else before.shown if before else self.shown_of(stored)
        selection = select(offer, taste, when, self.zone, shown=shown, meaning=self.meaning, lean=True)
        news = self.offering.news
        choice = _Choice(
            identity=_identity(wanted),
            taste=taste,
            heard=heard,
            standing=standing_of(offer, taste, selection),
            notes=self._notes(wanted, selection.chosen),
            shown=selection.shown,
            by_meaning=selection.by_meaning,
            news=(news.arrived, news.shaken, news.meant),
        )
        return choice, _remembered(wanted, choice, shown)

    def _notes(self, wanted: Wanted, chosen: Sequence[Chosen]) -> tuple[tuple[str, feeds.Note], ...]:
        """Return each entry's note; those that say the same are one."""
        known: dict[str, feeds.Note] = {}
        links = wanted.stored is not None and wanted.stored.feedback
        found = []
        for one in chosen:
            text = reason(one, wanted.language)
            note = self._linked(wanted, text, one.candidate.id) if links else known.setdefault(text, feeds.Note(text))
            found.append((one.candidate.id, note))
        return tuple(found)

    def _linked(self, wanted: Wanted, text: str, id_: str) -> feeds.Note:
        more, less = feedback_labels(wanted.language)
        below, asked = f"{self._newsroom.feeds_url}/my/{wanted.slug}", urlencode({"id": id_})
        return feeds.Note(text, ((more, f"{below}/more?{asked}"), (less, f"{below}/less?{asked}")))

    def _is_current(self, joined: _Joined) -> bool:
        entries = self.offering.entries
        if any(entries.get(ref.id) != ref for ref in joined.refs):
            return False
        return joined.whole or joined.generation == self.offering.generation

    def _join(self, wanted: Wanted, choice: _Choice, fmt: Format) -> bytes:
        """Join the proved entries of what was selected, each with its reason, and note how; return the bytes."""
        generation, notes = self.offering.generation, dict(choice.notes)
        refs = [ref for id_, _ in choice.notes if (ref := self.offering.entries.get(id_)) is not None]

        def key_of(entry: EntryRef) -> str:
            return feeds.fragment_key(entry.digest, fmt, self._newsroom)

        found = self._shelf.proved(refs, fmt, key_of, [_ALL], MOST_ENTRIES)
        channel = self._channel(wanted, by_meaning=choice.by_meaning)
        told = [notes[entry.id] for entry, _ in found]
        built = selected(channel, fmt, self._newsroom, found, self._largest, told, self.left_out.append)
        whole = [entry for entry, _ in found] == refs
        digest = built.edition.digest
        choice.joined[fmt] = _Joined(digest, tuple(refs), whole, generation)
        self._documents[digest] = built.document
        while len(self._documents) > _RECENT:
            self._documents.popitem(last=False)
        return built.document

    def _channel(self, wanted: Wanted, *, by_meaning: bool) -> Channel:
        paused = wanted.stored is not None and wanted.stored.paused
        title, description = called(
            wanted.title,
            self._newsroom.title,
            wanted.language,
            paused=paused,
            by_meaning=by_meaning,
            partly=wanted.partly,
        )
        key = ChannelKey(ChannelKind.PERSONAL, wanted.slug)
        page = self._newsroom.feeds_url + follow_path(key)
        return Channel(key, title, description, page, wanted.language, wanted.since)

    def _keep(self, slug: str, choice: _Choice) -> None:
        former = self._choices.pop(slug, None)
        if former is not None:
            self.size -= self._sizes.pop(slug)
        self._choices[slug] = choice
        self._sizes[slug] = choice.size
        self.size += self._sizes[slug]
        while self.size > self._room and self._choices:
            dropped, _ = self._choices.popitem(last=False)
            self.size -= self._sizes.pop(dropped)


def _remembered(wanted: Wanted, choice: _Choice, known: Shown | None) -> Remembered | None:
    """Return what is to be kept beside a stored feed, where it is not what is kept already."""
    stored = wanted.stored
    if stored is None or stored.paused or known is None:
        return None
    new = known.places != choice.shown.places or known.until is None
    # The last time counts too, lest all that came since be gone through again and again.
    late = known.until is not None and choice.shown.until is not None and choice.shown.until - known.until >= _A_DAY
    if not (new or late or choice.heard != stored.heard):
        return None
    return Remembered(stored.number, stored.version, pack_shown(choice.shown), choice.heard)


def _identity(wanted: Wanted) -> object:
    """Return what tells a feed from itself as it was before an edit."""
    stored = wanted.stored
    if stored is None:
        return wanted.language
    return stored.number, stored.version, stored.paused


def _instant(wanted: Wanted, now: datetime) -> datetime:
    stored = wanted.stored
    return stored.edited if stored is not None and stored.paused else now.replace(microsecond=0)  # as it was kept

"""How a directory of thousands stays comfortable: the fullest first, the rest by letter, and found by any spelling."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from buzzfeed.channels import term_name
from buzzfeed.follow.frame import ChannelRow, channel_name, channel_row
from buzzfeed.follow.phrases import number
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.directory import DIRECTORY
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, fold

FLAT = 48
"""Up to so many channels of a kind are listed by name; of more, the `POPULAR` fullest come first, others by letter."""

POPULAR = 18
FOUND = 100
"""Results of a search that are shown."""

RHYTHM_DAYS = 91
"""Days before the newsroom's newest article from which a rhythm is told: no clock, so that silence changes no page."""

ORDER = (ChannelKind.CATEGORY, ChannelKind.QUERY, ChannelKind.TAG, ChannelKind.AUTHOR, ChannelKind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Item:
    """A channel in the directory: ``term`` names it in addresses, ``rhythm`` says how often it publishes."""

    row: ChannelRow
    title: str
    term: str
    rhythm: str
    pick: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """Channels whose names begin with a letter, by name."""

    anchor: str
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The channels of one kind. All are in ``items`` by name, or else in ``popular`` and ``letters``."""

    kind: ChannelKind
    title: str
    total: str
    items: tuple[Item, ...]
    popular: tuple[Item, ...]
    letters: tuple[Letter, ...]
    rest: str

    @property
    def rows(self) -> tuple[ChannelRow, ...]:
        """Every channel of the section, by name."""
        found = [*self.items, *self.popular, *(item for letter in self.letters for item in letter.items)]
        return tuple(item.row for item in sorted(found, key=_by_name))


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: public channels, how many articles each had of late, and how a rate is said.

    ``recent`` counts the articles of `RHYTHM_DAYS` before ``newest``, the newsroom's newest article.
    """

    site: Site
    links: Links
    channels: Mapping[ChannelKey, ChannelState]
    recent: Mapping[ChannelKey, int]
    chosen: Collection[ChannelKey] = ()

    @property
    def newest(self) -> datetime | None:
        """When the newsroom published last."""
        whole = self.channels.get(ChannelKey(ChannelKind.ALL))
        return whole.latest if whole is not None else None

    def listed(self) -> tuple[ChannelState, ...]:
        """Return the channels that the directory lists: those that hold an article; one language is no choice."""
        held = [state for state in self.channels.values() if state.articles and state.key.kind in ORDER]
        languages = sum(state.key.kind is ChannelKind.LANGUAGE for state in held)
        return tuple(state for state in held if languages > 1 or state.key.kind is not ChannelKind.LANGUAGE)

    def item(self, state: ChannelState) -> Item:
        """Return a channel as it is listed."""
        row = channel_row(state, self.site, self.links)
        language = state.key.kind is ChannelKind.LANGUAGE
        title = row.title[:1].upper() + row.title[1:] if language else row.title
        own = DIRECTORY[self.links.language]
        pick = own.pick.format(name=title)
        return Item(row, title, term_name(state.key), self._rhythm(state), pick, state.key in self.chosen)

    def _rhythm(self, state: ChannelState) -> str:
        newest = self.newest
        if newest is None:
            return ""
        known = (newest - max(state.created, newest - timedelta(days=RHYTHM_DAYS))).days + 1
        return said_rate(self.recent.get(state.key, 0), min(max(known, 7), RHYTHM_DAYS), self.links.language)

    def sections(self) -> tuple[Section, ...]:
        """Return every section that has a channel."""
        by_kind: dict[ChannelKind, list[Item]] = {kind: [] for kind in ORDER}
        for state in self.listed():
            by_kind[state.key.kind].append(self.item(state))
        return tuple(self._section(kind, items) for kind, items in by_kind.items() if items)

    def _section(self, kind: ChannelKind, items: list[Item]) -> Section:
        words, own = WORDS[self.links.language], DIRECTORY[self.links.language]
        items.sort(key=_by_name)
        many = len(items) > FLAT
        popular = sorted(items, key=lambda item: (-item.row.articles, *_by_name(item)))[:POPULAR] if many else []
        taken = {item.term for item in popular}
        rest = [item for item in items if item.term not in taken] if many else []
        return Section(
            kind=kind,
            title=words.sections[kind],
            total=number(len(items), words),
            items=() if many else tuple(items),
            popular=tuple(popular),
            letters=_letters(kind, rest, own.other_letters),
            rest=own.rest.format(count=number(len(rest), words)),
        )

    def found(self, query: str) -> tuple[Item, ...]:
        """Return the channels whose names hold each word of a search, whatever its accents: best first, then by name.

        Best are those that begin with what was typed, then those of which a word does.
        """
        wanted = fold(query)
        words = wanted.split()
        ranked = []
        for state in self.listed() if words else ():
            name = fold(channel_name(state, self.site, WORDS[self.links.language]))
            if all(word in name for word in words):
                place = 0 if name.startswith(wanted) else 1 if f" {wanted}" in f" {name}" else 2
                ranked.append((place, -state.articles, name, state.key, state))
        return tuple(self.item(entry[-1]) for entry in sorted(ranked, key=lambda entry: entry[:-1]))


def said_rate(count: int, days: int, language: str) -> str:
    """Say a rate in few words and whole numbers: « environ 3 par semaine », or that it is seldom."""
    own = DIRECTORY[language]
    spans = ((1, own.a_day, own.one_a_day), (7, own.a_week, own.one_a_week), (30, own.a_month, own.one_a_month))
    for length, several, one in spans:
        rate = count * length / days
        if rate >= 1.5:
            return several.format(count=number(round(rate), WORDS[language]))
        if rate >= 0.85:
            return one
    return own.seldom


def _by_name(item: Item) -> tuple[str, str]:
    return fold(item.title), item.term


def _letters(kind: ChannelKind, items: Sequence[Item], others: str) -> tuple[Letter, ...]:
    """Group by first letter, accents folded; digits are one group, and what is neither another, at the end."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(_initial(item.title), []).append(item)
    order = sorted(groups, key=lambda letter: (letter == "", letter))
    return tuple(
        Letter(f"{kind}-{_anchor(letter)}", letter.upper() or others, tuple(groups[letter])) for letter in order
    )


def _initial(name: str) -> str:
    first = fold(name)[:1]
    if first.isdecimal():
        return "0–9"
    return first if first.isalpha() else ""


def _anchor(letter: str) -> str:
    return letter if letter.isascii() and letter.isalpha() else "-".join(f"{ord(char):x}" for char in letter) or "x"

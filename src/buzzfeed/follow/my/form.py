"""The form on which a personal feed is said: the newsroom's own terms first, what was said kept, faults beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from buzzfeed.follow.my.meaning import Heard, heard_in
from buzzfeed.follow.my.saying import Fault, Known, Said
from buzzfeed.follow.phrases import language_name, quoted
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.my import MY, MyWords
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, TermKind, term_key
from buzzfeed.personal import Preferences, Wished
from buzzfeed.personal.preferences import LONGEST_SENTENCE, MOST_HIDDEN, MOST_SENTENCES

FIRST, MORE, AUTHORS = 6, 24, 12
"""Terms of a kind that are shown at once, behind a click, and writers."""
PREVIEW, DRAFT = "preview", "draft"
"""The part of the page that a look at the form leads to: what comes of it, or what of that is new."""
_SUGGESTED = 300
_AMOUNTS = (3, 5, 8, 12, 20, 30, 50)
_FRONTS = (0, 1, 2, 3, 5, 8)
_KINDS = {ChannelKind.CATEGORY: TermKind.CATEGORY, ChannelKind.TAG: TermKind.TAG, ChannelKind.AUTHOR: TermKind.AUTHOR}


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a field may have, its name, and whether it has it now."""

    value: str
    name: str
    now: bool


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term and how much of it is wanted; ``field`` is its name on the form, ``kind`` empty within its own group."""

    field: str
    id: str
    title: str
    kind: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms under one heading."""

    title: str
    rows: tuple[TermRow, ...]


@dataclass(frozen=True, slots=True)
class SentenceField:
    """A sentence, what was understood of it, and what is wrong with it."""

    label: str
    text: str
    heard: Heard | None
    wrong: str


@dataclass(frozen=True, slots=True)
class HiddenField:
    """A word to hide, and the day it ends on."""

    label: str
    word: str
    until: str
    wrong: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The form. ``look`` is where a look at it leads, ``send`` where it is kept; ``travels`` goes along unseen.

    ``anew`` leads to the form as it was before: empty, or as the feed is kept (``kept``).
    """

    words: MyWords
    lead: str
    look: str
    anew: str
    kept: bool
    send: str
    travels: tuple[tuple[str, str], ...]
    first: tuple[TermGroup, ...]
    more: tuple[TermGroup, ...]
    own: TermGroup | None
    suggestions: tuple[str, ...]
    other: str
    other_wants: tuple[Option, ...]
    sentences: tuple[SentenceField, ...]
    longest: int
    followed: str
    hidden: tuple[HiddenField, ...]
    amounts: tuple[Option, ...]
    paces: tuple[Option, ...]
    fronts: tuple[Option, ...]
    varieties: tuple[Option, ...]
    languages: tuple[Option, ...]
    title: str
    usual_title: str
    feedback: bool
    wrong: Mapping[str, str]
    opened: frozenset[str]


def known_terms(channels: Iterable[ChannelState]) -> Known:
    """Return the newsroom's terms that readers may follow, by kind and key."""
    return {
        (_KINDS[one.key.kind], term_key(one.title)): one.title
        for one in channels
        if one.key.kind in _KINDS and one.public and one.title and term_key(one.title)
    }


def form_view(
    site: Site,
    links: Links,
    channels: Mapping[ChannelKey, ChannelState],
    said: Said,
    *,
    action: str,
    send: str,
    kept: bool = False,
) -> FormView:
    """Return the form as it was filled in.

    Args:
        site: the newsroom.
        links: in which language.
        channels: every public channel, by key.
        said: what was said so far.
        action: the path at which it is looked at.
        send: the path to which it is sent to be kept.
        kept: whether it is that of a feed that is kept.
    """
    own, preferences = MY[links.language], said.preferences
    rows = _Rows(links.language, preferences)
    offered = {kind: rows.of(_most(channels.values(), kind)) for kind in _KINDS}
    categories, tags, authors = (offered[kind] for kind in _KINDS)
    titles = WORDS[links.language].sections
    shown = {row.field for group, most in ((categories, FIRST), (tags, FIRST)) for row in group[:most]}
    more = _groups(
        (titles[ChannelKind.CATEGORY], categories[FIRST:MORE]),
        (titles[ChannelKind.TAG], tags[FIRST:MORE]),
        (own.authors, authors[:AUTHORS]),
    )
    chosen = tuple(row for row in rows.said() if row.field not in shown)
    chosen_fields = {row.field for row in chosen}
    more = tuple(TermGroup(one.title, tuple(row for row in one.rows if row.field not in chosen_fields)) for one in more)
    wrong = {name: _fault_text(fault, links.language) for name, fault in said.faults.items()}
    return FormView(
        words=own,
        lead=own.lead.format(title=site.title),
        look=f"{links.file(action)}#{DRAFT if kept else PREVIEW}",
        anew=links.page(action),
        kept=kept,
        send=links.file(send),
        travels=(("lang", links.language),) if links.chosen else (),
        first=_groups((titles[ChannelKind.CATEGORY], categories[:FIRST]), (titles[ChannelKind.TAG], tags[:FIRST])),
        more=tuple(one for one in more if one.rows),
        own=TermGroup(own.said_topics, chosen) if chosen else None,
        suggestions=_suggestions(channels.values(), shown),
        other=_typed(said, "other"),
        other_wants=tuple(Option(value, name, value == "much") for value, name in own.wants.items() if value),
        sentences=_sentences(said, links.language, wrong),
        longest=LONGEST_SENTENCE,
        followed=", ".join((*preferences.words, *filter(None, [_typed(said, "word")]))),
        hidden=_hidden(said, own, wrong),
        amounts=_numbers(_AMOUNTS, preferences.amount),
        paces=tuple(Option(value, name, value == preferences.pace) for value, name in own.paces.items()),
        fronts=_fronts(preferences, own),
        varieties=tuple(Option(value, name, value == preferences.variety) for value, name in own.varieties.items()),
        languages=_languages(channels.values(), preferences, links.language),
        title=said.title or _typed(said, "title"),
        usual_title=own.usual_name,
        feedback=said.feedback,
        wrong=wrong,
        opened=_opened(said),
    )


def _fault_text(fault: Fault, language: str) -> str:
    own = MY[language]
    if fault.code == "no-term":
        return own.no_term.format(name=quoted(fault.text, WORDS[language]))
    return own.faults.get(fault.code, own.faults["preferences"])


class _Rows:
    """Rows of terms as they were said, each with an id of its own."""

    def __init__(self, language: str, preferences: Preferences) -> None:
        self.words, self.own = WORDS[language], MY[language]
        self.preferences = preferences
        self.wanted = {(one.kind, one.key): one for one in preferences.terms}
        self.count = 0

    def of(self, states: Iterable[ChannelState]) -> tuple[TermRow, ...]:
        return tuple(self._row(_KINDS[one.key.kind], one.title, "") for one in states)

    def said(self) -> tuple[TermRow, ...]:
        kinds = {one: self.words.kinds[kind] for kind, one in _KINDS.items()}
        return tuple(self._row(one.kind, one.label, kinds[one.kind]) for one in self.preferences.terms)

    def _row(self, kind: TermKind, title: str, shown: str) -> TermRow:
        held: Wished | None = self.wanted.get((kind, term_key(title)))
        now = held.want.value if held is not None else ""
        self.count += 1
        options = tuple(Option(value, name, value == now) for value, name in self.own.wants.items())
        label = held.label if held is not None else title
        return TermRow(f"{kind}:{label}", f"t{self.count}", title, shown, options)


def _most(states: Iterable[ChannelState], kind: ChannelKind) -> list[ChannelState]:
    """Return a kind's channels that hold articles, the fullest first."""
    found = [one for one in states if one.key.kind is kind and one.public and one.articles and term_key(one.title)]
    return sorted(found, key=lambda one: (-one.articles, one.key.slug))[: MORE + 1]


def _groups(*groups: tuple[str, Sequence[TermRow]]) -> tuple[TermGroup, ...]:
    return tuple(TermGroup(title, tuple(rows)) for title, rows in groups if rows)


def _suggestions(states: Iterable[ChannelState], shown: set[str]) -> tuple[str, ...]:
    """Return names for the field in which others are typed: what is not shown, the fullest first."""
    found = [one for one in states if one.key.kind in _KINDS and one.public and one.articles and one.title]
    found.sort(key=lambda one: (-one.articles, one.key.kind, one.key.slug))
    names = (one.title for one in found if f"{_KINDS[one.key.kind]}:{one.title}" not in shown)
    return tuple(dict.fromkeys(names))[:_SUGGESTED]


def _sentences(said: Said, language: str, wrong: Mapping[str, str]) -> tuple[SentenceField, ...]:
    own, held = MY[language], said.preferences.sentences
    pattern = own.sentence_label
    fields = [
        SentenceField(pattern.format(number=number + 1), text, heard_in(text, number, language), "")
        for number, text in enumerate(held)
    ]
    if "say" in wrong:
        fields.append(SentenceField(pattern.format(number=len(fields) + 1), _typed(said, "say"), None, wrong["say"]))
    if len(fields) < MOST_SENTENCES:
        fields.append(SentenceField(pattern.format(number=len(fields) + 1), "", None, ""))
    return tuple(fields)


def _hidden(said: Said, own: MyWords, wrong: Mapping[str, str]) -> tuple[HiddenField, ...]:
    found = [(one.word, str(one.until or ""), "") for one in said.preferences.hidden]
    if "hide" in wrong:
        word, _, until = _typed(said, "hide").partition("~")
        found.append((word, until, wrong["hide"]))
    if len(found) < MOST_HIDDEN:
        found.append(("", "", ""))
    return tuple(HiddenField(own.hidden_word.format(number=number), *one) for number, one in enumerate(found, 1))


def _numbers(usual: Sequence[int], now: int) -> tuple[Option, ...]:
    return tuple(Option(str(one), str(one), one == now) for one in sorted({*usual, now}))


def _fronts(preferences: Preferences, own: MyWords) -> tuple[Option, ...]:
    numbers = sorted({one for one in (*_FRONTS, preferences.front) if one <= preferences.amount})
    return tuple(
        Option(str(one), own.front_some.format(count=one) if one else own.front_none, one == preferences.front)
        for one in numbers
    )


def _languages(states: Iterable[ChannelState], preferences: Preferences, language: str) -> tuple[Option, ...]:
    """Return the languages of a newsroom that has several, and those that were asked for."""
    words = WORDS[language]
    there = {one.key.slug.partition("-")[0].lower() for one in states
             if one.key.kind is ChannelKind.LANGUAGE and one.articles}  # fmt: skip
    codes = sorted({*(there if len(there) > 1 else ()), *preferences.languages})
    return tuple(Option(code, language_name(code, words), code in preferences.languages) for code in codes)


def _typed(said: Said, name: str) -> str:
    return said.faults.get(name, Fault("")).text


def _opened(said: Said) -> frozenset[str]:
    """Return which parts of the form are open: those in which something was said, or is wrong."""
    preferences, plain, faults = said.preferences, Preferences(), said.faults.keys()
    fine = (preferences.variety, preferences.languages) != (plain.variety, plain.languages)
    opened = {
        "words": bool(preferences.words or preferences.hidden or faults & {"word", "hide"}),
        "fine": bool(fine or faults & {"variety", "read"}),
        "other": bool(faults & {"other"}),
    }
    return frozenset(name for name, is_open in opened.items() if is_open)

"""The preview of a personal feed on the newsroom's real articles: what comes in, what stays out, and what if."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from buzzfeed.follow.my.saying import Said, form_pairs
from buzzfeed.follow.phrases import Moment, language_name, listing, moment, number, quoted, shorten
from buzzfeed.follow.site import Links, Site, link_to
from buzzfeed.follow.words import WORDS, Words
from buzzfeed.follow.words.my import MY, MyWords
from buzzfeed.model import Article
from buzzfeed.personal import (
    MOST_PARTS_MEANT,
    MOST_WORDS_MEANT,
    Change,
    Difference,
    Preferences,
    Scored,
    Selection,
    at_odds,
    beyond_meaning,
    reason,
    understand,
    what_if,
    why_not,
)
from buzzfeed.personal import difference as difference_of
from buzzfeed.personal import left_out as those_left_out

SHOWN, OUT, CHANGES = 6, 6, 4
"""Articles shown that come in, that stay out, and changes that are told."""
_TRIED = 6
_LEDE = 160
_NAME = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with the sentence that says why it is in, or out."""

    title: str
    href: str
    lede: str
    published: Moment
    language: str
    why: str
    front: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change: a link that makes it, and what it brings and takes away."""

    text: str
    href: str
    effect: str
    example: str
    language: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The preview. ``method`` says whether meanings or words are compared; empty where nothing was written.

    ``heading`` names the day it tells of, ``silence`` says that nothing came since; empty where it tells of today.
    ``odds`` names what is both asked for and refused, and says where the front page leaves what is asked for no place.
    """

    heading: str
    told: str
    silence: str
    odds: str
    more: str
    method: str
    entries: tuple[Entry, ...]
    out: tuple[Entry, ...]
    changes: tuple[WhatIf, ...]


@dataclass(frozen=True, slots=True)
class Previewed:
    """A selection with the changes that were tried on it, before its articles are read.

    Where nothing came for weeks, ``newest`` is when something came last, ``then`` the end of that day, of which it is.
    """

    selection: Selection
    out: tuple[Scored, ...]
    changes: tuple[tuple[Scored, Change, Difference], ...]
    newest: datetime | None = None
    then: datetime | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles that the preview shows."""
        shown = [one.candidate.id for one in self.selection.chosen[:SHOWN]]
        return (*shown, *(one.candidate.id for one in self.out))


def previewed(preferences: Preferences, again: Callable[[Preferences], Selection]) -> Previewed:
    """Select, and try what one change would bring; ``again`` selects from the current offer at one instant."""
    selection = again(preferences)
    changes: dict[str, tuple[Scored, Change, Difference]] = {}
    for one, change, difference in what_if(selection, preferences, again, _TRIED):
        changes.setdefault(f"{change.kind} {change.name}", (one, change, difference))
        if len(changes) == CHANGES:
            break
    if not (selection.chosen or preferences.front):
        for change, difference, scored in _by_the_front_page(selection, preferences, again):
            changes["front"] = (scored, change, difference)
    return Previewed(selection, _varied(those_left_out(selection, 200)), tuple(changes.values()))


def _by_the_front_page(
    selection: Selection, preferences: Preferences, again: Callable[[Preferences], Selection]
) -> Iterator[tuple[Change, Difference, Scored]]:
    """Yield the change that gives one place to the front page, where that brings something in."""
    change = Change("front", "1", replace(preferences, front=1))
    after = again(change.preferences)
    if after.chosen:
        yield change, difference_of(selection, after), after.chosen[0].scored


def preview_view(
    site: Site, links: Links, said: Said, found: Previewed, articles: Mapping[str, Article], look: str
) -> PreviewView:
    """Return the preview; ``articles`` may be shown, ``look`` is the form's path with its part of the page."""
    own, words, language = MY[links.language], WORDS[links.language], links.language
    asked = said.preferences.asks
    chosen = [one for one in found.selection.chosen[:SHOWN] if one.candidate.id in articles]
    count = len(found.selection.chosen)
    heading, silence = own.preview, ""
    if found.newest is not None and found.then is not None:
        newest, then = (moment(one, words, site.timezone).text for one in (found.newest, found.then))
        heading, silence = own.preview_then.format(day=then), own.silent.format(day=newest, title=site.title)
    return PreviewView(
        heading=heading,
        told=_told(found, said, site, own, words),
        silence=silence,
        odds=_odds(found.selection, said.preferences, site, own, words),
        more=own.preview_more.format(count=SHOWN) if count > SHOWN else "",
        method=_method(found, said.preferences, own) if _says(said.preferences) and found.selection.scored else "",
        entries=tuple(
            _entry(articles[one.candidate.id], reason(one, language), site, links, front=one.front) for one in chosen
        ),
        out=tuple(
            _entry(articles[one.candidate.id], why_not(one, language, asked=asked), site, links)
            for one in found.out
            if one.candidate.id in articles
        ),
        changes=tuple(_what_if(one, said, links, look) for one in found.changes),
    )


def _refuses(preferences: Preferences) -> bool:
    """Whether anything is refused, by those who ask for nothing."""
    dislikes = any(understand(sentence).dislikes for sentence in preferences.sentences)
    return dislikes or bool(preferences.terms or preferences.hidden)


def _says(preferences: Preferences) -> bool:
    """Whether there are words or sentences that can be compared."""
    heard = map(understand, preferences.sentences)
    return bool(preferences.words) or any(one.likes or one.dislikes for one in heard)


def _method(found: Previewed, preferences: Preferences, own: MyWords) -> str:
    """Tell how what was written is compared."""
    if not found.selection.by_meaning:
        return own.by_words
    if beyond_meaning(preferences):
        return own.by_meaning_first.format(words=MOST_WORDS_MEANT, parts=MOST_PARTS_MEANT)
    return own.by_meaning


def _odds(selection: Selection, preferences: Preferences, site: Site, own: MyWords, words: Words) -> str:
    until = selection.shown.until
    today = until.astimezone(ZoneInfo(site.timezone)).date() if until else date.min
    names = [quoted(shorten(name, _NAME), words) for name in at_odds(preferences, today)]
    told = [own.at_odds.format(names=listing(names, words))] if names else []
    if preferences.asks and preferences.front == preferences.amount:
        told.append(own.all_front)
    return " ".join(told)


def _told(found: Previewed, said: Said, site: Site, own: MyWords, words: Words) -> str:
    """Return how many articles come in, and whence; where none does, what may be done."""
    count = len(found.selection.chosen)
    if not found.selection.scored:
        return own.preview_no_article.format(title=site.title)
    if count == 0:
        return own.preview_none_but if found.changes else own.preview_none
    if not said.preferences.asks:
        if _refuses(said.preferences):
            return own.only_refused
        featured = any(one.candidate.featured for one in found.selection.chosen if one.front)
        return own.nothing_said if featured else own.nothing_said_newest
    told = own.preview_one if count == 1 else own.preview_count
    return told.format(count=number(count, words), title=site.title)


def entries_view(
    ids: Iterable[str], articles: Mapping[str, Article], whys: Mapping[str, str], site: Site, links: Links
) -> tuple[Entry, ...]:
    """Return articles that come in or go, each with its sentence."""
    return tuple(_entry(articles[one], whys.get(one, ""), site, links) for one in ids if one in articles)


def change_text(change: Change, preferences: Preferences, language: str) -> str:
    """Return what a change does, as the text of a link."""
    own, words = MY[language], WORDS[language]
    kind = f"more-{preferences.pace}" if change.kind == "more" else change.kind
    if change.kind == "read":
        name = language_name(change.name, words)
    else:
        name = change.name if change.kind == "more" else quoted(shorten(change.name, _NAME), words)
    return own.change[kind].format(name=name)


def effect(difference: Difference, own: MyWords) -> str:
    """Return how many articles come and go."""
    parts = [
        (one if len(ids) == 1 else many).format(count=len(ids))
        for ids, one, many in (
            (difference.gained, own.gains_one, own.gains),
            (difference.lost, own.loses_one, own.loses),
        )
        if ids
    ]
    return ", ".join(parts)


def _varied(scored: tuple[Scored, ...]) -> tuple[Scored, ...]:
    """Return some of what is left out such that each kind of reason is among them: what is barred is told first."""
    barred = [one for one in scored if one.bar is not None][: OUT // 2]
    others = [one for one in scored if one.bar is None][: OUT - len(barred)]
    return (*barred, *others)


def _what_if(found: tuple[Scored, Change, Difference], said: Said, links: Links, look: str) -> WhatIf:
    scored, change, difference = found
    own = MY[links.language]
    extra = [(name, value) for name, value in said.pairs if name in ("title", "feedback")]
    language = [("lang", links.language)] if links.chosen else []
    query = urlencode([*form_pairs(change.preferences), *extra, *language])
    path, _, part = look.partition("#")
    return WhatIf(
        text=change_text(change, said.preferences, links.language),
        href=f"{links.file(path)}?{query}#{part}",
        effect=effect(difference, own),
        example=scored.candidate.title,
        language=scored.candidate.language,
    )


def _entry(article: Article, why: str, site: Site, links: Links, *, front: bool = False) -> Entry:
    words = WORDS[links.language]
    return Entry(
        title=article.title,
        href=link_to(article.url, site, links),
        lede=shorten(article.lede, _LEDE),
        published=moment(article.published, words, site.timezone),
        language=article.language,
        why=why,
        front=front,
    )

"""Mixes: channels that a reader combines, "High Tech + IA, without Sport", in one canonical form for one meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from buzzfeed.channels.describing import describe
from buzzfeed.errors import MixError
from buzzfeed.model import Channel, ChannelKey, ChannelKind, ChannelState, Newsroom, follow_path

MOST_TERMS = 10
"""Terms of one mix at most."""

ROLES = ("any", "all", "none")
"""What a term may be to a mix, as its address names it: one of these, each of these, none of these."""

_TERM = re.compile(r"(category|tag|author|language|query):([a-z0-9-]{1,120})")
_MOST_NAMED = 100
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Mix:
    """Which articles: those of any channel of ``any`` (if there are any) and of each of ``all``, in none of ``none``.

    Made by `mix_of`, so that two mixes with one meaning are equal; each part is in order.
    """

    any: tuple[ChannelKey, ...] = ()
    all: tuple[ChannelKey, ...] = ()
    none: tuple[ChannelKey, ...] = ()

    @property
    def wanted(self) -> tuple[ChannelKey, ...]:
        """The channels whose articles it shows."""
        return self.any + self.all

    @property
    def keys(self) -> tuple[ChannelKey, ...]:
        """Every channel that it names."""
        return self.any + self.all + self.none

    @property
    def query(self) -> str:
        """The query of its address, in canonical form: ``any=category:high-tech,tag:ia&none=tag:sport``."""
        parts = zip(ROLES, (self.any, self.all, self.none), strict=True)
        return "&".join(f"{role}={','.join(map(term_name, keys))}" for role, keys in parts if keys)

    @property
    def key(self) -> ChannelKey:
        """The channel that it is; of one channel alone, that channel."""
        return self.any[0] if len(self.keys) == 1 and self.any else ChannelKey(ChannelKind.MIX, self.query)


def term_name(key: ChannelKey) -> str:
    """Return how an address names a term: ``tag:ia``."""
    return f"{key.kind}:{key.slug}"


def term_of(name: str) -> ChannelKey | None:
    """Return the channel that ``tag:ia`` names; ``None`` where it is not written so."""
    match = _TERM.fullmatch(name.strip().lower())
    return ChannelKey(ChannelKind(match[1]), match[2]) if match else None


def mix_of(parameters: Iterable[tuple[str, str]], former: Mapping[ChannelKey, ChannelKey] | None = None) -> Mix:
    """Read a mix from an address's parameters; others than `ROLES` are passed over.

    Terms stand behind commas or in parameters of their own, in any order and as often as one likes.

    Args:
        parameters: names and values.
        former: the channels that had another slug before, by that.

    Raises:
        MixError: there is none, too many, or what is no term, or what is wanted is excluded.
    """
    named: dict[str, list[ChannelKey]] = {role: [] for role in ROLES}
    count = 0
    for role, value in parameters:
        for name in value.split(",") if role in named else ():
            count += 1
            if name.strip() and count <= _MOST_NAMED:
                key = _term(name)
                named[role].append((former or {}).get(key, key))
    mix = _simplest(*(set(named[role]) for role in ROLES))
    if count > _MOST_NAMED or len(mix.keys) > MOST_TERMS:
        raise MixError("the mix", f"names more than {MOST_TERMS} channels", "leave some out", code="too-many")
    if not mix.keys:
        raise MixError("the mix", "names no channel", "write any=category:SLUG,tag:SLUG", code="empty")
    return mix


def _term(name: str) -> ChannelKey:
    key = term_of(name)
    if key is None:
        hint = "write KIND:SLUG, where KIND is category, tag, author, language or query"
        raise MixError(name.strip()[:_EXCERPT], "is no channel that can be combined", hint, code="unknown")
    return key


def _simplest(any_: set[ChannelKey], all_: set[ChannelKey], none: set[ChannelKey]) -> Mix:
    """Return the one form of all that mean the same."""
    if clash := all_ & none or (any_ if any_ and any_ <= none else set()):
        name = term_name(min(clash))
        raise MixError(name, "is wanted and excluded at once", "take it out of one", code="contradiction")
    any_ -= none
    if any_ & all_:
        any_ = set()
    if len(any_) == 1 and all_:
        any_, all_ = set(), all_ | any_
    if len(all_) == 1 and not any_:
        any_, all_ = all_, set()
    return Mix(*(tuple(sorted(part, key=lambda key: (key.kind.value, key.slug))) for part in (any_, all_, none)))


def unknown(mix: Mix, known: Mapping[ChannelKey, ChannelState]) -> MixError | None:
    """Return what says that a channel of the mix is not public; there is no telling whether it exists."""
    for key in mix.keys:
        if key not in known or not known[key].public:
            return MixError(term_name(key), "is no channel of this site", "choose it on /", code="unknown")
    return None


@dataclass(frozen=True, slots=True)
class _Phrases:
    everything: str
    all_of: str
    besides: str
    without: str
    and_: str
    nor: str
    sentence: str


_PHRASES: Mapping[str, _Phrases] = {
    "fr": _Phrases(
        "Tout", "{} à la fois", "{}, avec {}", "{}, sans {}", " et ", " ni ", "Les articles de {}\u00a0: {}."
    ),
    "en": _Phrases("Everything", "{} at once", "{}, with {}", "{}, without {}", " and ", " or ", "Articles of {}: {}."),
}


def mix_title(mix: Mix, titles: Mapping[ChannelKey, str], language: str) -> str:
    """Return what a mix is called: « High Tech + IA, sans Sport »."""
    phrases = _PHRASES["fr" if language.lower().partition("-")[0] == "fr" else "en"]
    any_, all_, none = ([titles.get(key, key.slug) for key in part] for part in (mix.any, mix.all, mix.none))
    title = " + ".join(any_) or phrases.everything
    if all_:
        title = phrases.besides.format(title, _listed(all_, phrases.and_)) if any_ else _all_of(all_, phrases)
    return phrases.without.format(title, _listed(none, phrases.nor)) if none else title


def _all_of(names: Sequence[str], phrases: _Phrases) -> str:
    return phrases.all_of.format(_listed(names, phrases.and_))


def _listed(names: Sequence[str], last: str) -> str:
    return ", ".join(names[:-1]) + (last if len(names) > 1 else "") + names[-1]


def describe_mix(mix: Mix, states: Mapping[ChannelKey, ChannelState], newsroom: Newsroom) -> Channel:
    """Return what is said of a mix, in French for a French newsroom, else in English.

    It came into being with the last of the channels it shows, and changed when an article was taken out of one of them.

    Args:
        mix: of several channels.
        states: what the store knows of them, and of all articles.
        newsroom: whose it is.
    """
    phrases = _PHRASES["fr" if newsroom.language.lower().partition("-")[0] == "fr" else "en"]
    shown = [states[key] for key in mix.wanted or (ChannelKey(ChannelKind.ALL),)]
    titles = {key: describe(states[key], newsroom).title for key in mix.keys}
    title = mix_title(mix, titles, newsroom.language)
    return Channel(
        key=mix.key,
        title=title,
        description=phrases.sentence.format(newsroom.title, title),
        page=newsroom.feeds_url + follow_path(mix.key),
        language=newsroom.language,
        created=max(state.created for state in shown),
        retracted=max((state.retracted for state in shown if state.retracted is not None), default=None),
    )

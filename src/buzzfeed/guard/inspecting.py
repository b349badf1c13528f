"""Inspecting: what an article's own texts give away. No history is asked for: it is done where articles are cleaned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from buzzfeed.config import GUARD_CODES, GuardSettings
from buzzfeed.guard.allowing import Allowed
from buzzfeed.guard.excerpts import excerpt
from buzzfeed.guard.marks import confidential_marks, embargo_marks, release_marks, tk_marks, todo_marks
from buzzfeed.guard.numbers import cards, ibans, nirs, runs
from buzzfeed.guard.people import emails, phones
from buzzfeed.guard.secrets import passwords, private_keys, tokens
from buzzfeed.guard.sentences import reason_of
from buzzfeed.guard.sightings import Sighting
from buzzfeed.guard.texts import Texts, texts_of, texts_of_words
from buzzfeed.guard.wording import filler_at, foreign, says_nothing
from buzzfeed.model import Cleaned, Reason

_MOST_SHOWN = 3
# Where a language alone names a newsroom: the country whose phone numbers it most likely writes without a prefix.
_REGIONS = {
    "fr": "FR", "en": "US", "de": "DE", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL", "br": "FR", "oc": "FR",
    "co": "FR", "ca": "ES", "eu": "ES", "gl": "ES", "pl": "PL", "ro": "RO", "cs": "CZ", "sv": "SE", "da": "DK",
    "fi": "FI", "nb": "NO", "no": "NO", "el": "GR", "hu": "HU", "lb": "LU",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lookout:
    """What is looked for in the articles of a newsroom; small and plain, so that it travels to worker processes.

    Attributes:
        rules: the codes of the rules that are on.
        region: the country in which phone numbers are read; empty for none.
        languages: languages that are free beside the one an article is taken to be in.
        min_chars: characters below which a body is tiny.
        allowed: what may be shown of people.
    """

    rules: frozenset[str] = frozenset(GUARD_CODES)
    region: str = "FR"
    languages: frozenset[str] = frozenset()
    min_chars: int = 12
    allowed: Allowed = field(default_factory=Allowed)

    @classmethod
    def of(cls, settings: GuardSettings, language: str) -> Lookout:
        """Make it of the settings and the newsroom's language tag (``fr``, ``fr-BE``)."""
        first, *rest = language.split("-")
        named = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), "")
        return cls(
            rules=frozenset(code for code in GUARD_CODES if settings.action(code) != "off"),
            region=settings.region or named or _REGIONS.get(first.lower(), ""),
            languages=frozenset(settings.languages),
            min_chars=settings.min_chars,
            allowed=Allowed.of(settings.allow),
        )


def inspect(item: Cleaned, lookout: Lookout) -> tuple[Reason, ...]:
    """Return what the article's texts give away, each rule's code once, with up to three places.

    Linear in the size of the article; of hostile input, as many candidates are looked into as a person might write.
    """
    texts = texts_of(item)
    allowed = lookout.allowed | Allowed.of(item.allow) if item.allow else lookout.allowed
    return (*_given_away(texts, allowed, lookout), *_of_body(item, texts, lookout))


def inspect_words(words: str, lookout: Lookout) -> tuple[Reason, ...]:
    """Return what a few plain words give away that somebody wants to add to an article, as `inspect` does."""
    return tuple(_given_away(texts_of_words(words), lookout.allowed, lookout))


def _given_away(texts: Texts, allowed: Allowed, lookout: Lookout) -> Iterator[Reason]:
    for code, search in _searches(texts, allowed, lookout.region):
        if code in lookout.rules:
            places = list(islice(search(), _MOST_SHOWN))
            if places:
                yield reason_of(code, _shown(places))


def _searches(texts: Texts, allowed: Allowed, region: str) -> tuple[tuple[str, Callable[[], Iterator[Sighting]]], ...]:
    numbers = runs(texts.shown)
    everything = f"{texts.shown}\n{texts.links}"
    return (
        ("nir", lambda: nirs(texts.shown, numbers, allowed)),
        ("iban", lambda: ibans(texts.shown, numbers, allowed)),
        ("card", lambda: cards(texts.shown, numbers, allowed)),
        ("phone", lambda: phones(texts.shown, texts.links, numbers, region, allowed)),
        ("email", lambda: emails(everything, allowed)),
        ("private-key", lambda: private_keys(texts.shown)),
        ("token", lambda: tokens(everything)),
        ("url-password", lambda: passwords(everything)),
        ("embargo-mark", lambda: embargo_marks(texts)),
        ("release-mark", lambda: release_marks(texts)),
        ("confidential-mark", lambda: confidential_marks(texts)),
        ("tk-mark", lambda: tk_marks(texts)),
        ("todo-mark", lambda: todo_marks(texts)),
    )


def _of_body(item: Cleaned, texts: Texts, lookout: Lookout) -> Iterator[Reason]:
    """Yield what the body as a whole gives away."""
    if "lorem-ipsum" in lookout.rules and (place := filler_at(texts)):
        yield reason_of("lorem-ipsum", excerpt(texts.body, *place))
    if "tiny-body" in lookout.rules and says_nothing(texts, lookout.min_chars):
        yield reason_of("tiny-body", excerpt(texts.body, 0, min(40, len(texts.body))))
    if "other-language" in lookout.rules and not item.declared:
        own = item.language.partition("-")[0].lower()
        language = foreign(texts, {own, *lookout.languages})
        if language and filler_at(texts) is None:
            start = texts.body.find("\n") + 1 if len(texts.body.partition("\n")[0]) < 20 else 0
            yield reason_of("other-language", excerpt(texts.body, start, start + 40), found=language)


def _shown(places: Iterable[Sighting]) -> str:
    shown = (excerpt(one.text, one.start, one.end, masked=one.masked, keep=one.keep) for one in places)
    return " · ".join(dict.fromkeys(shown))

"""Made candidates, preferences and publishing, for tests of selection."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import stage_values
from buzzfeed.model import Article, Term, TermKind, term_key
from buzzfeed.personal import Candidate, Preferences, candidate_of, preferences_of

ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WORDS = "port école budget vélo musée avocat forêt train hôpital robot vin élection".split()
TAGS = ("Vélo", "École", "IA", "Santé")
CATEGORIES = ("Ville", "Sport", "Monde")
SENTENCES = ("Le vélo et l'école, pas de vin.", "Tout sauf les élections", "No robot, more trains", "musée")


def candidate(name: str, hours: float = 1, title: str = "", body: str = "", **changes: Any) -> Candidate:
    """Return a candidate that was published so many hours before noon."""
    return candidate_of(made(name, hours, title, body, **changes))


def made(name: str, hours: float = 1, title: str = "", body: str = "", **changes: Any) -> Article:
    """Return an article that was published so many hours before noon; terms are given by their labels."""
    for kind, field in ((TermKind.TAG, "tags"), (TermKind.CATEGORY, "categories"), (TermKind.AUTHOR, "authors")):
        changes[field] = tuple(
            Term(kind, term_key(one), term_key(one), one) for one in changes.get(field, ("Ville",) * (field != "tags"))
        )
    published = NOW - timedelta(hours=hours)
    given = {"lede": "", "content": f"<p>{body}</p>", "published": published, "updated": published, **changes}
    return _changed(_base(), id=name, title=title or name, **given)


def said(*pairs: tuple[str, str]) -> Preferences:
    """Return the preferences that pairs say."""
    return preferences_of(pairs)


def articles(seed: int, most: int = 25) -> list[Candidate]:
    """Return a newsroom's articles of three days: a few known words and terms each, some featured."""
    dice = random.Random(seed)
    return [_drawn(dice, f"a{number}") for number in range(dice.randint(1, most))]


def wishes(seed: int) -> tuple[tuple[str, str], ...]:
    """Return what a reader says, as pairs."""
    dice = random.Random(-seed)
    terms = [f"tag:{tag}" for tag in TAGS] + [f"category:{one}" for one in CATEGORIES]
    pairs = [(dice.choice(("much", "much", "little", "never")), one) for one in dice.sample(terms, dice.randint(0, 4))]
    pairs += [("word", word) for word in dice.sample(WORDS, dice.randint(0, 2))]
    pairs += [("hide", word) for word in dice.sample(WORDS, dice.randint(0, 1))]
    pairs += [("say", one) for one in dice.sample(SENTENCES, dice.randint(0, 1))]
    amount = dice.randint(1, 8)
    pairs += [("amount", str(amount)), ("front", str(dice.randint(0, amount)))]
    pairs += [("per", dice.choice(("day", "week"))), ("variety", dice.choice(("little", "some", "much")))]
    return tuple(pairs)


def _drawn(dice: random.Random, name: str) -> Candidate:
    words = [dice.choice(WORDS) for _ in range(dice.randint(1, 4))]
    return candidate(
        name,
        dice.randint(0, 72 * 4) / 4,
        title=" ".join(words[:2]),
        body=" ".join(words),
        tags=tuple(dice.sample(TAGS, dice.randint(0, 2))),
        categories=(dice.choice(CATEGORIES),),
        featured=dice.random() < 0.2,
    )


@cache
def _base() -> Article:
    return stage_values.article()


def _changed(article: Article, **changes: Any) -> Article:
    fields = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return Article(**{**fields, **changes})

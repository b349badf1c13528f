"""The desk of personal feeds under random publishing: what is at hand is what would be made, and nothing flickers."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed import feeds
from buzzfeed.errors import StoreError
from buzzfeed.model import EntryRef, Format, Newsroom
from buzzfeed.model.personalfeeds import PersonalFeed
from buzzfeed.personal import canonical, preferences_of
from buzzfeed.pipeline.personalising import PersonalDesk, Wanted

import made_offers
from made_offers import NOW, TAGS, WORDS, ZONE, made, wishes

SEEDS = st.integers(0, 1 << 32)
OURS = Newsroom("Le Fanal", "https://lefanal.example", "https://flux.lefanal.example", "fr")


class Shelf:
    """What is public, in memory: articles come, change and go, each time with a new generation."""

    def __init__(self) -> None:
        self.held = {}
        self.count = 0
        self.vectors = {}

    def put(self, article) -> None:
        """Publish an article, or what it says now."""
        self.held[article.id] = article
        self.count += 1

    def drop(self, id_) -> None:
        """Take an article back."""
        del self.held[id_]
        self.count += 1

    def generation(self):
        """Count what happened."""
        return self.count

    def channel(self, _key):
        """Know no channel."""
        del _key

    def members(self, _key, limit):
        """List what is public, the newest first."""
        ordered = sorted(self.held.values(), key=lambda one: (-one.published.timestamp(), one.id))
        return tuple(
            EntryRef(one.id, f"{one.id} {one.mark} {one.title}", one.mark, one.published, one.updated)
            for one in ordered[:limit]
        )

    def articles(self, ids):
        """Return articles."""
        return {id_: self.held[id_] for id_ in ids if id_ in self.held}

    def meanings(self, _encoder, marks):
        """Return the vectors there are."""
        return {mark: self.vectors[mark] for mark in marks if mark in self.vectors}

    def label_meanings(self, _encoder):
        """Know no labels."""
        return {}

    def proved(self, entries, fmt, _key_of, _lending, limit):
        """Render what is public."""
        shown = [one for one in entries if one.id in self.held][:limit]
        return tuple((one, feeds.render_entry(self.held[one.id], fmt, OURS).fragment) for one in shown)


class Initials:
    """An encoder for tests: texts are near each other where they hold the same letters."""

    name = "initials"
    size = 26

    def vectors(self, texts):
        """Count letters."""
        return tuple(bytes(min(text.lower().count(chr(97 + at)), 9) for at in range(26)) for text in texts)

    def near(self, asked, held):
        """Compare by the cosine."""
        vectors = [held[at : at + 26] for at in range(0, len(held), 26)]
        return tuple([_cosine(one, other) for other in vectors] for one in asked)


def _cosine(one, other):
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return int(1000 * product / ((sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5 or 1))


def desk_of(shelf, meaning=None, room=10_000_000):
    """Return a desk that knows nothing yet."""
    return PersonalDesk(shelf, OURS, ZONE, meaning, room=room, largest=2_000_000)


def drawn(dice, name, now):
    """Return an article that is published now, or was a little before."""
    words = [dice.choice(WORDS) for _ in range(dice.randint(1, 4))]
    return made(
        name,
        (NOW - now).total_seconds() / 3600 + dice.choice((0, 0, 0, 1, 30)),
        title=" ".join(words[:2]),
        body=" ".join(words),
        tags=tuple(dice.sample(TAGS, dice.randint(0, 2))),
        categories=(dice.choice(made_offers.CATEGORIES),),
        featured=dice.random() < 0.15,
        mark=f"{name}-{'-'.join(words)}",
    )


def publish(dice, shelf, number, now):
    """Publish, edit or take back something."""
    if shelf.held and dice.random() < 0.15:
        shelf.drop(dice.choice(sorted(shelf.held)))
    elif shelf.held and dice.random() < 0.15:
        one = shelf.held[dice.choice(sorted(shelf.held))]
        shelf.put(drawn(dice, one.id, now) if dice.random() < 0.5 else replace_title(one))
    else:
        shelf.put(drawn(dice, f"a{number}", now))


def replace_title(one):
    """Return an article with another title."""
    return replace(one, title=one.title + " musée", mark=one.mark + "m")


def steps(seed, count=14):
    """Yield instants, half a few hours apart, and dice."""
    dice, now = random.Random(seed), NOW - timedelta(days=2)
    for number in range(count):
        now += timedelta(minutes=dice.choice((1, 5, 40, 300)))
        yield dice, number, now


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_what_is_at_hand_is_what_would_be_made(seed):
    """After anything was published, edited or taken back: the same bytes as a desk that knew nothing gives."""
    shelf, meaning = Shelf(), Initials() if seed % 2 else None
    desk, preferences = desk_of(shelf, meaning), preferences_of(wishes(seed))
    wanted = Wanted("feed?x", preferences, "fr", NOW - timedelta(days=9))
    for dice, number, now in steps(seed):
        publish(dice, shelf, number, now)
        if meaning:
            marks = [one.mark for one in shelf.held.values()]
            shelf.vectors.update(zip(marks, meaning.vectors(marks), strict=True))
        fmt = dice.choice(list(Format))
        known = desk.feed(wanted, fmt, now)
        assert known.digest == desk_of(shelf, meaning).feed(wanted, fmt, now).digest
        assert sha256(known.load()).hexdigest() == known.digest


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_stored_feed_neither_flickers_nor_shows_what_is_hidden(seed):
    """What it showed stays until it is taken back, edited or too old, in any process; hidden words are nowhere."""
    shelf, preferences = Shelf(), preferences_of(wishes(seed))
    row = PersonalFeed(
        7, canonical(preferences), "fr", "", feedback=False, paused=False, version=1, created=NOW, edited=NOW
    )
    desk, before = desk_of(shelf), {}
    for dice, number, now in steps(seed):
        publish(dice, shelf, number, now)
        if dice.random() < 0.3:
            desk = desk_of(shelf)
        made_now = desk.feed(Wanted("S" * 32, preferences, "fr", NOW, stored=row), Format.JSON, now)
        document = made_now.load()
        if made_now.remembered:
            row = replace(row, shown=made_now.remembered.shown, heard=made_now.remembered.heard)
        shown = {id_: shelf.held[id_].mark for id_ in shelf.held if f'"id":"{id_}"'.encode() in document}
        stays = {id_ for id_, mark in before.items() if id_ in shelf.held and shelf.held[id_].mark == mark}
        assert stays <= set(shown)
        before = shown
        texts = bare(" ".join(f"{shelf.held[id_].title} {shelf.held[id_].content}" for id_ in shown))
        assert not {bare(one.word) for one in preferences.hidden} & set(re.findall(r"\w+", texts))


def bare(text):
    """Fold in another way than the code does."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


def test_what_is_kept_is_bounded():
    """However many readers ask: the desk keeps what fits, and answers all."""
    shelf = Shelf()
    for number in range(5):
        shelf.put(made(f"a{number}", number + 1, title="vélo"))
    desk = desk_of(shelf, room=60_000)
    for number in range(60):
        wanted = Wanted(f"feed?{number}", preferences_of([("word", "vélo"), ("word", f"w{number}")]), "en", NOW)
        assert b"Because" in desk.feed(wanted, Format.RSS, NOW).load()
        assert desk.size <= 60_000
    again = desk.kept(wanted, Format.RSS, NOW)
    assert again is not None

    def others(name):
        for number in range(20):
            desk.feed(Wanted(f"feed?{name}{number}", preferences_of([("word", "vélo")]), "fr", NOW), Format.RSS, NOW)

    others("x")
    assert b"Because" in again.load()
    shelf.drop("a0")
    others("y")
    with pytest.raises(StoreError):
        again.load()


def test_sentences_are_put_through_the_encoder_once_and_kept():
    """What they mean is left beside them, and taken from there; of other sentences or another encoder it is not."""
    shelf, preferences = Shelf(), preferences_of([("say", "Le vélo et l'école")])
    shelf.put(made("a", 1, title="vélo"))
    row = PersonalFeed(
        7, canonical(preferences), "fr", "", feedback=False, paused=False, version=1, created=NOW, edited=NOW
    )

    class Once(Initials):
        asked = 0

        def vectors(self, texts):
            """Count how many are asked for."""
            self.asked += len(texts)
            return super().vectors(texts)

    first, second, third = Once(), Once(), Once()
    third.name = "another"
    left = desk_of(shelf, first).feed(Wanted("s", preferences, "fr", NOW, stored=row), Format.RSS, NOW).remembered
    assert first.asked == 3
    row = replace(row, heard=left.heard, shown=left.shown)
    again = desk_of(shelf, second).feed(Wanted("s", preferences, "fr", NOW, stored=row), Format.RSS, NOW)
    assert (second.asked, again.remembered) == (0, None)
    desk_of(shelf, third).feed(Wanted("s", preferences, "fr", NOW, stored=row), Format.RSS, NOW)
    assert third.asked == 3

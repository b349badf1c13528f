"""Preferences: valid wherever they came from, one spelling for all that say the same, and hostile ones told at once."""

import contextlib
import itertools
import time
from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import PreferencesError
from buzzfeed.model import TermKind
from buzzfeed.personal import (
    Hidden,
    Offer,
    Pace,
    Preferences,
    Variety,
    Want,
    Wished,
    canonical,
    pairs_of,
    preferences_of,
    readable,
    select,
    taste_of,
)

from made_offers import NOW, ZONE, candidate, wishes


def test_everything_that_can_be_said():
    """Each name has its place; spaces are mended; order is canonical."""
    preferences = preferences_of(
        [
            ("little", "category: High  Tech"),
            ("never", "tag:Bourse"),
            ("much", "author:Inès Marchetti"),
            ("word", "vélo"),
            ("hide", "dopage ~ 2026-12-31"),
            ("hide", "people"),
            ("say", "L'IA dans l'éducation,\n pas la Bourse."),
            ("lang", "fr-CA"),
            ("amount", "12"),
            ("per", "week"),
            ("front", "3"),
            ("variety", "much"),
            ("word", "  "),
        ]
    )
    assert preferences == Preferences(
        terms=(
            Wished(TermKind.AUTHOR, "inesmarchetti", "Inès Marchetti", Want.MUCH),
            Wished(TermKind.CATEGORY, "hightech", "High Tech", Want.LITTLE),
            Wished(TermKind.TAG, "bourse", "Bourse", Want.NEVER),
        ),
        words=("vélo",),
        hidden=(Hidden("dopage", date(2026, 12, 31)), Hidden("people")),
        sentences=("L'IA dans l'éducation, pas la Bourse.",),
        languages=("fr",),
        amount=12,
        pace=Pace.WEEK,
        front=3,
        variety=Variety.MUCH,
    )


@given(st.integers(0, 1 << 32), st.randoms(use_true_random=False))
def test_one_spelling_for_all_that_say_the_same(seed, dice):
    """Any order and a second saying give the same preferences; their canonical form says them again."""
    pairs = list(wishes(seed))
    preferences = preferences_of(pairs)
    dice.shuffle(pairs)
    assert preferences_of([*pairs, *pairs]) == preferences
    assert preferences_of(pairs_of(preferences)) == preferences
    assert preferences_of(parse_qsl(canonical(preferences))) == preferences


@pytest.mark.parametrize(
    ("pairs", "front", "spelt"),
    [
        ([("amount", "1"), ("word", "vélo")], 0, "word=v%C3%A9lo&amount=1"),
        ([("amount", "1"), ("word", "vélo"), ("front", "1")], 1, "word=v%C3%A9lo&amount=1&front=1"),
        ([("amount", "1"), ("never", "tag:IA")], 1, "never=tag%3AIA&amount=1"),
        ([("amount", "1"), ("say", "Pas de vin.")], 1, "say=Pas+de+vin.&amount=1"),
        ([("amount", "1"), ("front", "0")], 0, "amount=1&front=0"),
        ([("word", "vélo")], 1, "word=v%C3%A9lo"),
    ],
)
def test_the_only_place_is_for_what_is_asked_for(pairs, front, spelt):
    """The front page's usual share is one place; where there is one alone, and something is asked for, it is said."""
    preferences = preferences_of(pairs)
    assert preferences.front == front
    assert canonical(preferences) == spelt


def test_said_twice_the_stronger_holds():
    """Never goes before much, much before little; of two ends of hiding the later, of none at all for good."""
    said = preferences_of([("little", "tag:IA"), ("much", "tag:ia"), ("little", "tag:Foot"), ("never", "tag:foot")])
    assert {(one.key, one.want) for one in said.terms} == {("ia", Want.MUCH), ("foot", Want.NEVER)}
    hidden = preferences_of([("hide", "Foot~2026-01-01"), ("hide", "foot~2027-01-01")]).hidden
    assert hidden == (Hidden("Foot", date(2027, 1, 1)),)
    assert preferences_of([("hide", "foot"), ("hide", "foot~2027-01-01")]).hidden == (Hidden("foot"),)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("say", "x" * 301)], "too-long"),
        ([("say", "x" * 3_000_000)], "too-long"),
        ([("word", "mot" * 30)], "too-long"),
        ([("much", "tag:" + "x" * 200)], "too-long"),
        ([("hide", f"mot{number}") for number in range(41)], "too-many"),
        ([("much", f"tag:t{number}") for number in range(61)], "too-many"),
        ([("say", f"phrase {number}") for number in range(6)], "too-many"),
        ([("word", f"m{number}") for number in range(5_000)], "too-many"),
        ([("", "")] * 300, "unknown"),
        ([("word", "")] * 300, "too-long"),
        ([("x" * 50_000, "")], "too-long"),
        ([("say", "bon\x00jour")], "control"),
        ([("hide", "\x1b[31m")], "control"),
        ([("word", "\ud800")], "control"),
        ([("much", "tag:\x85")], "control"),
        ([("word", "a\ufffeb")], "control"),
        ([("say", "a\uffffb")], "control"),
        ([("token", "abc")], "unknown"),
        ([("much", "IA")], "unknown"),
        ([("much", "query:IA")], "unknown"),
        ([("much", "tag:  ")], "unknown"),
        ([("lang", "../etc")], "unknown"),
        ([("per", "second")], "unknown"),
        ([("variety", "MUCH")], "unknown"),
        ([("word", "!?")], "empty"),
        ([("word", "new")], "common"),
        ([("word", "C")], "common"),
        ([("hide", "c'")], "common"),
        ([("hide", "~2026-12-31")], "empty"),
        ([("hide", "foot~demain")], "date"),
        ([("hide", "foot~2026-02-31")], "date"),
        ([("amount", "0")], "number"),
        ([("amount", "51")], "number"),
        ([("amount", "9" * 5_000)], "number"),
        ([("amount", "٣")], "number"),
        ([("amount", "2"), ("front", "3")], "number"),
        ([("front", "-1")], "number"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_line(pairs, code):
    """Each fault has its code, names its field, shows no more than a few characters of what was sent, and is quick."""
    begun = time.process_time()
    with pytest.raises(PreferencesError) as told:
        preferences_of(pairs)
    assert told.value.code == code
    assert len(str(told.value)) < 250
    assert str(told.value).isprintable()
    assert time.process_time() - begun < 0.2


def test_what_was_kept_is_read_as_far_as_it_can_be():
    """One line that is not valid keeps a reader from no other; all that is left is valid."""
    good = [("much", "tag:IA"), ("word", "port"), ("amount", "7"), ("front", "6")]
    assert readable(good) == (preferences_of(good), False)
    bad = [("word", "a\x01b"), ("nonsense", "1"), ("hide", "x~demain"), *(("say", f"s{one}") for one in range(9))]
    found, partly = readable([*bad[:2], *good, *bad[2:]])
    assert partly
    assert found == preferences_of([*good, *bad[3:8]])
    assert readable([("word", "\uffff")] * 900) == (preferences_of([]), True)


def test_the_most_that_can_be_said_is_selected_in_bounded_time():
    """Every bound reached at once, over a month of a busy newsroom: a fraction of a second."""
    pairs = [("much", f"tag:t{number}") for number in range(60)] + [("word", f"eau{number}") for number in range(40)]
    pairs += [("hide", f"mot{number} autre") for number in range(40)]
    pairs += [("say", (f"eau{number} pas de ville{number}, " * 30)[:300]) for number in range(5)]
    pairs += [("amount", "50"), ("front", "25"), ("variety", "much")]
    newsroom = [candidate(f"a{number}", number / 2, body="port école eau " * 200) for number in range(800)]
    offer = Offer(newsroom)
    begun = time.process_time()
    chosen = select(offer, taste_of(preferences_of(pairs)), NOW, ZONE).chosen
    assert time.process_time() - begun < 1
    assert chosen


def test_a_reader_who_never_ends_is_cut_off():
    """Pairs are taken one by one: an endless form is refused at its bound."""
    with pytest.raises(PreferencesError):
        preferences_of(("word", "mot") for _ in itertools.repeat(None))


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "((((((aa*)*)*)*)*)*)bb",
        "'; DROP TABLE articles; --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%00",
        "../../etc/passwd",
    ],
)
def test_patterns_and_commands_are_words_like_any_other(text):
    """Nothing that is said is run: a pattern hides the words it is made of, and no more."""
    preferences = preferences_of(
        [("hide", text), ("word", text), ("say", text), ("much", f"tag:{text}"), ("amount", "9")]
    )
    articles = [candidate("a", 2, body="a" * 30_000, featured=True), candidate("b", 3, title=text, featured=True)]
    begun = time.process_time()
    chosen = select(Offer(articles), taste_of(preferences), NOW, ZONE).chosen
    assert time.process_time() - begun < 0.5
    assert "b" not in {one.candidate.id for one in chosen}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("much little never word hide say lang amount per front variety x".split()),
            st.text(max_size=40),
        )
    )
)
def test_any_pairs_are_taken_or_refused(pairs):
    """Whatever is sent is either preferences that say themselves again, or one error of ours."""
    with contextlib.suppress(PreferencesError):
        preferences = preferences_of(pairs)
        assert preferences_of(pairs_of(preferences)) == preferences

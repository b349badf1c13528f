"""Sketches: near copies are told from other texts; the rates are measured on seeded texts, and on real ones."""

from __future__ import annotations

import random
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model.sketches import ALIKE, KEPT, LEAST, leading, likeness, sketch_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "us-18f-blog"


def texts(count: int, chosen: random.Random) -> list[str]:
    """Return texts of 60 to 900 words over one vocabulary, whose words are as unevenly used as in any language."""
    vocabulary = [f"mot{number}" for number in range(3000)]
    weights = [1 / (number + 2) for number in range(3000)]
    return [" ".join(chosen.choices(vocabulary, weights, k=chosen.randint(60, 900))) for _ in range(count)]


def edited(text: str, share: float, chosen: random.Random) -> str:
    """Return a text of whose words a share was replaced, here and there."""
    words = text.split()
    for place in chosen.sample(range(len(words)), max(1, int(len(words) * share))):
        words[place] = f"autre{chosen.randrange(10_000)}"
    return " ".join(words)


def missed(originals: list[str], share: float, chosen: random.Random) -> float:
    """Return which share of edited texts is not recognised."""
    pairs = [(sketch_of(text), sketch_of(edited(text, share, chosen))) for text in originals]
    return sum(likeness(one, other) < ALIKE for one, other in pairs) / len(pairs)


def test_rates_on_seeded_texts() -> None:
    """No text is taken for another; with every twentieth word replaced, fewer than one in a hundred is missed."""
    chosen = random.Random(20261124)
    originals = texts(200, chosen)
    sketches = [sketch_of(text) for text in originals]
    assert max(likeness(one, other) for one, other in combinations(sketches, 2)) < ALIKE - 0.2
    assert missed(originals, 0.02, chosen) == 0
    assert missed(originals, 0.05, chosen) <= 0.01
    assert missed(originals, 0.25, chosen) == 1, "what is mostly another text is another"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles are not here")
def test_rates_on_real_articles() -> None:
    """Of 150 real articles of one newsroom, none is like another; a sentence added to each costs none of them."""
    paths = sorted(CORPUS.rglob("*.md"))[::3][:150]
    bodies = [re.sub(r"^---.*?\n---\n", "", path.read_text("utf-8"), flags=re.S) for path in paths]
    sketches = [sketch_of(body) for body in bodies]
    assert max(likeness(one, other) for one, other in combinations(sketches, 2)) < ALIKE - 0.15
    longer = [f"{body} The post appeared first on our site, where there are many more." for body in bodies]
    assert min(likeness(one, sketch_of(body)) for one, body in zip(sketches, longer, strict=True)) > ALIKE


def test_near_copies_share_a_leading_hash() -> None:
    """What is alike is found by the hashes under which a sketch is looked up."""
    chosen = random.Random(7)
    originals = texts(150, chosen)
    for text in originals:
        one, other = sketch_of(text), sketch_of(edited(text, 0.04, chosen))
        assert likeness(one, other) < ALIKE or set(leading(one)) & set(leading(other))


@given(st.text(max_size=400))
def test_a_sketch_is_small_and_like_itself(text: str) -> None:
    """Whatever the text: 256 bytes at most, in order, and a text long enough is wholly like itself."""
    sketch = sketch_of(text)
    assert len(sketch) <= 4 * KEPT
    assert sketch == sketch_of(text)
    assert likeness(sketch, sketch) == (1.0 if len(sketch) >= 4 * LEAST else 0.0)


def test_case_accents_and_typography_count_for_nothing() -> None:
    """The same words in Markdown and in a feed's HTML, with one apostrophe or another, are the same text."""
    plain = "L'ete au port, les lampes dansent au bout du quai et l'on compte les paniers de la criee avant le jour."
    fine = "L’été au port : les lampes dansent au bout du quai… et l’on compte les paniers de la criée, avant le jour !"
    assert sketch_of(plain) == sketch_of(fine)


def test_a_few_words_are_never_alike() -> None:
    """Two short notes may well share all their words by chance."""
    assert likeness(sketch_of("Le conseil se réunit ce soir à la mairie"), sketch_of("Le conseil se réunit")) == 0

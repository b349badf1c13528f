"""The newsroom's rules for terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import TermRule, mapped
from buzzfeed.model import TermKind, fold, term_key

CATEGORY, TAG, AUTHOR = TermKind.CATEGORY, TermKind.TAG, TermKind.AUTHOR
LABELS = st.lists(st.sampled_from(["IA", "I.A.", "Voile", "Mer", "mer"]), max_size=4).map(tuple)


def rule(names=(), *, kind=TAG, words=(), to="", become=None, keep=False, drop=False):
    """Return a rule."""
    keys = tuple(sorted(map(term_key, names)))
    return TermRule(kind, keys, tuple(words), to, become or kind, keep, drop)


def terms(categories=(), tags=(), authors=()):
    """Return labels by kind."""
    return {CATEGORY: tuple(categories), TAG: tuple(tags), AUTHOR: tuple(authors)}


def silent():
    """Fail where an article's words are asked for though no rule needs them."""
    raise AssertionError("no rule has words")


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ([rule(["ia", "intelligence artificielle"], to="IA")], terms(["Mer"], ["IA", "Voile"])),
        ([rule(["VOILE"], drop=True)], terms(["Mer"], ["I A", "Intelligence artificielle"])),
        ([rule(["voile"], become=CATEGORY)], terms(["Mer", "Voile"], ["I A", "Intelligence artificielle"])),
        (
            [rule(["voile"], become=CATEGORY, keep=True)],
            terms(["Mer", "Voile"], ["I A", "Intelligence artificielle", "Voile"]),
        ),
        (
            [rule(["mer"], kind=CATEGORY, become=TAG, to="Marine")],
            terms([], ["I A", "Intelligence artificielle", "Voile", "Marine"]),
        ),
        ([rule(["mer"], to="Océan")], terms(["Mer"], ["I A", "Intelligence artificielle", "Voile"])),
        (
            [rule(["voile"], to="Mer"), rule(["mer"], drop=True)],
            terms(["Mer"], ["I A", "Intelligence artificielle"]),
        ),
    ],
    ids=["merged", "dropped", "promoted", "kept", "demoted", "other-kind", "in-turn"],
)
def test_rules(rules, left):
    """Each rule does what it says to the terms of its kind, in turn, and nothing to others."""
    assert mapped(terms(["Mer"], ["I A", "Intelligence artificielle", "Voile"]), rules, silent) == left


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Le départ du Vendée Globe.", ("Course",)),
        ("LA ROUTE-DU-RHUM en mer", ("Course",)),
        ("Les vendéens globetrotteurs", ()),
    ],
)
def test_words_give_a_term(text, tags):
    """A whole word or phrase gives the term, case and accents folded; a part of one does not."""
    made = rule(words=["vendee globe", "route du rhum"], to="Course")
    assert mapped(terms(), [made], lambda: fold(text))[TAG] == tags


@given(LABELS, LABELS)
def test_each_term_is_left_once(categories, tags):
    """However rules are made, no article carries a term of a kind twice."""
    rules = [
        rule(["ia", "i.a."], to="Mer"),
        rule(["mer"], become=CATEGORY, keep=True),
        rule(["voile"], kind=CATEGORY, become=TAG),
    ]
    for labels in mapped(terms(categories, tags), rules, silent).values():
        keys = [term_key(label) for label in labels]
        assert len(keys) == len(set(keys))

"""Free sentences: planted negations are understood or asked back, and no text is too much."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.personal import understand
from buzzfeed.personal.cues import CUE
from buzzfeed.personal.sentences import Understood
from buzzfeed.personal.spelling import spaced

import judged
import measured


@pytest.mark.parametrize("case", judged.negations("tuning"), ids=lambda case: case.says[:50])
def test_planted_negation_is_understood(case):
    """What is liked is among the likes, what is refused among the dislikes, what is neither is asked back."""
    assert measured.obeys(case)
    likes = " | ".join(map(spaced, understand(case.says).likes))
    assert all(spaced(word) in likes for word in case.likes)


@pytest.mark.parametrize(
    ("sentence", "likes", "dislikes", "unclear"),
    [
        ("J'en ai assez de la Bourse", (), ("Bourse",), ()),
        ("I don't like sports except cycling", (), ("sports",), ("cycling",)),
        ("Tout sauf le sport, sauf le vélo", (), ("sport",), ("vélo",)),
        ("Les films d'horreur, non merci", (), ("films d'horreur",), ()),
        ("I can't stand opera.", (), ("opera",), ()),
        ("Not a fan of football", (), ("football",), ()),
        ("Moins d'articles sur la Bourse et plus sur les gens", ("gens",), ("Bourse",), ()),
        ("J'ai deux enfants et un vélo", ("enfants et un vélo",), (), ()),
        ("La lutte contre le cancer", ("lutte contre le cancer",), (), ()),
        ("Le logement des sans-abri, pas à pas", ("logement des sans-abri",), (), ()),
        ("Le foot, c'est non. Le rugby, oui.", ("rugby",), ("foot",), ()),
        ("pas", (), (), ()),
        ("Le foot m'ennuie, j'aime le rugby", ("rugby",), ("foot",), ()),
        ("Celebrities bore me", (), ("Celebrities",), ()),
        ("Je refuse la politique", (), ("politique",), ()),
    ],
)
def test_turns_of_speech(sentence, likes, dislikes, unclear):
    """Everyday ways of refusing are understood; an exception to a refusal is asked back."""
    understood = understand(sentence)
    assert (understood.likes, understood.dislikes, understood.unclear) == (likes, dislikes, unclear)


@pytest.mark.parametrize(
    ("sentence", "likes", "unclear"),
    [
        ("Je ne déteste pas le rugby", (), ("rugby",)),
        ("Je n'ai jamais détesté la géographie.", (), ("géographie",)),
        ("Je n'ai rien contre l'opéra", (), ("opéra",)),
        ("Nous ne sommes pas opposés au tourisme", (), ("tourisme",)),
        ("Je ne dis pas non à un peu de jazz.", (), ("jazz",)),
        ("I have nothing against poetry", (), ("poetry",)),
        ("I don't dislike opera", (), ("opera",)),
        ("Le jazz ne me déplaît pas.", ("jazz",), ()),
        ("Opera doesn't bore me", ("Opera",), ()),
        ("Je ne rate aucun article sur les volcans", ("volcans",), ()),
        ("On ne se lasse pas des trains", ("trains",), ()),
        ("I never get tired of whales", ("whales",), ()),
    ],
)
def test_what_is_not_disliked_is_not_refused(sentence, likes, unclear):
    """Two refusals in one breath refuse nothing: they are asked back, or taken for liking where they say that."""
    assert understand(sentence) == Understood(likes, (), unclear)


def test_of_the_sentences_set_apart_19_in_20_are_obeyed():
    """Sentences that the rules were not made on are obeyed all the same."""
    cases = judged.negations("apart")
    assert sum(map(measured.obeys, cases)) * 20 >= len(cases) * 19


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from("pas de sauf, mais ne que foot no not but et vin. ;".split())).map(" ".join)
)
@settings(max_examples=50)
def test_any_text_is_read(text):
    """Whatever is written, each part that is told is made of the text's own words, and nothing breaks."""
    understood = understand(text)
    words = set(spaced(text).split())
    for part in (*understood.likes, *understood.dislikes, *understood.unclear):
        assert part
        assert set(spaced(part).split()) <= words


@pytest.mark.parametrize(
    "text",
    ["ne me " * 20_000, "n'" * 40_000, "pas de " * 20_000, "a" * 300_000, "sans parler " * 20_000, "," * 100_000],
)
def test_no_text_takes_long(text):
    """Looking for cues takes time by length alone: a text of a hundred kilobytes is read within a second."""
    begun = time.process_time()
    assert sum(1 for _ in CUE.finditer(text)) >= 0
    assert time.process_time() - begun < 1

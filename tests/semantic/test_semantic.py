"""The sentence encoder: near is what means the same, whole numbers are the same each time, and nothing is fetched."""

import threading
import time
from datetime import timedelta

import pytest

from buzzfeed.personal import Offer, candidate_of, phrases_of, pieces_of, reason, select, taste_of
from buzzfeed.semantic import find_meaning

from made_offers import NOW, ZONE, made, said

TEXTS = ("Les élèves apprennent avec des machines.", "Pupils learn with computers.", "Le cours de l'action a chuté.")


@pytest.fixture(scope="module")
def meaning():
    """Give the encoder; its weights are read once. The session refuses every connection that leaves this machine."""
    return find_meaning()


def test_the_same_in_another_language_is_nearer_than_another_subject(meaning):
    """French and English meet: a sentence is nearest itself, then its translation, then another subject."""
    own, *others = meaning.vectors(TEXTS)
    ((itself, translated, foreign),) = meaning.near([own], b"".join((own, *others)))
    assert 980 <= itself <= 1020
    assert itself > translated > foreign + 200


def test_a_text_has_one_vector(meaning):
    """Whatever else is asked with it and from whichever thread, and whole numbers tell how near two are."""
    alone = [meaning.vectors([text])[0] for text in TEXTS]
    found = []
    threads = [threading.Thread(target=lambda: found.append(meaning.vectors(TEXTS[::-1])[::-1])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [tuple(alone)] * 3
    assert all(len(vector) == meaning.size for vector in alone)
    rows = meaning.near(alone, b"".join(alone))
    assert all(isinstance(near, int) for row in rows for near in row)
    assert rows == tuple(meaning.near([one], b"".join(alone))[0] for one in alone)


def test_empty_and_hostile_texts_have_vectors_too(meaning):
    """Nothing breaks on emptiness, control characters or what no language writes; what is endless is cut."""
    begun = time.process_time()
    vectors = meaning.vectors(["", "\x00\u202e", "😀" * 300, "xq" * 500_000])
    assert [len(vector) for vector in vectors] == [meaning.size] * 4
    assert time.process_time() - begun < 5
    assert meaning.near([], b"".join(vectors)) == ()
    assert meaning.near(vectors[:1], b"") == ((),)


def test_sentences_find_what_means_the_same_in_other_words(meaning):
    """« Se déplacer à bicyclette » finds what is tagged « Vélo », and the selection says that it was by meaning."""
    articles = {"velo": ("Quarante kilomètres de pistes", "Vélo"), "vin": ("Un millésime sauvé des nuits", "Vin")}
    offered = [made(name, 2, title, tags=(tag,)) for name, (title, tag) in articles.items()]
    preferences = said(("say", "Se déplacer à bicyclette, pas de boissons alcoolisées"), ("front", "0"))
    candidates = [candidate_of(one, meaning.blend(pieces_of(one))) for one in offered]
    terms = {(term.kind, term.key): term.label for one in candidates for term in one.terms}
    labels = dict(zip(terms, meaning.vectors(list(terms.values())), strict=True))
    phrases = phrases_of(preferences)
    taste = taste_of(preferences, dict(zip(phrases, meaning.vectors(phrases), strict=True)))
    night = NOW + timedelta(hours=10)
    selection = select(Offer(candidates, labels), taste, night, ZONE, meaning=meaning)
    assert [one.candidate.id for one in selection.chosen] == ["velo"]
    assert selection.by_meaning
    assert (
        reason(selection.chosen[0], "fr")
        == "Proche de ce que vous avez écrit\u00a0: «\u00a0déplacer à bicyclette\u00a0»."
    )
    assert not select(Offer(candidates), taste_of(preferences), night, ZONE).chosen


def test_without_the_extra_there_is_none(monkeypatch):
    """Where the encoder is not installed, nothing is found and nothing breaks: ranking goes by words."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert find_meaning() is None

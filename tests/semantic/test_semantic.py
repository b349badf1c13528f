"""The sentence encoder: near is what means the same, whole numbers are the same each time, and nothing is fetched."""

import threading
import time

import pytest

from buzzfeed.semantic import find_meaning

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


def test_without_the_extra_there_is_none(monkeypatch):
    """Where the encoder is not installed, nothing is found and nothing breaks: ranking goes by words."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert find_meaning() is None

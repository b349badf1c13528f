"""The evaluation set is as large as it says, judged by known subjects, and a third of it is set apart."""

import re
from collections import Counter

import pytest

import judged

TUNING, APART = judged.readers("tuning"), judged.readers("apart")


def test_articles_are_many_and_of_newsroom_length():
    """At least 120 of our own, each with a lede and 120 to 300 words, in sections, no id twice."""
    ours = [one.article for one in judged.articles(judged.FOLDER / "nowhere")]
    assert len(ours) >= 120
    assert len({article.id for article in ours}) == len(ours)
    assert len({article.categories[0].key for article in ours}) >= 10
    for article in ours:
        assert 120 <= len(re.sub(r"<[^>]*>", " ", article.content).split()) <= 300, article.id
        assert article.lede, article.id
        assert article.authors, article.id
        assert article.tags, article.id
        assert article.published <= judged.NOW, article.id


@pytest.mark.corpus
def test_with_the_corpora_there_are_two_hundred(corpus):
    """Ours and those of two real corpora are at least 200, in French and English."""
    known = judged.articles(corpus)
    assert len(known) >= 200
    languages = Counter(one.article.language for one in known)
    assert languages["fr"] >= 120
    assert languages["en"] >= 80


def test_subjects_are_known():
    """No article and no reader is judged by a subject that is misspelt: it would never meet its like."""
    known = judged.subjects()
    for one in judged.articles():
        assert one.about, one.article.id
        assert one.about | one.aside <= known, one.article.id
        assert not one.about & one.aside, one.article.id
    for reader in TUNING + APART:
        for field in ("grade3", "grade2", "grade1", "unwanted"):
            assert set(re.split(r"[ +]", reader.said.get(field, ""))) - {""} <= known, reader.id


def test_a_third_of_the_readers_is_set_apart():
    """At least 40 readers, French and English, a third of them apart, with negations in both parts."""
    assert len(TUNING) + len(APART) >= 40
    assert len(APART) * 3 >= len(TUNING) + len(APART)
    assert len({reader.id for reader in TUNING + APART}) == len(TUNING) + len(APART)
    for part in (TUNING, APART):
        assert {reader.said["language"] for reader in part} == {"fr", "en"}
        assert sum("unwanted" in reader.said for reader in part) * 3 >= len(part)
    tuning, apart = judged.negations("tuning"), judged.negations("apart")
    assert len(tuning) + len(apart) >= 60
    assert len(apart) * 2 >= len(tuning)


@pytest.mark.corpus
def test_every_reader_has_something_to_find(corpus):
    """Each has at least two articles of the highest grade and five of any, or no ranking could be told from another."""
    known = judged.articles(corpus)
    for reader in TUNING + APART:
        grades = Counter(reader.grade(one) for one in known)
        assert grades[3] >= 1, reader.id
        assert sum(grades.values()) - grades[0] >= 5, reader.id
        assert grades[0] > len(known) / 2, reader.id


def test_grades_follow_the_written_rules():
    """What an article is about counts whole, what it touches one less; what is unwanted or hidden wins."""
    (article,) = [one.article for one in judged.articles() if one.article.slug == "ia-college-brouillons"]
    reader = judged.Reader("r", {"languages": ["fr"], "grade3": "ai-school a+b", "grade2": "x", "unwanted": "u"})

    def grade(about: str, aside: str = "", reader: judged.Reader = reader) -> int:
        return reader.grade(judged.Judged(article, frozenset(about.split()), frozenset(aside.split())))

    assert grade("ai-school") == 3
    assert grade("y", "ai-school") == 2
    assert grade("x") == 2
    assert grade("a", "b") == 3
    assert grade("y", "a b") == 0
    assert grade("ai-school u") == 0
    assert grade("ai-school", "u") == 1
    assert grade("ai-school", reader=judged.Reader("r", {**reader.said, "hide": ["Générateur de TEXTES"]})) == 0
    assert grade("ai-school", reader=judged.Reader("r", {**reader.said, "languages": ["en"]})) == 0
    followed = judged.Reader("r", {**reader.said, "authors": ["Sophie Arnaud"], "grade_author": 2})
    assert grade("y", reader=followed) == 2
    assert grade("u", reader=followed) == 0

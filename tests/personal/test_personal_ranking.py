"""Ranking, held against the evaluation set: what the benchmark measures whole, in a smaller run of the same code."""

from dataclasses import replace

import pytest

from buzzfeed.personal import (
    ENOUGH,
    MOST_PARTS_MEANT,
    MOST_WORDS_MEANT,
    Bar,
    Ground,
    Offer,
    beyond_meaning,
    compare,
    phrases_of,
    score,
    select,
    taste_of,
)
from buzzfeed.personal.spelling import stems

import judged
import measured
from made_offers import NOW, ZONE, candidate, said


@pytest.fixture(scope="module")
def by_words():
    """Give the rankings by words alone over the articles of our own writing."""
    ours = judged.articles(judged.FOLDER / "nowhere")
    readers = [one for one in judged.readers("tuning") if one.said["languages"] == ["fr"]]
    return measured.measure(measured.Ready(ours, None), readers)


def test_words_alone_rank_far_better_than_recency(by_words):
    """Over the same articles and readers, by the gain of the first ten; and no worse than what tags bring."""
    assert by_words["words"].ndcg > 4 * by_words["recency"].ndcg
    assert by_words["words"].ndcg > 0.9 * by_words["tags"].ndcg


def test_refusals_are_obeyed(by_words):
    """Of what readers want to be spared, next to nothing stands among the first ten that are wanted."""
    assert by_words["words"].obeyed >= 0.95


def test_words_are_followed_in_any_form_and_a_passing_mention_says_least():
    """Stems and accents are folded in both languages; title and terms say more than the lede, that more than a body."""
    articles = [
        candidate("title", title="Les ÉLECTIONS"),
        candidate("term", tags=("élection",)),
        candidate("lede", lede="Une élection se prépare."),
        candidate("body", body="La fête des élections."),
        candidate("none", body="La sélection."),
        candidate("english", title="Elected", language="en"),
    ]
    scored = score(Offer(articles), taste_of(said(("word", "election"))))
    points = {one.candidate.id: one.points for one in scored}
    assert (
        points["title"] == points["term"] == points["english"] > points["lede"] > points["body"] > points["none"] == 0
    )


@pytest.mark.parametrize(
    "forms",
    [
        "hôpital hôpitaux", "municipal municipale municipaux", "infirmier infirmière infirmiers", "library libraries",
        "cité city cities", "auteur autrice", "animal animaux", "foot football", "télé télévision télévisées",
        "ado adolescents", "maths mathématiques mathematics", "loyer loyers",
        "jeu jeux", "noyau noyaux", "tuyau tuyaux", "œil yeux", "vitrail vitraux", "enjeu enjeux", "lieu lieux",
        "cheveu cheveux", "bail baux", "idéal idéale idéaux", "bleu bleue bleus", "cheval chevaux", "ciel cieux",
        "vieux vieille vieil", "bateau bateaux", "joyau joyaux", "royal royaux",
    ],
)  # fmt: skip
def test_forms_of_a_word_meet(forms):
    """Singular and plural, feminine and masculine, and clippings that everyone writes are one word."""
    assert len(set(stems(forms))) == 1


@pytest.mark.parametrize(
    "words",
    ["mère mer", "loyer loi", "foyer foi", "animaux animation", "père per", "taux tal", "chaux chal", "faux fal"],
)
def test_other_words_do_not(words):
    """What stemming alone would take for one word stays two."""
    assert len(set(stems(words))) == 2


def test_what_leans_on_another_phrase_says_little_alone():
    """« Leur travail », of migrants, is no wish for all that is about work; what is about the whole is found."""
    articles = [candidate("work", title="Le travail"), candidate("migrants", title="Les migrants")]
    points = {}
    for sentence in ("Les migrants et leur travail", "Les migrants et le travail", "Leur travail"):
        for one in score(Offer(articles), taste_of(said(("say", sentence)))):
            points[sentence, one.candidate.id] = one.points
    assert 0 < points["Les migrants et leur travail", "work"] < points["Les migrants et le travail", "work"] // 2
    assert points["Les migrants et leur travail", "migrants"] == points["Les migrants et le travail", "migrants"]
    assert points["Leur travail", "work"] == points["Les migrants et le travail", "work"]
    assert phrases_of(said(("say", "L'hôpital et ceux qui y travaillent"))) == (
        "hôpital et ceux qui y travaillent",
        "hôpital",
    )


def test_points_are_told_one_by_one():
    """The parts of a score are named as the reader wrote them, and add up to it."""
    article = candidate("a", title="Vélo et forêt", tags=("IA",), authors=("Inès",), body="Le vin.")
    pairs = [("much", "tag:ia"), ("little", "author:INÈS"), ("word", "forêts"), ("say", "Le vélo, pas de vin rouge")]
    (one,) = score(Offer([article]), taste_of(said(*pairs)))
    assert {part.ground for part in one.parts} >= {Ground.TERM, Ground.AUTHOR, Ground.WORD, Ground.SENTENCE}
    assert {part.name for part in one.parts} >= {"ia", "INÈS", "forêts", "vélo"}
    assert sum(part.points for part in one.parts) == one.points


def test_what_is_refused_is_barred_where_an_article_is_about_it():
    """In title or terms it bars, in passing it does not; never bars, and so does a language that is not read."""
    articles = [
        candidate("about", title="Un vin rare", tags=("IA",)),
        candidate("passing", body="Un verre de vin.", tags=("IA",)),
        candidate("never", tags=("IA", "Bourse")),
        candidate("english", tags=("IA",), language="en-GB"),
        candidate("clipped", tags=("IA", "football")),
    ]
    pairs = [("say", "Pas de vin"), ("say", "Pas de foot"), ("never", "tag:bourse"), ("lang", "fr"), ("much", "tag:IA")]
    bars = {one.candidate.id: one.bar for one in score(Offer(articles), taste_of(said(*pairs)))}
    assert bars == {
        "about": Bar.SPARED,
        "passing": None,
        "never": Bar.NEVER,
        "english": Bar.LANGUAGE,
        "clipped": Bar.SPARED,
    }


def test_one_new_article_is_scored_as_in_the_whole():
    """An offer of one that is like the whole gives the points that the article has among all others."""
    articles = [candidate(f"a{number}", number, title="vélo " * (number % 2) + "port") for number in range(80)]
    whole = Offer(articles)
    taste = taste_of(said(("word", "vélo"), ("say", "le port")))
    points = {one.candidate.id: one.points for one in score(whole, taste)}
    for article in articles[:4]:
        (one,) = score(Offer([article], like=whole), taste)
        assert one.points == points[article.id]


def test_so_many_phrases_are_compared_by_their_meaning_and_no_more():
    """What is beyond has no meaning; whatever else is said later, earlier sentences keep theirs."""
    many = [("word", f"mot{number:02}") for number in range(40)]
    sentences = [("say", ", ".join(f"b{one}{number}" for number in range(24))) for one in range(5)]
    found = phrases_of(said(*many, *sentences))
    assert len(found) == MOST_WORDS_MEANT + len(sentences) + MOST_PARTS_MEANT
    assert set(phrases_of(said(*sentences[:1]))) <= set(phrases_of(said(*sentences[:2]))) < set(found)
    assert beyond_meaning(said(*many))
    assert beyond_meaning(said(*sentences[:2]))
    assert not beyond_meaning(said(*many[:MOST_WORDS_MEANT], sentences[0]))
    taste = taste_of(said(*many), dict.fromkeys(phrases_of(said(*many)), b"said"))
    assert [bool(word.vector) for word in taste.words].count(True) == MOST_WORDS_MEANT


class _Nearness:
    """Stands for an encoder: how near each article's vector is to whatever is asked stands in its first two bytes."""

    def near(self, asked, held):
        rows = [int.from_bytes(held[at : at + 2], "big") for at in range(0, len(held), 4)]
        return tuple(rows for _ in asked)


@pytest.mark.parametrize("pair", [("say", "L'IA dans l'éducation"), ("word", "éducation")])
@pytest.mark.parametrize(("near", "worth"), [(900, True), (300, True), (250, False), (180, False)])
def test_a_vague_nearness_alone_makes_nothing_worth_a_place(near, worth, pair):
    """It adds to what words and terms say; without any, an article must come near to a sentence or a word indeed."""
    offer = Offer([replace(candidate("levain", title="Le pain"), vector=near.to_bytes(2, "big") * 2)])
    preferences = said(pair)
    taste = taste_of(preferences, dict.fromkeys(phrases_of(preferences), b"said"))
    (one,) = score(offer, taste, compare(offer, (taste,), _Nearness()))
    assert one.points >= ENOUGH
    assert one.wanted is worth


def test_without_meaning_the_selection_says_so():
    """Sentences are compared by words where nothing compares meanings, and the selection tells which it was."""
    selection = select(Offer([candidate("a", title="vélo")]), taste_of(said(("say", "vélo"))), NOW, ZONE)
    assert not selection.by_meaning

"""Reasons and the preview: one plain sentence for each article, and what one change of preferences would bring."""

from datetime import timedelta

import pytest

from buzzfeed.personal import (
    Bar,
    Offer,
    change_for,
    difference,
    left_out,
    pairs_of,
    preferences_of,
    reason,
    select,
    taste_of,
    what_if,
    why_not,
)

from made_offers import NOW, ZONE, candidate, said, wishes
from made_offers import articles as newsroom

NIGHT = NOW + timedelta(hours=10)


def selection_of(articles, preferences):
    """Return the selection over these articles at the end of their day."""
    return select(Offer(articles), taste_of(preferences), NIGHT, ZONE)


def reasons(article, *pairs, language="fr"):
    """Return the sentence that an article has for a reader."""
    return [reason(one, language) for one in selection_of([article], said(*pairs)).chosen]


@pytest.mark.parametrize(
    ("pairs", "french", "english"),
    [
        (
            [("much", "tag:IA"), ("say", "L'éducation, pas la Bourse")],
            "Parce que vous suivez «\u00a0IA\u00a0» et avez écrit «\u00a0éducation\u00a0».",
            "Because you follow “IA” and wrote “éducation”.",
        ),
        ([("much", "tag:IA")], "Parce que vous suivez «\u00a0IA\u00a0».", "Because you follow “IA”."),
        (
            [("word", "collège"), ("much", "author:Inès")],
            "Parce que vous suivez «\u00a0Inès\u00a0» et «\u00a0collège\u00a0».",
            "Because you follow “Inès” and “collège”.",
        ),
        (
            [("say", "l'éducation")],
            "Parce que vous avez écrit «\u00a0éducation\u00a0».",
            "Because you wrote “éducation”.",
        ),
    ],
)
def test_reasons_are_plain_sentences_in_the_readers_words(pairs, french, english):
    """What gave most is named, as the reader wrote it, in the reader's language."""
    article = candidate("a", title="L'éducation au collège", tags=("IA",), authors=("Inès",))
    pairs = [*pairs, ("front", "0")]
    assert reasons(article, *pairs) == [french]
    assert reasons(article, *pairs, language="en") == [english]


def test_the_front_page_has_reasons_of_its_own():
    """What is featured says so, and what else it is; what is merely new says that."""
    featured = candidate("a", tags=("IA",), featured=True)
    assert reasons(featured) == ["Parce que la rédaction l’a mis à la une."]
    assert reasons(featured, ("much", "tag:IA")) == ["À la une, et parce que vous suivez «\u00a0IA\u00a0»."]
    assert reasons(candidate("b")) == ["Parce qu’il fait partie des plus récents."]


def test_reasons_are_one_line_of_plain_text_whatever_was_written():
    """Markup stays text, long phrases are cut at a word, and there is one line."""
    article = candidate("a", title="<b>vélo</b> et rien d'autre", tags=("<i>IA</i>",))
    (sentence,) = reasons(article, ("much", "tag:<i>IA</i>"), ("front", "0"))
    assert sentence == "Parce que vous suivez «\u00a0<i>IA</i>\u00a0»."
    long = "mot " * 29
    (sentence,) = reasons(candidate("a", tags=(long,)), ("much", f"tag:{long}"), ("front", "0"))
    assert sentence.endswith(" mot…\u00a0».")
    assert len(sentence) < 120
    assert "\n" not in sentence


def test_what_is_left_out_says_why_and_what_would_bring_it():
    """Each bar has its sentence and its one change; a change that brings the article in is told with what it does."""
    articles = [
        candidate("hidden", 1, title="Le foot", tags=("IA",)),
        candidate("never", 2, tags=("Bourse",)),
        candidate("spared", 3, title="Un grand vin", tags=("IA",)),
        candidate("english", 4, tags=("IA",), language="en"),
        candidate("other", 5, tags=("Danse",)),
        candidate("best", 6, title="IA", tags=("IA", "Éducation")),
        candidate("full", 7, title="Encore", tags=("IA",)),
    ]
    preferences = said(
        *(("hide", "foot"), ("never", "tag:Bourse"), ("say", "pas de vin"), ("lang", "fr"), ("amount", "1")),
        *(("much", "tag:IA"), ("much", "tag:Éducation"), ("front", "0")),
    )
    selection = selection_of(articles, preferences)
    assert [one.candidate.id for one in selection.chosen] == ["best"]
    told = {one.candidate.id: why_not(one, "fr") for one in left_out(selection)}
    assert told == {
        "full": "D’autres articles répondaient mieux à vos choix, et la place manquait.",
        "other": "Rien de ce que vous suivez n’y est assez présent.",
        "hidden": "Il contient «\u00a0foot\u00a0», que vous masquez.",
        "never": "Vous ne voulez jamais «\u00a0Bourse\u00a0».",
        "spared": "Vous avez écrit que vous ne vouliez pas «\u00a0vin\u00a0».",
        "english": "Il n’est pas dans une langue que vous lisez.",
    }
    kinds = {one.candidate.id: change_for(one, preferences).kind for one in left_out(selection)}
    wanted = {"full": "more", "other": "follow", "hidden": "unhide", "never": "allow", "spared": "unsay"}
    assert kinds == {**wanted, "english": "read"}
    tried = list(what_if(selection, preferences, lambda changed: selection_of(articles, changed)))
    assert ("full", "more", ("full",), ()) in [
        (one.candidate.id, change.kind, brings.gained, brings.lost) for one, change, brings in tried
    ]
    assert all(one.candidate.id in brings.gained for one, _, brings in tried)


@pytest.mark.parametrize("seed", range(12))
def test_every_change_that_is_told_does_what_it_says(seed):
    """Over made newsrooms: what a change is told to gain and lose is what the changed preferences select."""
    articles, preferences = newsroom(seed), preferences_of(wishes(seed))
    selection = selection_of(articles, preferences)
    for one, change, brings in what_if(selection, preferences, lambda changed: selection_of(articles, changed)):
        after = selection_of(articles, preferences_of(pairs_of(change.preferences)))
        assert difference(selection, after) == brings
        assert one.candidate.id in {each.candidate.id for each in after.chosen}
    for one in left_out(selection):
        assert why_not(one, "en").endswith(".")
        assert (one.bar is Bar.HIDDEN) == (
            one.bar is not None and bool(preferences.hidden) and "hide" in why_not(one, "en")
        )

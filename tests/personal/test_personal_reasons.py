"""Reasons and the preview: one plain sentence for each article, and what one change of preferences would bring."""

from datetime import timedelta

import pytest

from buzzfeed.personal import (
    Bar,
    Chosen,
    Ground,
    Offer,
    Scored,
    at_odds,
    change_for,
    difference,
    left_out,
    pairs_of,
    preferences_of,
    reason,
    score,
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
    ("sentence", "named"),
    [
        ("J'aime les articles de Claire Morvan", "Claire Morvan"),
        ("Le vélo, et ce qu'écrit CLAIRE MORVAN sur la mer", "CLAIRE MORVAN"),
        ("I like Claire Morvan's columns", "Claire Morvan"),
        ("Les textes d'Ève-Anne d’Arc", "Ève-Anne d'Arc"),
        ("L'AFP", "AFP"),
        ("Les dépêches AFP du matin", ""),
        ("Claire Morvan-Dupuis", ""),
        ("Claire, et Morvan", ""),
    ],
)
def test_a_sentence_that_names_an_author_brings_what_that_one_signed(sentence, named):
    """The whole name, in whole words, counts as an author followed a little, and is what the reason says"""
    article = candidate("a", title="Le quai", authors=("Claire Morvan", "Ève-Anne d'Arc", "AFP"))
    pairs = [("say", sentence), ("front", "0")]
    assert reasons(article, *pairs) == ([f"Parce que vous avez écrit «\u00a0{named}\u00a0»."] if named else [])
    (one,) = score(Offer([article]), taste_of(said(*pairs)))
    (followed,) = score(Offer([article]), taste_of(said(("little", "author:claire morvan"))))
    assert one.points == (followed.points if named else 0)
    (both,) = score(Offer([article]), taste_of(said(*pairs, ("say", f"{sentence} et la mer"))))
    assert both.points >= one.points, "said twice, it takes nothing away"


def test_a_sentence_that_refuses_an_author_bars_what_that_one_signed():
    """The name alone bars, as the reason says; within more words it costs; to take the sentence back is proposed"""
    article = candidate("a", title="Vélo", authors=("Claire Morvan",))
    preferences = said(("much", "category:Ville"), ("say", "Rien de signé Claire Morvan"), ("front", "0"))
    (out,) = left_out(selection_of([article], preferences))
    assert why_not(out, "fr") == "Vous avez écrit que vous ne vouliez pas «\u00a0signé Claire Morvan\u00a0»."
    assert change_for(out, preferences).kind == "unsay"
    (one,) = score(Offer([article]), taste_of(said(("say", "Pas les recettes de Claire Morvan"))))
    assert (one.bar, one.points < 0) == (None, True)
    (other,) = score(Offer([article]), taste_of(said(("say", "Pas de Claire Morvan-Dupuis ni de Claire"))))
    assert (other.bar, other.points) == (None, 0)


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
    """What comes by the reader's share of it says so, though it be refused; what is wanted besides says that."""
    share = "Parce que vous laissez une part à la une"
    featured = candidate("a", tags=("IA",), featured=True)
    assert reasons(featured) == [f"{share}\u00a0: la rédaction l’y a mis."]
    assert reasons(featured, ("much", "tag:IA")) == ["Parce qu’il est à la une et que vous suivez «\u00a0IA\u00a0»."]
    assert reasons(candidate("b")) == [f"{share}\u00a0: il était l’un des plus récents."]
    anyway = [f"{share}, où vos refus ne comptent pas\u00a0: il était l’un des plus récents."]
    assert reasons(candidate("b", tags=("Bourse",)), ("never", "tag:Bourse"), ("much", "tag:IA")) == anyway
    assert reasons(candidate("b", tags=("Bourse",)), ("say", "Pas de Bourse")) == anyway
    assert reasons(candidate("b", tags=("IA",)), ("much", "tag:IA")) == ["Parce que vous suivez «\u00a0IA\u00a0»."]
    passing = candidate("b", body="Un vélo, des rues, des ponts.", tags=("Ville",))
    assert reasons(passing, ("word", "vélo"))[0].startswith(share), "a passing mention is no reason"
    assert "where what you refuse does not count: the newsroom put it there." in reasons(
        candidate("b", tags=("IA",), featured=True), ("never", "tag:IA"), language="en"
    )[0]  # fmt: skip


def test_what_is_named_stands_there():
    """Of a phrase, or of words to follow, those that the article holds; none of what is near by its meaning alone."""
    article = candidate("a", title="L'école et ses cantines", lede="L'école.", tags=("Cantine", "École"))
    pairs = (("say", "L'intelligence artificielle à l’école"), ("front", "0"))
    assert reasons(article, *pairs) == ["Parce que vous avez écrit «\u00a0école\u00a0»."]
    assert reasons(article, ("word", "cantine scolaire"), ("front", "0")) == [
        "Parce que vous suivez «\u00a0cantine\u00a0»."
    ]
    scored = Scored(article, 0)
    scored.add(Ground.SENTENCE, "repas des élèves à l'école", 20)
    scored.add(Ground.MEANING, "repas des élèves à l'école", 60)
    scored.near = True
    near = Chosen(scored, NOW, front=False)
    assert reason(near, "fr") == "Proche de ce que vous avez écrit\u00a0: «\u00a0repas des élèves à l'école\u00a0»."
    scored.add(Ground.TERM, "Cantine", 40)
    assert (
        reason(near, "en")
        == "Because you follow “Cantine”, and because you wrote something close to it: “repas des élèves à l'école”."
    )
    assert reason(near, "fr") == (
        "Parce que vous suivez «\u00a0Cantine\u00a0», et que vous avez écrit quelque chose de proche\u00a0: "
        "«\u00a0repas des élèves à l'école\u00a0»."
    )
    scored.add(Ground.SENTENCE, "école", 60)
    assert reason(near, "en") == "Because you follow “Cantine” and wrote “école”."
    changed = Chosen(Scored(article, 0), NOW, front=False)
    assert reason(changed, "fr") == "Parce qu’il répondait à vos choix quand il est entré."


def test_what_is_spared_by_meaning_is_not_said_to_be_named():
    """A phrase to be spared whose words are not there is told as near; what it merely spoils says so."""
    article = candidate("a", title="Un millésime", tags=("Vin",))
    preferences = said(("say", "Rien sur l'alcool"), ("little", "tag:Vin"))
    barred, spoilt = Scored(article, 0), Scored(article, 0)
    barred.forbid(Bar.SPARED, "alcool")
    assert why_not(barred, "fr") == "Il est proche de ce que vous ne voulez pas\u00a0: «\u00a0alcool\u00a0»."
    spoilt.add(Ground.TERM, "Vin", 40)
    spoilt.add(Ground.SPARED, "alcool", -30)
    assert why_not(spoilt, "en") == "It touches on what you do not want: “alcool”."
    assert change_for(spoilt, preferences).kind == "unsay"


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
        "full": "Il répond à vos choix, mais aucune place n’était libre.",
        "other": "Rien de ce que vous demandez n’y est assez présent.",
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


def test_words_that_stand_in_a_row_are_told_in_a_row():
    """Of a phrase that stands in part, what stands is named as it was written, small words within it included."""
    article = candidate("a", title="La santé des enfants", body="Ici la santé.")
    assert reasons(article, ("say", "la santé mentale des enfants malades"), ("front", "0")) == [
        "Parce que vous avez écrit «\u00a0santé\u00a0» et «\u00a0enfants\u00a0»."
    ]
    assert reasons(article, ("say", "la santé des enfants malades"), ("front", "0"), language="en") == [
        "Because you wrote “santé des enfants”."
    ]


@pytest.mark.parametrize(
    ("pairs", "odds"),
    [
        ((("word", "élection"), ("hide", "Election"), ("never", "tag:IA")), ("élection",)),
        ((("word", "vélo"), ("hide", "vélos")), ()),
        ((("word", "port"), ("hide", "porte")), ()),
        ((("much", "tag:Villa"), ("never", "tag:Ville")), ()),
        ((("word", "vélo"), ("hide", "vélo~2026-11-23")), ()),
        ((("word", "vélo"), ("hide", "vélo~2026-11-24")), ("vélo",)),
        ((("much", "category:Climat"), ("never", "tag:Climat")), ()),
        ((("much", "category:Le climat"), ("hide", "climat")), ("Le climat",)),
        ((("say", "J'aime le climat"), ("never", "tag:Climat")), ("climat",)),
        ((("much", "author:Ann Hugo"), ("say", "Pas d'Ann Hugo")), ("Ann Hugo",)),
        ((("much", "author:Ann Hugo"), ("say", "Pas de vin d'Ann Hugo")), ()),
        ((("word", "C++"), ("hide", "C#")), ()),
    ],
)
def test_that_a_refusal_goes_first_is_said_where_it_does(pairs, odds):
    """Of hidden words by their spelling and their day, of terms by their kind, of sentences in any form."""
    assert at_odds(said(*pairs), NOW.date()) == odds


def test_what_is_asked_for_and_refused_is_told_with_the_change_that_mends_it():
    """A refusal that stands against a term, a word or another sentence is named, and to take it back is proposed."""
    preferences = said(("much", "category:Culture"), ("say", "rien sur la culture"), ("front", "0"))
    today = NOW.date()
    assert at_odds(preferences, today) == ("Culture",)
    assert at_odds(said(("say", "J'aime le vin, pas le sport"), ("much", "tag:Vélo")), today) == ()
    articles = [candidate(f"c{number}", categories=("Culture",)) for number in range(2)]
    articles += [candidate(f"o{number}", tags=(f"Autre {number}",)) for number in range(9)]
    selection = selection_of(articles, preferences)
    assert not selection.chosen
    changes = what_if(selection, preferences, lambda changed: selection_of(articles, changed), most=2)
    assert next((change.kind, len(brings.gained)) for _, change, brings in changes) == ("unsay", 2)

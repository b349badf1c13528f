"""What is said on the form at /my, read field by field; what was heard of a sentence; and the steps of feedback."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.follow import Links, site_of
from buzzfeed.follow.my.changed import choices_changed
from buzzfeed.follow.my.feedback import step_in, stepped, steps_for, worth_telling
from buzzfeed.follow.my.form import known_terms
from buzzfeed.follow.my.meaning import heard_in, put_so
from buzzfeed.follow.my.preview import preview_view, previewed
from buzzfeed.follow.my.saying import LONGEST_TITLE, form_pairs, said_in
from buzzfeed.model import TermKind
from buzzfeed.personal import (
    Ground,
    Offer,
    Part,
    Want,
    candidate_of,
    canonical,
    difference,
    preferences_of,
    select,
    taste_of,
    understand,
)
from pagevalues import channel, config

from made_offers import NOW, ZONE, articles, made

KNOWN = {(TermKind.TAG, "ia"): "IA", (TermKind.CATEGORY, "ville"): "Ville", (TermKind.AUTHOR, "inesb."): "Inès B."}
UNASKED = "Vous n’avez pas encore dit ce que vous voulez lire."
UNCLEAR = ("Plus de culture", "no sports except cycling", "I like trains, no cars, buses. I don't hate ferries")


def said(*pairs, language="fr"):
    """Return what a form of these pairs says."""
    return said_in(pairs, KNOWN, language)


def test_a_form_says_what_its_pairs_say():
    """Terms by their own names, several words in one field, words to hide with a date, typed terms of any spelling."""
    found = said(
        ("tag:IA", "much"),
        ("category:Sport", "never"),
        ("tag:Vélo", ""),
        ("words", "école,  piscine ;; "),
        ("hide-word", "horoscope, loto"),
        ("hide-until", "2026-12-31"),
        ("hide-word", "bourse"),
        ("hide-until", ""),
        ("other", "ville, INES b."),
        ("other-want", "little"),
        ("say", "  Le train  de nuit "),
        ("say", ""),
        ("read", "fr"),
        ("amount", "8"),
        ("per", "week"),
        ("front", "0"),
        ("variety", "much"),
        ("title", " Mon  fil "),
        ("feedback", "1"),
        ("lang", "en"),
    )
    assert found.faults == {}
    assert canonical(found.preferences) == canonical(
        preferences_of(
            parse_qsl(
                "much=tag:IA&never=category:Sport&word=école&word=piscine&hide=horoscope~2026-12-31&hide=loto~2026-12-31"
                "&hide=bourse&lang=fr&little=category:Ville&little=author:Inès B.&say=Le train de nuit&amount=8"
                "&per=week&front=0&variety=much"
            )
        )
    )
    assert (found.title, found.feedback, found.anything) == ("Mon fil", True, True)
    assert said(*found.pairs) == found, "its own pairs say the same again"


def test_nothing_said_is_said_too():
    """A form sent empty shows what is usual; one that was not sent says nothing."""
    assert not said(("lang", "fr")).anything
    empty = said(("tag:IA", ""), ("words", ""), ("say", ""))
    assert empty.anything
    assert empty.query == "amount=5"


@pytest.mark.parametrize(
    ("pairs", "field", "code"),
    [
        ([("say", "x" * 301)], "say", "too-long"),
        ([("words", "x" * 61)], "word", "too-long"),
        ([("words", "!?")], "word", "empty"),
        ([("word", f"w{number}") for number in range(41)], "word", "too-many"),
        ([("words", ",".join(f"w{number}" for number in range(60)))], "word", "too-many"),
        ([(f"tag:t{number}", "much") for number in range(61)], "terms", "too-many"),
        ([("tag:IA", "always")], "terms", "unknown"),
        ([("hide-word", "a"), ("hide-until", "demain")], "hide", "date"),
        ([("hide-word", "a\x07b")], "hide", "control"),
        ([("say", "a\x00b")], "say", "control"),
        ([("say", "a\ud800b")], "say", "control"),
        ([("read", "klingon")], "read", "unknown"),
        ([("amount", "51")], "amount", "number"),
        ([("amount", "3"), ("front", "4")], "front", "number"),
        ([("words", "vélo, new")], "word", "common"),
        ([("hide-word", "c")], "hide", "common"),
        ([("variety", "wild")], "variety", "unknown"),
        ([("per", "year")], "amount", "unknown"),
        ([("other", "nulle part")], "other", "no-term"),
        ([("other", "zz," * 9000)], "other", "too-many"),
        ([("words", "zz," * 9000)], "word", "too-many"),
        ([("hide-word", "zz," * 9000)], "hide", "too-many"),
        ([("word", "a\uffffb")], "word", "control"),
        ([("title", "x" * (LONGEST_TITLE + 1))], "title", "too-long"),
        ([("title", "a\x1bb")], "title", "control"),
        ([("nonsense", "1")], "nonsense", "unknown"),
        ([("say", "x" * 300)] * 400, "preferences", "too-long"),
    ],
)
def test_what_is_wrong_is_told_of_its_field_and_the_rest_counts(pairs, field, code):
    """One fault leaves all else as it was said, even of the same field."""
    found = said(("word", "vélo"), *pairs)
    assert found.faults[field].code == code
    assert len(found.faults) == 1
    assert field == "preferences" or "vélo" in found.preferences.words


NAMES = st.sampled_from(
    "much little never word words hide hide-word hide-until say read amount per front variety other other-want title "
    "feedback put tag:IA tag: category:x author:é lang x".split()
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["much", "tag:IA", "a~2026-12-31", "0.0+", "9.9-", "5", "-1", "1e9", "', DROP", "(a+)+$", *UNCLEAR]
    ),
)


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=40))
@settings(max_examples=150, deadline=None)
def test_whatever_is_sent_gives_preferences_that_hold(pairs):
    """Nothing raises; what was taken is valid, and says the same when it is sent again."""
    found = said(*pairs)
    kept = preferences_of([("lang" if name == "read" else name, text) for name, text in form_pairs(found.preferences)])
    assert kept == found.preferences
    again = said(*found.pairs)
    assert (again.preferences, again.title, again.faults) == (found.preferences, found.title, {})


@pytest.mark.parametrize("sentence", UNCLEAR)
@pytest.mark.parametrize("side", ["+", "-"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_way_to_say_it_is_understood(sentence, side, language):
    """A button puts an unclear phrase on its side, keeps all that was understood, and asks of the rest again."""
    before = understand(sentence)
    heard = heard_in(sentence, 0, language)
    assert len(heard.asked) == len(before.unclear) > 0
    for at, (phrase, asked) in enumerate(zip(before.unclear, heard.asked, strict=True)):
        assert phrase in asked.question
        way = next(one for one in asked.ways if one.value == f"0.{at}{side}")
        after = understand(put_so((sentence,), way.value, language)[0])
        assert phrase in (after.likes if side == "+" else after.dislikes)
        assert set(before.likes) <= set(after.likes)
        assert set(before.dislikes) <= set(after.dislikes)
        assert set(after.unclear) == set(before.unclear) - {phrase}


@pytest.mark.parametrize("put", ["", "+", "0+", "0.9+", "9.0-", "x.y+", "0.0*", "0.0", "00000000.0+", "²0.0+"])
def test_what_is_no_way_to_say_it_changes_nothing(put):
    """A made-up value leaves sentences alone."""
    assert put_so(("Plus de culture",), put, "fr") == ("Plus de culture",)


def test_the_newsrooms_own_terms_are_known():
    """Public categories, tags and authors, by the keys that selection knows; nothing that is not public."""
    channels = [
        channel("tag", "velo", "Vélo"),
        channel("category", "ville", "Ville"),
        channel("author", "zoe", "Zoé"),
        channel("tag", "secret", "Secret", public=False),
        channel("all"),
        channel("language", "fr", "fr"),
    ]
    assert known_terms(channels) == {
        (TermKind.TAG, "velo"): "Vélo",
        (TermKind.CATEGORY, "ville"): "Ville",
        (TermKind.AUTHOR, "zoe"): "Zoé",
    }


@given(st.integers(0, 1 << 20))
@settings(max_examples=15, deadline=None)
def test_every_change_that_the_preview_offers_brings_its_article_in(seed):
    """What a link promises is what it does."""
    offer = Offer(articles(seed))

    def again(preferences):
        return select(offer, taste_of(preferences), NOW, ZONE)

    found = previewed(preferences_of([("much", "tag:IA"), ("never", "category:Sport"), ("hide", "train")]), again)
    inside = {one.candidate.id for one in found.selection.chosen}
    for scored, change, brings in found.changes:
        assert scored.candidate.id not in inside
        assert scored.candidate.id in {one.candidate.id for one in again(change.preferences).chosen}
        assert scored.candidate.id in brings.gained


ARTICLE = made("a", tags=("IA", "Vélo"), categories=("Ville",), authors=("Inès B.",), body="Un train passe.")


def stated(*pairs):
    """Return the preferences that pairs say."""
    return preferences_of(pairs)


def test_feedback_takes_what_is_said_one_step_further():
    """More of what is wanted a little; less of what is wanted much; a word no more; the front page's share at last."""
    more = steps_for(stated(("little", "category:Ville"), ("much", "tag:IA")), ARTICLE, (), "more")
    assert [str(one) for one in more] == ["category:Ville=little=much", "tag:Vélo==little"]
    by_word = (Part(Ground.WORD, "train", 40),)
    less = steps_for(stated(("much", "tag:IA"), ("word", "train"), ("never", "tag:Vélo")), ARTICLE, by_word, "less")
    assert [str(one) for one in less] == ["tag:IA=much=little", "word:train=1="]
    untagged = replace(ARTICLE, tags=())
    assert [str(one) for one in steps_for(stated(("front", "2")), untagged, (), "less", by_front=True)] == ["front=2=1"]
    assert steps_for(stated(*(("much", f"tag:{one}") for one in ("IA", "Vélo")), ("much", "category:Ville")),
                     ARTICLE, (), "more") == ()  # fmt: skip


@pytest.mark.parametrize(
    "pairs", [[("little", "tag:IA")], [("word", "train"), ("never", "tag:IA")], [("front", "3")], []]
)
@pytest.mark.parametrize("way", ["more", "less"])
def test_each_step_changes_one_choice_and_is_undone(pairs, way):
    """A step and its way back leave all as it was."""
    before = stated(*pairs)
    steps = steps_for(before, ARTICLE, (Part(Ground.WORD, "train", 40),), way)
    for step in steps:
        after = stepped(before, ARTICLE, step)
        assert after != before
        assert step_in(str(step)) == step
        assert stepped(after, ARTICLE, step.back) == before


@pytest.mark.parametrize(
    "text",
    [
        "tag:Politique==much",
        "tag:IA=much=never",
        "tag:IA==always",
        "word:secret==1",
        "word:train==2",
        "front=1=5",
        "front=1=",
        "say:x==1",
        "hide:train==1",
        "===",
        "x" * 500,
    ],
)
def test_whoever_holds_the_address_can_ask_for_nothing_else(text):
    """No other term, no other word, no leap: what does not concern the article is no step."""
    step = step_in(text)
    assert step is None or stepped(stated(("word", "train")), ARTICLE, step) is None


def test_no_step_leaves_what_could_not_be_read_again():
    """A word is taken as a form would take it; one that the article does not hold stays."""
    before = stated(("word", "secret"), ("word", "trains"))
    for text in ("word:\x01vélo==1", "word:vélo\uffff==1", "word:  vélo==1", "word:secret=1=", "word:TRAINS\x01=1="):
        assert stepped(before, ARTICLE, step_in(text)) is None, text
    gone = stepped(before, ARTICLE, step_in("word:trains=1="))
    assert gone.words == ("secret",)
    assert stepped(gone, ARTICLE, step_in("word:trains==1")) == before


def test_terms_that_were_typed_are_found_in_their_plural():
    """A tag of the newsroom is known by its singular too, the first of two that are written alike."""
    assert [(one.kind, one.label) for one in said(("other", "villes, IAs")).preferences.terms] == [
        (TermKind.CATEGORY, "Ville"),
        (TermKind.TAG, "IA"),
    ]


def test_wants_are_told_apart_on_the_form():
    """All that can be wanted has a name on the form in each language."""
    from buzzfeed.follow.words.my import MY

    assert all(set(words.wants) == {"", *Want} for words in MY.values())


@pytest.mark.parametrize(
    ("pairs", "told", "why"),
    [
        ((("say", "tout sauf le sport"),), "que ce que vous ne voulez pas", UNASKED),
        ((("never", "tag:Sport"),), "que ce que vous ne voulez pas", UNASKED),
        ((("say", "rien"),), "pas encore dit ce que vous aimez lire", UNASKED),
        ((("word", "vélo"),), "article récent", "Rien de ce que vous demandez n’y est assez présent."),
    ],
)
def test_who_only_refuses_is_told_what_comes_in(pairs, told, why):
    """Of somebody who asks for nothing no article is said to lack what was asked for; what is missing is named."""
    offer = Offer([candidate_of(made(name, tags=("Port",), featured=name == "a")) for name in "abc"])
    form = said(*pairs, ("amount", "1"), ("front", "1"))
    found = previewed(form.preferences, lambda changed: select(offer, taste_of(changed), NOW, ZONE))
    articles = {name: made(name) for name in "abc"}
    view = preview_view(site_of(config()), Links("", "fr", "fr"), form, found, articles, "/my")
    assert told in view.told
    assert {one.why for one in view.out} == {why}


@pytest.mark.parametrize(
    ("pairs", "method", "odds"),
    [
        ((("say", "🚲 et 🎭 !!!"),), "", ""),
        ((("say", "Le vélo"), ("never", "tag:Vélo")), "mot à mot", "à la fois «\u00a0vélo\u00a0»"),
        ((("word", "vélo"),), "mot à mot", ""),
        ((("much", "tag:Vélo"),), "", ""),
        ((("much", "tag:Vélo"), ("amount", "1"), ("front", "1")), "", "Toutes vos places vont à la une"),
        ((("much", "tag:Vélo"), ("amount", "1")), "", ""),
    ],
)
def test_the_preview_says_how_sentences_are_compared_and_what_is_at_odds(pairs, method, odds):
    """A sentence that says nothing is compared with nothing; what is refused as well as asked for is named."""
    offer, form = Offer([candidate_of(made("a", tags=("Vélo",)))]), said(*pairs)
    found = previewed(form.preferences, lambda changed: select(offer, taste_of(changed), NOW, ZONE))
    view = preview_view(site_of(config()), Links("", "fr", "fr"), form, found, {}, "/my")
    assert method in view.method
    assert bool(method) is bool(view.method)
    assert odds in view.odds
    assert bool(odds) is bool(view.odds)


def test_a_draft_tells_each_choice_before_and_after():
    """What is said otherwise is told once, in words; what stays as it is, is not."""
    kept = said(("say", "Le vélo"), ("tag:IA", "much"), ("words", "ia"), ("hide-word", "loto"), ("title", "Mon fil"))
    draft = said(
        *(("tag:IA", "never"), ("words", "ia"), ("hide-word", "loto"), ("hide-until", "2027-01-31"), ("amount", "8")),
        *(("read", "en"), ("title", "Mon fil"), ("feedback", "1")),
    )
    told = [(one.name, one.before, one.after) for one in choices_changed(kept, draft, "en")]
    assert told == [
        ("“Le vélo”", "your sentence", "–"),
        ("“IA”", "a lot", "never"),
        ("How much", "5 articles a day", "8 articles a day"),
        ("“loto”", "word hidden", "word hidden until 31\u00a0January 2027"),
        ("Languages", "all", "English"),
        ("Below each article, two links: “more like this”, “less like this”", "no", "yes"),
    ]
    assert choices_changed(kept, kept, "fr") == ()
    spared = said(("hide-word", "loto"), ("hide-until", "2027-02-01"))
    assert "mot masqué jusqu’au 1er\u00a0février 2027" in {one.before for one in choices_changed(spared, kept, "fr")}


def test_less_of_what_came_by_the_front_page():
    """That share is proposed first of what it brought, whatever else is said of the article, and of nothing else."""
    near = (Part(Ground.MEANING, "le train", 90),)
    tagged = replace(ARTICLE, tags=made("a", tags=("IA", "Vélo", "Eau", "Port")).tags)
    found = steps_for(stated(("front", "2")), tagged, near, "less", by_front=True)
    assert [str(one) for one in found][:2] == ["front=2=1", "tag:IA==never"]
    assert steps_for(stated(("front", "2")), replace(ARTICLE, tags=()), near, "less") == ()


def test_a_step_to_less_without_effect_is_not_proposed_beside_one_that_has_one():
    """Of what only the front page brought, « jamais » changes nothing: its share does. More is for what comes."""
    offer = Offer([candidate_of(made(name, tags=("IA", "Vélo", "Eau"), featured=name == "a")) for name in "ab"])
    before = stated(("word", "zanzibar"), ("amount", "2"), ("front", "1"))
    first = select(offer, taste_of(before), NOW, ZONE)
    article = made("a", tags=("IA", "Vélo", "Eau"))
    tried = {
        step: difference(first, select(offer, taste_of(stepped(before, article, step)), NOW, ZONE))
        for step in steps_for(before, article, (), "less", by_front=True)
    }
    assert len(tried) == 4
    assert [str(step) for step in worth_telling(tried, "less")] == ["front=1=0"]
    idle = dict(list(tried.items())[1:])
    assert list(worth_telling(idle, "less")) == list(idle)
    assert len(worth_telling(tried, "more")) == 3

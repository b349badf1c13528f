"""The offer: what articles hold is found however they came and went, and however long they are."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.personal import Offer
from buzzfeed.personal.postings import Postings
from buzzfeed.personal.spelling import counted_stems, spaced, spaced_whole, stem_of, stems, words

import made_offers

ODD = "éèœŒÆ’'«»…  \t\u00a0\u0301\u05b0а½№ﬁß­İ\u200b\ufeff-–—ŉςΣ"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(ODD)), max_size=60))
def test_the_words_of_a_long_text_are_those_of_its_pieces(text):
    """Words and stems made piece by piece, each once, are those of the whole text, whatever it is written in."""
    assert spaced_whole(text.split()) == spaced(text)
    counted = {stem: count for stem, count in counted_stems(text.split()).items() if not set(stem) & set("&+#.")}
    assert counted == Counter(stem for word in words(text) if (stem := stem_of(word)))
    assert set(stems(text.replace("&", " "))) <= set(counted_stems(text.split()))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_an_offer_that_was_renewed_finds_what_one_made_anew_finds(seed):
    """Whatever came, changed and went in between, words and terms lead to the articles that hold them, as strongly."""
    dice = random.Random(seed)
    offer, held = Offer(()), {}
    for turn in range(6):
        fresh = {one.id: one for one in made_offers.articles(seed + turn, most=8)}
        gone = [id_ for id_ in held if dice.random() < 0.3]
        for word in made_offers.WORDS:
            offer.postings(stems(word)[0])  # looked up before, and renewed with the rest
        held = {id_: one for id_, one in {**held, **fresh}.items() if id_ in fresh or id_ not in gone}
        offer.renew(fresh.values(), gone, {})
    anew = Offer(held.values())
    assert _found(offer) == _found(anew)
    assert {one.id for one in offer.candidates} == set(held)


def test_what_is_looked_up_is_kept_within_bounds(monkeypatch):
    """Mappings of words that nobody asks for any more are let go of; what they hold is found again."""
    monkeypatch.setattr("buzzfeed.personal.postings._MOST_OPEN", 3)
    found = Postings()
    for place in range(4):
        found.put(place, {"rare" if place == 2 else "common": 4, "all": 1})
    assert [dict(found.of(stem)) for stem in ("common", "rare", "all", "common")] == [
        {0: 4, 1: 4, 3: 4},
        {2: 4},
        {0: 1, 1: 1, 2: 1, 3: 1},
        {0: 4, 1: 4, 3: 4},
    ]
    assert list(found._open) == ["common"]


def _found(offer):
    """Return what each stem and term leads to, by the articles' ids."""
    names = [one.id for one in offer.candidates]
    words = {
        stem: {names[place]: strength for place, strength in offer.postings(stem).items()}
        for one in offer.candidates
        for stem in one.body_stems.split() + one.title_stems.split() + one.term_stems.split()
    }
    rare = {stem: offer.rarity(stem) for stem in words}
    return words, rare, {key: {names[place] for place in places} for key, places in offer.by_term.items()}

"""What a personal feed promises, over made newsrooms: hidden, protected, monotone, steady, and the same each time."""

import html
import random
import re
import unicodedata
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.personal import Bar, Offer, Pace, Shown, preferences_of, score, select, taste_of
from buzzfeed.personal.selecting import KEPT, MOST_ENTRIES, OFFERED

import made_offers
from made_offers import NOW, TAGS, ZONE, candidate, said, wishes

SEEDS = st.integers(0, 1 << 32)


def selected(articles, preferences, now=NOW, shown=None):
    """Return the selection over these articles."""
    return select(Offer(articles), taste_of(preferences), now, ZONE, shown=shown)


def ids(selection):
    """Return the ids of a selection, in its order."""
    return [one.candidate.id for one in selection.chosen]


def bare(text):
    """Fold in another way than the code does."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


@given(SEEDS)
@settings(max_examples=80)
def test_hidden_words_never_appear(seed):
    """Whatever else is wanted, featured or followed, nothing that holds a hidden word is chosen."""
    articles, preferences = made_offers.articles(seed), preferences_of(wishes(seed))
    chosen = selected(articles, preferences).chosen
    for hidden in preferences.hidden:
        for one in chosen:
            assert bare(hidden.word) not in re.findall(r"\w+", bare(one.candidate.text))


@given(SEEDS)
@settings(max_examples=80)
def test_the_protected_share_is_there_but_for_hidden_words(seed):
    """Of what the newsroom features in a day or week, as much as asked for stands in the feed: no topic rule wins."""
    articles, preferences = made_offers.articles(seed), preferences_of(wishes(seed))
    selection = selected(articles, preferences)
    there = set(ids(selection))
    days: dict[object, list[bool]] = {}
    for one in selection.scored:
        if one.candidate.featured and one.bar is not Bar.HIDDEN:
            day = one.candidate.published.astimezone(ZONE).date()
            week = day - timedelta(days=day.weekday())
            days.setdefault(day if preferences.pace is Pace.DAY else week, []).append(one.candidate.id in there)
    for present in days.values():
        assert sum(present) >= min(preferences.front, len(present))


@given(SEEDS)
@settings(max_examples=80)
def test_volume_is_kept(seed):
    """No day or week gives more places than asked for, but what is featured after the newest had its place."""
    articles, preferences = made_offers.articles(seed), preferences_of(wishes(seed))
    chosen = selected(articles, preferences).chosen
    assert len({one.candidate.id for one in chosen}) == len(chosen)
    days: dict[object, list[bool]] = {}
    for one in chosen:
        day = one.candidate.published.astimezone(ZONE).date()
        week = day - timedelta(days=day.weekday())
        instead = one.front and not one.candidate.featured
        days.setdefault(day if preferences.pace is Pace.DAY else week, []).append(instead)
    assert all(len(held) <= preferences.amount + sum(held) for held in days.values())


@given(SEEDS, st.sampled_from(TAGS))
@settings(max_examples=80)
def test_more_of_a_preference_never_lowers_its_articles(seed, tag):
    """From nothing to a little, from that to much, one more word or sentence: points of what it is about never fall."""
    others = tuple(pair for pair in wishes(seed) if pair[1] != f"tag:{tag}")
    steps = [others, (*others, ("little", f"tag:{tag}")), (*others, ("much", f"tag:{tag}"))]
    steps += [(*steps[-1], ("word", tag)), (*steps[-1], ("word", tag), ("say", tag))]
    offer = Offer(made_offers.articles(seed))
    before = None
    for step in steps:
        points = [one.points for one in score(offer, taste_of(preferences_of(step)))]
        assert before is None or all(new >= old for new, old in zip(points, before, strict=True))
        before = points


@given(SEEDS)
@settings(max_examples=40)
def test_same_state_same_selection(seed):
    """Neither the order of articles nor that of what is said, nor asking again, changes anything."""
    articles, pairs, dice = made_offers.articles(seed), wishes(seed), random.Random(seed)
    preferences = preferences_of(pairs)
    first = selected(articles, preferences)
    shuffled, said_otherwise = list(articles), list(pairs)
    dice.shuffle(shuffled)
    dice.shuffle(said_otherwise)
    again = selected(shuffled, preferences_of(said_otherwise))
    assert [(one.candidate.id, one.since, one.front) for one in first.chosen] == [
        (one.candidate.id, one.since, one.front) for one in again.chosen
    ]
    assert first.shown == again.shown


@given(SEEDS)
@settings(max_examples=40)
def test_nothing_flickers_under_random_publishing(seed):
    """Asked at odd times while articles come late, are edited or taken back, a stored feed loses only what it must."""
    preferences, dice = preferences_of(wishes(seed)), random.Random(seed)
    stock = {one.id: one for one in made_offers.articles(seed, most=40)}
    arrival = {name: one.published + timedelta(hours=dice.choice((0, 0, 0, 5))) for name, one in stock.items()}
    shown, now, before = Shown(), NOW - timedelta(hours=80), set()
    while now <= NOW + timedelta(hours=6):
        if stock and dice.random() < 0.1:
            stock.pop(dice.choice(sorted(stock)))
        public = [one for name, one in stock.items() if arrival[name] <= now]
        selection = selected(public, preferences, now, shown)
        there = set(ids(selection))
        hidden = {one.candidate.id for one in selection.scored if one.bar is Bar.HIDDEN}
        assert before & {one.id for one in public} - hidden <= there
        assert selected(public, preferences, now, selection.shown).shown.places == selection.shown.places
        shown, before = selection.shown, there
        now += timedelta(minutes=dice.choice((1, 30, 240, 900)))


def test_windows_over_time_do_not_flicker_either():
    """Where nothing is stored, what stood in the feed an hour ago still does while articles only come."""
    dice = random.Random(7)
    articles = [
        candidate(f"a{number}", dice.random() * 70, tags=(dice.choice(TAGS),), featured=dice.random() < 0.2)
        for number in range(60)
    ]
    preferences = said(("much", "tag:IA"), ("little", "tag:École"), ("amount", "4"), ("front", "1"))
    before = set()
    for hour in range(70, -1, -1):
        now = NOW - timedelta(hours=hour)
        there = set(ids(selected([one for one in articles if one.published <= now], preferences, now)))
        assert before <= there
        before = there
    assert len(before) > 8


def test_a_window_that_moves_on_loses_only_what_is_too_old():
    """Also at its far end: which articles of old days had places does not change when days before them leave."""
    dice = random.Random(11)
    articles = [
        candidate(f"a{number}", dice.random() * 24 * 24, tags=(dice.choice(TAGS),), featured=dice.random() < 0.05)
        for number in range(200)
    ]
    preferences = said(("much", "tag:IA"), ("little", "tag:École"), ("amount", "3"), ("front", "1"))
    dates = {one.id: one.published for one in articles}
    before = set()
    for hour in range(24 * 6, -1, -7):
        now = NOW - timedelta(hours=hour)
        offered = [one for one in articles if now - OFFERED[Pace.DAY] <= one.published <= now]
        there = set(ids(selected(offered, preferences, now)))
        assert {one for one in before if dates[one] >= now - KEPT[Pace.DAY]} <= there
        before = there
    assert len(before) > 20


def test_entries_keep_their_dates_and_age_out():
    """Newest first by true dates; after two weeks an article leaves, and the newest of many stay."""
    articles = [candidate(f"a{hours}", hours, tags=("IA",)) for hours in range(0, 24 * 16, 2)]
    selection = selected(articles, said(("much", "tag:IA"), ("amount", "50"), ("front", "0")))
    dates = [one.candidate.published for one in selection.chosen]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) > 150
    assert len(dates) <= MOST_ENTRIES
    assert min(dates) >= NOW - timedelta(days=14)
    later = selected(articles, said(("much", "tag:IA")), NOW + timedelta(days=13), selection.shown)
    assert all(one.candidate.published >= NOW - timedelta(days=1) for one in later.chosen)


def test_hiding_ends_with_its_day_and_matches_whole_words_without_accents():
    """« Élection » hides "ELECTION" and no « sélection »; the day it ends is still hidden, the next is not."""
    preferences = said(("hide", "Élection~2026-11-24"), ("much", "tag:IA"), ("front", "0"))
    articles = [
        candidate("hit", 2, title="ELECTION : le se\u00adcond tour", tags=("IA",)),
        candidate("near", 3, title="Une sélection de livres", tags=("IA",)),
    ]
    assert ids(selected(articles, preferences)) == ["near"]
    assert set(ids(selected(articles, preferences, NOW + timedelta(hours=12)))) == {"hit", "near"}
    soft = said(("hide", "second"), ("much", "tag:IA"))
    assert "hit" not in ids(selected(articles, soft))


_SAYS = (
    "<p>{0}</p>",
    '<figure><img src="/a.png" alt="Un {0} mauve"></figure>',
    '<p><a href="/b" title="{0} titre">ici</a></p>',
    '<video src="/v.mp4"><track src="/s" label="Le {0}, en russe"></video>',
    "<figure><figcaption>Vue : {0}.</figcaption></figure>",
    "<details><summary>{0}</summary></details>",
)
_SPLITS = ("", "<wbr>", "</em>", '<span class="x">', "<strong><em>", "\u00ad</b>", "<sub>")


@given(
    word=st.sampled_from(("dirigeable", "polygones", "élection", "R&D", "C++", "c#", ".NET", "Canal+")),
    says=st.sampled_from(_SAYS),
    split=st.sampled_from(_SPLITS),
    at=st.integers(1, 4),
)
@settings(max_examples=120, deadline=None)
def test_whatever_is_read_or_heard_of_a_body_is_searched_for_hidden_words(word, says, split, at):
    """In attributes as between tags, in one piece as with tags within: an article that holds it never comes in."""
    written = html.escape(word)
    shown = f"{html.escape(word[:at])}{split}{html.escape(word[at:])}" if '"' not in says else written
    content = f"<p>Avant.</p>{says.format(shown)}<p>Après.</p>"
    article = candidate("a", 1, title="Sans lui", featured=True, content=content)
    assert ids(selected([article], said(("hide", "zeppelin")))) == ["a"]
    assert ids(selected([article], said(("hide", word)))) == []


def test_names_are_hidden_and_followed_with_their_signs():
    """« C++ » is not the « c' » of « c'est », "M&A" not « m'a »; whoever follows such a name finds it, and it alone."""
    articles = [
        candidate("c", 1, title="C’est le canal qu’il m’a montré, un net recul"),
        candidate("n", 2, title="Le C++ et le C# sous .NET : M&A et R & D chez Canal+"),
    ]
    for name in ("C++", "C#", "M&A", "R&D", "Canal+", ".NET"):
        wanted = (("amount", "9"), ("front", "9"))
        assert ids(selected(articles, said(("hide", name), *wanted))) == ["c"], name
        assert ids(selected(articles, said(("word", name), ("front", "0")))) == ["n"], name
    assert ids(selected(articles, said(("hide", "canal"), ("amount", "9"), ("front", "9")))) == []


def test_the_front_page_is_in_a_language_that_is_read():
    """No article in a language that is not read comes by that share: nobody could read it."""
    articles = [candidate("fr", 1, featured=True, language="fr"), candidate("en", 2, featured=True, language="en")]
    assert ids(selected(articles, said(("lang", "en"), ("front", "5")))) == ["en"]


def test_phrases_and_captions_are_hidden_too():
    """A phrase counts as its words in their order, and what stands under a picture or as an author is read as well."""
    articles = [
        candidate("phrase", 1, body="La porte-monnaie", tags=("IA",)),
        candidate("apart", 2, body="La porte sans monnaie", tags=("IA",)),
        candidate("author", 3, authors=("Jean Monnet",), tags=("IA",)),
    ]
    preferences = said(("hide", "Porte monnaie"), ("hide", "monnet"), ("much", "tag:IA"), ("amount", "9"))
    assert ids(selected(articles, preferences)) == ["apart"]


def test_without_anything_featured_the_newest_are_the_front_page():
    """The share goes to the newest where the newsroom features nothing, and to nothing else where it does."""
    articles = [candidate(f"a{hours}", hours) for hours in (1, 3, 5)]
    night = NOW + timedelta(hours=10)
    assert ids(selected(articles, said(("amount", "3"), ("front", "3")), night)) == ["a1", "a3", "a5"]
    articles.append(candidate("une", 6, featured=True))
    assert ids(selected(articles, said(("amount", "3"), ("front", "3")), night)) == ["une"]


def test_variety_lets_subjects_alternate():
    """With much variety the second place goes to another subject that has fewer points; with little it does not."""
    articles = [
        candidate("ia1", 3, title="IA un", tags=("IA",), categories=("Ville",), authors=("A",)),
        candidate("ia2", 2.9, title="IA deux", tags=("IA",), categories=("Ville",), authors=("A",)),
        candidate("velo", 2.8, title="Vélo", tags=("Vélo",), categories=("Sport",)),
    ]
    wanted = (("much", "tag:IA"), ("little", "category:Ville"), ("much", "tag:Vélo"), ("amount", "2"), ("front", "0"))
    now = NOW + timedelta(hours=8)
    assert set(ids(selected(articles, said(*wanted, ("variety", "little")), now))) == {"ia1", "ia2"}
    assert set(ids(selected(articles, said(*wanted, ("variety", "much")), now))) == {"ia1", "velo"}

"""The directory as a view: what is listed, grouped, found, chosen, and how often each publishes."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed.channels import mix_of
from buzzfeed.follow import Asked, Listing, directory_json, directory_view
from buzzfeed.follow.listing import FLAT, POPULAR, said_rate
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState
from pagevalues import PUBLISHED, channel

CHANNELS = [
    channel("all", title="Le Fanal", articles=12),
    channel("category", "sciences", "Sciences"),
    channel("category", "ecole", "École", 2),
    channel("category", "energie", "Énergie", 1),
    channel("tag", "vide", "Vide", 0),
    channel("language", "fr", "fr", 12),
    channel("query", "ia-et-ecole", "L’IA à l’école"),
]


@pytest.fixture
def listing(site, french):
    """Give a function that lists channels in French, or by other links."""

    def lay(channels=CHANNELS, links=french, recent=None):
        return Listing(site, links, {state.key: state for state in channels}, recent or {})

    return lay


def test_every_channel_with_articles_is_listed(listing):
    """Kinds in a fixed order, names as a person sorts them; what is emptied is not shown."""
    view = directory_view(listing())
    assert view.everything is not None
    assert view.everything.count == "12\u00a0articles"
    assert [(section.title, [row.title for row in section.rows]) for section in view.sections] == [
        ("Rubriques", ["École", "Énergie", "Sciences"]),
        ("Sélections", ["L’IA à l’école"]),
    ]


def test_languages_are_a_choice_only_where_there_are_several(listing, english):
    """One language is not listed; two are, by their names in the page's language."""
    view = directory_view(listing([*CHANNELS, channel("language", "en", "en")], english))
    languages = view.sections[-1]
    assert languages.kind is ChannelKind.LANGUAGE
    assert [item.title for item in languages.items] == ["English", "French"]


def test_a_row_leads_to_the_follow_page_and_the_three_feeds(listing, english):
    """Links keep the language that was chosen; addresses are absolute, as the world sees them."""
    row = directory_view(listing(links=english)).sections[0].rows[0]
    assert row.href == "/follow/category/ecole?lang=en"
    assert row.latest is not None
    assert row.latest.text == "12\u00a0November 2026"
    assert [(feed.name, feed.href) for feed in row.feeds] == [
        ("RSS", "/feeds/category/ecole.rss"),
        ("Atom", "/feeds/category/ecole.atom"),
        ("JSON", "/feeds/category/ecole.json"),
    ]
    assert row.feeds[0].address == "https://flux.lefanal.example/feeds/category/ecole.rss"
    assert row.feeds[2].media_type == "application/feed+json"


def test_a_selection_shows_its_description(listing):
    """What a saved query says of itself stands beside its name."""
    assert directory_view(listing()).sections[1].rows[0].description == "Deux à deux."


def test_before_the_first_article_there_is_nothing_to_follow(listing):
    """An empty store gives a directory without channels, not an error."""
    view = directory_view(listing([]))
    assert (view.everything, view.sections) == (None, ())


def test_channel_without_a_title_shows_its_slug(listing):
    """A term that has lost its label is still shown by something."""
    key = ChannelKey(ChannelKind.TAG, "perdu")
    view = directory_view(listing([ChannelState(key, "", 2, PUBLISHED, latest=PUBLISHED, public=True)]))
    assert view.sections[0].rows[0].title == "perdu"


def many(count, **counts):
    """Return so many tags, named by their number, some with a count of their own."""
    names = [f"Étoile {number:04d}" for number in range(count)]
    return [channel("tag", f"t{place}", name, counts.get(f"t{place}", 2)) for place, name in enumerate(names)]


def test_a_thousand_tags_are_the_fullest_first_and_the_rest_by_letter(listing):
    """Some dozens are one list; of more each stands once, the fullest ahead, others under their initial."""
    assert len(directory_view(listing(many(FLAT))).sections[0].items) == FLAT
    odd = [channel("tag", f"x{place}", name, 1) for place, name in enumerate(["2026", "مدرسة", "@", "Œuvre"])]
    tags = [*many(1000, t500=9, t7=8), *odd]
    (section,) = directory_view(listing(tags)).sections
    assert section.items == ()
    assert (section.total, section.rest) == ("1\u202f004", "Les 986 autres, de A à Z")
    assert [item.term for item in section.popular[:2]] == ["tag:t500", "tag:t7"]
    assert len(section.popular) == POPULAR
    assert [(letter.label, letter.anchor) for letter in section.letters] == [
        ("0–9", "tag-30-2013-39"),
        ("E", "tag-e"),
        ("O", "tag-o"),
        ("م", "tag-645"),
        ("Autres", "tag-x"),
    ]
    terms = [item.term for item in section.popular] + [item.term for one in section.letters for item in one.items]
    assert sorted(terms) == sorted(f"tag:{state.key.slug}" for state in tags)


@pytest.mark.parametrize("typed", ["ecole", "ÉCOLE", " l'ia  A ", "cole ia", "IA"])
def test_search_folds_case_accents_ligatures_and_order(listing, typed):
    """However it is typed, each word is looked for anywhere in the folded name."""
    view = directory_view(listing(), Asked(typed))
    assert view.results is not None
    assert "L’IA à l’école" in [item.title for item in view.results.items]
    assert view.sections == ()


def test_search_gives_the_best_first_and_says_how_many(listing):
    """What begins so comes first, then where a word does, then the rest; nothing found is said so."""
    names = {"a": "Microécole", "b": "L’école", "c": "École", "d": "Petite école", "e": "Rien"}
    view = directory_view(listing([channel("tag", slug, name) for slug, name in names.items()]), Asked("ecole"))
    assert [item.title for item in view.results.items] == ["École", "Petite école", "L’école", "Microécole"]
    assert view.results.sentence == "4\u00a0résultats pour «\u00a0ecole\u00a0»"
    assert directory_view(listing(), Asked("zzz")).results.sentence == "Rien ne correspond à «\u00a0zzz\u00a0»."


def test_what_is_chosen_stays_chosen(listing, english):
    """Ticked channels stand above the results, a mix's other terms and the language travel along unseen."""
    mix = mix_of([("any", "category:ecole,category:energie"), ("none", "category:sciences")])
    view = directory_view(listing(links=english), Asked("sci", mix))
    assert [(item.title, item.chosen) for item in view.chosen] == [("École", True), ("Énergie", True)]
    assert view.choosing.hidden == (("lang", "en"), ("none", "category:sciences"))
    assert view.choosing.sentence == "3\u00a0chosen"
    whole = directory_view(listing(), Asked("", mix))
    boxes = {item.term: item.chosen for section in whole.sections for item in section.items}
    assert boxes["category:ecole"] is True
    assert boxes["query:ia-et-ecole"] is False
    assert directory_view(listing(links=replace(english, static=True))).choosing is None


@pytest.mark.parametrize(
    ("count", "days", "said"),
    [
        (270, 90, "environ 3\u00a0par jour"),
        (91, 91, "environ 1\u00a0par jour"),
        (26, 91, "environ 2\u00a0par semaine"),
        (13, 91, "environ 1\u00a0par semaine"),
        (7, 91, "environ 2\u00a0par mois"),
        (3, 91, "environ 1\u00a0par mois"),
        (1, 91, "moins d’un par mois"),
        (0, 7, "moins d’un par mois"),
    ],
)
def test_a_rhythm_is_said_in_whole_numbers(count, days, said):
    """A day, a week, a month, or less: never a fraction, never more than is known."""
    assert said_rate(count, days, "fr") == said


def test_rhythm_is_told_by_the_newsrooms_newest_article_and_not_by_a_clock(listing):
    """A young channel is measured since it began; the count is that of the last three months."""
    begun = PUBLISHED - timedelta(days=13)
    young = ChannelState(ChannelKey(ChannelKind.TAG, "jeune"), "Jeune", 28, begun, latest=PUBLISHED, public=True)
    (section,) = directory_view(listing([CHANNELS[0], young], recent={young.key: 28})).sections
    assert section.items[0].rhythm == "environ 2\u00a0par jour"


def test_the_json_tells_every_channel(listing):
    """Each channel with its page, its feeds and its counts, everything first; templates say how mixes are asked for."""
    told = json.loads(directory_json(listing(recent={CHANNELS[1].key: 2})))
    assert told["version"] == 1
    assert [(one["kind"], one["slug"]) for one in told["channels"]] == [
        ("all", ""),
        ("category", "ecole"),
        ("category", "energie"),
        ("category", "sciences"),
        ("query", "ia-et-ecole"),
    ]
    assert told["channels"][3] == {
        "kind": "category",
        "slug": "sciences",
        "title": "Sciences",
        "articles": 3,
        "recent": 2,
        "latest": "2026-11-12T08:30:00Z",
        "page": "https://flux.lefanal.example/follow/category/sciences",
        "feeds": {
            fmt: f"https://flux.lefanal.example/feeds/category/sciences.{fmt}" for fmt in ("rss", "atom", "json")
        },
    }
    assert told["mix"]["feeds"]["atom"] == "https://flux.lefanal.example/feeds/mix.atom{?any,all,none}"


def test_data_for_machines_cannot_end_its_element(listing):
    """Whatever a channel is called, the JSON-LD in the page holds no letter that HTML would heed."""
    hostile = channel("tag", "x", "</script><script>alert(1)</script>&amp;")
    view = directory_view(listing([*CHANNELS, hostile]))
    assert not set(view.data) & set("<>&")
    told = json.loads(view.data)
    assert told["mainEntity"]["numberOfItems"] == 5
    assert hostile.title in [one["item"]["name"] for one in told["mainEntity"]["itemListElement"]]

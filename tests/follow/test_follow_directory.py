from datetime import timedelta
from xml.etree import ElementTree

from buzzfeed.follow import directory_view, opml
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState
from pagevalues import PUBLISHED, channel

CHANNELS = [
    channel("all", title="Le Fanal", articles=12),
    channel("category", "sciences", "Sciences"),
    channel("category", "ecole", "École", 2),
    channel("category", "energie", "Énergie", 1),
    channel("tag", "vide", "Vide", 0),
    channel("tag", "rare", "Rare", 1, public=False),
    channel("language", "fr", "fr", 12),
    channel("query", "ia-et-ecole", "L’IA à l’école"),
]


def test_every_public_channel_with_articles_is_listed(site, french):
    """Kinds in a fixed order, names as a person sorts them; what is emptied or not public is not shown."""
    view = directory_view(site, french, CHANNELS)
    assert view.everything is not None
    assert view.everything.count == "12\u00a0articles"
    assert [(section.title, [row.title for row in section.rows]) for section in view.sections] == [
        ("Rubriques", ["École", "Énergie", "Sciences"]),
        ("Sélections", ["L’IA à l’école"]),
    ]


def test_languages_are_a_choice_only_where_there_are_several(site, english):
    """One language is not listed; two are, by their names in the page's language."""
    view = directory_view(site, english, [*CHANNELS, channel("language", "en", "en")])
    languages = view.sections[-1]
    assert languages.kind is ChannelKind.LANGUAGE
    assert [row.title for row in languages.rows] == ["English", "French"]


def test_a_row_leads_to_the_follow_page_and_the_three_feeds(site, english):
    """Links keep the language that was chosen; addresses are absolute, as the world sees them."""
    row = directory_view(site, english, CHANNELS).sections[0].rows[0]
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


def test_a_selection_shows_its_description(site, french):
    """What a saved query says of itself stands beside its name."""
    assert directory_view(site, french, CHANNELS).sections[1].rows[0].description == "Deux à deux."


def test_before_the_first_article_there_is_nothing_to_follow(site, french):
    """An empty store gives a directory without channels, not an error."""
    view = directory_view(site, french, [])
    assert view.everything is None
    assert view.sections == ()
    assert view.frame.title == "Suivre Le Fanal"


def test_the_frame_names_both_languages(site, english):
    """Each page has one address per language, and a link to the other."""
    frame = directory_view(site, english, CHANNELS).frame
    assert frame.canonical == "https://flux.lefanal.example/"
    assert [(other.language, other.href, other.address) for other in frame.others] == [
        ("fr", "/?lang=fr", "https://flux.lefanal.example/?lang=fr"),
        ("en", "/?lang=en", "https://flux.lefanal.example/?lang=en"),
    ]


def test_opml_lists_each_channel_by_its_rss_feed(site, french):
    """An importer finds every feed once, grouped by kind, with its page for people (OPML 2.0)."""
    root = ElementTree.fromstring(opml(directory_view(site, french, CHANNELS)))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Le Fanal"
    feeds = root.findall(".//outline[@type='rss']")
    assert [feed.get("xmlUrl").removeprefix("https://flux.lefanal.example/feeds/") for feed in feeds] == [
        "all.rss",
        "category/ecole.rss",
        "category/energie.rss",
        "category/sciences.rss",
        "query/ia-et-ecole.rss",
    ]
    assert feeds[1].get("text") == "École"
    assert feeds[1].get("htmlUrl") == "https://flux.lefanal.example/follow/category/ecole"
    assert [group.get("text") for group in root.findall("body/outline") if not group.get("xmlUrl")] == [
        "Rubriques",
        "Sélections",
    ]


def test_opml_survives_any_title(site, french):
    """Markup, quotes and characters that XML forbids do not break the document."""
    title = 'R&D <b>"x"</b>\x00\x0b\ufffe\ud800 fin'
    odd = ChannelState(ChannelKey(ChannelKind.TAG, "odd"), title, 1, PUBLISHED, None, PUBLISHED + timedelta(1), True)
    root = ElementTree.fromstring(opml(directory_view(site, french, [odd])))
    assert root.find(".//outline[@type='rss']").get("text") == 'R&D <b>"x"</b> fin'

import pytest

from buzzfeed.follow import Links, site_of, web_address
from buzzfeed.follow.site import link_to
from buzzfeed.model import ChannelKey, ChannelKind, Format
from pagevalues import config


def test_a_site_says_what_its_config_does():
    """Our own hub is named first, each other once; the prefix is kept apart, and queries keep their descriptions."""
    site = site_of(config(feeds_url="https://lefanal.example/flux"))
    assert (site.base, site.prefix) == ("https://lefanal.example/flux", "/flux")
    assert site.hubs == ("https://lefanal.example/flux/hub", "https://hub.example/")
    assert site.descriptions["ia-et-ecole"] == "Deux à deux."
    assert site.feed(ChannelKey(ChannelKind.TAG, "ia"), Format.RSS) == "https://lefanal.example/flux/feeds/tag/ia.rss"


@pytest.mark.parametrize(("language", "pages"), [("fr", "fr"), ("en-GB", "en"), ("EN", "en"), ("de", "fr")])
def test_pages_are_in_the_newsrooms_language_where_they_can_be(language, pages):
    """French, English, or French for a newsroom of another language."""
    assert site_of(config(language=language)).language == pages


def test_links_keep_a_chosen_language():
    """A language that was chosen by address goes with every link to a page, and with none to a file."""
    chosen = Links("/flux", "en", "fr", chosen=True)
    assert chosen.page("/follow/all") == "/flux/follow/all?lang=en"
    assert chosen.file("/feeds.opml") == "/flux/feeds.opml"
    assert chosen.other("/", "fr") == "/flux/?lang=fr"
    assert Links("", "en", "fr").page("/follow/all") == "/follow/all"


def test_links_of_static_files_lead_to_files():
    """Without a server that negotiates, each language is a file of its own in the page's folder."""
    french, english = (Links("/flux", language, "fr", static=True) for language in ("fr", "en"))
    assert french.page("/") == "/flux/"
    assert french.page("/a/mare") == "/flux/a/mare/"
    assert english.page("/") == "/flux/index.en.html"
    assert english.page("/a/mare") == "/flux/a/mare/index.en.html"
    assert english.other("/a/mare", "fr") == "/flux/a/mare/"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//host/x", "/x", "", "http:///x", "http://[x"],
)
def test_only_web_addresses_become_links(url):
    """Scripts, data and relative addresses are no links."""
    assert web_address(url) == ""
    assert web_address("https://lefanal.example/é") == "https://lefanal.example/é"


def test_links_to_our_own_pages_keep_the_language(site, english):
    """An article's page here is linked by its path, in the page's language; any other address stays as it is."""
    base = "https://flux.lefanal.example"
    assert link_to(f"{base}/a/mare", site, english) == "/a/mare?lang=en"
    for url in (
        f"{base}/a/media/x.png",
        f"{base}/a/",
        f"{base}/a/x?y",
        f"{base}.evil.example/a/x",
        "https://x.example/a/b",
    ):
        assert link_to(url, site, english) == url
    assert link_to("javascript:x", site, english) == ""

"""The readers that a follow page leads to, and the links that subscribe in each."""

import pytest

from buzzfeed.follow import Links, follow_view
from buzzfeed.follow.readers import OWN_HOST, own_host_link
from pagevalues import channel

FEED = "https://flux.lefanal.example/feeds/tag/ia.rss"
ENCODED = "https%3A%2F%2Fflux.lefanal.example%2Ffeeds%2Ftag%2Fia.rss"

LINKS = {
    "feedly": f"https://feedly.com/i/subscription/feed%2F{ENCODED}",
    "inoreader": f"https://www.inoreader.com/?add_feed={ENCODED}",
    "newsblur": f"https://www.newsblur.com/?url={ENCODED}",
    "theoldreader": f"https://theoldreader.com/feeds/subscribe?url={ENCODED}",
    "feedbin": f"https://feedbin.com/?subscribe={ENCODED}",
    "bazqux": f"https://bazqux.com/add?url={ENCODED}",
    "app": f"feed:{FEED}",
}
OWN = {
    "miniflux": f"https://rss.example/bookmarklet?uri={ENCODED}",
    "freshrss": f"https://rss.example/i/?c=feed&a=add&url_rss={ENCODED}",
    "ttrss": f"https://rss.example/public.php?op=bookmarklets--subscribe&feed_url={ENCODED}",
    "nextcloud": f"https://rss.example/index.php/apps/news?subscribe_to={ENCODED}",
}


@pytest.fixture
def view(site, french):
    """Give the follow page of a tag."""
    return follow_view(site, french, channel("tag", "ia", "IA"), [])


def test_each_reader_has_the_link_that_subscribes(view):
    """The feed's whole address is encoded into each reader's own link, but stands as it is after ``feed:``."""
    assert {reader.key: reader.href for reader in view.readers} == LINKS


def test_each_link_has_a_name_that_stands_alone(view):
    """Heard by itself, a link says what is followed and with what."""
    labels = [reader.label for reader in view.readers]
    assert labels[0] == "Suivre «\u00a0IA\u00a0» avec Feedly"
    assert all(reader.name in reader.label for reader in view.readers)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("key", OWN)
def test_readers_on_a_host_of_ones_own_have_fixed_paths(key):
    """The host comes first, the rest is fixed and the feed's address is encoded."""
    assert own_host_link(OWN_HOST[key], "https://rss.example", FEED) == OWN[key]


def test_readers_without_a_link_say_how(view):
    """Thunderbird, Vivaldi and Reeder have a line each."""
    assert [one.name for one in view.by_hand] == ["Thunderbird", "Vivaldi", "Reeder"]
    assert all(one.text for one in view.by_hand)


def test_static_pages_have_no_form(site):
    """Files answer no form: there the page has none."""
    view = follow_view(site, Links("", "fr", "fr", static=True), channel("tag", "ia", "IA"), [])
    assert view.own is None

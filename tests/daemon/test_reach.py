"""``doctor --reach``: readers that a wall turns away are named, with what shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.daemon.doctor.reach import AGENTS, _turned_away
from buzzfeed.model import Format
from buzzfeed.net import Net
from buzzfeed.testing import Cdn, Website

FEED = b'<rss version="2.0"><channel><item><guid>a</guid></item></channel></rss>'


@dataclass
class Feed:
    """What is asked of a served feed."""

    path: str = "/feeds/all.rss"
    format: Format = Format.RSS
    digest: str = hashlib.sha256(FEED).hexdigest()


@dataclass
class Room:
    """A config as far as it is asked for."""

    feeds_url: str

    @property
    def newsroom(self):
        """Return what says where feeds stand."""
        return self


@pytest.fixture(scope="module")
def cdn():
    """Run a site that serves the feed, behind a CDN."""
    with Website({Feed.path: FEED}) as site, Cdn(site.url) as running:
        yield running


def asked(cdn, name):
    """Ask as a reader does."""
    with Net(NetSettings(timeout=5.0)) as net:
        return _turned_away(Room(cdn.url), net, AGENTS[name], Feed())


def test_whoever_gets_the_feed_is_not_turned_away(cdn):
    """Nothing is said of a reader that gets it, from the cache or not."""
    assert [asked(cdn, "Feedly"), asked(cdn, "newsboat")] == ["", ""]


def test_a_status_and_a_challenge_are_told_apart(cdn):
    """One reader is forbidden, another is shown a page that asks for a browser, the rest get the feed."""
    cdn.forbidden, cdn.challenged = ("Newsboat",), ("FreshRSS",)
    assert asked(cdn, "newsboat") == "answers 403: a web page"
    assert asked(cdn, "FreshRSS") == "answers something else than a feed: a page that asks for a browser"
    assert asked(cdn, "Miniflux") == ""

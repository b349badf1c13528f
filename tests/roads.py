"""Every way by which buzzfeed asks for an address, each with a hostile one led into it.

A road is given a `Scene`, a site that the operator typed and that tells what it is made to tell, and an address to lead
to. `CALLS` names each place of the source that fetches, and which roads pass it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from buzzfeed.config import Config, HubSettings
from buzzfeed.daemon.doctor import site as doctor_site
from buzzfeed.errors import BuzzfeedError
from buzzfeed.follow.snippets.hosts import RobotsLine
from buzzfeed.model import ChannelKey, ChannelKind, Format, SourceMemory
from buzzfeed.model.ownsubscriptions import OwnSubscription
from buzzfeed.model.subscriptions import UNCLAIMED, Asking, Owed, Request, Speech, Taken, Topic
from buzzfeed.net import Homebound, Net
from buzzfeed.notify import answers, build_targets, sightings, subscribing
from buzzfeed.notify.hub.bodies import Push
from buzzfeed.notify.hub.telling import Job, Teller
from buzzfeed.notify.hub.verifying import Verifier
from buzzfeed.sources import build
from buzzfeed.sources.finding import found_at, present_feed
from buzzfeed.sources.oldfeeds import OldFeeds
from buzzfeed.testing import Answer, FakeClock, Website
from buzzfeed.web import asking
from fuzzkinds import good

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NEWSROOM = {"title": "N", "url": "https://n.example", "feeds_url": "https://flux.example"}
TOPIC = Topic(ChannelKey(ChannelKind.ALL), Format.RSS)
REDIRECTS = (301, 302, 303, 307, 308)
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}


@dataclass
class Scene:
    """What a road is walked with: the way out, and a site that the operator typed."""

    net: Net
    home: Website
    turn: int = 0

    def at(self, path: str) -> str:
        """Return the address of a page of the site."""
        return f"http://home.example:{self.home.port}{path}"

    def tells(self, path: str, body: str | bytes, headers: dict[str, str]) -> None:
        """Have a path give these bytes."""
        self.home.pages[path] = Answer(200, headers, body if isinstance(body, bytes) else body.encode())

    def leads(self, path: str, place: str) -> None:
        """Have a path redirect, by each status in its turn."""
        self.turn += 1
        spelt = place.encode("utf-8", "replace").decode("latin-1").replace("\r", " ").replace("\n", " ")
        self.home.redirect(path, spelt, REDIRECTS[self.turn % len(REDIRECTS)])

    def look(self, **settings: Any) -> None:
        """Look at a source."""
        config = Config.model_validate(
            {"file": "/c", "base": "/", "newsroom": NEWSROOM, "sources": [{"name": "up", **settings}]}
        )
        build(config.sources[0], config, self.net).look(SourceMemory("up"), FakeClock())


Road = Callable[[Scene, str], None]


def feed_redirect(scene: Scene, place: str) -> None:
    """Lead a feed's own address elsewhere."""
    scene.leads("/feed", place)
    scene.look(type="feed", url=scene.at("/feed"))


def _rss(place: str, more: str = "") -> str:
    link = escape(place)
    item = f"<item><title>a</title><link>{link}</link>{more}</item>"
    return f"<rss version='2.0'><channel><title>t</title>{more}{item}</channel></rss>"


def feed_text(scene: Scene, place: str) -> None:
    """Fetch the page of an entry."""
    scene.tells("/feed", _rss(place), XML)
    scene.look(type="feed", url=scene.at("/feed"), full_text=True)


def feed_text_redirect(scene: Scene, place: str) -> None:
    """Fetch the page of an entry, on the feed's own host, which leads elsewhere."""
    scene.leads("/page", place)
    scene.tells("/feed", _rss(scene.at("/page")), XML)
    scene.look(type="feed", url=scene.at("/feed"), full_text=True)


def feed_media(scene: Scene, place: str) -> None:
    """Read a feed whose enclosure, picture, hub, source and comments are elsewhere: none of them is asked for."""
    spot = quoteattr(place)
    more = f"<enclosure url={spot} length='1' type='audio/mpeg'/><image><url>{escape(place)}</url></image>"
    more += f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href={spot}/>"
    more += f"<comments>{escape(place)}</comments>"
    scene.tells("/feed", _rss("https://up.example/a", more), XML)
    scene.look(type="feed", url=scene.at("/feed"))


def opml_redirect(scene: Scene, place: str) -> None:
    """Lead a list of feeds elsewhere."""
    scene.leads("/list", place)
    scene.look(type="opml", url=scene.at("/list"))


def opml_entry(scene: Scene, place: str) -> None:
    """Read the feeds that a list names."""
    scene.tells("/list", f"<opml version='2.0'><body><outline xmlUrl={quoteattr(place)}/></body></opml>", XML)
    scene.look(type="opml", url=scene.at("/list"))


def wordpress_front(scene: Scene, place: str) -> None:
    """Follow where a front page says that the API is."""
    scene.tells("/", f"<link rel='https://api.w.org/' href={quoteattr(place)}>", HTML)
    scene.look(type="wordpress", url=scene.at(""))


def wordpress_redirect(scene: Scene, place: str) -> None:
    """Lead the API elsewhere, and the feed that is read in its stead."""
    scene.leads("/wp-json/wp/v2/posts", place)
    scene.leads("/feed/", place)
    scene.look(type="wordpress", url=scene.at(""))


def wordpress_media(scene: Scene, place: str) -> None:
    """Read posts whose links and pictures are elsewhere: none of them is asked for."""
    posts = json.loads(dict(good("wordpress"))["posts.json"])
    posts[0]["link"] = posts[0]["_embedded"]["wp:featuredmedia"][0]["source_url"] = place
    scene.tells("/wp-json/wp/v2/posts", json.dumps(posts), {"Content-Type": "application/json", "X-WP-Total": "2"})
    scene.look(type="wordpress", url=scene.at(""))


def site_robots_redirect(scene: Scene, place: str) -> None:
    """Lead robots.txt elsewhere."""
    scene.leads("/robots.txt", place)
    scene.look(type="site", url=scene.at(""))


def site_robots_sitemap(scene: Scene, place: str) -> None:
    """Name a sitemap elsewhere in robots.txt."""
    scene.tells("/robots.txt", f"Sitemap: {place}\n", {"Content-Type": "text/plain"})
    scene.look(type="site", url=scene.at(""))


def site_index(scene: Scene, place: str) -> None:
    """Name a sitemap elsewhere in an index, and a page elsewhere in a sitemap."""
    listed = f"<sitemap><loc>{escape(place)}</loc></sitemap><sitemap><loc>{scene.at('/s.xml')}</loc></sitemap>"
    scene.tells("/sitemap.xml", f"<sitemapindex>{listed}</sitemapindex>", XML)
    scene.tells("/s.xml", f"<urlset><url><loc>{escape(place)}</loc></url></urlset>", XML)
    scene.look(type="site", url=scene.at(""))


def site_sitemap_redirect(scene: Scene, place: str) -> None:
    """Lead a sitemap elsewhere."""
    scene.leads("/sitemap.xml", place)
    scene.look(type="site", url=scene.at(""))


def site_page(scene: Scene, place: str) -> None:
    """Lead a page elsewhere."""
    scene.tells("/sitemap.xml", f"<urlset><url><loc>{scene.at('/p')}</loc></url></urlset>", XML)
    scene.leads("/p", place)
    scene.look(type="site", url=scene.at(""))


def adopted_feed(scene: Scene, place: str) -> None:
    """Adopt a site whose page names a feed elsewhere, with older pages elsewhere."""
    scene.tells("/", f"<link rel=alternate type=application/rss+xml href={quoteattr(place)}>", HTML)
    older = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href={quoteattr(place)}/>"
    scene.tells("/feed", _rss("https://up.example/a", older), XML)
    feeds = OldFeeds(scene.net, scene.at("/"))
    for url in (*feeds.listed(scene.at("/")), scene.at("/feed")):
        with contextlib.suppress(BuzzfeedError):
            feeds.read(url)


def previewed(scene: Scene, place: str) -> None:
    """Preview an address whose page names a feed elsewhere, as its present feed and as its source."""
    scene.tells("/", f"<link rel=alternate type=application/rss+xml href={quoteattr(place)}>", HTML)
    way = Homebound(scene.net, scene.at("/"))
    with contextlib.suppress(BuzzfeedError):
        present_feed(scene.at("/"), way)
    found = found_at(scene.at("/"), "up", way)
    config = Config.model_validate({"file": "/c", "base": "/", "newsroom": NEWSROOM, "sources": [found.settings]})
    build(config.sources[0], config, way).look(SourceMemory("up"), FakeClock())


def previewed_redirect(scene: Scene, place: str) -> None:
    """Preview an address that leads elsewhere."""
    scene.leads("/", place)
    found_at(scene.at("/"), "up", Homebound(scene.net, scene.at("/")))


class _Unwritten:
    """A store that keeps nothing of our own subscriptions."""

    def own_asked(self, one: OwnSubscription) -> None:
        """Forget it."""

    def own_failed(self, one: OwnSubscription) -> None:
        """Forget it."""


def upstream_hub(scene: Scene, place: str) -> None:
    """Ask the hub that an upstream feed names."""
    callback, digest, secret = subscribing.new_callback("https://flux.example/websub/")
    owned = OwnSubscription(place, "https://up.example/feed", callback, digest, secret, NOW)
    subscribing.Asker(_Unwritten(), scene.net, FakeClock(NOW), trusted=False).ask([owned])


def _request(place: str, speech: Speech, **values: Any) -> Request:
    asked = {"topic": TOPIC, "address": "https://flux.example/feeds/all.rss", "host": "h", "lease": 600, "created": NOW}
    return Request(speech=speech, asking=Asking.SUBSCRIBE, callback=place, **asked, **values)


def hub_callbacks(scene: Scene, place: str) -> None:
    """Verify subscribers, WebSub's and rssCloud's, and deny one."""
    callback, _ = asking._callback(place)  # as at the door
    verifier = Verifier(HubSettings(timeout=2.0), scene.net, FakeClock(), "https://flux.example")
    for speech, echo, crowded in (
        (Speech.WEBSUB, True, ""),
        (Speech.RSSCLOUD, True, ""),
        (Speech.RSSCLOUD, False, ""),
        (Speech.WEBSUB, True, "full"),
    ):
        verifier.settle(Taken(_request(callback, speech, echo=echo), crowded))


def hub_pushes(scene: Scene, place: str) -> None:
    """Push to subscribers, WebSub's and rssCloud's."""
    place, _ = asking._callback(place)
    teller = Teller(
        HubSettings(timeout=2.0), ["https://flux.example/hub"], "https://flux.example", scene.net, FakeClock()
    )
    for speech in (Speech.WEBSUB, Speech.RSSCLOUD):
        owed = Owed(UNCLAIMED, speech, TOPIC, "https://flux.example/feeds/all.rss", place, "h", 0, 1, NOW, 0, NOW)
        teller.tell(Job(owed, Push(1, b"x", "application/rss+xml"), lambda: True))


def target_redirect(scene: Scene, place: str) -> None:
    """Tell a hub, a ping service or a webhook that the operator typed, and that leads elsewhere."""
    scene.leads("/target", place)
    answers.post(scene.net, scene.at("/target"), b"x", content_type="text/plain", timeout=2.0)


def indexnow_key(scene: Scene, place: str) -> None:
    """Look for IndexNow's key on the host of an article."""
    announce = [{"type": "indexnow", "url": scene.at("/indexnow"), "key": "0123456789abcdef"}]
    values = {"file": "/c", "base": "/", "newsroom": NEWSROOM, "announce": announce}
    values["sources"] = [{"name": "up", "type": "feed", "url": scene.at("/feed")}]
    (target,) = [one for one in build_targets(Config.model_validate(values), scene.net) if one.type == "indexnow"]
    target._look_for_key(place)


def glances(scene: Scene, place: str) -> None:
    """Look at our own feed by its public address, which leads elsewhere."""
    scene.leads("/own", place)
    edition = type("Edition", (), {"digest": "0" * 64})
    sightings.glance(scene.net, scene.at("/own"), edition)  # type: ignore[arg-type]


def doctor_host(scene: Scene, place: str) -> None:
    """Look at the robots.txt of a host on which articles are said to stand."""
    line = RobotsLine(place, "https://flux.example/news-sitemap.xml", place.rstrip("/"), True)
    list(doctor_site._host(line, (), scene.net, trusted=False))


def doctor_page(scene: Scene, place: str) -> None:
    """Look at a page of the publisher's site that leads elsewhere."""
    scene.leads("/page", place)
    newsroom = Config.model_validate(
        {"file": "/c", "base": "/", "newsroom": NEWSROOM, "sources": [{"name": "a", "path": "a", "type": "folder"}]}
    )
    list(doctor_site._page(newsroom, scene.at("/page"), {}, {}, scene.net))


ROADS: dict[str, Road] = {
    road.__name__: road
    for road in (
        *(feed_redirect, feed_text, feed_text_redirect, feed_media, opml_redirect, opml_entry, wordpress_front),
        *(wordpress_redirect, wordpress_media, site_robots_redirect, site_robots_sitemap, site_index),
        *(site_sitemap_redirect, site_page, adopted_feed, previewed, previewed_redirect, upstream_hub, hub_callbacks),
        *(hub_pushes, target_redirect, indexnow_key, glances, doctor_host, doctor_page),
    )
}
NEVER = {"feed_media", "wordpress_media", "site_robots_sitemap", "site_index", "site_page", "target_redirect"}
"""Roads by which what content names is not asked for at all, wherever it is."""

TYPED = "what the operator typed, or our own: as a redirect, walked by others of its kind"
CALLS: dict[str, Sequence[str] | str] = {
    "daemon/doctor/needs.py": TYPED,
    "daemon/doctor/reach.py": TYPED,
    "daemon/doctor/telling.py": TYPED,
    "daemon/doctor/site.py": ("doctor_host", "doctor_page"),
    "cli/checks.py": TYPED,
    "notify/answers.py": ("target_redirect",),
    "notify/hub/telling.py": ("hub_pushes",),
    "notify/hub/verifying.py": ("hub_callbacks",),
    "notify/indexnow.py": ("indexnow_key",),
    "notify/sightings.py": ("glances",),
    "notify/subscribing.py": ("upstream_hub",),
    "sources/feed.py": ("feed_redirect", "opml_entry", "feed_media"),
    "sources/finding.py": ("previewed", "previewed_redirect"),
    "sources/fulltext.py": ("feed_text", "feed_text_redirect"),
    "sources/oldfeeds.py": ("adopted_feed",),
    "sources/opml.py": ("opml_redirect",),
    "sources/site/maps.py": ("site_robots_sitemap", "site_index", "site_sitemap_redirect"),
    "sources/site/pages.py": ("site_page",),
    "sources/site/robots.py": ("site_robots_redirect",),
    "sources/wordpress/api.py": ("wordpress_front", "wordpress_redirect", "wordpress_media"),
}
"""Each file of the source in which an address is asked for, and the roads that pass there."""

SOURCE = Path(__file__).parent.parent / "src" / "buzzfeed"

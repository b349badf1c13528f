"""Articles that are pushed from one newsroom to another, and hubs that say what they should not."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import requests

from buzzfeed.config import load
from buzzfeed.daemon.glance import stands
from buzzfeed.model.upstreams import Upstream
from buzzfeed.store import open_inbox
from buzzfeed.testing import Answer, Hub, Website

from harness import Newsroom, until

FEEDS = """
[[sources]]
name = "voisin"
type = "feed"
url = "{near}/feeds/all.atom"
every = "6h"
websub = true

[[sources]]
name = "loin"
type = "feed"
url = "{far}/feed"
every = "6h"
websub = true

[[sources]]
name = "liste"
type = "opml"
url = "{far}/liste.opml"
every = "6h"
websub = true
"""
LIST = "<opml version='2.0'><body><outline xmlUrl='/autre'/><outline xmlUrl='/muet'/></body></opml>"
RSS = (
    "<rss version='2.0'><channel><title>t</title><item><title>Loin {0}</title><link>https://loin.example/{0}</link>"
    "<description>Le phare du bout du monde, un soir de brume, et la lampe qui tourne.</description></item>"
    "</channel></rss>"
)


def test_an_article_travels_by_push_and_forged_pushes_travel_nowhere(tmp_path: Path) -> None:
    """What one newsroom publishes stands in another's feeds within seconds, though it is polled twice a day.

    A push that is not signed with our secret leads to no look; a right one does. The hub of a source that goes is asked
    to forget us; neither tokens nor secrets stand in log or status.
    """
    near = Newsroom(tmp_path / "near", source='settle = "0ms"')
    near.write("premier.md", "Premier")
    with Hub() as hub, Website() as site, near.daemon():
        headers = {"Link": f'<{hub.url}/>; rel="hub"', "Content-Type": "application/rss+xml"}
        site.pages["/feed"] = Answer(200, headers, RSS.format("un").encode())
        site.pages["/autre"] = Answer(200, headers, RSS.format("trois").encode())
        site.pages |= {"/muet": RSS.format("quatre"), "/liste.opml": LIST}
        here = Newsroom(tmp_path / "here", more=FEEDS.format(near=near.base, far=site.url))
        with here.daemon() as process:
            until(lambda: _states(here) == dict.fromkeys(("voisin", "loin", "liste"), "subscribed"), within=60)
            near.write("phare.md", "Le phare s’allume", date=time.strftime("%Y-%m-%d"))
            until(lambda: "Le phare s’allume" in here.titles(), within=60)
            assert _states(here)["voisin"] == "pushes"

            seen = site.hits("/feed")
            site.pages["/feed"] = Answer(200, headers, RSS.format("deux").encode())
            hub.forges = True
            _publish(hub, f"{site.url}/feed")
            until(lambda: len(hub.statuses) == 1, within=20)
            until(lambda: "another secret" in _known(here)["loin"].words, within=20)
            assert hub.statuses == [204]
            assert site.hits("/feed") == seen + 1  # the hub itself
            hub.forges = False
            _publish(hub, f"{site.url}/feed")
            until(lambda: "Loin deux" in here.titles(), within=60)

            seen = site.hits("/muet")
            site.pages["/autre"] = Answer(200, headers, RSS.format("cinq").encode())
            _publish(hub, f"{site.url}/autre")
            until(lambda: "Loin cinq" in here.titles(), within=60)
            assert site.hits("/muet") == seen, "a push has one feed of a list looked at, not all of them"

            callback = next(iter(hub.subscriptions))
            secret = hub.subscriptions[callback].secret
            status = stands(load(here.config))
            here.configure(more="")
            os.kill(process.pid, signal.SIGHUP)
            until(lambda: not hub.subscriptions, within=60)
        told = here.log() + str(status)
        assert callback.rpartition("/")[2] not in told
        assert secret not in told
        states = {one["source"]: one["state"] for one in status["upstreams"]}
        assert states == dict.fromkeys(("voisin", "loin", "liste"), "pushes")


def _known(newsroom: Newsroom) -> dict[str, Upstream]:
    """Return the subscriptions, by source."""
    with closing(open_inbox(f"sqlite:///{newsroom.root}/var/buzzfeed.db")) as inbox:
        return {one.source: one for one in inbox.upstreams()}


def _states(newsroom: Newsroom) -> dict[str, str]:
    return {name: one.state(datetime.now(UTC)) for name, one in _known(newsroom).items()}


def _publish(hub: Hub, topic: str) -> None:
    """Tell a hub of news, as its publisher does."""
    requests.post(hub.url, data={"hub.mode": "publish", "hub.url": topic}, timeout=10)

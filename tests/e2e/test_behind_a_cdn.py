"""A newsroom behind a CDN: purged, seen, announced, within seconds of saving."""

from __future__ import annotations

import time
from pathlib import Path

import requests

from buzzfeed.testing import Cdn, Hub

from harness import Newsroom, until

MORE = """
[[announce]]
type = "websub"
name = "hub"
url = "{hub}/"

[proof]
canary = false

[cdn]
type = "cloudflare"
zone = "z1"
token = "t"
api = "{cdn}/client/v4"
"""


def test_an_article_is_announced_once_the_cdn_shows_it(tmp_path: Path) -> None:
    """While the CDN gives the old copy after its purge the hub is told nothing; then it is told at once."""
    with Cdn() as cdn, Hub() as hub:
        more = MORE.format(hub=hub.url, cdn=cdn.url)
        newsroom = Newsroom(tmp_path / "news", more=more, base=cdn.url, source='settle = "0ms"')
        cdn.origin = f"http://127.0.0.1:{newsroom.port}"
        newsroom.write("2026-03-01-quai.md", "Le quai")
        with newsroom.daemon():
            until(lambda: hub.topics and cdn.purges and newsroom.settled(), within=60)
            before = len(cdn.purges)
            assert requests.get(f"{cdn.url}/feeds/all.json", timeout=10).json()["items"][0]["title"] == "Le quai"
            hub.publications.clear()
            cdn.stale = 3.0
            saved = time.monotonic()
            newsroom.write("phare.md", "Le phare", date=time.strftime("%Y-%m-%d"))
            until(lambda: any("bf-all" in keys for keys in cdn.purges[before:]), within=60)
            assert hub.topics == []
            until(lambda: hub.topics, within=60)
            assert time.monotonic() - saved >= 3.0
            states = {one["type"]: one["state"] for one in newsroom.json("deliveries")}
            assert states["purge"] == "sent"

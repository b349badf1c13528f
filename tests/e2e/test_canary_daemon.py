"""The canary in a running newsroom: hubs that push are confirmed, those that do not are found out."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.store import open_window
from buzzfeed.testing import Hub

from harness import Newsroom, until

MORE = """
[[announce]]
type = "websub"
name = "good"
url = "{good}/"

[[announce]]
type = "websub"
name = "silent"
url = "{silent}/"

[[announce]]
type = "websub"
name = "world"
url = "https://hub.example/"

[proof]
canary_wait = "1s"
"""


def test_what_hubs_push_is_confirmed_and_what_they_do_not_is_told(tmp_path: Path) -> None:
    """An article is confirmed at our own hub and at one that pushes; one that takes pings and pushes nothing is named.

    A hub in the world is not asked to call a private address. The canary is nobody who follows, and its callbacks stand
    in no log, page or table that is shown.
    """
    with Hub() as good, Hub() as silent:
        silent.pushes = False
        more = MORE.format(good=good.url, silent=silent.url)
        newsroom = Newsroom(tmp_path / "news", more=more, source='settle = "0ms"')
        newsroom.write("premier.md", "Premier")
        newsroom.once()  # asked about a feed that is not served yet, our hub says 404, and is asked a minute later
        with newsroom.daemon():
            until(lambda: good.subscriptions and silent.subscriptions, within=60)
            until(lambda: _health(newsroom)["hub"] != "unverified", within=60)
            newsroom.write("phare.md", "Le phare", date=time.strftime("%Y-%m-%d"))
            until(lambda: _health(newsroom) == {"good": "pushes", "hub": "pushes", "silent": "silent"}, within=60)
            until(lambda: newsroom.json("status")["visible"]["state"] == "visible", within=60, every=0.5)
            status = newsroom.json("status")
            line = newsroom.run("deliveries", "--article", _articles(newsroom)[0]).stdout
        assert {one["target"]: one["state"] for one in status["hubs"]}["world"] == "untried"
        assert status["subscribers"]["active"] == 0
        assert "Le phare" in line
        assert line.index("published") < line.index("visible") < line.index("confirmed")
        (token,) = {callback.rpartition("/")[2] for callback in good.subscriptions}
        assert token not in line + str(status) + newsroom.log()
        assert good.statuses == [204] * len(good.statuses)


def _health(newsroom: Newsroom) -> dict[str, str]:
    """Return how each hub fares."""
    with closing(open_window(f"sqlite:///{newsroom.root}/var/buzzfeed.db")) as window:
        return {one.target: str(one.state) for one in window.hub_health(timedelta(seconds=1), datetime.now(UTC))}


def _articles(newsroom: Newsroom) -> list[str]:
    """Return the ids of what was published, the newest first."""
    with closing(open_window(f"sqlite:///{newsroom.root}/var/buzzfeed.db")) as window:
        return [one.id for one in window.members(ChannelKey(ChannelKind.ALL), 10)]

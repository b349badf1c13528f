"""A subscriber that others wrote, Flask-WebSub: it discovers our hub, subscribes, is pushed to, renews and leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import flask
import flask_websub.subscriber as websub
import pytest
from werkzeug.serving import make_server

from harness import Newsroom, until

HUB = "\n[hub]\nasked_per_address = 1000\nasked_per_host = 1000\n"


class Reader:
    """A site that follows feeds: what was verified and what was pushed, in order."""

    def __init__(self, folder: Path) -> None:
        """Keep subscriptions in files of ``folder``, as its documentation shows."""
        self.verified: list[tuple[str, str]] = []
        self.pushed: list[tuple[str, bytes]] = []
        self.app = flask.Flask("reader")
        self.subscriber = websub.Subscriber(
            websub.SQLite3SubscriberStorage(str(folder / "kept.db")),
            websub.SQLite3TempSubscriberStorage(str(folder / "asked.db")),
        )
        self.subscriber.add_success_handler(lambda topic, _id, mode: self.verified.append((mode, topic)))
        self.subscriber.add_listener(lambda topic, _id, body: self.pushed.append((topic, body)))
        self.app.register_blueprint(self.subscriber.build_blueprint("/callbacks"))
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.app.config["SERVER_NAME"] = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Run the site."""
    (tmp_path / "reader").mkdir()
    made = Reader(tmp_path / "reader")
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_it_follows_a_feed_through_our_hub(tmp_path: Path, reader: Reader) -> None:
    """Found by the feed's own links; told once of each article, before and after it renewed, then no more."""
    newsroom = Newsroom(tmp_path / "newsroom", more=HUB, source='settle = "50ms"')
    newsroom.write("premier.md", "Premier", date="2026-01-02")
    with newsroom.daemon(), reader.app.app_context():
        until(lambda: newsroom.titles() == ["Premier"])
        found = websub.discover(f"{newsroom.base}/feeds/all.rss")
        assert found == {"hub_url": f"{newsroom.base}/hub", "topic_url": f"{newsroom.base}/feeds/all.rss"}
        callback = reader.subscriber.subscribe(**found, lease_seconds=86400)
        until(lambda: reader.verified == [("subscribe", found["topic_url"])])
        newsroom.write("second.md", "Second", date="2026-01-03")
        until(lambda: pushes(reader, "Second") == 1)
        reader.subscriber.renew(callback)
        until(lambda: len(reader.verified) == 2)
        newsroom.write("troisieme.md", "Troisième", date="2026-01-04")
        until(lambda: pushes(reader, "Troisième") == 1)
        reader.subscriber.unsubscribe(callback)
        until(lambda: reader.verified[-1][0] == "unsubscribe")
        newsroom.write("quatrieme.md", "Quatrième", date="2026-01-05")
        until(lambda: "Quatrième" in newsroom.titles())
    assert [pushes(reader, title) for title in ("Second", "Quatrième")] == [1, 0]


def pushes(reader: Reader, title: str) -> int:
    """Return how many pushes hold a title as an entry's."""
    return sum(f"<title>{title}</title>".encode() in body for _, body in reader.pushed)

"""A running daemon whose clock is set, by libfaketime: forward over what is scheduled, and back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from buzzfeed.testing import Hub

from harness import Newsroom, until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class Hands:
    """The hands of a process's clock, that move as a file says."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Show the true time."""
        self.path = path
        self.ahead = 0
        self.set(0)
        for name, value in {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(path),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }.items():
            monkeypatch.setenv(name, value)

    def set(self, ahead: int) -> None:
        """Show the true time and ``ahead`` seconds."""
        self.ahead = ahead
        beside = self.path.with_suffix(".new")
        beside.write_text(f"{ahead:+d}\n")
        beside.rename(self.path)

    def words(self, seconds: int = 0) -> str:
        """Return the time that the process sees, and some seconds, as dates are written."""
        return datetime.fromtimestamp(int(time.time()) + self.ahead + seconds, UTC).isoformat()


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Give the hands of a clock for the processes started from here on, or skip where there is no libfaketime."""
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed (Debian: libfaketime)")
    return Hands(tmp_path / "clock", monkeypatch)


def last_modified(newsroom: Newsroom) -> datetime:
    """Return when the feed of everything was last changed, by its header."""
    return parsedate_to_datetime(newsroom.get("/feeds/all.rss").headers["Last-Modified"])


def test_a_daemon_whose_clock_is_set(tmp_path: Path, hands: Hands) -> None:
    """An hour forward publishes what was jumped over, once; an hour back withdraws nothing and delays nothing."""
    with Hub() as hub:
        more = f'[[announce]]\ntype = "websub"\nurl = "{hub.url}"\n\n[personal]\nenabled = false\n'
        newsroom = Newsroom(tmp_path / "news", more=more, source='settle = "0ms"')
        newsroom.write("now.md", "Présent")
        newsroom.write("due.md", "Dans une demi-heure", date=hands.words(1800))
        newsroom.write("far.md", "Dans deux heures", date=hands.words(7200))
        with newsroom.daemon(cold=True):  # libfaketime is loaded where Python starts, not where it is forked
            until(lambda: hub.topics)
            assert newsroom.titles() == ["Présent"]
            hands.set(3600)
            until(lambda: len(newsroom.titles()) == 2)
            assert newsroom.titles() == ["Dans une demi-heure", "Présent"]
            modified = last_modified(newsroom)
            hands.set(0)
            until(lambda: "the clock was set" in newsroom.log() and "direction=back" in newsroom.log())
            hub.publications.clear()
            newsroom.write("new.md", "Après le retour", date=hands.words(-60))
            until(lambda: len(newsroom.titles()) == 3)
            until(lambda: hub.topics)
            assert newsroom.titles() == ["Dans une demi-heure", "Après le retour", "Présent"]
            assert last_modified(newsroom) > modified
            assert all(hub.topics.count(topic) == 1 for topic in hub.topics)

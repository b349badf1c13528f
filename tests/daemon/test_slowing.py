"""Polling less often what is pushed, within bounds."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.config import FeedSource, FolderSource
from buzzfeed.daemon.slowing import Slowing
from buzzfeed.errors import StoreError
from buzzfeed.model.upstreams import Upstream, note
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIVE = Upstream("h", "t", "c", "d", "s", NOW, source="agence", expires=NOW + timedelta(1), pushed=NOW)


class Kept:
    """What the store says of subscriptions and notes."""

    def __init__(self, one=LIVE, news=NOW, broken=False):
        self.one, self.news, self.broken = one, news, broken

    def upstreams(self):
        """Return the subscription."""
        if self.broken:
            raise StoreError("store", "is away")
        return (self.one,)

    def source_notes(self, names):
        """Return the notes."""
        return {name: {"news": note(self.news)} for name in names}


def slowing(kept, **settings):
    """Make it of one feed and one folder, both looked at just now."""
    feed = FeedSource(name="agence", type="feed", url="https://up.example/", **settings)
    made = Slowing(kept, FakeClock(NOW), {"agence": feed, "x": FolderSource(name="x", path="x")})
    made.looked(["agence", "x"])
    return made


@pytest.mark.parametrize(
    ("every", "quiet"), [("5m", 1500), ("30m", 2400), ("2h", 3000)], ids=["six times", "an hour", "as ever"]
)
def test_a_pushed_source_waits_six_times_as_long_and_an_hour_at_most(monkeypatch, every, quiet):
    """Looks are left out as long as pushes are confirmed, and never for longer than the bound"""
    made, begun = slowing(Kept(), every=every), time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: begun + quiet)
    assert made.may_wait("agence")
    monkeypatch.setattr(time, "monotonic", lambda: begun + 7200)
    assert not made.may_wait("agence")


@pytest.mark.parametrize(
    ("kept", "settings"),
    [
        (Kept(news=NOW + timedelta(hours=1)), {}),
        (Kept(news=NOW - timedelta(hours=1)), {}),
        (Kept(replace(LIVE, source="other")), {}),
        (Kept(replace(LIVE, expires=NOW)), {}),
        (Kept(broken=True), {}),
        (Kept(), {"websub": False}),
    ],
    ids=["unpushed news", "empty push", "another source", "ended", "no store", "off"],
)
def test_all_others_are_looked_at_as_their_schedule_says(kept, settings):
    """Whatever puts pushes in doubt, polling goes on as ever; a folder is never slowed"""
    made = slowing(kept, **settings)
    assert not made.may_wait("agence")
    assert not made.may_wait("x")
    assert not slowing(Kept()).may_wait("x")

"""Rules for terms by the whole road: articles are read again, feeds rewritten, and told where entries come in."""

from __future__ import annotations

from pathlib import Path

from buzzfeed.model import ChannelKey, ChannelKind, Format
from newsdesk import HUB, Desk

from harness import Newsroom

RULE = '\n[[terms]]\nnames = ["I.A."]\nto = "Intelligence artificielle"\n'


def test_a_new_rule_moves_articles_and_tells_of_the_feed_they_come_into(tmp_path: Path) -> None:
    """After the rule the old tag's feed is empty, the new one's holds the article; hubs hear of the latter alone."""
    newsroom = Newsroom(tmp_path)
    desk = Desk(newsroom)
    newsroom.write("2026-01-02-a.md", "Le port calcule", tags='"I.A.", "Mer"')
    newsroom.write("2026-01-03-b.md", "Le port pense", tags='"Intelligence artificielle"')
    desk.run()
    before = topics(desk)
    assert entries(desk, "intelligence-artificielle") == 1
    newsroom.configure(more=HUB + RULE, source='settle = "0ms"')
    summary = desk.run()
    assert (summary.articles.new, summary.articles.changed) == (0, 0)
    assert entries(desk, "intelligence-artificielle") == 2
    assert entries(desk, "i-a") == 0
    assert {topic for topic in topics(desk) if topics(desk).count(topic) > before.count(topic)} <= {
        f"{newsroom.base}/feeds/tag/intelligence-artificielle.{fmt}" for fmt in ("rss", "atom", "json")
    }


def topics(desk: Desk) -> list[str]:
    """Return the feeds of which the hub is to be told."""
    with desk.open() as works:
        return [topic for one in works.store.deliveries() for topic in one.payload.get("topics", ())]


def entries(desk: Desk, slug: str) -> int:
    """Return how many entries a tag's feed holds."""
    with desk.open() as works:
        found = works.store.document(ChannelKey(ChannelKind.TAG, slug), Format.ATOM)
        assert found is not None
        return len(found[0].entries)

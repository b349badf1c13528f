"""What hubs are told when old articles come into feeds: nothing that readers could not have had before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from buzzfeed.model import DeliveryState
from buzzfeed.testing import Website
from redelivering import Upstream, pieces

HUB = '[[announce]]\ntype = "websub"\nurl = "http://127.0.0.1:9/"\nbatch = 100\n'


class Announcing(Upstream):
    """A newsroom that announces to a hub which is down, so that what it is owed can be counted."""

    def told(self) -> set[str]:
        """Return the feeds' addresses that the hub is owed, without their formats; none after that."""
        with self.opened() as (works, _):
            waiting = works.store.deliveries([DeliveryState.WAITING])
            works.store.record([replace(one, state=DeliveryState.SENT) for one in waiting])
        topics = {topic for one in waiting for topic in one.payload["topics"]}
        return {topic.rpartition("/feeds/")[2].rpartition(".")[0] for topic in topics}


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Announcing]:
    """Return an announcing newsroom whose first import is done and told."""
    with Website() as site:
        made = Announcing(tmp_path, site)
        made.newsroom.configure(more=made.newsroom.settings["more"] + HUB + "[feeds]\nitems = 10\n")
        made.run(pieces(30))
        assert made.told() == {"all", "tag/mer", "language/fr"}, "a first import is told to hubs"
        yield made


def test_a_larger_window_is_no_news(upstream: Announcing) -> None:
    """Entries that a larger window lets in were there all the time."""
    more = upstream.newsroom.settings["more"]
    upstream.newsroom.configure(more=more.replace("items = 10", "items = 20"))
    assert upstream.run().feeds.published == 9
    assert upstream.told() == set()


def test_a_new_query_is_no_news_until_an_article_is(upstream: Announcing) -> None:
    """A saved query's channel over old articles tells nobody; a new article in it does."""
    more = upstream.newsroom.settings["more"]
    query = '[[channels]]\nslug = "large"\ntitle = "Au large"\nany = ["tag:mer"]\n'
    upstream.newsroom.configure(more=query + more)
    assert upstream.run().feeds.published > 0
    assert upstream.told() == set()
    upstream.run(pieces(31))
    assert upstream.told() == {"all", "tag/mer", "language/fr", "query/large"}


def test_an_article_that_is_filed_later_is_news_where_it_comes_in(upstream: Announcing) -> None:
    """A term given later moves an article's update: followers of an existing channel are told, a new one has none."""
    old = pieces(30)
    upstream.run([old[0], replace(old[1], terms=("Mer", "Port")), *old[2:]])
    assert "tag/port" not in upstream.told()
    summary = upstream.run([replace(old[0], terms=("Mer", "Port")), replace(old[1], terms=("Mer", "Port")), *old[2:]])
    assert summary.arrived == {"late": 1}
    assert "tag/port" in upstream.told()


def test_what_moves_up_when_another_leaves_is_no_news(upstream: Announcing) -> None:
    """After a retraction the next older entry stands in its place: the hub is told of the one that left alone."""
    from buzzfeed.pipeline import editor

    with upstream.opened() as (works, _):
        id_ = upstream.ids()[3]
        editor.retract(works.store, id_, works.clock.now())
    assert upstream.run().arrived == {"backfill": 3}
    with upstream.opened() as (works, _):
        owed = works.store.deliveries([DeliveryState.WAITING])
        assert {article for one in owed for article in one.articles} == {id_}

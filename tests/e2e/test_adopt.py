"""Switching from WordPress: its subscribers, whose readers stay as they are, see no old article as new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from reader import make_reader

from wordpress import WordPress, posts

from harness import Newsroom, until

FEEDS = ("/feed/", "/category/vie-du-port/feed/", "/tag/peche/feed/", "/author/naima-benarbia/feed/")


@pytest.fixture
def site() -> Iterator[WordPress]:
    """Return a site of 64 posts."""
    with WordPress(posts(64)) as served:
        yield served


def test_after_the_switch_no_reader_shows_an_old_article_again(site: WordPress, tmp_path: Path) -> None:
    """Neither one that has followed for long nor one that came yesterday; a new article is shown once, in each feed."""
    newsroom = Newsroom(tmp_path, source='permalink = "/{year}/{month}/{slug}/"')
    with ExitStack() as stack:
        faithful = stack.enter_context(make_reader(str(tmp_path / "faithful.db")))
        recent = stack.enter_context(make_reader(str(tmp_path / "recent.db")))
        for shown in range(10, 64, 9):
            site.shown = shown
            if shown == 10:
                for feed in FEEDS:
                    faithful.add_feed(site.url + feed)
            for feed in FEEDS:
                faithful.update_feed(site.url + feed)
        site.shown = len(site.posts)
        for feed in FEEDS:
            faithful.update_feed(site.url + feed)
            recent.add_feed(site.url + feed)
            recent.update_feed(site.url + feed)
        assert faithful.get_entry_counts(feed=site.url + "/feed/").total == 64
        assert recent.get_entry_counts(feed=site.url + "/feed/").total == 10

        for number, post in enumerate(site.posts):
            # Every fifth has another slug now, so that its title and its words alone tell what it is.
            slug = f"autrement-{number}" if number % 5 == 0 else post.slug
            newsroom.save(f"{post.published:%Y-%m-%d}-{slug}.md", post.markdown())
        told = newsroom.json("adopt", site.url)
        assert told["ids"] == {"new": 64, "known": 0, "late": 0}
        aliases = "".join(f'"{path}" = "{feed}"\n' for path, feed in told["aliases"].items())
        newsroom.configure(more=f"[aliases]\n{aliases}")

        with newsroom.daemon():
            site.moved = newsroom.base
            for reader in (faithful, recent):
                for feed in FEEDS:
                    assert reader.update_feed(site.url + feed).new == 0, feed
            newsroom.write(
                "2026-04-02-neuf.md", "Du neuf", category="Vie du port", tags="Pêche", date="2026-04-02T10:00:00"
            )
            until(lambda: "Du neuf" in newsroom.titles())
            for reader in (faithful, recent):
                news = [reader.update_feed(site.url + feed) for feed in FEEDS]
                assert [counts.new if counts else 0 for counts in news] == [1, 1, 1, 0]
                assert [
                    counts.new for counts in map(reader.update_feed, (site.url + feed for feed in FEEDS)) if counts
                ] == []

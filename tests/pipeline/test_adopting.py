"""Adopting old feeds: whose ids are taken over, what a first edition then holds, and what is left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.wiring import network, workshop
from buzzfeed.errors import SourceError
from buzzfeed.pipeline.adopting import Outcome, adopt
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import Works
from buzzfeed.testing import LocalPool, Website
from buzzfeed.testing.server import Answer, Request
from redelivering import ids_of
from wordpress import SITE, Post, WordPress, posts

from harness import Newsroom


class Switching:
    """A newsroom of files that takes over from a WordPress site, in this process."""

    def __init__(self, root: Path, site: WordPress) -> None:
        """Keep the posts' addresses by a permalink."""
        self.site = site
        self.newsroom = Newsroom(root, source='settle = "0ms"\npermalink = "/{year}/{month}/{slug}/"')

    @contextmanager
    def works(self) -> Iterator[Works]:
        """Open the works."""
        with workshop(load(self.newsroom.config), serving=False) as (works, _):
            yield replace(works, pool=LocalPool())

    def write(self, some: list[Post]) -> None:
        """Write posts as files."""
        for post in some:
            self.newsroom.save(f"{post.published:%Y-%m-%d}-{post.slug}.md", post.markdown())

    def adopt(self, url: str = "", *, dry_run: bool = False) -> Outcome:
        """Adopt the site's feeds."""
        with self.works() as works:
            return adopt(works, network(works.config), url or f"{self.site.url}/", dry_run=dry_run)

    def run(self, path: str = "/feeds/all.rss") -> list[str]:
        """Run a pass, which has no problems; return the ids in a feed."""
        with self.works() as works:
            assert run_pass(works).problems == []
            return ids_of(works, path)


@pytest.fixture
def switching(tmp_path: Path) -> Iterator[Switching]:
    """Return a newsroom and a site of 25 posts."""
    with WordPress(posts(25)) as site:
        yield Switching(tmp_path, site)


def test_every_feed_of_the_site_is_read_to_its_end(switching: Switching) -> None:
    """All posts, and each category, tag and author that has a feed; comments are no articles; paths become aliases."""
    outcome = switching.adopt()
    assert (outcome.new, outcome.known, outcome.late) == (25, 0, 0)
    read = {one.channel.path: (one.first, one.entries, one.whole) for one in outcome.feeds if one.channel}
    assert read == {
        "all": (10, 25, True),
        "category/culture": (10, 13, True),
        "category/vie-du-port": (10, 12, True),
        "tag/peche": (10, 25, True),
        "tag/voile": (5, 5, True),
        "author/naima-benarbia": (10, 18, True),
        "author/loic-kermeur": (7, 7, True),
    }
    assert outcome.aliases["/feed/"] == "all.rss"
    assert outcome.aliases["/category/vie-du-port/feed/"] == "category/vie-du-port.rss"
    assert not switching.site.hits("/comments/feed/")


def test_a_first_edition_holds_what_the_old_feed_showed_and_newer_ones(switching: Switching) -> None:
    """Ten old entries under their old ids, in each channel its own; the window grows with new articles alone."""
    made = switching.site.posts
    switching.adopt()
    switching.write(made)
    assert switching.run() == [post.guid for post in reversed(made[15:])]
    with switching.works() as works:
        assert ids_of(works, "/feeds/tag/voile.rss") == [post.guid for post in reversed(made) if "Voile" in post.tags]
        assert len(ids_of(works, "/feeds/language/fr.rss")) == 25, "a channel that had no old feed is not limited"
    switching.newsroom.write("2026-04-02-neuf.md", "Du neuf", date="2026-04-02T10:00:00", tags="Voile")
    assert len(switching.run()) == 11
    assert len(switching.run("/feeds/tag/voile.rss")) == 6


def test_title_and_text_tell_where_the_address_does_not(switching: Switching) -> None:
    """Posts that share a title and lie at another address keep their ids; another text under that title is new."""
    made = [post for post in switching.site.posts if post.title == "Le carnet de bord"]
    switching.adopt()
    moved = [replace(post, slug=f"ailleurs-{post.number}") for post in made]
    other = replace(
        moved[-1], slug="inconnu", paragraphs=posts(90)[89].paragraphs, published=datetime(2026, 4, 1, tzinfo=UTC)
    )
    switching.write([*moved, other])
    switching.run()
    with switching.works() as works:
        ids = {one.record.origin: one.record.id for one in works.store.listed()}
    assert sorted(id_ for id_ in ids.values() if id_.startswith(SITE)) == sorted(post.guid for post in made)
    assert ids["2026-04-01-inconnu.md"].startswith("tag:")


def test_adopting_again_changes_nothing(switching: Switching) -> None:
    """Twice is once, before the first edition and after it."""
    switching.adopt()
    again = switching.adopt()
    assert (again.new, again.known) == (0, 25)
    switching.write(switching.site.posts)
    before = switching.run()
    assert switching.adopt().new == 0
    assert switching.run() == before


def test_a_dry_run_takes_over_nothing(switching: Switching) -> None:
    """It says what it would do; the ids that articles get are their own."""
    assert switching.adopt(dry_run=True).new == 25
    switching.write(switching.site.posts[:1])
    assert switching.run()[0].startswith("tag:lefanal.example,2026-02-01:")


def test_articles_that_were_taken_in_before_keep_their_ids_and_are_told(switching: Switching) -> None:
    """An id is minted once: who adopts too late is told how many articles that concerns."""
    switching.write(switching.site.posts[:4])
    before = switching.run()
    assert switching.adopt().late == 4
    assert switching.run() == before


def test_what_an_old_feed_showed_counts_for_the_forecast(switching: Switching) -> None:
    """Old posts that come under ids of their own after the switch are found to have been shown."""
    made = switching.site.posts
    switching.write(made[:20])
    with switching.works() as works:
        from buzzfeed.pipeline.ingest import ingest
        from buzzfeed.pipeline.summary import Summary

        ingest(works, "redaction", Summary())
    assert switching.adopt().late == 20
    with switching.works() as works:
        summary = run_pass(works)
    assert [one.code for one in summary.problems] == ["redelivery"]
    assert "by their address" in summary.problems[0].text
    assert summary.failed


def test_a_feed_that_links_its_older_pages_is_followed(switching: Switching) -> None:
    """RFC 5005: ``next`` and ``prev-archive`` lead on, in Atom too; a site that ignores ``paged`` ends by itself."""
    base = switching.site.url

    def entry(number: int) -> str:
        return (
            f"<entry><id>tag:a.example,2026:{number}</id><title>T {number}</title><link href='https://a.example/{number}'/>"
            f"<updated>2026-01-0{number}T08:00:00Z</updated><summary>Un mot, et deux.</summary></entry>"
        )

    def page(link: str, *numbers: int) -> str:
        older = f"<link rel='{link}' href='{base}/old.atom'/>" if link else ""
        inside = "".join(map(entry, numbers))
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>a</id>{older}{inside}</feed>"

    with Website() as site:
        base = site.url
        for link in ("next", "prev-archive"):
            site.pages = {"/new.atom": page(link, 4, 3), "/old.atom": page("", 2, 1)}
            (feed,) = switching.adopt(f"{site.url}/new.atom", dry_run=True).feeds
            assert (feed.format, feed.first, feed.entries, feed.whole) == ("atom", 2, 4, True)
        (feed,) = switching.adopt(f"{site.url}/old.atom", dry_run=True).feeds
        assert (feed.entries, feed.whole) == (2, True)
        asked = len(site.requests)
    assert asked < 14, "a page without anything new ends it"


def test_a_site_that_fails_meanwhile_is_said_to_be_incomplete(switching: Switching) -> None:
    """Where a later page cannot be had, what was read is taken over, and the gap is told."""
    honest = switching.site.answer

    def answer(request: Request) -> Answer:
        return Answer(503) if request.query == "paged=2" else honest(request)

    switching.site.answer = answer  # type: ignore[method-assign]
    outcome = switching.adopt(f"{switching.site.url}/feed/")
    whole = {one.channel.path: one.whole for one in outcome.feeds if one.channel}
    assert not whole["all"]
    assert outcome.new >= 10


@pytest.mark.parametrize("path", ["/nowhere/", "/page/"])
def test_where_there_is_no_feed_nothing_is_taken_over(switching: Switching, path: str) -> None:
    """A page without feeds, and one that is not there, are one clear error."""
    with Website({"/page/": "<html><head><title>Rien</title></head><body></body></html>"}) as site:
        with pytest.raises(SourceError) as error:
            switching.adopt(site.url + path)
        assert error.value.hint
    with switching.works() as works:
        assert works.store.adopted() == ()


def test_the_command_prints_what_to_add_to_the_config(switching: Switching) -> None:
    """For people, lines of TOML; for machines, one document."""
    import tomllib

    done = switching.newsroom.run("adopt", switching.site.url, "--dry-run")
    toml = done.stdout[done.stdout.index("[aliases]") :]
    assert tomllib.loads(toml)["aliases"]["/tag/voile/feed/"] == "tag/voile.rss"
    assert "25 would be taken over" in done.stdout
    document = json.loads(switching.newsroom.run("adopt", switching.site.url, "--json").stdout)
    assert document["ids"] == {"new": 25, "known": 0, "late": 0}
    assert document["dry_run"] is False

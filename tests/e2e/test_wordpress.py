"""A WordPress site as a newsroom's source, by the whole road: import, update, deletion, and all that goes wrong."""

from __future__ import annotations

import base64
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import Status
from buzzfeed.pipeline.ingest import ingest
from buzzfeed.pipeline.summary import Summary
from warm import Warm
from wpdesk import Desk
from wprest import WordPressSite, posts

from harness import Newsroom

MANY = 1000


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    """Run a site of 220 posts."""
    with WordPressSite(posts(220)) as running:
        yield running


def test_a_whole_site_is_imported_under_its_own_guids(newsroom: Newsroom) -> None:
    """A thousand posts: each once, under the guid its feeds always gave; a second pass changes nothing."""
    with WordPressSite(posts(MANY)) as site:
        desk = Desk(newsroom, site)
        summary = desk.run()
        assert (summary.articles.new, summary.articles.held, summary.failed) == (MANY, 0, False)
        assert set(desk.published()) == {f"{site.url}/?p={number}" for number in site.posts}
        asked = site.lists
        again = desk.run()
        assert (again.articles.new, again.articles.changed, again.articles.unchanged) == (0, 0, MANY)
        assert again.feeds.built == 0
        assert site.lists - asked <= 3, "a look at a site in which nothing changed asks for little"


def test_values_of_a_post_reach_the_article(newsroom: Newsroom, site: WordPressSite) -> None:
    """Title, texts, terms, author, image and dates are those of the post, its entities read."""
    number = max(site.posts)
    excerpt = "Ce qu'il faut savoir du port."
    site.posts[number] = replace(site.posts[number], picture="quai.jpg", excerpt=excerpt, sticky=True)
    desk = Desk(newsroom, site)
    desk.look()
    with workshop(load(desk.config), serving=False) as (works, _):
        article = works.store.articles([f"{site.url}/?p={number}"])[f"{site.url}/?p={number}"]
    post = site.posts[number]
    assert article.title == "L’estacade & le port\u00a0: nouvelles 219"
    assert article.lede.startswith("Ce qu’il faut savoir du port.")
    assert article.published == post.date
    assert article.url == f"{site.url}/{post.date:%Y/%m}/{post.slug}/"
    assert [term.label for term in article.terms] == ["Vie du port", "Pêche", "Naïma Benarbia"]
    assert article.image is not None
    assert article.image.url == f"{site.url}/wp-content/uploads/quai.jpg"
    assert (article.image.width, article.image.height) == (1200, 800)
    assert article.featured


def test_an_edit_and_a_deletion_are_seen(newsroom: Newsroom, site: WordPressSite) -> None:
    """An edited post is one changed article; a trashed one, and one made private, are taken back; the rest stays."""
    desk = Desk(newsroom, site)
    desk.look()
    edited, trashed, hidden = list(site.posts)[:3]
    site.edit(edited, title="Le phare s'éteint")
    del site.posts[trashed]
    site.edit(hidden, status="private")
    summary = desk.look()
    assert (summary.articles.new, summary.articles.changed, summary.articles.retracted) == (0, 1, 2)
    public = desk.published()
    assert public[f"{site.url}/?p={edited}"] == "Le phare s’éteint"
    assert len(public) == 218
    site.posts[trashed] = posts(2)[1]
    back = desk.look()
    assert back.articles.new == 0 or f"{site.url}/?p={trashed}" in desk.published()


def test_new_posts_are_seen_at_the_next_look(newsroom: Newsroom, site: WordPressSite) -> None:
    """What was written since the import comes with one look, and once."""
    desk = Desk(newsroom, site)
    desk.look()
    for post in posts(223)[220:]:
        site.posts[post.id] = post
    assert desk.look().articles.new == 3
    assert desk.look().articles.new == 0
    assert len(desk.published()) == 223


def test_a_protected_post_is_never_published(newsroom: Newsroom, site: WordPressSite) -> None:
    """One behind a password is not taken; a published one that gets a password is taken back."""
    first, second = list(site.posts)[:2]
    site.posts[first] = replace(site.posts[first], password="secret")
    desk = Desk(newsroom, site)
    desk.look()
    assert f"{site.url}/?p={first}" not in desk.published()
    assert sum(desk.count(status) for status in Status) == 219
    site.edit(second, password="secret")
    desk.look()
    assert f"{site.url}/?p={second}" not in desk.published()
    assert len(desk.published()) == 218


def test_credentials_let_private_posts_be_held_alone(newsroom: Newsroom, site: WordPressSite) -> None:
    """With an application password private and protected posts are known as drafts, and never public."""
    private, protected = list(site.posts)[:2]
    site.posts[private] = replace(site.posts[private], status="private")
    site.posts[protected] = replace(site.posts[protected], password="secret")
    site.credentials = base64.b64encode(b"redaction:abcd efgh ijkl").decode()
    desk = Desk(newsroom, site, 'user = "redaction"\npassword = "abcd efgh ijkl"')
    desk.look()
    assert len(desk.published()) == 218
    assert desk.count(Status.DRAFT) == 2


def test_a_server_that_fails_midway_is_taken_up_where_it_failed(newsroom: Newsroom, site: WordPressSite) -> None:
    """What came is kept; the next pass goes on from there, and ends with each post once."""
    desk = Desk(newsroom, site)
    site.faults.fails_after = 2
    summary = desk.look()
    assert summary.failed
    assert len(desk.published()) == 200
    site.faults.fails_after = None
    asked = site.lists
    assert desk.look().articles.new == 20
    assert len(desk.published()) == 220
    assert site.lists - asked <= 6, "the pages that came before are not asked for again"


def test_a_pass_that_is_stopped_midway_is_taken_up(newsroom: Newsroom, site: WordPressSite) -> None:
    """A stop between two pages loses nothing and brings nothing twice."""
    desk = Desk(newsroom, site)
    with workshop(load(desk.config), serving=False) as (works, _):
        stopped = replace(works, stopping=lambda: site.lists >= 1)
        assert not ingest(stopped, "site", Summary())
    desk.look()
    assert len(desk.published()) == 220


def test_an_import_goes_on_after_a_kill(newsroom: Newsroom, site: WordPressSite) -> None:
    """Killed while the second page is asked for, it begins again with that page."""
    desk = Desk(newsroom, site)
    asked = threading.Event()
    site.faults.at_list = {2: asked.set}
    site.faults.waits_at = 2
    process = Warm(["ingest", "--config", str(desk.config)])
    assert asked.wait(30)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    site.faults.waits_at = 0
    assert len(desk.published()) == 100
    assert desk.look().articles.new == 120
    assert len(desk.published()) == 220


def test_html_in_the_place_of_posts_takes_nothing_back(newsroom: Newsroom, site: WordPressSite) -> None:
    """A page of maintenance is an error in one line; all stays published."""
    desk = Desk(newsroom, site)
    desk.look()
    site.faults.html = True
    summary = desk.look()
    assert summary.failed
    assert [problem.text for problem in summary.problems] == ["answered text/html where a list of posts was asked for"]
    site.faults.html, site.faults.warns = False, True
    (problem,) = desk.look().problems
    assert "no list of posts, though it calls it JSON: it begins with '<br /> <b>Warning</b>" in problem.text
    assert "WP_DEBUG_DISPLAY" in problem.hint
    assert len(desk.published()) == 220


def test_a_site_that_counts_nothing_is_imported_whole(newsroom: Newsroom, site: WordPressSite) -> None:
    """Without X-WP-Total all pages are read, this is said once, and a look at the unchanged site compares nothing."""
    desk = Desk(newsroom, site)
    site.faults.uncounted = True
    assert [problem.code for problem in desk.look().problems] == ["no-total"]
    assert len(desk.published()) == 220
    asked = site.lists
    assert desk.look().problems == []
    assert site.lists - asked <= 3


def test_a_cache_that_ignores_what_is_asked_is_told_of(newsroom: Newsroom, site: WordPressSite) -> None:
    """One page for every question is an error that names the cache; what is known stays published."""
    desk = Desk(newsroom, site)
    site.faults.one_page = True
    summary = desk.look()
    assert [problem.text for problem in summary.problems] == ["gives the same posts page after page"]
    assert len(desk.published()) == 100


def test_credentials_go_to_the_named_site_alone(newsroom: Newsroom, site: WordPressSite) -> None:
    """Where the API stands on another host, user and password are not sent, and the mend is told."""
    with WordPressSite(posts(3)) as other:
        site.elsewhere = f"http://localhost:{other.port}/wp-json/"
        desk = Desk(newsroom, site, 'user = "redaction"\npassword = "abcd efgh ijkl"')
        (problem,) = desk.look().problems
        assert "where user and password are not sent" in problem.text
        assert other.requests == []


def test_an_empty_site_is_not_believed(newsroom: Newsroom, site: WordPressSite) -> None:
    """Where all posts are gone at once nothing is taken back until an operator confirms it."""
    desk = Desk(newsroom, site)
    desk.look()
    kept = dict(site.posts)
    site.posts.clear()
    desk.look()
    assert len(desk.published()) == 220
    site.posts.update(dict(list(kept.items())[:20]))
    summary = desk.look()
    assert "many-vanished" in {problem.code for problem in summary.problems}
    assert len(desk.published()) == 220


def test_posts_that_come_and_go_while_pages_are_turned(newsroom: Newsroom, site: WordPressSite) -> None:
    """New posts and deletions between two pages: nothing is lost, nothing comes twice."""
    more = posts(230)[220:]
    first = list(site.posts)

    def write() -> None:
        site.posts.update({post.id: post for post in more[:5]})

    def remove() -> None:
        for number in first[:7]:
            del site.posts[number]

    site.faults.at_list = {2: remove, 3: write}
    desk = Desk(newsroom, site)
    desk.look()
    desk.look()
    assert set(desk.published()) == {f"{site.url}/?p={number}" for number in site.posts}


def test_a_clock_that_is_wrong_loses_no_change(newsroom: Newsroom, site: WordPressSite) -> None:
    """A site that dates a change in the future, and later sets its clock right, is still followed."""
    desk = Desk(newsroom, site)
    site.faults.ahead = timedelta(days=900)
    one, other = list(site.posts)[:2]
    site.edit(one, title="Daté de l'avenir", modified=site.posts[one].modified + timedelta(days=3000))
    assert "clock-ahead" in {problem.code for problem in desk.look().problems}
    site.faults.ahead = timedelta()
    site.edit(other, title="Daté d'aujourd'hui", modified=site.posts[max(site.posts)].modified + timedelta(days=300))
    assert desk.look().articles.changed == 1
    assert "Daté d’aujourd’hui" in desk.published().values()


def test_a_shut_api_leaves_the_feed(newsroom: Newsroom, site: WordPressSite) -> None:
    """Where the API never answered, the site's feed is read, and this is said."""
    desk = Desk(newsroom, site)
    site.faults.shut = True
    summary = desk.look()
    assert not summary.failed
    assert {problem.code for problem in summary.problems} == {"rest-shut"}
    assert set(desk.published()) == {f"{site.url}/?p={number}" for number in list(site.posts)[-10:]}


def test_plain_permalinks_are_understood(newsroom: Newsroom, site: WordPressSite) -> None:
    """A site whose API stands at ``?rest_route=`` is asked there."""
    site.root = "/index.php?rest_route=/"
    desk = Desk(newsroom, site)
    desk.look()
    assert len(desk.published()) == 220


def test_articles_that_are_to_be_read_again_are_asked_for_by_number(newsroom: Newsroom, site: WordPressSite) -> None:
    """A rule of the guard that changed has all posts judged anew, and takes back the one that breaks it."""
    number = list(site.posts)[7]
    site.edit(number, paragraphs=(*site.posts[number].paragraphs, "Écrire à jeanne.lefur@gmail.com, chez elle."))
    desk = Desk(newsroom, site)
    desk.config.write_text(desk.config.read_text() + '\n[guard.rules]\nemail = "off"\n')
    desk.look()
    assert len(desk.published()) == 220
    asked = site.lists
    desk.config.write_text(desk.config.read_text().replace('"off"', '"hold"'))
    desk.look()
    assert f"{site.url}/?p={number}" not in desk.published()
    assert len(desk.published()) == 219
    assert site.lists - asked < 12


def test_posts_that_share_a_guid_are_told_apart(newsroom: Newsroom, site: WordPressSite) -> None:
    """Of two posts with one guid none is lost: each is edited, deleted and compared by itself."""
    first, second = list(site.posts)[3], list(site.posts)[150]
    shared = "https://avant.example/?p=4"
    for number in (first, second):
        site.posts[number] = replace(site.posts[number], guid=shared)
    desk = Desk(newsroom, site)
    desk.look()
    assert len(desk.published()) == 220
    assert desk.published()[shared] == site.posts[first].title.replace("'", "’").replace(" :", "\u00a0:")
    site.edit(second, title="La digue s'effrite")
    summary = desk.look()
    assert (summary.articles.new, summary.articles.changed) == (0, 1)
    assert desk.look().articles.changed == 0
    assert "La digue s’effrite" in desk.published().values()
    del site.posts[first]
    assert desk.look().articles.retracted == 1
    assert "La digue s’effrite" in desk.published().values()
    assert desk.look().articles.new == 0


def test_an_import_lets_others_have_their_turn(newsroom: Newsroom, site: WordPressSite) -> None:
    """Where another pass follows, and another source waits, a first import goes on after it, from where it was."""
    desk = Desk(newsroom, site)
    with workshop(load(desk.config), serving=False) as (works, _):
        summary = Summary()
        assert ingest(replace(works, hurried=True, awaited=lambda _: True), "site", summary)
        assert (summary.articles.new, summary.again_in) == (100, {"site": 0.0})
        alone = Summary()
        assert ingest(replace(works, hurried=True), "site", alone)
        assert (alone.articles.new, alone.again_in) == (120, {})

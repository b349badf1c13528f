"""Lists of feeds as one source: read within bounds, each feed with its own memory, feeds that come, go and fail."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.config import Config, NetSettings, OpmlSource
from buzzfeed.errors import SourceError
from buzzfeed.model import SourceMemory
from buzzfeed.model.upstreams import Upstream, topics_noted
from buzzfeed.net import Net, Polite
from buzzfeed.sources import build
from buzzfeed.sources.outlines import NoListError, outlines
from buzzfeed.testing import Answer, FakeClock, Website

RSS = (
    '<rss version="2.0"><channel><title>t</title>{items}</channel></rss>',
    '<item><title>{0}</title><guid isPermaLink="false">{0}</guid><link>https://up.example/{0}</link></item>',
)
NESTED = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>La côte</title></head><body>
<outline text="Ports"><outline text="Grands"><outline text="Le Phare" type="rss" xmlUrl="/phare"/></outline>
<outline text="Petits" type="rss" xmlUrl="https://b.example/feed?a=1&amp;b=2" htmlUrl="https://b.example/"/></outline>
<outline title="encore" type="rss" xmlUrl="/phare"/><outline text="sans adresse"/>
<outline text="une liste" type="include" url="https://c.example/list.opml"/>
<outline text="d" xmlUrl="feed://d.example/rss"/><outline text="e" xmlUrl="ftp://e.example/"/>
</body></opml>"""


def feed(*names):
    """Make a feed with these entries."""
    return RSS[0].format(items="".join(RSS[1].format(name) for name in names)).encode()


def listing(*paths):
    """Make a list of feeds."""
    return ("<opml version='1.0'><body>" + "".join(f'<outline xmlUrl="{path}"/>' for path in paths)) + "</body></opml>"


class Desk:
    """An OPML source over a loopback site, with what the store would remember of it."""

    def __init__(self, site, **settings):
        self.site = site
        own = {"name": "liste", "type": "opml", **(settings or {"url": site.url + "/list.opml"})}
        newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
        config = Config(file="/c.toml", base="/", newsroom=newsroom, sources=(OpmlSource.model_validate(own),))
        self.config, self.settings = config, config.sources[0]
        self.source = build(config.sources[0], config, Net(NetSettings(allow=("127.0.0.0/8",))))
        self.memory = SourceMemory("liste")
        self.clock = FakeClock()

    def look(self):
        """Look, take in what was shown, and go on until all was; return the looks."""
        looks = []
        while not looks or looks[-1].more:
            looks.append(self.source.look(self.memory, self.clock))
            stamps = {**self.memory.stamps, **{find.origin: find.stamp for find in looks[-1].finds}}
            for origin in looks[-1].left:
                stamps.pop(origin, None)
            self.memory = replace(self.memory, stamps=stamps, notes=dict(looks[-1].notes))
            assert len(looks) < 20
        return looks

    def found(self):
        """Return the origins that a round finds, in order."""
        return [find.origin.removeprefix(self.site.url) for look in self.look() for find in look.finds]


@pytest.fixture
def site():
    """Serve a list of two feeds."""
    with Website({"/list.opml": listing("/a", "/b"), "/a": feed("a1", "a2"), "/b": feed("b1", "x")}) as website:
        yield website


def test_nested_outlines_are_read_once_each_and_other_lists_are_not_followed():
    """However deep, each address once, relative ones made absolute; what is no http address is left out"""
    found = outlines(NESTED.encode(), "https://up.example/list.opml")
    assert found.feeds == (
        "https://up.example/phare",
        "https://b.example/feed?a=1&b=2",
        "https://d.example/rss",
    )
    assert found.others == ("https://c.example/list.opml",)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b"<html><body/></html>", "no OPML"),
        (feed("a"), "no OPML"),
        (listing("/a", "/b").encode()[:-30], "cut off"),
        (b"<opml>" + b"<outline>" * 5000 + b"</opml>", "nested deeper"),
        (b"<opml><body>" + b" " * 2_000_001 + b"</body></opml>", "larger than 2 MB"),
    ],
)
def test_what_is_no_list_is_one_clear_error(body, cause):
    """The error names what came"""
    with pytest.raises(NoListError) as caught:
        outlines(body, "https://up.example/")
    assert cause in caught.value.cause


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=5))
def test_whatever_stands_in_a_list_gives_addresses_or_an_error(words, urls):
    """Any text among outlines: no crash, and no address but http ones without white space"""
    body = f"<opml><body>{words}{''.join(f'<outline xmlUrl={json.dumps(url)}/>' for url in urls)}</body></opml>"
    try:
        found = outlines(body.encode("utf-8", "replace"), "https://up.example/")
    except NoListError:
        return
    assert all(one.startswith(("http://", "https://")) and len(one.split()) == 1 for one in found.feeds)


def test_lists_made_to_take_long_take_no_time():
    """A category of a hundred thousand names, and one feed in ten thousand groups, are read in a breath"""
    groups = "".join(f'<outline text="{n}"><outline xmlUrl="/a"/></outline>' for n in range(20_000))
    names = ",".join(map(str, range(100_000)))
    begun = time.process_time()
    for inner in (groups, f'<outline xmlUrl="/a" category="{names}" CATEGORY=\'{names}\'/>'):
        assert outlines(f"<opml><body>{inner}</body></opml>".encode(), "https://up.example/").feeds
    assert time.process_time() - begun < 4


def test_each_feed_has_its_own_memory(site):
    """Entries are known by feed and origin; a new feed is met alone, and validators go back where they came from"""
    desk = Desk(site)
    site.pages["/a"] = (200, {"ETag": '"a"'}, feed("a1", "x"))
    looks = desk.look()
    assert [look.fresh for look in looks] == [True, True]
    assert [find.ready.title for look in looks for find in look.finds] == ["a1", "x", "b1"]
    assert len(desk.memory.stamps) == 3
    assert desk.found() == []
    asked = [request.headers.get("if-none-match") for request in site.requests if request.path in ("/a", "/b")]
    assert asked == [None, None, '"a"', None]
    site.pages["/b"] = feed("b1", "b2")
    assert desk.found() == ["/b b2"]


def test_feeds_are_added_and_taken_off(site):
    """A feed that comes is found alone; of one that goes, nothing vanishes; one that comes back is found anew"""
    desk = Desk(site)
    desk.look()
    site.pages["/c"] = feed("c1")
    site.pages["/list.opml"] = listing("/b", "/c")
    looks = desk.look()
    assert [find.origin for look in looks for find in look.finds] == [site.url + "/c c1"]
    assert [look.vanished + look.missing + look.doubtful for look in looks] == [(), ()]
    assert set(looks[0].left) == {site.url + "/a a1", site.url + "/a a2"}
    assert looks[1].fresh
    site.pages["/list.opml"] = listing("/a", "/b", "/c")
    assert desk.found() == ["/a a1", "/a a2"]


def test_one_feed_that_fails_stops_no_other_and_rests(site):
    """Its neighbours go on, it is told, and asked again only after a rest that grows"""
    desk = Desk(site)
    desk.look()
    site.pages["/a"] = (500, {}, b"")
    site.pages["/b"] = feed("b1", "b3")
    (look,) = desk.look()
    assert [find.origin for find in look.finds] == [site.url + "/b b3"]
    assert [(one.code, one.subject) for one in look.problems] == [("feed-not-had", site.url + "/a")]
    hits = site.hits("/a")
    assert desk.look()[0].problems == ()
    assert site.hits("/a") == hits
    site.pages["/a"] = feed("a1", "a4")
    desk.clock.advance(301)
    assert desk.found() == ["/a a4"]


def test_a_feed_whose_host_rests_is_asked_by_hand(site):
    """It is not asked before, though it could be had; somebody who asks by hand is not kept waiting by that"""
    with Net(NetSettings(allow=("127.0.0.0/8",))) as net:
        desk = Desk(site)
        desk.source = build(desk.settings, desk.config, Polite(net, desk.clock, 0.0, patience=1.0))
        site.pages["/a"] = (503, {"Retry-After": "7200"}, b"")
        desk.look()
        desk.clock.advance(301)
        assert [one.code for look in desk.look() for one in look.problems] == ["left-alone"]
        site.pages["/a"] = feed("a1", "a2")
        desk.clock.advance(600)
        assert desk.found() == []
        by_hand = Polite(net, desk.clock, 0.0, patience=1.0, overridden=print)
        desk.source = build(desk.settings, desk.config, by_hand)
        assert desk.found() == ["/a a1", "/a a2"]


def test_a_list_that_is_not_had_leaves_its_feeds_as_they_were_named(site):
    """Cut off or away, the feeds known from before go on; a list that was never had is an error"""
    desk = Desk(site)
    site.pages["/list.opml"] = listing("/a", "/b")[:-20]
    with pytest.raises(SourceError, match="cut off"):
        desk.look()
    site.pages["/list.opml"] = "<opml><body/></opml>"
    with pytest.raises(SourceError, match="names no feed"):
        desk.look()
    site.pages["/list.opml"] = listing("/a", "/b")
    desk.look()
    site.pages["/list.opml"] = (503, {}, b"")
    site.pages["/b"] = feed("b9")
    (look,) = desk.look()
    assert [one.code for one in look.problems] == ["opml-not-had"]
    assert [find.origin for find in look.finds] == [site.url + "/b b9"]


def test_a_list_in_a_file_with_too_many_feeds(site, tmp_path):
    """The first of them are read, and it is said how many are left out; a file that is not there is an error"""
    path = tmp_path / "liste.opml"
    path.write_text(listing(*(site.url + one for one in ("/a", "/b", "/b?2"))))
    desk = Desk(site, path=str(path), most=2)
    assert desk.found() == ["/a a1", "/a a2", "/b b1", "/b x"]
    assert [one.code for one in desk.look()[0].problems] == ["opml-too-long"]
    desk = Desk(site, path=str(tmp_path / "none.opml"))
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        desk.look()


def test_addresses_in_a_list_lead_to_no_private_network(site):
    """What stands in a list is content: only the list's own host may be private"""
    with Website({"/x": feed("secret")}) as inner:
        site.pages["/list.opml"] = listing("/a", inner.url + "/x")
        desk = Desk(site)
        desk.source = build(
            desk.source._settings,
            Config(
                file="/c.toml",
                base="/",
                sources=(desk.source._settings,),
                newsroom={"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"},
            ),
            Net(NetSettings()),
        )
        assert desk.found() == ["/a a1", "/a a2"]
        assert inner.requests == []


def test_a_round_that_takes_long_is_gone_on_with(site):
    """After some seconds a look ends, and the next goes on where it stood, without asking for the list again"""
    desk = Desk(site)
    desk.look()
    asked = site.hits("/list.opml")

    def slow(_request):
        desk.clock.advance(5)
        return Answer(200, {}, feed("a1", "a2"))

    site.pages["/a"] = slow
    assert [look.progress for look in desk.look()] == [(1, 2), (2, 2)]
    assert site.hits("/list.opml") == asked + 1


def test_a_push_has_its_own_feed_looked_at_and_no_other(site):
    """What hubs say is noted of each feed; a pushed one is looked at once, the list and the others when it is time"""
    desk, hub = Desk(site), {"Link": '<https://hub.example/>; rel="hub"'}
    site.pages["/a"] = (200, hub, feed("a1"))
    site.pages["/c"] = (200, hub, feed("c1"))
    site.pages["/list.opml"] = listing("/a", "/b", "/c")
    desk.look()
    topics = [site.url + "/a", site.url + "/c"]
    assert topics_noted(desk.memory.notes) == tuple(("https://hub.example/", one) for one in topics)
    desk.clock.advance(10)
    pushes = [Upstream("h", one, "c", "d", "s", desk.clock.now(), source="liste") for one in topics]
    pushes[1] = replace(pushes[1], pushed=desk.clock.now())
    desk.source._pushes = Pushes(pushes)
    desk.clock.advance(2)
    site.pages["/a"], site.pages["/c"] = (200, hub, feed("a1", "a2")), (200, hub, feed("c1", "c2"))
    before = [site.hits(path) for path in ("/list.opml", "/a", "/b", "/c")]
    assert desk.found() == ["/c c2"]
    assert [site.hits(path) for path in ("/list.opml", "/a", "/b", "/c")] == [*before[:3], before[3] + 1]
    assert len(topics_noted(desk.memory.notes)) == 2
    assert desk.found() == ["/a a2"], "nothing is left that was pushed: this is a look at all of them"
    pushes[1] = replace(pushes[1], pushed=desk.clock.now())
    desk.clock.advance(280)
    site.pages["/b"] = feed("b1", "b2")
    assert desk.found() == ["/b b2"], "it is time for all of them, whatever is pushed"


@pytest.mark.parametrize("timed", [{"cron": "*/15 * * * *"}, {"every": "15m"}])
def test_pushes_keep_no_list_from_its_schedule(site, timed):
    """A pushed feed that rests after failures stands in nobody's way, nor does one that is pushed again and again"""
    desk, hub = Desk(site, url=site.url + "/list.opml", **timed), {"Link": '<https://hub.example/>; rel="hub"'}
    site.pages["/a"] = (200, hub, feed("a1"))
    desk.look()
    site.pages["/a"] = (500, {}, b"")
    for _ in range(7):
        desk.clock.advance(7200)
        desk.look()
    desk.clock.advance(10)
    push = Upstream("h", site.url + "/a", "c", "d", "s", desk.clock.now(), source="liste", pushed=desk.clock.now())
    desk.source._pushes = Pushes([push])
    desk.clock.advance(900)
    site.pages["/b"] = feed("b1", "x", "b2")
    assert desk.found() == ["/b b2"], "nothing that could be looked at was pushed"
    site.pages["/a"], site.pages["/b"] = (200, hub, feed("a1")), feed("b1", "x", "b2", "b3")
    desk.clock.advance(6 * 3600)
    desk.source.on_schedule()
    assert desk.found() == ["/b b3"]
    asked, site.pages["/b"] = site.hits("/a"), feed("b1", "x", "b2", "b3", "b4")
    desk.clock.advance(1)
    desk.source._pushes = Pushes([replace(push, pushed=desk.clock.now())])
    assert desk.found() == []
    assert site.hits("/a") == asked + 1
    desk.source.on_schedule()
    assert desk.found() == ["/b b4"], "the schedule asks for all of them"


def test_many_pushed_feeds_that_take_long_are_gone_on_with(site):
    """After some seconds a look ends, and the next takes those pushed feeds that are left; the list is not asked for"""
    desk, paths = Desk(site), ("/a", "/b", "/c")
    site.pages["/list.opml"] = listing(*paths)

    def slow(request):
        desk.clock.advance(5)
        return Answer(200, {"Link": '<https://hub.example/>; rel="hub"'}, feed(request.path[1:] + "1"))

    site.pages.update(dict.fromkeys(paths, slow))
    desk.look()
    asked = site.hits("/list.opml")
    desk.clock.advance(10)
    now = desk.clock.now()
    of_all = [Upstream("h", site.url + path, "c", "d", "s", now, source="liste", pushed=now) for path in paths]
    desk.source._pushes = Pushes(of_all)
    desk.clock.advance(2)
    before = [site.hits(path) for path in paths]
    assert [look.more for look in desk.look()] == [True, True, False]
    assert [site.hits(path) for path in paths] == [one + 1 for one in before]
    assert site.hits("/list.opml") == asked


class Pushes:
    """Our subscriptions, as a store gives them."""

    def __init__(self, known):
        """Know these."""
        self.known = known

    def upstreams(self):
        """Return them."""
        return tuple(self.known)


SHARED = '<item><title>{0}</title><guid isPermaLink="false">{1}</guid><link>{2}</link></item>'


def test_an_article_in_several_feeds_is_read_from_one(site):
    """By address or id it is one; a bare number is an id in its own feed alone; where its feed goes, another has it"""
    desk = Desk(site)
    etag = {"ETag": '"1"'}
    site.pages["/a"] = (200, etag, RSS[0].format(items=SHARED.format("A", "urn:a", "https://x.example/a")).encode())
    both = SHARED.format("A", "urn:a", "https://y.example/a") + SHARED.format(
        "A", "", "http://www.x.example/a/?utm_x=1"
    )
    both += SHARED.format("B", "7", "https://x.example/b")
    site.pages["/b"] = (200, etag, RSS[0].format(items=both).encode())
    site.pages["/c"] = (200, etag, RSS[0].format(items=SHARED.format("C", "7", "https://z.example/c")).encode())
    site.pages["/list.opml"] = listing("/a", "/b", "/c")
    finds = [find for look in desk.look() for find in look.finds]
    assert [find.origin.removeprefix(site.url) for find in finds] == ["/a urn:a", "/b 7", "/c 7"]
    assert [find.ready.guid for find in finds] == ["urn:a", "", ""]
    assert desk.found() == []
    site.pages["/list.opml"] = listing("/b", "/c")
    looks = desk.look()
    assert looks[0].left == (f"{site.url}/a urn:a",)
    assert [find.origin.removeprefix(site.url) for look in looks for find in look.finds] == [
        "/b urn:a",
        "/b http://www.x.example/a/?utm_x=1",
    ]
    site.pages["/list.opml"] = listing("/a", "/b", "/c")
    desk.memory = replace(desk.memory, stamps=dict.fromkeys(desk.memory.stamps, ""), notes={})
    assert [one.split(" ")[0] for one in desk.found()] == ["/b", "/b", "/b", "/c"]

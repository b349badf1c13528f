"""Full text: entries' pages in the place of summaries, a few at a time; no page that is not had loses an entry."""

from dataclasses import replace

import pytest

from buzzfeed.config import Config, FeedSource, NetSettings
from buzzfeed.errors import RestError
from buzzfeed.model import SourceMemory
from buzzfeed.net import Net, Polite
from buzzfeed.sources import build
from buzzfeed.sources.fulltext import AGAIN, AT_ONCE
from buzzfeed.testing import FakeClock, Website

ITEM = (
    "<item><title>Le bac {0}</title><guid isPermaLink='false'>{0}</guid><link>{1}/{0}</link>"
    "<description>Le bac repart.</description>{2}</item>"
)
TEXT = "Le bac repart dès l’aube, et la rive d’en face se rapproche ; on charge le pain, les vélos et le courrier. " * 6
PAGE = (
    "<!doctype html><html lang='fr'><head><title>Le bac</title><meta name='author' content='Anne Le Gall'>"
    "<meta property='og:type' content='article'></head><body><nav>Menu du site</nav><article><h1>Le bac {0}</h1>"
    "<p>{1}</p><p>Fin de {0}.</p></article><footer>Pied du site</footer></body></html>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Desk:
    """A feed of summaries over a loopback site, with what the store would remember of it."""

    def __init__(self, site, **settings):
        self.site = site
        own = FeedSource(name="up", type="feed", url=site.url + "/feed", full_text=True, **settings)
        newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example"}
        self.config = Config(file="/c.toml", base="/", newsroom=newsroom, sources=(own,))
        self.memory = SourceMemory("up")
        self.clock = FakeClock()
        self.start()

    def start(self):
        """Begin anew, as after a kill: only what the store keeps is remembered."""
        self.source = build(self.config.sources[0], self.config, Net(NetSettings(allow=("127.0.0.0/8",))))

    def part(self):
        """Look once, and take in what was shown."""
        look = self.source.look(self.memory, self.clock)
        stamps = {**self.memory.stamps, **{find.origin: find.stamp for find in look.finds}}
        self.memory = replace(self.memory, stamps=stamps, notes=dict(look.notes))
        return look

    def items(self):
        """Look to the end; return the items that were found."""
        found, more = [], True
        while more:
            look = self.part()
            found += [find.ready for find in look.finds]
            more = look.more
        return found


def shown(site, *names, more="", etag='"1"'):
    """Have the feed show these entries, and each have a page."""
    items = "".join(ITEM.format(name, site.url, more) for name in names)
    body = (
        f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{items}</channel></rss>"
    )
    site.pages["/feed"] = (200, {"ETag": etag}, body.encode())
    for name in names:
        site.pages.setdefault(f"/{name}", (200, HTML, PAGE.format(name, TEXT).encode()))


@pytest.fixture
def site():
    """Serve a feed of two summaries and their pages."""
    with Website() as website:
        shown(website, "a", "b")
        yield website


def test_the_pages_text_stands_in_for_the_summary(site):
    """The body is the page's without menu and footer; the summary becomes the lede; unchanged, no page is fetched"""
    desk = Desk(site)
    first, second = desk.items()
    assert (first.guid, first.title, first.lede) == ("a", "Le bac a", "Le bac repart.")
    assert "Fin de a." in first.body
    assert "Menu" not in first.body
    assert "Pied" not in first.body
    assert first.authors == ("Anne Le Gall",)
    assert "Fin de b." in second.body
    assert desk.items() == []
    assert (site.hits("/a"), site.hits("/b")) == (1, 1)


def test_what_a_feed_gives_whole_is_not_fetched(site):
    """An entry with a long text of its own is taken as it is"""
    shown(site, "long", more=f"<content:encoded><![CDATA[<p>{TEXT * 5}</p>]]></content:encoded>")
    (item,) = Desk(site).items()
    assert "Fin de long" not in item.body
    assert site.hits("/long") == 0


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ((404, {}, b""), "answered 404"),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"), "not a web page"),
        ((200, HTML, b""), "empty"),
        ((200, HTML, b"x" * 5_000_000), "was not had"),
    ],
    ids=["404", "pdf", "empty", "huge"],
)
def test_a_page_that_is_not_had_leaves_the_summary_and_is_told_once(site, page, cause):
    """The entry goes out with its summary; the page is asked for again a few times, further and further apart"""
    site.pages["/a"] = page
    desk = Desk(site)
    first, second = desk.items()
    assert first.body == "Le bac repart."
    assert "Fin de b." in second.body
    assert [(one.code, cause in one.text) for one in first.remarks] == [("no-full-text", True)]
    for wait in AGAIN:
        assert desk.items() == []
        desk.clock.advance(wait)
        (again,) = desk.items()
        assert again == replace(first, remarks=())
    desk.clock.advance(10 * 86400)
    assert desk.items() == []
    assert (site.hits("/a"), site.hits("/b")) == (1 + len(AGAIN), 1)


def test_what_robots_txt_asks_is_obeyed(site):
    """A page that a site wants left alone is, and its entry goes out with its summary; robots.txt is asked for once"""
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /a\n"
    first, second = Desk(site).items()
    assert first.body == "Le bac repart."
    assert "robots.txt asks not to" in first.remarks[0].text
    assert "Fin de b." in second.body
    assert (site.hits("/a"), site.hits("/robots.txt")) == (0, 1)


def test_entries_wait_while_their_host_is_left_alone_for_a_moment(site):
    """Nothing goes out as a summary because of our own pace: the rest follows; a long rest lets the summary out"""
    desk = Desk(site)

    class Resting:
        """A way out that is not asked any more after a few requests."""

        def __init__(self, fetch, after, seconds):
            self.fetch, self.left, self.seconds = fetch, after, seconds

        def get(self, url, **options):
            """GET, or rest."""
            self.left -= 1
            if self.left < 0:
                raise RestError(url, "is left alone", seconds=self.seconds)
            return self.fetch.get(url, **options)

    net = Net(NetSettings(allow=("127.0.0.0/8",)))
    desk.source = build(desk.config.sources[0], desk.config, Resting(net, after=3, seconds=7.0))
    look = desk.part()
    assert [find.origin for find in look.finds] == ["a"]
    assert (look.more, look.again_in) == (True, 7.0)
    desk.source = build(desk.config.sources[0], desk.config, Resting(net, after=1, seconds=3600.0))
    (item,) = desk.items()
    assert item.body == "Le bac repart."
    desk.start()
    desk.clock.advance(AGAIN[0])
    (item,) = desk.items()
    assert "Fin de b." in item.body


def test_a_page_that_comes_back_gives_its_text(site):
    """What failed once is whole the next time, though the feed itself stands unchanged"""
    site.pages["/a"] = (503, {}, b"")
    desk = Desk(site)
    desk.items()
    site.pages["/a"] = (200, HTML, PAGE.format("a", TEXT).encode())
    desk.clock.advance(AGAIN[0])
    (item,) = desk.items()
    assert "Fin de a." in item.body
    desk.clock.advance(AGAIN[-1])
    assert desk.items() == []


def test_pages_are_fetched_a_few_at_a_time_and_gone_on_with_after_a_kill(site):
    """A look fetches so many pages at most; the next goes on, in the same process or another: each page once"""
    names = [f"n{number}" for number in range(AT_ONCE * 2 + 3)]
    shown(site, *names)
    desk = Desk(site)
    first = desk.part()
    assert (len(first.finds), first.more, site.hits("/feed")) == (AT_ONCE, True, 1)
    second = desk.part()
    assert (len(second.finds), second.more, site.hits("/feed")) == (AT_ONCE, True, 1)
    desk.start()
    rest = desk.items()
    assert [one.guid for one in rest] == names[2 * AT_ONCE :]
    assert site.hits("/feed") == 2
    assert {site.hits(f"/{name}") for name in names} == {1}
    assert desk.items() == []


def test_a_changed_entry_is_fetched_anew_and_a_new_setting_reads_all_again(site):
    """An edit in the feed asks for its page again; turning the setting on or off reads every entry"""
    desk = Desk(site)
    desk.items()
    shown(site, "a", "b", more="<category>Port</category>", etag='"2"')
    assert [item.tags for item in desk.items()] == [("Port",), ("Port",)]
    assert site.hits("/a") == 2
    desk.config = desk.config.model_copy(
        update={"sources": (desk.config.sources[0].model_copy(update={"full_text": False}),)}
    )
    desk.start()
    assert [item.body for item in desk.items()] == ["Le bac repart."] * 2


def test_where_a_page_leads_is_asked_as_any_other_host(site):
    """The robots.txt of a redirect's target is obeyed, its pace and rest are its own; what leads in circles ends"""
    with Website() as other, Net(NetSettings(allow=("127.0.0.0/8",))) as net:
        other.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 30\nDisallow: /shut\n"
        other.pages["/open"] = (200, HTML, PAGE.format("ailleurs", TEXT).encode())
        site.pages["/a"] = (302, {"Location": other.url + "/shut"}, b"")
        site.pages["/b"] = (302, {"Location": "/b2"}, b"")
        site.pages["/b2"] = (301, {"Location": other.url + "/open"}, b"")
        shown(site, "a", "b", "c")
        site.pages["/c"] = (302, {"Location": "/c"}, b"")
        desk = Desk(site)
        desk.source = build(desk.config.sources[0], desk.config, Polite(net, desk.clock, 0.0, patience=60.0))
        first, second, third = desk.items()
    assert "robots.txt asks not to" in first.remarks[0].text
    assert other.hits("/shut") == 0
    assert "Fin de ailleurs." in second.body
    assert desk.clock.sleeps == [30.0], "the target's pace counts for it alone"
    assert "redirects more than 5 times" in third.remarks[0].text


def test_pages_lead_to_no_private_network(site):
    """An entry's link is content: only the feed's own host may be private"""
    with Website() as inner:
        item = ITEM.format("x", inner.url, "")
        site.pages["/feed"] = f"<rss version='2.0'><channel>{item}</channel></rss>"
        desk = Desk(site)
        desk.source = build(desk.config.sources[0], desk.config, Net(NetSettings()))
        (found,) = desk.items()
        assert found.body == "Le bac repart."
        assert inner.requests == []

from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.daemon.doctor import examine_directories, examine_site
from buzzfeed.follow import site_of
from buzzfeed.follow.colors import accents
from buzzfeed.follow.snippets import offer_of, snippets_of
from buzzfeed.model import Status
from buzzfeed.testing import Answer, Website
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article, channel

HTML = {"Content-Type": "text/html; charset=utf-8"}
SITEMAP = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>'


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """Give a config, the newsroom's own site, what stands at ``feeds_url``, and the pages of both as they should be."""
    with Website() as own:
        config = make_config(
            tmp_path_factory.mktemp("site"),
            newsroom={"url": own.url},
            net=NetSettings(allow=("127.0.0.0/8",)),
            aliases={"/feed/": "all.rss"},
        )
        store = writer(config)
        take_in(store, article(url=f"{own.url}/2026/mare", image=None))
        publish(store)
        offer = offer_of(site_of(config), channel("all"), "fr", accents(""))
        links = next(one.code for one in snippets_of(offer, "en") if one.name == "links")
        own.pages["/"] = Answer(200, HTML, f"<html><head><title>x</title>{links}</head></html>".encode())
        news = "/elsewhere/127.0.0.1/news-sitemap.xml"
        own.pages["/robots.txt"] = f"User-agent: *\nsitemap: {config.newsroom.feeds_url}{news}\n"
        with Website(port=int(config.web.listen.rpartition(":")[2])) as flux:
            for feed in store.served():
                flux.pages[feed.path] = Answer(200, {"Content-Type": feed.format.media_type}, b"x")
            flux.pages[news] = Answer(200, {"Content-Type": "application/xml"}, SITEMAP)
            yield config, own, flux, dict(own.pages), dict(flux.pages)
        store.close()


@pytest.fixture
def sites(standing):
    """Give config and both sites, all as it should be; what a test changes is undone."""
    config, own, flux, pages, feeds = standing
    yield config, own, flux
    own.pages, flux.pages = dict(pages), dict(feeds)
    flux.down = False


def looked(sites):
    """Return what the doctor says of the site's first page."""
    config, own, _ = sites
    return examine_site(config, [own.url + "/"])


def wrong(checks):
    """Return what has to be mended, and how."""
    return [(check.subject, check.text, check.hint) for check in checks if not check.ok]


def test_a_site_with_our_snippets_is_well(sites):
    """What `buzzfeed snippets` prints satisfies what the doctor asks: three links, robots.txt, the news sitemap."""
    checks = looked(sites)
    assert wrong(checks) == []
    assert [check.subject.split()[0] for check in checks] == ["page", "link", "link", "link", "robots.txt", "news"]
    assert "holds 1 of the last two days" in checks[-1].text


def test_a_page_without_links_is_sent_to_the_snippets(sites):
    """A page that names no feed of ours is told where to take the tags from."""
    sites[1].pages["/"] = Answer(200, HTML, b"<html><head></head><body>Bonjour</body></html>")
    ((subject, text, hint),) = wrong(looked(sites))
    assert subject.startswith("page ")
    assert text == "names none of our feeds"
    assert "buzzfeed snippets" in hint


def test_plain_json_that_is_no_feed_is_left_alone(sites):
    """What WordPress and others link as JSON is no old feed; one of our feeds under that type is told its own."""
    page = sites[1].pages["/"]
    json = '<link rel="alternate" type="application/json" title="JSON" href="{}"></head>'
    other = page.body.replace(b"</head>", json.format("/wp-json/wp/v2/pages/2").encode())
    sites[1].pages["/"] = Answer(200, HTML, other)
    assert wrong(looked(sites)) == []
    sites[1].pages["/"] = Answer(200, HTML, page.body.replace(b"application/feed+json", b"application/json"))
    ((_, text, _),) = wrong(looked(sites))
    assert 'its type is "application/json"' in text


def test_a_mix_is_ours(sites):
    """A feed that readers combine by its address is ours: asked for as any other, and told where it does not answer."""
    config, own, flux = sites
    mix = "/feeds/mix.rss?any=tag:eau,tag:ia"
    tag = (
        f'<link rel="alternate" type="application/rss+xml" title="Mix" href="{config.newsroom.feeds_url}{mix}"></head>'
    )
    own.pages["/"] = Answer(200, HTML, own.pages["/"].body.replace(b"</head>", tag.encode()))
    ((subject, text, _),) = wrong(looked(sites))
    assert (subject, text) == (f"link {config.newsroom.feeds_url}{mix}", "answers 404")
    flux.pages[mix] = flux.pages["/feeds/mix.rss"] = Answer(200, {"Content-Type": "application/rss+xml"}, b"x")
    assert wrong(looked(sites)) == []


def test_an_old_feed_is_told_beside_ours(sites):
    """A link to the site's former feed is named, and where its subscribers go."""
    page = sites[1].pages["/"]
    old = b'<link rel="alternate" type="application/rss+xml" title="Ancien" href="/comments/feed/"></head>'
    sites[1].pages["/"] = Answer(200, HTML, page.body.replace(b"</head>", old))
    ((subject, text, hint),) = wrong(looked(sites))
    assert subject == f"link {sites[1].url}/comments/feed/"
    assert "not of this buzzfeed" in text
    assert "[aliases]" in hint


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(403), "answers 403"),
        (Answer(200, {"Content-Type": "text/html"}, b"x"), 'comes with the Content-Type "text/html"'),
        (Answer(200, {}, b"x"), 'comes with the Content-Type "none"'),
    ],
)
def test_a_feed_that_readers_cannot_have_is_told(sites, answer, said):
    """What stands between the world and a feed (a bot wall, a proxy that changes types) is seen from outside."""
    sites[2].pages["/feeds/all.rss"] = answer
    ((subject, text, hint),) = wrong(looked(sites))
    assert subject.endswith("/feeds/all.rss")
    assert said in text
    assert hint


def test_a_feed_that_does_not_answer_is_one_line(sites):
    """A dead feeds_url is told for each link and for the sitemap, and breaks nothing."""
    sites[2].down = True
    subjects = [subject.split()[0] for subject, _, hint in wrong(looked(sites)) if hint]
    assert subjects == ["link", "link", "link", "news"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Answer(404), "answers 404"),
        (Answer(200, {"Content-Type": "application/rss+xml"}, b"<rss/>"), "is no web page"),
    ],
)
def test_what_is_no_page_is_told(sites, page, said):
    """An address that is none of a page says what came instead."""
    sites[1].pages["/"] = page
    assert said in wrong(looked(sites))[0][1]


def test_a_robots_file_that_names_no_news_is_given_the_line(sites):
    """Without the line, or the file, the doctor says the very line to add; the site's own sitemap counts too."""
    config, own, _ = sites
    line = f"Sitemap: {config.newsroom.feeds_url}/elsewhere/127.0.0.1/news-sitemap.xml"
    for content in ("User-agent: *\nDisallow:\n", "Sitemap: https://autre.example/news-sitemap.xml", Answer(404)):
        own.pages["/robots.txt"] = content
        ((subject, text, hint),) = wrong(looked(sites))
        assert subject == f"robots.txt {own.url}/robots.txt"
        assert text == "does not name the news sitemap"
        assert hint.endswith(line)
    own.pages["/robots.txt"] = f"Sitemap: {own.url}/news-sitemap.xml  # la nôtre"
    own.pages["/news-sitemap.xml"] = SITEMAP
    assert wrong(looked(sites)) == []


def test_a_news_sitemap_that_is_none_is_told(sites):
    """What robots.txt names has to be a sitemap."""
    news = "/elsewhere/127.0.0.1/news-sitemap.xml"
    for content, said in ((b"<html/>", "is no sitemap"), (Answer(500), "answers 500")):
        sites[2].pages[news] = content
        assert [text for _, text, _ in wrong(looked(sites))] == [said]


@pytest.mark.parametrize(
    ("url", "said", "mend"),
    [
        ("{own}/2026/neuf", "though 1 articles of the last two days stand on 127.0.0.1", "let it be what"),
        ("https://blog.example/neuf", "1 articles of the last two days stand on blog.example", "set newsroom.url"),
    ],
)
def test_an_empty_news_sitemap_is_told_where_articles_are_missed(sites, url, said, mend):
    """Without recent articles an empty one is well; with some, here or on another host, it is a fault with its mend."""
    config, own, flux = sites
    empty = SITEMAP.replace(b"<url/>", b"")
    flux.pages["/elsewhere/127.0.0.1/news-sitemap.xml"] = Answer(200, {"Content-Type": "application/xml"}, empty)
    assert wrong(looked(sites)) == []
    at = datetime.now(UTC) - timedelta(hours=1)
    new = article(id="neuf", slug="neuf", origin="neuf", url=url.format(own=own.url), published=at, updated=at)
    store = writer(config)
    try:
        take_in(store, new, now=at)
        ((subject, text, hint),) = wrong(looked(sites))
        assert subject.startswith("news sitemap ")
        assert text.startswith("is empty")
        assert said in text
        assert mend in hint
    finally:
        take_in(store, new, status=Status.RETRACTED, number=2, now=at)
        store.close()


def test_directories_are_asked_of_the_stored_feed(tmp_path):
    """Without a feed there is one line; long lists of articles are cut, and say how many more there are."""
    config = make_config(tmp_path)
    (only,) = examine_directories(config)
    assert (only.ok, "run --once" in only.hint) == (False, True)

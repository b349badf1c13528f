import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from buzzfeed.model import Media
from pageserver import KEY
from pagevalues import article, term

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MEDIA = (
    Media("0a1b.png", "image/png", PNG),
    Media("ff00.svg", "image/svg+xml", SVG),
    Media("bad0.html", "text/html", b"<script>alert(1)</script>"),
)
HOSTILE = "</title><script>alert('x')</script>\"' onload=alert(1)"


def articles(base):
    """Return what the newsroom of these tests has published."""
    related = article().related[1:]
    english = article(
        id="en", slug="pond", origin="pond.md", url=f"{base}/a/pond", title="The pond", language="en", related=related
    )
    hostile = article(
        id="x",
        slug="hostile",
        origin="x.md",
        url=f"{base}/a/hostile",
        title=HOSTILE,
        lede=HOSTILE,
        key_points=(HOSTILE,),
        tags=(term("tag", "hostile", HOSTILE),),
        authors=(term("author", "hostile", HOSTILE),),
        image=replace(article().image, url=f"{base}/a/media/0a1b.png", alt=HOSTILE, credit=HOSTILE),
    )
    elsewhere = article(id="far", slug="far", origin="far.md", url="https://lefanal.example/far/", title="Ailleurs")
    return [article(url=f"{base}/a/mare"), english, hostile, elsewhere]


PAGES = ["/", "/follow/all", "/follow/category/environnement", "/follow/tag/hostile", "/a/mare", "/a/hostile"]


class Outline(HTMLParser):
    """What matters of a page: its elements, their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep text."""
        self.text += data

    def all(self, tag):
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_is_whole_and_keeps_to_itself(newsroom, path, language):
    """In the language asked for, with one h1, a skip link and a canonical address; no cookie, style or script in it.

    Follow pages and the directory name a script, a file of ours, and carry data for machines, which no browser runs.
    """
    answer = newsroom.get(path, {"Accept-Language": language})
    page = Outline(answer.text)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert ("a", {"class": "skip", "href": "#content"}) in page.elements
    scripts = page.all("script")
    assert [script.get("type", script.get("src", "")[:8]) for script in scripts] == (
        ["/assets/", "application/ld+json"] if path == "/" or path.startswith("/follow/") else []
    )
    assert not page.all("style")
    assert not [a for _, a in page.elements if any(name == "style" or name.startswith("on") for name in a)]
    canonical = [link["href"] for link in page.all("link") if link["rel"] == "canonical"]
    assert canonical == [newsroom.base + path]


@pytest.mark.parametrize("path", PAGES)
def test_the_content_security_policy_is_strict(newsroom, path):
    """Nothing is loaded but our style and pictures; nothing is framed or posted; article pages have no script."""
    policy = newsroom.get(path).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    follows = path == "/" or path.startswith("/follow/")
    assert rules["form-action"] == ("'self'" if follows else "'none'")
    assert rules.get("script-src") == ("'self'" if follows else None)
    assert "unsafe" not in policy
    if not path.startswith("/a/"):
        assert rules["img-src"] == "'self'"


def test_every_link_of_ours_leads_somewhere(newsroom):
    """Every path that the pages link to, feeds and files included, answers 200."""
    seen, ahead = set(), ["/", "/?lang=en"]
    while ahead:
        path = ahead.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = newsroom.get(path)
        if answer.status_code == 303:  # choices that are spelt otherwise than they are kept
            ahead.append(answer.headers["location"].removeprefix(newsroom.base))
            continue
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            links = Outline(answer.text)
            found = [a.get("href", "") for a in links.all("a") + links.all("link")] + [
                a["src"] for a in links.all("img")
            ]
            for href in found:
                parts = urlsplit(href.removeprefix("feed:"))
                if not parts.netloc or href.startswith(newsroom.base):
                    ahead.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert "/feeds/tag/eau.json" in seen
    assert "/follow/language/en?lang=en" in seen
    assert "/a/media/0a1b.png" in seen


def test_the_directory_lists_what_one_can_follow(newsroom):
    """Every public channel with its count and its follow page; the feeds of all articles and of sections at once."""
    text = newsroom.get("/", {"Accept-Language": "fr"}).text
    assert "Rubriques" in text
    assert "4\u00a0articles" in text
    assert "dernier le <time" in text
    for stem in ("category/environnement", "tag/eau", "author/zoe", "language/en"):
        assert f'href="/follow/{stem}"' in text
    for stem in ("all", "category/environnement"):
        for fmt in ("rss", "atom", "json"):
            assert f'href="/feeds/{stem}.{fmt}"' in text


def test_a_follow_page_shows_addresses_and_newest_entries(newsroom):
    """The addresses stand whole in read-only fields with labels; entries link to their articles wherever they are."""
    page = Outline(newsroom.get("/follow/all").text)
    fields = [field for field in page.all("input") if "readonly" in field]
    assert [field["value"] for field in fields] == [
        f"{newsroom.base}/feeds/all.{fmt}" for fmt in ("rss", "atom", "json")
    ]
    assert all(field["aria-label"] for field in fields)
    hrefs = [a.get("href") for a in page.all("a")]
    assert "https://lefanal.example/far/" in hrefs
    assert "/a/mare" in hrefs
    alternates = [link for link in page.all("link") if link["rel"] == "alternate" and "type" in link]
    assert [link["type"] for link in alternates] == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ]


@pytest.mark.parametrize("path", ["/", "/follow/tag/hostile", "/follow/author/hostile", "/follow/all", "/a/hostile"])
def test_hostile_names_stay_text(newsroom, path):
    """A title, term, lede, key point, credit or alt text that holds markup is shown as it was written."""
    text = newsroom.get(path, {"Accept-Language": "fr"}).text
    page = Outline(text)
    assert "<script>" not in text
    assert [script for script in page.all("script") if "src" not in script and "type" not in script] == []
    assert "alert(" in page.text
    assert not [a for _, a in page.elements if "onload" in a]


def test_the_language_asked_for_by_address_wins_and_stays(newsroom):
    """``?lang=en`` wins over the browser, is kept by every link to a page, and does not vary on the browser's wish."""
    answer = newsroom.get("/follow/all?lang=en&utm=x", {"Accept-Language": "fr"})
    page = Outline(answer.text)
    assert answer.headers["content-language"] == "en"
    assert answer.headers["vary"] == "Accept-Encoding"
    own = [a["href"] for a in page.all("a") if a["href"].startswith("/") and not a["href"].startswith("/feeds")]
    assert own
    assert all(href.endswith(("?lang=en", "?lang=fr")) for href in own)
    assert newsroom.get("/?lang=xx").headers["content-language"] == "fr"


def test_pages_are_conditional_in_each_coding(newsroom):
    """A page has a strong ETag per coding and language, and answers 304; HEAD is without a body."""
    etags = set()
    for language in ("fr", "en"):
        for coding in ("identity", "gzip", "br", "zstd"):
            asked = {"Accept-Language": language, "Accept-Encoding": coding}
            status, headers, body = newsroom.raw("GET", "/", asked)
            assert (status, bool(body)) == (200, True)
            etags.add(headers["etag"])
            assert newsroom.raw("GET", "/", {**asked, "If-None-Match": headers["etag"]})[0] == 304
            assert newsroom.raw("HEAD", "/", asked)[2] == b""
    assert len(etags) == 8


def test_an_article_of_another_language_says_so(newsroom):
    """On a French page, the English article's own words are marked as English."""
    page = Outline(newsroom.get("/a/pond", {"Accept-Language": "fr"}).text)
    assert page.all("html")[0]["lang"] == "fr"
    assert page.all("h1")[0]["lang"] == "en"


@pytest.mark.parametrize(
    "path",
    [
        "/a/none",
        "/a/far",
        "/a/media/none.png",
        "/a/media/bad0.html",
        "/follow/none",
        "/follow/tag/none",
        "/follow/all/all",
        "/follow/nothing/x",
        "/a/",
        "/a/x/y",
        "/metrics",
        "/deliveries",
        "/.git/config",
        "/assets/style-000000000000.css",
        "/a/..%2fmare",
        "/follow/tag/" + "x" * 5000,
        "/%00",
    ],
)
def test_what_is_not_there_is_told(newsroom, path):
    """404, in words for programs and as a page for people; operators' pages are not on the public address."""
    answer = newsroom.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    page = newsroom.get(path, {"Accept": "text/html", "Accept-Language": "fr"})
    assert page.status_code == 404
    assert "Cette page n’existe pas" in page.text


def test_pages_are_only_read(newsroom):
    """Posting to a page is refused."""
    assert newsroom.raw("POST", "/")[0] == 405
    assert newsroom.raw("DELETE", "/a/mare")[0] == 405


@pytest.mark.parametrize(
    ("name", "media_type", "data"), [("0a1b.png", "image/png", PNG), ("ff00.svg", "image/svg+xml", SVG)]
)
def test_pictures_are_inert_and_cached_for_good(newsroom, name, media_type, data):
    """A picture is served as itself, sandboxed, under a name that never means another."""
    answer = newsroom.get(f"/a/media/{name}", {"Accept-Encoding": "gzip"})
    assert answer.content == data
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["etag"] == f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    again = newsroom.get(f"/a/media/{name}", {"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_opml_names_every_feed(newsroom):
    """Importers get the public channels, one outline each."""
    answer = newsroom.get("/feeds.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    urls = [one.get("xmlUrl") for one in ElementTree.fromstring(answer.content).iter("outline") if one.get("xmlUrl")]
    assert f"{newsroom.base}/feeds/all.rss" in urls
    assert len(urls) == len(set(urls))


def test_robots_keys_and_icon(newsroom):
    """Robots may come, IndexNow finds its key, and the icon is an SVG of our own."""
    assert newsroom.get("/robots.txt").text.startswith("User-agent: *")
    key = newsroom.get(f"/{KEY}.txt")
    assert (key.text, key.headers["content-type"]) == (KEY, "text/plain; charset=utf-8")
    assert ElementTree.fromstring(newsroom.get("/favicon.svg").content).tag.endswith("svg")
    style = re.search(r"/assets/style-[0-9a-f]+\.css", newsroom.get("/").text)[0]
    assert "immutable" in newsroom.get(style).headers["cache-control"]

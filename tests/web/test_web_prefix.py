import re

import pytest

from pagevalues import article

SETTINGS = {
    "prefix": "/flux",
    "aliases": {"/flux/ancien/": "all.rss", "/feed/": "all.rss"},
    "newsroom": {"color": "#005f73", "language": "en"},
}


def articles(base):
    """Return what the newsroom of these tests has published."""
    return [article(url=f"{base}/a/mare")]


@pytest.mark.parametrize("path", ["/feeds/all.rss", "/", "/follow/tag/eau", "/a/mare", "/feeds.opml", "/robots.txt"])
def test_a_prefix_may_be_there_or_stripped(newsroom, path):
    """A proxy that passes the prefix on and one that strips it get the same document."""
    whole, stripped = newsroom.get(f"/flux{path}"), newsroom.get(path)
    assert whole.status_code == 200
    assert whole.content == stripped.content
    assert whole.headers["etag"] == stripped.headers["etag"]


def test_the_directory_stands_at_the_bare_prefix(newsroom):
    """Without its last slash, the prefix gives the directory as well."""
    assert newsroom.get("/flux").text == newsroom.get("/flux/").text


def test_every_link_carries_the_prefix(newsroom):
    """No link, style sheet or picture points outside the prefix."""
    for path in ("/flux/", "/flux/follow/all", "/flux/a/mare"):
        text = newsroom.get(path).text
        for href in re.findall(r'(?:href|src)="(/[^"]*)"', text):
            assert href.startswith("/flux/"), (path, href)
            if "/media/" not in href:
                assert newsroom.get(href).status_code == 200, href
        assert f"{newsroom.base}/feeds/" in text


def test_feeds_name_themselves_with_the_prefix(newsroom):
    """The self link is the address as the world sees it."""
    link = newsroom.get("/feeds/all.rss").headers["link"]
    assert f'<{newsroom.base}/feeds/all.rss>; rel="self"' in link
    assert newsroom.base.endswith("/flux")


@pytest.mark.parametrize("alias", ["/flux/ancien/", "/ancien/", "/feed/"])
def test_aliases_are_found_with_and_without_the_prefix(newsroom, alias):
    """An alias below the prefix may arrive stripped; one beside it as it is."""
    assert newsroom.get(alias).content == newsroom.get("/feeds/all.rss").content


def test_another_path_that_begins_alike_is_not_there(newsroom):
    """``/fluxus`` is not below ``/flux``."""
    assert newsroom.get("/fluxus").status_code == 404


def test_pages_follow_the_newsrooms_language_and_color(newsroom):
    """An English newsroom's pages are in English unless a person wants French; its colour is in the style."""
    assert newsroom.get("/").headers["content-language"] == "en"
    assert newsroom.get("/", {"Accept-Language": "fr"}).headers["content-language"] == "fr"
    style = re.search(r'href="(/flux/assets/[^"]*)"', newsroom.get("/").text)[1]
    assert "#005f73" in newsroom.get(style).text


def test_a_slash_too_many_leads_to_the_page(newsroom):
    """An address as the exported files have it leads to the page, below the prefix, whatever host a client names."""
    for path in ("/follow/all/", "/flux/follow/all/"):
        answer = newsroom.get(path, {"Host": "evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (301, "/flux/follow/all")
    assert newsroom.get("/flux/a//").status_code == 404
    assert newsroom.get("//evil.example/a/").status_code == 404

"""The directory asked of the application: searched, as JSON, as chosen OPML, kept unchanged; and a mix's page."""

from __future__ import annotations

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest

from mixdesk import Desk

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a newsroom that only reads."""
    made = Desk(tmp_path_factory.mktemp("redaction"))
    yield made
    made.close()


@pytest.fixture
def own(tmp_path):
    """Give a newsroom whose articles change."""
    made = Desk(tmp_path / "redaction")
    yield made
    made.close()


def listed(body):
    """Return the names of the channels that a page lists."""
    return [unescape(name) for name in re.findall(r"<li data-item>.*?<a [^>]*>(.*?)</a>", body.decode(), re.DOTALL)]


def test_a_search_works_without_script(desk):
    """What is typed is looked for on the server, folded; the page is not for search engines, and says what it found."""
    status, headers, body = desk.get("/?q=HIGH+t%C3%A9ch")
    assert (status, headers["x-robots-tag"]) == (200, "noindex")
    assert listed(body) == ["High Tech"]
    assert "1\u00a0résultat pour «\u00a0HIGH téch\u00a0»" in body.decode()
    assert listed(desk.get("/?q=zzz")[2]) == []
    hostile = desk.get("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")[2]
    assert b"<script>alert" not in hostile
    assert desk.get("/?q=" + "x" * 5000)[0] == 400


def test_a_choice_is_carried_along(desk):
    """Ticked boxes stay ticked over a search, what is unknown is passed over, and nothing ticked is the plain page."""
    page = desk.get("/?q=mer&any=tag:ia&any=tag:nirgends&none=category:sport&lang=en")[2].decode()
    assert re.search(r'value="tag:ia"[^>]* checked', page)
    assert '<input type="hidden" name="none" value="category:sport">' in page
    assert '<input type="hidden" name="lang" value="en">' in page
    assert "nirgends" not in page
    assert desk.get("/?q=&utm=x")[2] == desk.get("/")[2]


def test_the_json_directory_is_for_programs_anywhere(desk):
    """Every public channel with its feeds, the same in every language, for any site's script."""
    status, headers, body = desk.get("/directory.json", {"Accept-Language": "en"})
    assert (status, headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert headers["access-control-allow-origin"] == "*"
    told = json.loads(body)
    assert {(one["kind"], one["title"]) for one in told["channels"]} >= {
        ("all", "Le Fanal"),
        ("category", "High Tech"),
        ("query", "Bord de mer"),
        ("author", "Zoé"),
    }
    assert all(
        desk.get(url.removeprefix("https://flux.lefanal.example"))[0] == 200
        for one in told["channels"]
        for url in one["feeds"].values()
    )
    mix = told["mix"]["feeds"]["json"].replace("{?any,all,none}", "?any=tag:ia,tag:mer")
    assert desk.get(mix.removeprefix("https://flux.lefanal.example"))[0] == 200


def test_programs_find_all_feeds_at_the_well_known_place(desk):
    """The list of all feeds stands at /.well-known/feeds as well, for any site's script."""
    status, headers, body = desk.get("/.well-known/feeds")
    assert (status, headers["content-type"]) == (200, "text/x-opml; charset=utf-8")
    assert headers["access-control-allow-origin"] == "*"
    assert body == desk.get("/feeds.opml")[2]


def test_chosen_channels_as_opml(desk):
    """The boxes of the directory name what is listed; a name that is none, or too many, is said so."""
    status, headers, body = desk.get("/feeds.opml?any=tag:ia&any=category:sport,query:littoral&q=")
    assert (status, headers["content-type"]) == (200, "text/x-opml; charset=utf-8")
    assert headers["content-disposition"] == 'attachment; filename="feeds.opml"'
    urls = [one.get("xmlUrl") for one in ElementTree.fromstring(body).iter("outline") if one.get("xmlUrl")]
    assert [url.rpartition("/feeds/")[2] for url in urls] == [
        "category/sport.rss",
        "query/bord-de-mer.rss",
        "tag/ia.rss",
    ]
    assert desk.get("/feeds.opml?any=tag:nirgends", HTML)[0] == 404
    assert desk.get("/feeds.opml?any=", HTML)[0] == 400
    assert desk.get("/feeds.opml?q=&lang=en")[2].count(b"xmlUrl") == desk.get("/feeds.opml")[2].count(b"xmlUrl") > 8


def test_a_mix_has_a_page_to_follow_it_from(desk):
    """Its feeds, its newest entries, and a form that says of each channel what it is; in either language."""
    query = "any=category:high-tech,tag:ia&none=category:sport"
    status, _, body = desk.get(f"/follow/mix?{query}&lang=en")
    page = unescape(body.decode())
    assert status == 200
    assert "“High Tech + IA, without Sport”" in page
    for fmt in ("rss", "atom", "json"):
        assert f"https://flux.lefanal.example/feeds/mix.{fmt}?{query}" in page
    assert "Un robot & un <but>" in page
    assert "L’arbitre" not in page
    assert re.search(r'<select name="category:sport".*?<option value="none" selected>', page, re.DOTALL)
    assert f'href="/?{query}&lang=en"' in page
    assert "sans Sport" in desk.get(f"/follow/mix?{query}")[2].decode()


def test_the_forms_lead_to_the_canonical_page(desk):
    """Boxes of the directory, and selects of the page itself, are sent on to the one address of what they mean."""
    status, headers, _ = desk.get("/follow/mix?q=x&any=tag:ia&any=category:high-tech&lang=en")
    assert (status, headers["location"]) == (301, "/follow/mix?any=category:high-tech,tag:ia&lang=en")
    status, headers, _ = desk.get("/follow/mix?category%3Ahigh-tech=any&tag%3Aia=none&tag%3Amer=")
    assert (status, headers["location"]) == (301, "/follow/mix?any=category:high-tech&none=tag:ia")
    assert "Un canal seul est son propre flux" in desk.get("/follow/mix?any=tag:ia")[2].decode()


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "Rien n’est choisi"),
        ("any=tag:nirgends", 404, "Ce canal n’existe pas"),
        ("all=tag:ia&none=tag:ia", 400, "serait toujours vide"),
        ("any=" + ",".join(f"tag:t{number}" for number in range(11)), 400, "dix au plus"),
    ],
)
def test_what_is_no_mix_has_a_page_that_says_why(desk, query, status, words):
    """In plain words, with a way back."""
    found, headers, body = desk.get(f"/follow/mix?{query}")
    assert (found, headers["cache-control"]) == (status, "no-store")
    assert words in body.decode()
    assert 'href="/"' in body.decode()


def test_too_many_searches_are_asked_to_wait(tmp_path):
    """Searches and pages of mixes count as mixes do; the directory itself is never refused."""
    desk = Desk(tmp_path / "redaction")
    try:
        desk.state.limiter = type(desk.state.limiter)(2)
        assert [desk.get(f"/?q={word}")[0] for word in ("a", "b", "c")] == [200, 200, 429]
        assert "Réessayez" in desk.get("/follow/mix?any=tag:ia,tag:mer")[2].decode()
        assert desk.get("/?q=a")[0] == desk.get("/")[0] == desk.get("/directory.json")[0] == 200
    finally:
        desk.close()


def test_nothing_is_made_again_while_what_it_shows_stays(own):
    """What changes no list leaves directory, JSON, OPML and their validators as they were; what does, is shown."""
    paths = ("/", "/?lang=en", "/directory.json", "/feeds.opml")
    before = {path: own.get(path) for path in paths}
    made = []
    render = own.state.renderer.directory
    own.state.renderer.directory = lambda view: made.append(view) or render(view)
    own.write("brouillon", draft=True, title="Pas encore")
    own.run(serve=True)
    generation = own.state.table.generation
    assert {path: own.get(path)[2] for path in paths} == {path: body for path, (_, _, body) in before.items()}
    assert made == []
    for path in paths:
        assert own.get(path, {"If-None-Match": before[path][1]["etag"]})[0] == 304
    own.write("maree", title="La marée", tags=["Marée"])
    own.run(serve=True)
    assert own.state.table.generation > generation
    assert "Marée" in listed(own.get("/")[2])
    assert len(made) == 1


def test_a_follow_page_is_made_again_for_what_its_feed_shows_and_not_before(own):
    """A draft or a held edit elsewhere leaves it; an edit of an article in it, once its feed has it, does not."""
    path = "/follow/category/sport"
    made = []
    render = own.state.renderer.follow
    own.state.renderer.follow = lambda view: made.append(view) or render(view)
    before = own.get(path)
    own.write("brouillon", draft=True, title="Pas encore")
    own.run(serve=True)
    assert own.get(path)[2] == before[2]
    assert own.get(path, {"If-None-Match": before[1]["etag"]})[0] == 304
    assert len(made) == 1
    own.write("match", title="Le match, relu", day=4)
    own.run(serve=True)
    assert "Le match, relu" in own.get(path)[2].decode()
    assert len(made) == 2


def test_what_was_taken_back_leaves_every_list(own):
    """With its last article a channel is listed no more, and a search does not find it."""
    own.write("maree", title="La marée", tags=["Marée"])
    own.run(serve=True)
    assert "Marée" in listed(own.get("/")[2])
    own.newsroom.articles.joinpath("maree.json").unlink()
    for _ in range(3):
        own.run(serve=True)
    assert "Marée" not in listed(own.get("/")[2])
    assert listed(own.get("/?q=maree")[2]) == []

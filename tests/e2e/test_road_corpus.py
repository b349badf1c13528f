"""Real articles: 509 posts of the 18F blog, and an article of a French publication as plain text."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from lxml import html as lxml_html

from buzzfeed.config import load
from buzzfeed.store import open_store

from harness import Newsroom

pytestmark = [pytest.mark.corpus, pytest.mark.timeout(300)]

ALLOWED = 'allow = ["127.0.0.0/8"]'


RIGHTLY_HELD = {
    # The address of one person at an association, to whom registrations were to be sent.
    "2015-04-20-act-iac-event-on-devops-in-the-government.md": ["email"],
    # The address of one named person at another office than the blog's own.
    "2016-03-10-announcing-the-launch-of-the-digital-acquisitions-pilot.md": ["email"],
}
WRONGLY_HELD = {
    # The address of a person who does not exist, in an example of program code.
    "2016-04-08-how-we-get-high-availability-with-elasticsearch-and-ruby-on-rails.md": ["email"],
    # A list item that shows how a note to oneself would be written.
    "2024-11-05-three-ways-to-write-fearless-spreadsheet-formulas.md": ["todo-mark"],
}


@pytest.fixture(scope="module")
def blog(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Newsroom, dict[str, object]]:
    """Return the 18F blog after its first pass, and what the pass said."""
    newsroom = Newsroom(
        tmp_path_factory.mktemp("blog"),
        language="en",
        articles=str(corpus / "us-18f-blog"),
        more='[guard]\nallow = ["gsa.gov"]\n\n[feeds]\nitems = 20',
    )
    done = newsroom.run("run", "--once", "--json", check=False, timeout=300)
    write_feeds(newsroom, newsroom.root / "site")
    return newsroom, json.loads(done.stdout)


def write_feeds(newsroom: Newsroom, site: Path) -> None:
    """Write each feed as it is served: of a whole export’s thousands of files, these tests read the feeds alone."""
    store = open_store(load(newsroom.config).store_url)
    try:
        for feed in store.served():
            found = store.document(feed.channel, feed.format)
            assert found is not None
            path = site / feed.path.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found[1])
    finally:
        store.close()


def test_every_article_is_there_or_held_with_its_reason(blog: tuple[Newsroom, dict[str, object]], corpus: Path) -> None:
    """None is dropped in silence: as many items as files, and each held one says why."""
    newsroom, summary = blog
    files = len(list((corpus / "us-18f-blog").glob("*.md")))
    counts = summary["articles"]
    assert counts["new"] + counts["held"] == files == 509
    held = newsroom.json("held")
    assert len(held) == counts["held"]
    assert all(one["reasons"] and one["reasons"][0]["text"] for one in held)


def test_hardly_an_article_is_held_without_cause(blog: tuple[Newsroom, dict[str, object]]) -> None:
    """At the settings that ship: those that should be, and of the others fewer than one in a hundred."""
    newsroom, _ = blog
    held = {one["origin"]: [why["code"] for why in one["reasons"]] for one in newsroom.json("held")}
    assert held == RIGHTLY_HELD | WRONGLY_HELD
    assert len(WRONGLY_HELD) <= 5


def test_every_tag_has_its_feeds_and_each_is_sound(blog: tuple[Newsroom, dict[str, object]]) -> None:
    """A feed for every tag, each of them passing the gate."""
    newsroom, _ = blog
    feeds = newsroom.json("feeds")
    tags = {tag for one in newsroom.json("articles") if one["status"] == "published" for tag in one["tags"]}
    assert len({feed["slug"] for feed in feeds if feed["kind"] == "tag"}) == len(tags)
    paths = [str(newsroom.root / "site" / feed["path"].lstrip("/")) for feed in feeds]
    verdicts = newsroom.json("verify", *paths)
    assert len(verdicts) == len(feeds) > 400
    assert [one for one in verdicts if not one["sound"]] == []


def test_no_entry_shows_template_code(blog: tuple[Newsroom, dict[str, object]]) -> None:
    """What a site generator would have resolved is resolved or gone, but for code that is shown as code."""
    newsroom, _ = blog
    seen = 0
    for path in (newsroom.root / "site" / "feeds").rglob("*.json"):
        for item in json.loads(path.read_text("utf-8"))["items"]:
            seen += 1
            shown = re.sub(r"<(code|pre)\b.*?</\1>", "", item["content_html"], flags=re.DOTALL)
            assert not re.search(r"\{\{|\{%|%\}", unescape(shown)), item["url"]
    assert seen > 1000


def test_a_second_pass_changes_and_sends_nothing(blog: tuple[Newsroom, dict[str, object]]) -> None:
    """The same articles again: no digest moves, no delivery arises."""
    newsroom, summary = blog
    before = newsroom.digests()
    again = newsroom.once(check=False, cold=True)  # with hashes of its own, so that no set's order is in the bytes
    assert again["articles"]["new"] == again["articles"]["changed"] == 0
    assert again["articles"]["unchanged"] == summary["articles"]["new"]
    assert again["feeds"]["published"] == 0
    assert newsroom.digests() == before
    assert newsroom.json("deliveries") == []


@pytest.fixture(scope="module")
def french(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the French article's feeds, exported."""
    root = tmp_path_factory.mktemp("french")
    newsroom = Newsroom(root, articles=str(corpus / "fr-newsroom-text"))
    newsroom.once()
    newsroom.run("export", str(root / "site"))
    (root / "articles.json").write_text(newsroom.run("articles", "--json").stdout, "utf-8")
    return root


def test_newsroom_text_gives_title_category_headings_and_points(french: Path) -> None:
    """Category from the breadcrumb, four headings, five key points; no breadcrumb, follow line or contents marker."""
    feed = json.loads((french / "site/feeds/category/high-tech.json").read_text("utf-8"))
    (item,) = feed["items"]
    body = lxml_html.fromstring(item["content_html"])
    assert item["title"].startswith("Meta propose 100\u202fM$") or item["title"].startswith("Meta propose 100")
    assert "High Tech" in item["tags"]
    assert len(body.xpath("//h2")) == 4
    assert len(body.xpath("//ul/li")) == 5
    text = body.text_content()
    for boilerplate in ("Vous êtes ici", "Soutenez-nous", "Voir le sommaire", "Ne plus voir", "À lire"):
        assert boilerplate not in text


@pytest.mark.parametrize("fmt", ["rss", "atom", "json"])
def test_french_typography_survives_every_format(french: Path, corpus: Path, fmt: str) -> None:
    """Each no-break space, apostrophe and guillemet of the body stands in the feed as it was written."""
    source = next((corpus / "fr-newsroom-text").glob("*.txt")).read_text("utf-8")
    feed = (french / f"site/feeds/all.{fmt}").read_text("utf-8")
    if fmt != "json":
        feed = unescape(feed)
    for words in ("« fair use »", "qu’OpenAI", "cœur du succès"):
        assert words in source.replace("\u00a0", " ").replace("\u202f", " ")
    paragraphs = [line for line in source.splitlines() if line.startswith(("Malgré ces", "Pour Sam", "Un face-à-face"))]
    assert len(paragraphs) == 3
    for paragraph in paragraphs:
        assert paragraph in feed

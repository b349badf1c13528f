"""Poison: whatever an article holds ends in a held article with a reason, or in a sound feed; no neighbour is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import ARTICLE, BODY, Newsroom


def front(title: str = "Poison", body: str = BODY, date: str = "2026-03-02") -> str:
    """Return an article's text."""
    return ARTICLE.format(title=title, date=date, category="Culture", tags="Mer", body=body)


HELD = {
    "twenty-megabytes": (front(body="mot " * 5_000_000), "too-large"),
    "empty-title": (front(title=""), "empty-title"),
    "white-title": (front(title="   "), "empty-title"),
    "empty-body": (front(body=""), "empty-body"),
    "script-alone": (front(body="<script>alert(1)</script>"), "empty-body"),
    "year-zero": (front(date='"0000-01-01"'), "bad-date"),
    "year-9999": (front(date="9999-12-31"), "date-too-far"),
    "no-date-at-all": (front(date='"le 3 mars"'), "bad-date"),
    "thirteenth-month": (front(date='"2026-13-45"'), "bad-date"),
    "latin-1": (front(title="Été", body="Un été sans fin. " * 20).encode("latin-1"), "not-utf8"),
    "yaml-list": ("---\n- un\n- deux\n---\n\n" + BODY, "front-matter"),
    "yaml-broken": ('---\ntitle: "sans fin\n---\n\n' + BODY, "front-matter"),
    "nul-bytes": (front(body=BODY + "\x00" + BODY), "binary"),
    "yaml-control": (front(title="Un\x08deux"), "front-matter"),
}

SOUND = {
    "yaml-bomb": (
        "---\ntitle: Une bombe\na: &a [x,x,x,x,x,x,x,x,x]\n"
        "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\ntags: *e\n---\n\n" + BODY
    ),
    "control-characters": front(body=BODY + "\x01\x08\x0b\x1f\ufffe" + BODY),
    "c1-controls": front(body=BODY + " \x80 \x93mot\x94"),
    "end-of-cdata": front(title="a ]]> b", body=BODY + " ]]> <![CDATA[ x ]]>"),
    "unclosed-html": front(body="<div><p>Un <b>deux <i>trois</p><table><tr><td>" + BODY),
    "hostile-html": front(
        body=BODY + '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'
        '<iframe src="javascript:alert(1)"></iframe><svg onload=alert(1)><style>*{display:none}</style>'
        '<form action="https://x.example"><input></form><base href="https://evil.example/">'
    ),
    "deep-html": front(body=BODY + "\n\n" + "<div>" * 50_000),
    "deep-quotes": front(body=BODY + "\n\n" + ">" * 20_000 + " mot"),
    "right-to-left": front(title="مرحبا \u202eabc\u202c بالعالم", body="مرحبا بالعالم. " * 40),
    "emoji": front(title="👩🏽‍🚀 🇫🇷 👨‍👩‍👧‍👦", body=BODY + " 🎉" * 50),
    "entities": front(title="&lt;b&gt; &amp;amp; &copy; & <", body=BODY + " &lt;script&gt; &amp;lt; &nbsp; &bogus;"),
    "long-title": front(title="mot " * 2000),
    "many-tags": front().replace("[Mer]", "[" + ", ".join(f"t{number}" for number in range(5000)) + "]"),
    "backslashes": front(title="a\\\\b", body=BODY + " \\ \\n \\u0000 </script>"),
    "windows-lines": front().replace("\n", "\r\n"),
    "byte-order-mark": "\ufeff" + front(),
}


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Newsroom, Path]:
    """Return a newsroom with every poison at once among healthy neighbours, after a pass, exported."""
    newsroom = Newsroom(tmp_path_factory.mktemp("poison"))
    for number in range(5):
        newsroom.write(f"voisin-{number}.md", f"Voisin {number}")
    for name, (text, _) in HELD.items():
        newsroom.save(f"{name}.md", text)
    for name, text in SOUND.items():  # each with a title and words of its own, so that none is a copy of another
        own = f"{BODY} Ceci est le cas {name}, et nul autre. {name.capitalize()} dit ce qu’il met à l’épreuve."
        newsroom.save(f"{name}.md", text.replace('"Poison"', f'"Poison {name}"').replace(BODY, own, 1))
    newsroom.save(
        "surrogates.json",
        json.dumps({"title": "Demi \ud83d mot", "date": "2026-03-02", "content_html": f"<p>{BODY} \udc00 fin</p>"}),
    )
    for number in (1, 2):
        newsroom.save(f"double-{number}.md", front(f"Double {number}").replace("date:", "id: meme-id\ndate:"))
    newsroom.run("run", "--once", "--json", timeout=300)
    newsroom.run("export", str(newsroom.root / "site"))
    return newsroom, newsroom.root / "site"


@pytest.mark.parametrize("name", HELD)
def test_held_with_its_reason(poisoned: tuple[Newsroom, Path], name: str) -> None:
    """It waits in `held`, under the code of what is wrong, with a sentence for a person."""
    held = {Path(one["origin"]).stem: one for one in poisoned[0].json("held")}
    assert name in held
    assert held[name]["reasons"][0]["code"] == HELD[name][1]
    assert len(held[name]["reasons"][0]["text"]) > 10


@pytest.mark.parametrize("name", [*SOUND, "surrogates"])
def test_published_in_sound_feeds(poisoned: tuple[Newsroom, Path], name: str) -> None:
    """It is published: its entry is in the feed of everything."""
    _newsroom, site = poisoned
    items = json.loads((site / "feeds/all.json").read_text("utf-8"))["items"]
    assert any(item["id"].endswith(f"/{name}.md") or item["id"].endswith(f"/{name}.json") for item in items)


def test_every_feed_is_sound(poisoned: tuple[Newsroom, Path]) -> None:
    """No poison makes any feed unsound."""
    newsroom, site = poisoned
    feeds = [str(site / feed["path"].lstrip("/")) for feed in newsroom.json("feeds")]
    assert len(feeds) > 10
    assert [one for one in newsroom.json("verify", *feeds) if not one["sound"]] == []


def test_no_neighbour_is_lost(poisoned: tuple[Newsroom, Path]) -> None:
    """Every healthy article stands in every format."""
    _, site = poisoned
    for fmt in ("rss", "atom", "json"):
        text = (site / f"feeds/tag/ports.{fmt}").read_text("utf-8")
        assert all(f"Voisin {number}" in text for number in range(5))


def test_of_two_articles_with_one_id_the_second_is_held(poisoned: tuple[Newsroom, Path]) -> None:
    """Duplicate ids: one is published, the other waits, and its reason names the first."""
    newsroom, _ = poisoned
    (held,) = (one for one in newsroom.json("held") if Path(one["origin"]).stem.startswith("double"))
    assert held["reasons"][0]["code"] == "duplicate-id"
    other = "double-1" if "double-2" in held["origin"] else "double-2"
    assert other in held["reasons"][0]["text"]


def test_nothing_hostile_reaches_an_entry(poisoned: tuple[Newsroom, Path]) -> None:
    """No script, handler, form or foreign base is in any content."""
    _, site = poisoned
    for item in json.loads((site / "feeds/all.json").read_text("utf-8"))["items"]:
        for bad in ("<script", "onerror", "onload", "javascript:", "<form", "<base", "<style"):
            assert bad not in item["content_html"].lower()

"""The sample newsroom, as a newcomer meets it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness import Newsroom

ROOT = Path(__file__).resolve().parents[2]
NNBSP, NBSP = "\u202f", "\u00a0"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Return the sample newsroom under its own config, after one pass."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "config", root / "config")
    newsroom = Newsroom(root)
    newsroom.config = root / "config" / "buzzfeed.toml"
    assert newsroom.once(cold=True)["problems"] == []
    return newsroom


def test_every_sample_article_is_published_but_the_draft(sample: Newsroom) -> None:
    """A dozen articles and more are published; the draft is known, and waits."""
    articles = sample.json("articles", cold=True)
    assert len([one for one in articles if one["status"] == "published"]) == 31
    assert [one["title"] for one in articles if one["status"] == "draft"] == [
        "Que racontent nos compteurs d’énergie ?".replace(" ?", f"{NNBSP}?")
    ]
    assert sample.json("held") == []


def test_every_sample_feed_passes_the_gate(sample: Newsroom, tmp_path: Path) -> None:
    """Each exported feed is sound, without so much as a warning."""
    sample.run("export", str(tmp_path / "site"), cold=True)
    feeds = [tmp_path / "site" / feed["path"].lstrip("/") for feed in sample.json("feeds")]
    assert len(feeds) > 100
    verdicts = sample.json("verify", *[str(path) for path in feeds], cold=True)
    assert [(one["subject"], one["findings"]) for one in verdicts if one["findings"] or not one["sound"]] == []


def test_a_second_pass_changes_nothing(sample: Newsroom) -> None:
    """Same state, same bytes: a second pass publishes nothing and sends nothing."""
    before = sample.digests()
    summary = sample.once(cold=True)
    assert summary["articles"] == {"new": 0, "changed": 0, "unchanged": 31, "held": 1, "retracted": 0}
    assert summary["feeds"]["published"] == 0
    assert sample.digests() == before


def test_spellings_of_a_term_are_one(sample: Newsroom) -> None:
    """Case, accents and ligatures make no second channel; its title is the most used spelling."""
    titles = {(feed["kind"], feed["slug"]): feed["title"] for feed in sample.json("feeds") if feed["format"] == "rss"}
    assert titles["tag", "coeur"].endswith("Cœur")
    assert titles["tag", "intelligence-artificielle"].endswith("Intelligence artificielle")
    assert titles["category", "high-tech"].endswith("High Tech")
    assert len([slug for kind, slug in titles if kind == "category"]) == 6


def test_a_draft_leaves_no_trace(sample: Newsroom, tmp_path: Path) -> None:
    """Nothing of the exported site holds the draft's words or its terms."""
    sample.run("export", str(tmp_path / "site"))
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".br", ".zst"):
            assert "compteurs" not in path.read_bytes().decode("utf-8", "replace").lower(), path


def test_newsroom_text_links_the_articles_it_names(sample: Newsroom, tmp_path: Path) -> None:
    """The « À lire » titles of the newsroom text lead to the sample's other articles, whichever was read first."""
    sample.run("export", str(tmp_path / "site"))
    import json

    feed = json.loads((tmp_path / "site" / "feeds" / "category" / "high-tech.json").read_text("utf-8"))
    item = next(item for item in feed["items"] if item["title"].startswith("Devoirs à la maison"))
    assert item["content_html"].count("À lire") == 1
    assert item["content_html"].count('<a href="http://127.0.0.1:8000/a/') >= 4
    assert item["content_html"].count("<h2") == 4
    assert "Vous êtes ici" not in item["content_html"]


def test_every_directory_is_satisfied(sample: Newsroom) -> None:
    """The feed of everything is what Google News, Flipboard, MSN, Apple News and Feedly ask for, without exception."""
    found = sample.json("doctor", "--directories")
    assert found["sound"]
    assert len(found["checks"]) >= 15
    assert {check["text"] for check in found["checks"]} == {"fulfilled"}

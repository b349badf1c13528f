"""What ``docs/sources.md`` shows and lists is what is read."""

import re
from pathlib import Path

import pytest

from buzzfeed.sources import jsonfile, newsroom
from buzzfeed.sources.items import item_of
from buzzfeed.sources.scan import EXTENSIONS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "sources.md").read_text("utf-8")


def block(language):
    """Return the guide's first code block in this language."""
    return re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)[1]


def test_the_json_example_is_read_whole():
    """Every key of the example finds its place"""
    raw = item_of("s", "a.json", jsonfile.read(block("json"), "a.json"))
    assert (raw.guid, raw.slug, raw.language) == ("tag:example.org,2026:a-bridge", "a-bridge", "en")
    assert (raw.authors, raw.categories) == (("Ada Brook", "Tom Reed"), ("Town",))
    assert raw.enclosures[0].length == 1234567
    assert raw.image.alt == "A row of bicycles on an iron bridge"


def test_the_newsroom_example_is_read_as_its_table_says():
    """Credit, lede, headings, caption, related title, key points and category come of the example"""
    piece = newsroom.read(block("text"))
    assert piece.title == "The night market opens on Friday"
    assert piece.image.credit == "The Harbour Gazette"
    assert re.findall("<h2>(.*?)</h2>", piece.body) == ["A roof of lanterns", "Who will come?"]
    assert "<figcaption>The lanterns were tried out on Tuesday.</figcaption>" in piece.body
    assert piece.related == ("What the lanterns cost",)
    assert piece.key_points == ("Forty stalls until midnight", "A tram at half past twelve")
    assert piece.categories == ("Town",)
    assert "Mastodon" not in piece.body


@pytest.mark.parametrize("key", jsonfile.SHAPE)
def test_every_key_of_the_json_shape_is_listed(key):
    """The table leaves none out"""
    assert f"`{key}`" in GUIDE


def test_every_extension_and_every_code_is_listed():
    """What may be read, and each reason for which a file is held, stand in the guide"""
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "buzzfeed" / "sources").glob("*.py"))
    codes = set(re.findall(r'code="([a-z0-9-]+)"', source)) | set(
        re.findall(r'_refuse\([^)]*"([a-z]+-?[a-z]+)"\)', source)
    )
    codes |= {"too-large", "busy", "gone", "outside", "unreadable", "front-matter"}
    for word in (*EXTENSIONS, *codes):
        assert f"`{word}`" in GUIDE, word

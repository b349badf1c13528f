"""Atom feeds of ours pass jing with the schema of RFC 4287, and the schema finds what is none."""

import shutil
import subprocess
from pathlib import Path

import pytest

from buzzfeed import feeds
from buzzfeed.model import ChannelKey, ChannelKind, Format
from made_feeds import BARE_NEWSROOM, NASTY, NEWSROOM, a_channel, an_article, built, some_articles

SCHEMA = Path(__file__).parent / "rfc4287.rnc"
CASES = Path(__file__).parent / "cases"
AGAINST_THE_SCHEMA = {
    "missing-feed-id",
    "missing-feed-title",
    "missing-feed-updated",
    "missing-id",
    "missing-title",
    "missing-updated",
    "missing-href",
    "two-ids",
    "lower-case-date",
    "bad-text-type",
    "bad-media-type",
    "bad-language",
    "category",
    "nameless-author",
    "unescaped-markup",
    "unknown-atom-element",
}
pytestmark = [
    pytest.mark.jing,
    pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed (Debian: apt-get install jing)"),
]


def complaints(paths):
    """Run jing once over all files, and give the names of those that it finds fault with."""
    command = ["jing", "-c", str(SCHEMA), *map(str, paths)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert "error:" in answer.stdout or answer.returncode == 0, answer
    assert "fatal" not in answer.stdout, answer.stdout
    return {path.stem: answer.stdout for path in paths if f"{path}:" in answer.stdout}


def test_feeds_of_ours_pass(tmp_path):
    """Feeds of any size, of any kind of channel, bare or with everything, satisfy RFC 4287."""
    nasty = [
        an_article(id=f"tag:x.example,2026:/{number}", title=text, lede=text, content=text)
        for number, text in enumerate(NASTY)
    ]
    bare = an_article(lede="", content="", authors=(), categories=(), tags=(), image=None, enclosures=(), language="")
    documents = {
        "empty": feeds.frame(a_channel(), Format.ATOM, NEWSROOM, a_channel().created).document,
        "full": built([an_article(), *some_articles()], Format.ATOM).document,
        "nasty": built(nasty, Format.ATOM).document,
        "bare": built([bare], Format.ATOM, newsroom=BARE_NEWSROOM).document,
        "all": built([bare], Format.ATOM, channel=a_channel(key=ChannelKey(ChannelKind.ALL))).document,
        "single": feeds.render_entry(an_article(), Format.ATOM, NEWSROOM).document,
    }
    for name, data in documents.items():
        (tmp_path / f"{name}.atom").write_bytes(data)
    assert complaints(sorted(tmp_path.iterdir())) == {}


def test_schema_finds_what_is_no_atom():
    """The schema is one: it finds fault with the golden cases that break it, and with no sound one."""
    paths = sorted(CASES.glob("atom-*.xml"))
    found = {name.removeprefix("atom-") for name in complaints(paths)}
    assert found >= AGAINST_THE_SCHEMA
    assert not found & {"sound", "xhtml", "enclosure", "missing-self", "id-not-iri", "newer-than-feed", "xml-base"}

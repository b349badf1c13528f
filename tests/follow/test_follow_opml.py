"""Lists of feeds as OPML 2.0: whole and chosen, and taken in whole by importers that people use."""

import shutil
import subprocess
from xml.etree import ElementTree

import listparser
import pytest

from buzzfeed.follow import Listing, opml
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState
from pagevalues import PUBLISHED, channel

NAMES = ["IA", "L’été & l’eau", '<b>Gras</b> "ici"', "بركة المدرسة", "Œuvre", "Très long " * 20, "a\x0bb\ud800"]
CHANNELS = [
    channel("all", title="Le Fanal", articles=120),
    *(channel("category", f"c{place}", name) for place, name in enumerate(NAMES)),
    *(channel("tag", f"t{place}", f"Sujet {place}") for place in range(300)),
    *(channel("author", f"a{place}", f"Auteur {place}") for place in range(20)),
    channel("tag", "vide", "Vide", 0),
]
SHOWN = len(CHANNELS) - 1


@pytest.fixture
def listing(site, french):
    """Give what is listed, in French."""
    return Listing(site, french, {state.key: state for state in CHANNELS}, {})


def outlines(document):
    """Return every feed of an OPML document: (address, page, title, group)."""
    body = ElementTree.fromstring(document).find("body")
    found = []
    for outline in body:
        group = outline.get("text") if outline.get("xmlUrl") is None else ""
        found += [(one.get("xmlUrl"), one.get("htmlUrl"), one.get("title"), group) for one in outline.iter("outline")]
    return [one for one in found if one[0] is not None]


def test_opml_lists_every_channel_once_and_keeps_to_the_specification(listing):
    """Version 2.0 with a head and a body; each outline has its text, a feed's its type and address (OPML 2.0)."""
    root = ElementTree.fromstring(opml(listing))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") == "Le Fanal"
    every = list(root.iter("outline"))
    assert all(one.get("text") for one in every)
    feeds = [one for one in every if one.get("type") == "rss"]
    assert all(one.get("xmlUrl", "").startswith("https://flux.lefanal.example/feeds/") for one in feeds)
    assert all(one.get("htmlUrl", "").startswith("https://flux.lefanal.example/follow/") for one in feeds)
    assert len({one.get("xmlUrl") for one in feeds}) == len(feeds) == SHOWN
    assert all(len(one) and one.get("xmlUrl") is None for one in every if one.get("type") is None)


def test_chosen_channels_alone_are_listed(listing):
    """Of a choice nothing else is listed, in groups as in the whole; all articles only where they are chosen."""
    keys = [ChannelKey(ChannelKind.TAG, "t7"), ChannelKey(ChannelKind.CATEGORY, "c0"), ChannelKey(ChannelKind.ALL)]
    found = outlines(opml(listing, keys[:2]))
    assert [(address.rpartition("/feeds/")[2], group) for address, _, _, group in found] == [
        ("category/c0.rss", "Rubriques"),
        ("tag/t7.rss", "Sujets"),
    ]
    assert [title for _, _, title, _ in outlines(opml(listing, keys))] == ["Le Fanal", "IA", "Sujet 7"]


def test_control_characters_do_not_break_the_opml(site, french):
    """What XML cannot hold is left out of titles; the rest of the name stays."""
    key = ChannelKey(ChannelKind.TAG, "x")
    state = ChannelState(key, "a\x0bb<c>\ud800", 1, PUBLISHED, latest=PUBLISHED, public=True)
    outline = ElementTree.fromstring(opml(Listing(site, french, {key: state}, {}))).find("body/outline/outline")
    assert outline is not None
    assert outline.get("title") == "ab<c>"


def test_listparser_takes_it_in_whole(listing):
    """Every feed arrives with its address, title and group, and nothing is found wrong."""
    taken = listparser.parse(opml(listing))
    assert not taken.bozo
    assert [feed.url for feed in taken.feeds] == [address for address, _, _, _ in outlines(opml(listing))]
    assert len(taken.feeds) == SHOWN
    assert {category for feed in taken.feeds for one in feed.categories for category in one} == {
        "Rubriques",
        "Sujets",
        "Signatures",
    }
    assert taken.feeds[0].title == "Le Fanal"


def test_newsboat_takes_it_in_whole(listing, tmp_path):
    """The importer of a reader that people use (``newsboat -i``) writes down every address, under its group."""
    if shutil.which("newsboat") is None:
        pytest.skip("newsboat is not installed (Debian: newsboat)")
    given, urls = tmp_path / "feeds.opml", tmp_path / "urls"
    given.write_bytes(opml(listing))
    urls.touch()
    config = tmp_path / "config"
    config.touch()
    command = ["newsboat", "-i", str(given), "-u", str(urls), "-c", str(tmp_path / "cache"), "-C", str(config)]
    own = {"HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30, env=own)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = urls.read_text("utf-8").splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == [address for address, _, _, _ in outlines(opml(listing))]
    assert sum('"Sujets"' in line for line in lines) == 300

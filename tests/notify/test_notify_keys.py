"""Where IndexNow's key must stand, and who puts it there."""

import pytest

from buzzfeed.notify import foreign_key_files, key_addresses, key_files

KEY = "0123456789abcdef"
INDEX = {"type": "indexnow", "url": "https://index.example/indexnow", "key": KEY}


def test_without_indexnow_there_is_no_key(config):
    """Nothing is served or exported unless IndexNow is on."""
    settings = config({"type": "websub", "url": "https://hub.example/"})
    assert (dict(key_files(settings)), dict(foreign_key_files(settings))) == ({}, {})


@pytest.mark.parametrize(
    ("url", "feeds_url", "location", "ours", "foreign"),
    [
        # The feeds' host is the articles' host: we serve the key.
        ("https://n.example", "https://n.example", "", {f"/{KEY}.txt"}, set()),
        ("https://n.example/journal", "https://n.example", "", {f"/{KEY}.txt"}, set()),
        # Another host, or one whose root is not ours: the newsroom puts it there.
        ("https://n.example", "https://f.example", "", {f"/{KEY}.txt"}, {f"https://n.example/{KEY}.txt"}),
        ("https://n.example", "https://n.example/flux", "", {f"/{KEY}.txt"}, {f"https://n.example/{KEY}.txt"}),
        ("https://n.example/journal", "https://f.example", "", {f"/{KEY}.txt"}, {f"https://n.example/{KEY}.txt"}),
        # A place of the newsroom's choice.
        ("https://n.example", "https://f.example", "https://n.example/k", {f"/{KEY}.txt"}, {"https://n.example/k"}),
        ("https://n.example", "https://n.example", "https://n.example/d/k.txt", {f"/{KEY}.txt", "/d/k.txt"}, set()),
    ],
)
def test_the_key_stands_where_it_speaks_for_the_articles(config, url, feeds_url, location, ours, foreign):
    """On our host it is served, elsewhere it is exported, with the key and nothing else in it."""
    settings = config({**INDEX, "key_location": location}, url=url, feeds_url=feeds_url)
    assert key_files(settings) == dict.fromkeys(ours, KEY.encode())
    assert foreign_key_files(settings) == dict.fromkeys(foreign, KEY.encode())


def test_every_place_where_a_key_is_looked_for_is_known(config):
    """Those of the articles' host and of our own pages, served by us or not; none twice."""
    apart = config(INDEX, url="https://n.example/journal", feeds_url="https://f.example/flux")
    assert set(key_addresses(apart)) == {f"https://n.example/{KEY}.txt", f"https://f.example/flux/{KEY}.txt"}
    together = config(INDEX, url="https://n.example", feeds_url="https://n.example")
    assert key_addresses(together) == {f"https://n.example/{KEY}.txt": KEY.encode()}

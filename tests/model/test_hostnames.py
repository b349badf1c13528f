import pytest

from buzzfeed.model.hostnames import ascii_host, place_of


@pytest.mark.parametrize("name", ["straße.example", "STRASSE\u1e9e.example", "βόλος.example", "a\u200db.example"])
def test_a_name_that_two_owners_may_have_is_refused(name):
    """What IDNA 2003 and 2008 write differently is no host here; as DNS has it, it is taken."""
    assert ascii_host(name) is None
    assert ascii_host("xn--strae-oqa.example") == "xn--strae-oqa.example"
    assert ascii_host("Élan.example.") == "xn--lan-9la.example"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://Example.org", "example.org"),
        ("http://example.org:80/a", "example.org"),
        ("https://example.org:80/a", "example.org:80"),
        ("https://u:p@example.org:443?x", "example.org"),
        ("https://[::1]:8000/", "[::1]:8000"),
        ("http://[bad", ""),
        ("https://example.org:x/", ""),
        ("/a", ""),
        ("mailto:a@example.org", ""),
    ],
)
def test_an_address_stands_at_one_place(url, place):
    """The scheme's port and letters' case make no other host; what has no host has no place."""
    assert place_of(url) == place

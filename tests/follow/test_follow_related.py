"""Related channels, other ways to follow, QR code and data for machines of a follow page."""

import json
from dataclasses import replace

from buzzfeed.config import Config
from buzzfeed.follow import follow_view, site_of
from buzzfeed.follow.qr import QUIET, qr_code
from buzzfeed.follow.related import MOST, related
from buzzfeed.model import ChannelKey, ChannelKind
from pagevalues import article, channel, config, term


def known(*states):
    """Return channels by key."""
    return {state.key: state for state in states}


def tagged(number, *slugs):
    """Return an article with tags."""
    return replace(
        article(id=str(number)), categories=(), authors=(), tags=tuple(term("tag", one, one) for one in slugs)
    )


def test_what_entries_share_comes_first():
    """The terms of the newest entries, by how many carry them; then the fullest categories; never itself or all."""
    channels = known(
        channel("all"), channel("tag", "ia"), channel("tag", "ecole"), channel("tag", "eau"), channel("category", "une")
    )
    entries = [tagged(1, "ia", "ecole"), tagged(2, "ia", "eau"), tagged(3, "ia", "eau")]
    found = related(ChannelKey(ChannelKind.TAG, "ia"), entries, channels)
    assert [state.key.slug for state in found] == ["eau", "ecole", "une"]


def test_nothing_is_related_that_is_not_public_or_is_empty():
    """A term of an entry whose channel is not among the public ones is not named; neither is one without articles."""
    found = related(
        ChannelKey(ChannelKind.ALL), [tagged(1, "secret", "vide")], known(channel("tag", "vide", articles=0))
    )
    assert found == ()


def test_there_are_never_too_many():
    """A handful, however many there are."""
    channels = known(*(channel("tag", f"t{number}") for number in range(50)))
    assert len(related(ChannelKey(ChannelKind.ALL), [], channels)) == MOST


def configured(**follow):
    """Return the site of a newsroom with other ways to follow."""
    made = config()
    return site_of(Config.model_validate({**made.model_dump(exclude_unset=True), "follow": follow}))


def test_other_ways_are_those_of_the_config(french):
    """A form for e-mail, a Fediverse account and Google's preferred sources, each where it is configured."""
    site = configured(newsletter="https://lefanal.example/lettre", fediverse="redaction@Social.example")
    view = follow_view(site, french, channel("all"), [])
    assert {way.key: way.href for way in view.others} == {
        "newsletter": "https://lefanal.example/lettre",
        "fediverse": "https://social.example/@redaction",
        "google": "https://google.com/preferences/source?q=lefanal.example",
    }
    assert "@redaction@social.example" in next(way.text for way in view.others if way.key == "fediverse")
    assert follow_view(configured(preferred_source=False), french, channel("all"), []).others == ()


def test_a_host_that_is_no_domain_has_no_preferred_source(french):
    """Google knows domains: an IP address or a bare name is none."""
    for url in ("http://127.0.0.1:8000", "http://localhost"):
        assert follow_view(site_of(config(url=url)), french, channel("all"), []).others == ()


def test_a_qr_code_has_its_quiet_zone_and_finders():
    """Nothing is drawn in the four modules around it, and the three corners hold their squares."""
    code = qr_code("https://flux.lefanal.example/follow/tag/ia")
    rows = {(int(x), int(y)) for x, y in (part.split("h")[0].split() for part in code.path.split("M")[1:])}
    assert min(x for x, _ in rows) == min(y for _, y in rows) == QUIET
    assert {(QUIET, QUIET), (code.size - QUIET - 7, QUIET), (QUIET, code.size - QUIET - 7)} <= rows


def test_data_for_machines_cannot_end_its_element(french):
    """JSON-LD names page and feeds; no name in it can be read as markup."""
    site = site_of(config(title="Le </script><script>alert(1)</script> & Fanal"))
    data = follow_view(site, french, channel("tag", "x", "</script><!--"), []).data
    assert not set(data) & set("<>&")
    read = json.loads(data)
    assert read["publisher"]["name"] == site.title
    assert [one["encodingFormat"] for one in read["mainEntity"]["distribution"]] == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ]

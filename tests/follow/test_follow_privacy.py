"""The page that tells readers what is counted says it whole, in both languages, and only where something is."""

from dataclasses import fields

import pytest

from buzzfeed.follow import WORDS, Links, site_of
from buzzfeed.follow.privacy import privacy_view
from buzzfeed.follow.words.privacy import PRIVACY
from pageserver import make_config


@pytest.fixture
def site(tmp_path):
    """Give the newsroom as its pages know it."""
    return site_of(make_config(tmp_path))


@pytest.mark.parametrize("language", WORDS)
def test_what_is_counted_kept_and_not_is_said(site, language):
    """Every part with its points, how long sums are kept, how not to be counted; no phrase left unfilled."""
    view = privacy_view(site, Links("", language, "fr"), months=13)
    assert [part.id for part in view.parts] == ["counted", "kept", "not-counted", "purpose", "object"]
    text = repr((view.lead, view.parts))
    for word in ("13", "IP", "cookie", "Sec-GPC: 1", "DNT: 1", "Feedly", "Le Fanal"):
        assert word in text, word
    assert "{" not in text
    assert {other.language for other in view.frame.others} == set(WORDS)


def test_where_nothing_is_counted_nothing_is_said_to_be(site):
    """The lead says so, and what is not done stands alone."""
    view = privacy_view(site, Links("", "en", "fr"), months=0)
    assert "Nothing is counted here" in view.lead
    assert [part.id for part in view.parts] == ["not-counted"]


def test_a_mailbox_is_not_shown(site):
    """Whom to ask is a page: the one that is configured, else the newsroom's site."""
    links = Links("", "en", "fr")
    assert privacy_view(site, links, months=1, ask="x@n.example").ask == "https://lefanal.example"
    assert privacy_view(site, links, months=1, ask="https://n.example/ask").ask == "https://n.example/ask"


def test_both_languages_say_as_much():
    """Each part has as many points in French as in English."""
    french, english = PRIVACY["fr"], PRIVACY["en"]
    for field in fields(french):
        one, other = getattr(french, field.name), getattr(english, field.name)
        assert len(one) == len(other) if isinstance(one, tuple) else bool(one) == bool(other), field.name

"""Settling: times, addresses and links of an identified article."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import Identity, TermBook, free_slug, relink, settle, title_key, wanted
from buzzfeed.model import Related, Status
from stage_values import FEEDS, NOW, SETTINGS, SITE, URL, article, cleaned, record

LATER = NOW + timedelta(days=2)


def settled(item, known=None, addresses=None, now=NOW, slug="le-port"):
    """Settle an item that is, or is not, known."""
    identity = Identity(known.id if known else "tag:x", known, item.guid)
    return settle(item, identity, TermBook(()).uses(item), slug, addresses or {}, SETTINGS, now)


def test_article_has_all_that_was_cleaned():
    """What cleaning gave stands in the article, its terms by kind."""
    item = cleaned("<p>a</p>", url=URL, authors=("Ana",), tags=("IA", "Mer"), categories=("Port",), key_points=("Un",))
    made = settled(item)
    for name in "source origin url title lede content published language enclosures key_points featured mark".split():
        assert getattr(made, name) == getattr(item, name)
    assert [term.label for term in made.terms] == ["Port", "IA", "Mer", "Ana"]
    assert (made.id, made.slug) == ("tag:x", "le-port")


def test_article_without_an_address_gets_its_page():
    """The page's address stands in its links to itself, too."""
    made = settled(cleaned('<p>a<a href="#n">1</a> href="#n"</p><p id="n">b</p>'), slug="le-quai")
    assert made.url == f"{FEEDS}/a/le-quai"
    assert made.content == f'<p>a<a href="{FEEDS}/a/le-quai#n">1</a> href="#n"</p><p id="n">b</p>'


def test_published_never_moves_once_it_was():
    """A date that changes afterwards changes nothing."""
    known = record()
    assert settled(cleaned(url=URL, published="2024-05-09"), known).published == known.published


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.HELD, Status.REJECTED])
def test_date_of_what_was_never_published_may_change(status):
    """A draft's date is whatever it says last."""
    item = cleaned(url=URL, published="2024-05-09T00:00:00Z")
    made = settled(item, record(status=status))
    assert made.published == made.updated == item.published


def test_moment_first_seen_is_kept():
    """An article without a date keeps the moment at which it was first seen, published or not."""
    item = replace(cleaned(url=URL, published=""), published=LATER)
    for status in (Status.PUBLISHED, Status.HELD):
        assert settled(item, record(status=status, published=NOW)).published == NOW


def test_new_article_was_updated_when_it_says():
    """At first, it is the source's time of update, never before the publication and never still to come."""
    for updated, expected in (
        ("2024-05-03T00:00:00Z", "2024-05-03"),
        ("2024-04-01", "2024-05-01"),
        ("2031-01-01", "2024-05-01"),
    ):
        assert settled(cleaned(url=URL, updated=updated)).updated.date().isoformat() == expected


def test_article_that_looks_the_same_was_not_updated():
    """Noise, and a new time of update, move nothing."""
    item = cleaned("<div><p>Le  port ouvre.</p></div>", url=URL, updated="2024-05-30")
    known = record(cleaned(url=URL), updated=NOW - timedelta(days=9))
    assert item.mark == known.mark
    assert settled(item, known, now=LATER).updated == known.updated


def test_edit_moves_updated_to_now():
    """Where the source does not say when, an edit was made now, later than the one before."""
    item = cleaned("<p>Le port ferme.</p>", url=URL, updated="2024-05-02")
    known = record(updated=NOW - timedelta(days=9))
    assert settled(item, known).updated == NOW
    assert settled(item, replace(known, updated=LATER)).updated == LATER + timedelta(seconds=1)


def test_edit_moves_updated_to_the_sources_time():
    """Where the source's time is later than the one before, it stands."""
    item = cleaned("<p>Le port ferme.</p>", url=URL, updated="2024-05-30T00:00:00Z")
    assert settled(item, record()).updated == item.updated


@given(
    st.datetimes(min_value=NOW.replace(tzinfo=None) - timedelta(days=99), max_value=LATER.replace(tzinfo=None)),
    st.sampled_from(["", "2024-05-02", "2024-06-01", "2030-01-01", "1999-01-01"]),
    st.sampled_from(["<p>Le port ouvre.</p>", "<p>Le port ferme.</p>"]),
    st.sampled_from(Status),
)
def test_updated_is_never_before_published_nor_goes_back(updated, said, body, status):
    """Whatever is said and known: an article is updated at or after its publication, and never goes back in time."""
    known = record(status=status, updated=updated.replace(tzinfo=NOW.tzinfo, microsecond=0))
    made = settled(cleaned(body, url=URL, updated=said), known)
    assert made.updated >= made.published
    if status is Status.PUBLISHED:
        assert made.updated >= known.updated
        assert (made.updated > known.updated) == (made.mark != known.mark) or known.updated < made.published


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le port ouvre\u00a0!", "le port ouvre"),
        ("L’œuvre « forte »", "L'oeuvre forte"),
        ("Été  2024 : bilan", "ete 2024: bilan"),
    ],
)
def test_titles_are_compared_by_their_words(one, other):
    """Case, accents, ligatures, typography and punctuation make no other title; a title of signs is itself."""
    assert title_key(one) == title_key(other) != ""
    assert title_key("🚒") == "🚒"


def test_related_articles_are_linked_where_they_are_known():
    """The content ends with the links that are known; the others are named, without a link."""
    item = cleaned(url=URL, related=("Le Quai", "Le phare", "Le port"))
    addresses = {title_key("le quai"): f"{SITE}/quai?a&b", title_key("Le port"): URL}
    made = settled(item, addresses=addresses)
    assert made.related == (Related("Le Quai", f"{SITE}/quai?a&b"), Related("Le phare"), Related("Le port"))
    assert made.content == f'{item.content}\n<p>À lire\u00a0: <a href="{SITE}/quai?a&amp;b">Le Quai</a></p>'.replace(
        "\u00a0", "&nbsp;"
    )
    assert wanted(made) == ("le phare", "le port")
    assert made.mark == item.mark


def test_related_articles_are_linked_in_the_articles_language():
    """An English article says it in English."""
    item = cleaned(url=URL, related=("Le Quai",), language="en")
    assert "Read also: <a" in settled(item, addresses={"le quai": f"{SITE}/q"}).content


def test_links_are_made_anew_when_more_is_known():
    """A relinked article is the one that would have been settled with that knowledge, however often it is done."""
    item = cleaned("<p>a</p>", url=URL, related=("Le Quai", "<Le> phare"))
    first, both = {"le quai": f"{SITE}/q"}, {"le quai": f"{SITE}/q2", "le phare": f"{SITE}/p"}
    made = settled(item, addresses=first)
    assert relink(settled(item), first) == made
    assert relink(made, both) == settled(item, addresses=both)
    assert relink(relink(made, both), both) == relink(made, both)
    assert "&lt;Le&gt; phare" in relink(made, both).content
    assert relink(made, both).updated == made.updated


def test_article_without_related_ones_is_left_alone():
    """Nothing is added where nothing is named."""
    made = article()
    assert relink(made, {"x": SITE}) == made


def test_page_keeps_its_slug():
    """A page once published stays where it is, whatever the title becomes."""
    item = cleaned(title="Nouveau titre")
    known = record(slug="le-port")
    assert free_slug(item, Identity(known.id, known, ""), {}) == "le-port"


def test_page_gets_a_slug_that_nobody_has():
    """A slug that another article has, or that paths need, gets a digest of the id."""
    item = cleaned(slug="le-port")
    new = Identity("tag:x", None, "")
    assert free_slug(item, new, {}) == "le-port"
    assert free_slug(item, new, {"le-port": "tag:x"}) == "le-port"
    taken = free_slug(item, new, {"le-port": "tag:y"})
    assert taken.startswith("le-port-")
    assert free_slug(item, new, {"le-port": "tag:y", taken: "tag:z"}) not in {"le-port", taken}
    assert free_slug(item, Identity("tag:z", None, ""), {"le-port": "tag:y"}) != taken
    assert free_slug(replace(item, slug="media"), new, {}) != "media"

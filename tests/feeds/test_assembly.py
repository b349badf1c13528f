"""A feed is joined from its frame and its entries' fragments, and is an edition by reference."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from buzzfeed import feeds
from buzzfeed.errors import RenderError
from buzzfeed.model import Format
from buzzfeed.verify import check_whole
from made_feeds import BARE_NEWSROOM, NEWSROOM, a_channel, a_ref, built, some_articles

ARTICLES = some_articles(5)
REFS = [a_ref(article) for article in ARTICLES]


@pytest.mark.parametrize("fmt", Format)
def test_edition_is_its_document_by_reference(fmt):
    """Head, fragments, glue and tail give the document's very bytes, length and digest."""
    made = built(ARTICLES, fmt)
    keys = [feeds.fragment_key(ref.digest, fmt, NEWSROOM) for ref in REFS]
    pieces = {key: feeds.render_entry(one, fmt, NEWSROOM).fragment for key, one in zip(keys, ARTICLES, strict=True)}
    assert made.edition.document(pieces) == made.document
    assert made.edition.fragments == tuple(keys)
    assert made.edition.entries == tuple(REFS)
    assert made.edition.length == len(made.document)
    assert made.edition.digest == hashlib.sha256(made.document).hexdigest()
    assert made.edition.path == f"/feeds/tag/maree.{fmt}"
    assert made.edition.title == "Le Fanal & Cie – Marée"
    assert made.edition.committed is None
    assert made.frame.document == made.edition.head + made.edition.tail


@pytest.mark.parametrize("fmt", Format)
def test_same_state_gives_the_same_edition(fmt):
    """Building twice gives equal editions, digest included."""
    assert built(ARTICLES, fmt).edition == built(some_articles(5), fmt).edition


def test_updated_is_the_latest_time_of_what_is_shown():
    """A feed's time is the latest of its entries' publications and updates, its retractions and its creation."""
    newest = max(article.updated for article in ARTICLES)
    assert built(ARTICLES, Format.ATOM).edition.updated == newest
    late = a_channel(retracted=newest + timedelta(days=1))
    assert built(ARTICLES, Format.ATOM, channel=late).edition.updated == late.retracted
    assert built([], Format.ATOM).edition.updated == a_channel().created


@pytest.mark.parametrize("fmt", Format)
def test_oldest_entries_are_left_out_where_there_are_too_many_bytes(fmt):
    """A feed keeps within its bytes by leaving out the oldest entries, and says so of itself truly."""
    whole = built(ARTICLES, fmt)
    for limit in (len(whole.document), len(whole.document) - 1, len(whole.document) // 2):
        made = built(ARTICLES, fmt, max_bytes=limit)
        count = len(made.edition.entries)
        assert len(made.document) <= limit
        assert made.edition.entries == tuple(REFS[:count])
        assert check_whole(made.document, fmt, [article.id for article in ARTICLES[:count]]).sound
        assert count < 5 or limit == len(whole.document)
        assert made.edition.updated == feeds.updated_of(a_channel(), REFS[:count])
        if count < 5:
            assert len(built(ARTICLES[: count + 1], fmt).document) > limit


@pytest.mark.parametrize("fmt", Format)
def test_one_entry_always_stays(fmt):
    """The newest entry is shown however long it is."""
    assert built(ARTICLES, fmt, max_bytes=1).edition.entries == (REFS[0],)


def test_time_of_a_trimmed_feed_is_that_of_what_is_left():
    """An old article that was updated last does not date a feed that no longer shows it."""
    old = replace(ARTICLES[-1], updated=ARTICLES[0].updated + timedelta(days=9))
    made = built([*ARTICLES[:-1], old], Format.RSS, max_bytes=5000)
    assert len(made.edition.entries) < 5
    assert made.edition.updated == ARTICLES[0].updated


def test_missing_fragment_is_an_error_that_names_its_entry():
    """A feed is never joined with a hole in it."""
    with pytest.raises(RenderError) as error:
        feeds.assemble(a_channel(), Format.RSS, NEWSROOM, REFS, {}, 10_000)
    assert error.value.subject == ARTICLES[0].id


def test_keys_tell_apart_all_that_changes_bytes():
    """A fragment's key follows from the digest, the format, the feeds address and the renderer; from nothing else."""
    keys = {feeds.fragment_key(digest, fmt, NEWSROOM) for digest in ("a", "b") for fmt in Format}
    keys |= {feeds.fragment_key("a", Format.RSS, BARE_NEWSROOM)}
    assert len(keys) == 7
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in keys)
    renamed = replace(NEWSROOM, title="Autre", icon="", hubs=())
    assert feeds.fragment_key("a", Format.RSS, renamed) == feeds.fragment_key("a", Format.RSS, NEWSROOM)


def test_key_changes_with_the_renderer(monkeypatch):
    """Another version of the renderer renders everything anew."""
    before = feeds.fragment_key("renderer", Format.RSS, NEWSROOM)
    monkeypatch.setattr("buzzfeed.feeds.assembly.RENDERER", "next")
    feeds.assembly._key.cache_clear()
    assert feeds.fragment_key("renderer", Format.RSS, NEWSROOM) != before
    feeds.assembly._key.cache_clear()

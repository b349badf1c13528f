"""Some entries of a feed are a feed of their own, under the feed's own frame, and proved before they go out."""

from dataclasses import replace
from io import BytesIO

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed import feeds
from buzzfeed.errors import RenderError
from buzzfeed.model import Format
from buzzfeed.verify import check_whole
from made_feeds import NEWSROOM, a_channel, a_ref, built, some_articles

ARTICLES = some_articles(5)
IDS = [article.id for article in ARTICLES]
PIECES = {
    feeds.fragment_key(a_ref(one).digest, fmt, NEWSROOM): feeds.render_entry(one, fmt, NEWSROOM).fragment
    for one in ARTICLES
    for fmt in Format
}
EDITIONS = {fmt: built(ARTICLES, fmt).edition for fmt in Format}


@given(st.sets(st.sampled_from(IDS)), st.sampled_from(Format))
def test_excerpt_holds_the_chosen_entries_alone(ids, fmt):
    """Whatever is chosen: these entries in the feed's order, sound as a whole, and nothing else of the feed differs."""
    made = feeds.excerpt(EDITIONS[fmt], ids, PIECES)
    assert made.ids == tuple(id_ for id_ in IDS if id_ in ids)
    assert check_whole(made.document, fmt, made.ids).sound
    assert made.document == built([one for one in ARTICLES if one.id in ids], fmt).document or fmt is not Format.JSON
    assert made.document.startswith(EDITIONS[fmt].head)
    assert made.document.endswith(EDITIONS[fmt].tail)
    if fmt is not Format.JSON:
        read = feedparser.parse(BytesIO(made.document))
        assert not read.bozo
        assert [entry.id for entry in read.entries] == list(made.ids)


@pytest.mark.parametrize("fmt", Format)
def test_all_entries_are_the_feed(fmt):
    """Choosing every entry gives the feed's very bytes."""
    assert feeds.excerpt(EDITIONS[fmt], IDS, PIECES).document == built(ARTICLES, fmt).document


def test_what_the_edition_does_not_hold_is_left_out():
    """An id that was taken out of the edition is in no excerpt of it, whoever asks for it."""
    made = feeds.excerpt(EDITIONS[Format.RSS], [IDS[0], "taken-back"], PIECES)
    assert made.ids == (IDS[0],)


def test_excerpt_has_no_holes():
    """A fragment that is not at hand is an error that names its entry; those that are not chosen need not be there."""
    edition = EDITIONS[Format.ATOM]
    with pytest.raises(RenderError) as error:
        feeds.excerpt(edition, IDS[:2], {edition.fragments[0]: PIECES[edition.fragments[0]]})
    assert error.value.subject == IDS[1]
    assert feeds.excerpt(edition, IDS[:1], {edition.fragments[0]: PIECES[edition.fragments[0]]}).ids == (IDS[0],)


def test_changed_are_new_entries_and_those_with_other_values():
    """What slid out or stayed as it was is not changed; what is rendered otherwise is, seen by readers or not."""
    refs = [a_ref(article) for article in ARTICLES]
    renamed = replace(refs[2], digest="other")
    assert feeds.changed(refs[1:], [refs[0], refs[1], renamed, refs[3]]) == (IDS[0], IDS[2])
    assert feeds.changed(refs, refs[:2]) == ()
    assert feeds.changed([], refs) == tuple(IDS)


def test_excerpt_tells_what_went_or_is_not_sound():
    """Atom's tombstones say what was taken back; RSS and JSON Feed cannot, and no document passes that does not."""
    gone = [stone.ref for stone in a_channel().tombstones]
    sound = {
        fmt: check_whole(feeds.excerpt(EDITIONS[fmt], IDS[:1], PIECES).document, fmt, IDS[:1], gone) for fmt in Format
    }
    assert sound[Format.ATOM].sound
    for fmt in (Format.RSS, Format.JSON):
        assert [one.code for one in sound[fmt].findings] == ["deletion-untold"]
    document = feeds.excerpt(EDITIONS[Format.ATOM], IDS[:1], PIECES).document
    assert not check_whole(document, Format.ATOM, IDS[:1], [*gone, "another"]).sound

"""Faults planted in sound frames and whole feeds are found under their own codes, by the checks that see them."""

from datetime import UTC, datetime

import pytest

from buzzfeed import feeds, verify
from buzzfeed.model import Format
from made_feeds import NEWSROOM, a_channel, built, some_articles

RSS, ATOM, JSON = Format.RSS, Format.ATOM, Format.JSON
CHANNEL = a_channel()
WHEN = datetime(2026, 3, 5, 18, 0, 1, tzinfo=UTC)
FRAMES = {fmt: feeds.frame(CHANNEL, fmt, NEWSROOM, WHEN).document for fmt in Format}
ARTICLES = some_articles()
IDS = [article.id for article in ARTICLES]
WHOLE = {fmt: built(ARTICLES, fmt).document for fmt in Format}

FRAME_FAULTS = [
    (RSS, "Cie – Marée</title><link>", "Cie - Marée</title><link>", "feed-title-differs"),
    (RSS, "Fanal &amp; Cie – Marée</title><link>", "Fanal &amp;amp; Cie – Marée</title><link>", "feed-title-differs"),
    (RSS, "<link>https://flux", "<link>https://autre", "feed-link-differs"),
    (RSS, "feeds/tag/maree.rss", "feeds/tag/maree.atom", "feed-self-differs"),
    (RSS, 'rel="self"', 'rel="alternate"', "feed-self-differs"),
    (RSS, '<atom:link rel="hub" href="https://hub.example/"/>', "", "feed-hubs-differs"),
    (RSS, "https://hub.example/", "https://hub.example", "feed-hubs-differs"),
    (RSS, "Thu, 05 Mar", "Fri, 05 Mar", "feed-updated-differs"),
    (RSS, "18:00:01 +0000", "18:00:01 GMT", None),  # the same instant, as RFC 822 also writes it
    (RSS, "18:00:01 +0000", "18:00:01 EST", "feed-updated-differs"),
    (RSS, "Tout sur la", "Rien sur la", "feed-description-differs"),
    (RSS, "<language>fr", "<language>en", "feed-language-differs"),
    (RSS, ">buzzfeed<", ">buzzfeed 1.0<", "feed-generator-differs"),
    (RSS, "© Le Fanal", "(c) Le Fanal", "feed-rights-differs"),
    (RSS, "<ttl>15", "<ttl>60", "feed-ttl-differs"),
    (RSS, "<url>https://fanal", "<url>http://fanal", "feed-image-differs"),
    (RSS, "0a5c8f", "#0a5c8f", "feed-webfeeds-differs"),
    (RSS, 'path="/rsscloud', 'path="/autre', "feed-cloud-differs"),
    (RSS, "bandeau.png", "bandeau.jpg", "feed-webfeeds-differs"),
    (RSS, "<webfeeds:cover image", '<webfeeds:cover x="y" image', "unexpected-element"),
    (RSS, "<language>", "<docs>x</docs><language>", "unexpected-element"),
    (RSS, "<language>", "<language>fr</language><language>", "unexpected-element"),
    (RSS, "</channel>", "</channel><channel/>", "unexpected-element"),
    (RSS, "</channel>", "<item><title>x</title></item></channel>", "entry-count"),
    (ATOM, "<title>Le Fanal", "<title>La Fanal", "feed-title-differs"),
    (ATOM, 'rel="alternate"', 'rel="related"', "feed-link-differs"),
    (ATOM, "<id>https://flux", "<id>https://autre", "feed-id-differs"),
    (ATOM, 'maree.atom" rel="self"', 'maree.rss" rel="self"', "feed-self-differs"),
    (ATOM, '<link href="https://hub.example/" rel="hub"/>', "", "feed-hubs-differs"),
    (ATOM, "18:00:01+00:00", "18:00:01+0000", "feed-updated-differs"),
    (ATOM, "Tout sur la", "Tout  sur la", "feed-description-differs"),
    (ATOM, ' xml:lang="fr"', "", "feed-language-differs"),
    (ATOM, "<uri>https://fanal", "<uri>https://phare", "feed-author-differs"),
    (ATOM, "<generator>", '<generator version="1.0">', "unexpected-element"),
    (ATOM, "<rights>", "<rights>de ", "feed-rights-differs"),
    (ATOM, "logo.svg</logo>", "logo.png</logo>", "feed-image-differs"),
    (ATOM, "<webfeeds:icon>", "<webfeeds:icon>x", "feed-webfeeds-differs"),
    (ATOM, "<icon>", '<link rel="next" href="https://x.example/"/><icon>', "unexpected-element"),
    (ATOM, "</feed>", "<entry/></feed>", "entry-count"),
    (ATOM, 'ref="tag:fanal.example,2026:/repris"', 'ref="tag:fanal.example,2026:/autre"', "feed-tombstones-differs"),
    (ATOM, "2026-03-02T09:00:05", "2026-03-02T09:00:06", "feed-tombstones-differs"),
    (ATOM, "2026-03-02T09:00:05+00:00", "2026-03-02T10:00:05+01:00", None),
    (ATOM, "2026-03-02T09:00:05+00:00", "2026-03-02", "feed-tombstones-differs"),
    (ATOM, ' ref="tag:fanal.example,2026:/repris"', "", "feed-tombstones-differs"),
    (ATOM, 'T09:00:05+00:00"/>', 'T09:00:05+00:00" title="Repris"/>', "unexpected-element"),
    (ATOM, 'T09:00:05+00:00"/>', 'T09:00:05+00:00">Repris</at:deleted-entry>', "unexpected-element"),
    (
        ATOM,
        'T09:00:05+00:00"/>',
        'T09:00:05+00:00"><at:comment>Repris</at:comment></at:deleted-entry>',
        "unexpected-element",
    ),
    (ATOM, "<at:deleted-entry ", "<at:deleted-entries ", "unexpected-element"),
    (ATOM, "</feed>", '<at:deleted-entry ref="x:y" when="2026-03-02T09:00:05Z"/></feed>', "feed-tombstones-differs"),
    (JSON, "– Marée", "– Marees", "feed-title-differs"),
    (JSON, '"home_page_url":"https://flux', '"home_page_url":"https://autre', "feed-link-differs"),
    (JSON, "maree.json", "maree.rss", "feed-self-differs"),
    (JSON, "https://autre-hub.example/push", "https://autre-hub.example/", "feed-hubs-differs"),
    (JSON, '"type":"WebSub"', '"type":"rssCloud"', "unexpected-element"),
    (JSON, "Tout sur la", "Tout de la", "feed-description-differs"),
    (JSON, '"language":"fr"', '"language":"en"', "feed-language-differs"),
    (JSON, '"url":"https://fanal.example"', '"url":"https://phare.example"', "feed-author-differs"),
    (JSON, '"favicon":"https', '"favicon":"http', "feed-image-differs"),
    (JSON, '"language"', '"expired":true,"language"', "unexpected-element"),
    (JSON, "version/1.1", "version/1", "unexpected-element"),
    (JSON, '"items":[\n', '"items":[{"id":"x","content_html":""}', "entry-count"),
]


@pytest.mark.parametrize(("fmt", "old", "new", "code"), FRAME_FAULTS)
def test_fault_in_a_frame_is_found(fmt, old, new, code):
    """A planted fault is found under its own code; another way to write the same is none."""
    before = FRAMES[fmt].decode()
    after = before.replace(old, new, 1)
    assert after != before
    verdict = verify.prove_frame(after.encode(), fmt, CHANNEL, NEWSROOM, WHEN)
    assert verdict.sound == (code is None)
    assert code in {None} | {finding.code for finding in verdict.findings}


ARCHIVE = a_channel(archives=5, archive=3, tombstones=())
ARCHIVES = {fmt: feeds.frame(ARCHIVE, fmt, NEWSROOM, WHEN).document for fmt in Format}
ARCHIVE_FAULTS = [
    (RSS, "<fh:archive/>", "", "feed-archive-differs"),
    (RSS, "<fh:archive/>", "<fh:archive>3</fh:archive>", "unexpected-element"),
    (RSS, "<fh:archive/>", "<fh:complete/>", "feed-archive-differs"),
    (RSS, "archive/3.rss", "archive/2.rss", "feed-self-differs"),
    (RSS, "archive/2.rss", "archive/1.rss", "feed-previous-differs"),
    (RSS, 'rel="next-archive"', 'rel="next"', "feed-following-differs"),
    (RSS, '<atom:link rel="current"', '<atom:link rel="prev-archive"', "feed-current-differs"),
    (ATOM, "<fh:archive/>", "", "feed-archive-differs"),
    (ATOM, "archive/4.atom", "archive/5.atom", "feed-following-differs"),
    (ATOM, "archive/2.atom", "archive/02.atom", "feed-previous-differs"),
    (ATOM, 'rel="current"', 'rel="related"', "feed-current-differs"),
    (ATOM, "<icon>", '<link rel="hub" href="https://hub.example/"/><icon>', "feed-hubs-differs"),
    (JSON, "archive/2.json", "archive/3.json", "feed-previous-differs"),
    (JSON, "maree.json", "maree/archive/3.json", "feed-self-differs"),
]


@pytest.mark.parametrize("fmt", Format)
def test_an_archive_says_where_it_stands(fmt):
    """The frame of an archive, of the last one and of a feed that has archives are sound, each as itself alone."""
    for channel in (ARCHIVE, a_channel(archives=1, archive=1), a_channel(archives=5)):
        document = feeds.frame(channel, fmt, NEWSROOM, WHEN).document
        assert verify.prove_frame(document, fmt, channel, NEWSROOM, WHEN).findings == ()
        assert not verify.prove_frame(document, fmt, CHANNEL, NEWSROOM, WHEN).sound or channel.archives == 1


@pytest.mark.parametrize(("fmt", "old", "new", "code"), ARCHIVE_FAULTS)
def test_fault_in_an_archives_frame_is_found(fmt, old, new, code):
    """A link of RFC 5005 that is missing or leads elsewhere is found under its own code."""
    before = ARCHIVES[fmt].decode()
    after = before.replace(old, new, 1)
    assert after != before
    assert code in {one.code for one in verify.prove_frame(after.encode(), fmt, ARCHIVE, NEWSROOM, WHEN).findings}


def test_every_field_of_a_feed_is_among_the_faults():
    """No field of a feed is left without a planted fault."""
    codes = {code for *_, code in FRAME_FAULTS + ARCHIVE_FAULTS}
    assert {field.code for field in verify.FEED_FIELDS} <= codes


def entry_of(fmt, number):
    """Cut one entry out of the whole feed."""
    rendered = feeds.render_entry(ARTICLES[number], fmt, NEWSROOM)
    return rendered.fragment


def swapped(fmt):
    """Exchange the first two entries."""
    first, second = entry_of(fmt, 0), entry_of(fmt, 1)
    return WHOLE[fmt].replace(first, b"FIRST").replace(second, first).replace(b"FIRST", second)


def dropped(fmt):
    """Leave the last entry out."""
    glue = b",\n" if fmt is JSON else b"\n"
    return WHOLE[fmt].replace(glue + entry_of(fmt, 2), b"")


def doubled(fmt):
    """Put the first entry in the place of the second."""
    return WHOLE[fmt].replace(entry_of(fmt, 1), entry_of(fmt, 0))


def renamed(fmt):
    """Give the second entry another id."""
    return WHOLE[fmt].replace(b"tag:fanal.example,2026:/2", b"tag:fanal.example,2026:/9")


def nameless(fmt):
    """Take the second entry's id away."""
    return WHOLE[fmt].replace(b"tag:fanal.example,2026:/2", b"")


def cut(fmt):
    """Lose the end."""
    return WHOLE[fmt][:-9]


def glued(fmt):
    """Join two entries without what belongs between them, or with what does not."""
    return WHOLE[fmt].replace(entry_of(fmt, 0), entry_of(fmt, 0) + b"<b>", 1)


def empty(fmt):
    """Leave nothing."""
    return b""


def other(fmt):
    """Serve another document altogether."""
    return b'{"items": 1}' if fmt is JSON else b"<html><body/></html>"


def test_a_tombstone_of_an_entry_that_is_there_is_found():
    """A feed may not say of an entry that it carries that it was deleted."""
    data = WHOLE[ATOM].replace(b"tag:fanal.example,2026:/repris", IDS[1].encode())
    assert [one.code for one in verify.check_whole(data, ATOM, IDS).findings] == ["entry-deleted"]


WHOLE_FAULTS = [
    (swapped, "entry-order"),
    (dropped, "entry-count"),
    (doubled, "duplicate-id"),
    (renamed, "entry-ids"),
    (nameless, "missing-id"),
    (cut, "not-well-formed"),
    (glued, "not-well-formed"),
    (empty, "empty"),
    (other, "unknown-root"),
]


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(("spoil", "code"), WHOLE_FAULTS, ids=[spoil.__name__ for spoil, _ in WHOLE_FAULTS])
def test_fault_in_a_whole_feed_is_found(fmt, spoil, code):
    """Entries in another order, missing, doubled, renamed, nameless or badly joined are found by the cheap check."""
    assert verify.check_whole(WHOLE[fmt], fmt, IDS).findings == ()
    verdict = verify.check_whole(spoil(fmt), fmt, IDS)
    assert not verdict.sound
    assert code in {finding.code for finding in verdict.findings}


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(("spoil", "code"), WHOLE_FAULTS, ids=[spoil.__name__ for spoil, _ in WHOLE_FAULTS])
def test_audit_finds_the_same_faults(fmt, spoil, code):
    """The audit through feedparser finds at least what the cheap check finds."""
    verdict = verify.round_trip(spoil(fmt), fmt, CHANNEL, NEWSROOM, ARTICLES)
    assert code in {finding.code for finding in verdict.findings}


@pytest.mark.parametrize("fmt", Format)
def test_audit_sees_what_the_cheap_check_trusts(fmt):
    """A word changed in the third entry, or in the feed's own title, passes the cheap check and not the audit."""
    assert verify.round_trip(WHOLE[fmt], fmt, CHANNEL, NEWSROOM, ARTICLES).findings == ()
    for old, new, code in (
        (b"Article no 3", b"Article no 4", "title-differs"),
        (b" Cie ", b" Co ", "feed-title-differs"),
    ):
        data = WHOLE[fmt].replace(old, new)
        assert verify.check_whole(data, fmt, IDS).sound
        verdict = verify.round_trip(data, fmt, CHANNEL, NEWSROOM, ARTICLES)
        assert code in {finding.code for finding in verdict.findings}


@pytest.mark.parametrize("fmt", Format)
def test_audit_holds_the_feeds_time_against_its_entries(fmt):
    """A feed whose own date is not the latest of its entries', its retraction and its creation is found."""
    later = a_channel(retracted=datetime(2030, 1, 1, tzinfo=UTC))
    found = {finding.code for finding in verify.round_trip(WHOLE[fmt], fmt, later, NEWSROOM, ARTICLES).findings}
    assert found == (set() if fmt is JSON else {"feed-updated-differs"})


@pytest.mark.parametrize("fmt", Format)
def test_empty_feed_is_whole(fmt):
    """A feed that has been emptied is sound, and checked as such."""
    document = feeds.assemble(CHANNEL, fmt, NEWSROOM, [], {}, 10_000).document
    assert verify.check_whole(document, fmt, []).findings == ()
    assert verify.round_trip(document, fmt, CHANNEL, NEWSROOM, []).findings == ()
    assert verify.examine(document, "x", fmt.media_type).findings == ()

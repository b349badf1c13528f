"""The gate is tested by corruption: each fault planted in a sound entry is found under its own code."""

import pytest

from buzzfeed import feeds, verify
from buzzfeed.model import Format
from made_feeds import NEWSROOM, an_article

RSS, ATOM, JSON = Format.RSS, Format.ATOM, Format.JSON
ARTICLE = an_article()
SOUND = {fmt: feeds.render_entry(ARTICLE, fmt, NEWSROOM).document for fmt in Format}

# Format, what stands there, what stands there instead, the code under which it is found.
FAULTS = [
    # The document
    (RSS, "</rss>", "", "not-well-formed"),
    (RSS, "<link>https://fanal.example/2026", "<link>https://fanal.example/2026&b", "not-well-formed"),
    (RSS, "Le port", "Le port\x0b", "control-character"),
    (RSS, "<description>Le Fanal", "<description>&#8;Le Fanal", "control-character"),
    (RSS, "<description>Le Fanal", "<description>&nbsp;Le Fanal", "undefined-entity"),
    (RSS, "<dc:language>fr</dc:language>", "<dcx:language>fr</dcx:language>", "undeclared-namespace"),
    (RSS, "<item>", "<item>" + "<x>" * 300 + "</x>" * 300, "too-deep"),
    (RSS, "<rss ", "<!DOCTYPE rss [<!ENTITY x 'y'>]><rss ", "entity-declaration"),
    (RSS, 'version="2.0"', 'version="0.92"', "bad-version"),
    (RSS, 'xmlns:at="http://purl.org/atompub/tombstones/1.0"', "", "namespaces"),
    (RSS, 'xmlns:fh="http://purl.org', 'xmlns:fh="https://purl.org', "namespaces"),
    (ATOM, "</feed>", "", "not-well-formed"),
    (ATOM, "Le port", "Le port\x1f", "control-character"),
    (ATOM, "<summary", "&eacute;<summary", "undefined-entity"),
    (ATOM, "<media:credit>", "<m:credit>", "undeclared-namespace"),
    (ATOM, ' xmlns="http://www.w3.org/2005/Atom"', "", "unknown-root"),
    (ATOM, ' xmlns="http://www.w3.org/2005/Atom"', ' xmlns="http://purl.org/atom/ns#"', "unknown-root"),
    (ATOM, 'xmlns:media="http://search.yahoo.com/mrss/"', 'xmlns:media="http://search.yahoo.com/mrss"', "namespaces"),
    (JSON, '"items":[', '"items":', "not-well-formed"),
    (JSON, '"items":[', '"items":[NaN,', "not-well-formed"),
    (JSON, "Le port", "Le port\x01", "control-character"),
    (JSON, "Le port", "Le port\\u0001", "control-character"),
    (JSON, "Le port", "Le port\\b", "control-character"),
    (JSON, "Le port", "Le port\\ud800", "lone-surrogate"),
    (JSON, '"language":"fr"', '"language":"fr","language":"en"', "duplicate-key"),
    (JSON, '"items":[', '"deep":' + "[" * 5000 + "]" * 5000 + ',"items":[', "too-deep"),
    (JSON, "https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/3", "schema"),
    (JSON, '"size_in_bytes":123456', '"size_in_bytes":"123456"', "schema"),
    (JSON, '"tags":["', '"tags":[1,"', "schema"),
    # How many
    (RSS, "</item>", "</item><item><title>Autre</title></item>", "entry-count"),
    (ATOM, "</entry>", "</entry><entry><id>x</id></entry>", "entry-count"),
    (JSON, '"items":[', '"items":[{"id":"x","content_html":""},', "entry-count"),
    # What else
    (RSS, "</item>", "<comments>https://x.example</comments></item>", "unexpected-element"),
    (RSS, "</item>", "<title>Autre</title></item>", "unexpected-element"),
    (RSS, "</item>", "<media:content url='https://x.example/'/></item>", "unexpected-element"),
    (RSS, "</item>", "perdu</item>", "unexpected-element"),
    (RSS, "</item>", "<!-- perdu --></item>", "unexpected-element"),
    (RSS, "<title>La mar", "<title type='html'>La mar", "unexpected-element"),
    (RSS, "</description><content", "<b/></description><content", "unexpected-element"),
    (ATOM, "</entry>", "<rights>x</rights></entry>", "unexpected-element"),
    (ATOM, "</entry>", '<link rel="related" href="https://x.example/"/></entry>', "unexpected-element"),
    (ATOM, "<title>La mar", '<title type="html">La mar', "unexpected-element"),
    (ATOM, '<content type="html">', '<content type="text">', "unexpected-element"),
    (ATOM, '<summary type="text">', '<summary type="html">', "unexpected-element"),
    (ATOM, "</entry>", "<author><name>Ombre</name><email>o@x.example</email></author></entry>", "unexpected-element"),
    (JSON, '"language":"fr"', '"_own":1,"language":"fr"', "unexpected-element"),
    (JSON, '{"name":"Zo', '{"url":"https://x.example/","name":"Zo', "unexpected-element"),
    # Identity and address
    (RSS, ">tag:fanal.example,2026:/2026", ">tag:fanal.example,2025:/2026", "id-differs"),
    (RSS, ">tag:fanal.example", "> tag:fanal.example", "id-differs"),
    (RSS, 'isPermaLink="false"', 'isPermaLink="true"', "permalink-differs"),
    (RSS, ' isPermaLink="false"', "", "permalink-differs"),
    (RSS, "<link>https://fanal.example/2026", "<link>http://fanal.example/2026", "link-differs"),
    (RSS, "a=1&amp;b=2</link>", "a=1&amp;amp;b=2</link>", "link-differs"),
    (RSS, "<link>https://fanal.example/2026", "<link>\nhttps://fanal.example/2026", "link-differs"),
    (ATOM, '<entry xml:lang="fr"><id>tag:', '<entry xml:lang="fr"><id>TAG:', "id-differs"),
    (ATOM, "a=1&amp;b=2", "a=1", "link-differs"),
    (ATOM, '" rel="alternate"/><summary', '" rel="self"/><summary', "link-differs"),
    (ATOM, "</entry>", '<link href="https://x.example/"/></entry>', "link-differs"),
    (JSON, '"id":"tag:', '"id":"tag;', "id-differs"),
    (JSON, '"url":"https://fanal.example/2026', '"url":"https://fanal.example/2025', "link-differs"),
    # Title, lede, full text
    (RSS, "<title>La mar", "<title>La Mar", "title-differs"),
    (RSS, "R&amp;D » &lt;sans&gt;", "R&amp;amp;D » &amp;lt;sans&amp;gt;", "title-differs"),
    (RSS, "<title>La marée monte : « R&amp;D » &lt;sans&gt; détour</title>", "", "title-differs"),
    (RSS, "&amp;lt;tout&amp;gt;", "&lt;tout&gt;", "lede-differs"),
    (RSS, "&amp;lt;tout&amp;gt;", "&lt;tout&gt; &lt;script&gt;", "lede-lost"),
    (RSS, "R&amp;amp;D — et", "R&amp;D — et", "lede-differs"),
    (RSS, "rien de plus", "rien", "lede-differs"),
    (RSS, "Le port s", "Le Port s", "content-differs"),
    (RSS, "<![CDATA[<p>", "<![CDATA[ <p>", "content-differs"),
    (RSS, "x=1&amp;y=2", "x=1&y=2", "content-differs"),
    (RSS, "éveille.", "éveille\u0092.", "content-differs"),
    (RSS, "éveille.</p>\n", "éveille.</p>\r\n\n", "content-differs"),
    (RSS, "content:encoded>", "content:items>", "content-differs"),
    (ATOM, "<title>La mar", "<title> La mar", "title-differs"),
    (ATOM, "« R&amp;D »", "« R&amp;amp;D »", "title-differs"),
    (ATOM, "&lt;tout&gt;", "tout", "lede-differs"),
    (ATOM, "rien de plus", "rien de\u00a0plus", "lede-differs"),
    (ATOM, "3 &lt; 4", "3 < 4", "content-differs"),
    (ATOM, "’éveille", "'éveille", "content-differs"),
    (JSON, "La mar", "La  mar", "title-differs"),
    (JSON, "R&D — et", "R&amp;D — et", "lede-differs"),
    (JSON, "éveille", "e\u0301veille", "content-differs"),
    # Times
    (RSS, "06:30:15 +0000", "06:30:16 +0000", "published-differs"),
    (RSS, "06:30:15 +0000", "06:30:15 +0100", "published-differs"),
    (RSS, "Tue, 03 Mar", "Wed, 03 Mar", "published-differs"),
    (RSS, "03 Mar 2026", "03 Mars 2026", "published-differs"),
    (RSS, "<pubDate>", "<pubDate>le ", "published-differs"),
    (RSS, "18:00:01+00:00", "18:00:01", "updated-differs"),
    (RSS, "2026-03-05T18:00:01", "2026-03-05 18:00:01", "updated-differs"),
    (ATOM, "2026-03-03T06:30:15+00:00", "2026-03-03T06:30:15+01:00", "published-differs"),
    (ATOM, "2026-03-03T06:30:15+00:00", "2026-13-03T06:30:15+00:00", "published-differs"),
    (ATOM, "<published>2026-03-03T06:30:15+00:00</published>", "", "published-differs"),
    (
        ATOM,
        "détour</title><updated>2026-03-05T18:00:01",
        "détour</title><updated>2026-03-05T18:00:02",
        "updated-differs",
    ),
    (JSON, '"date_published":"2026-03-03T06:30:15Z"', '"date_published":"2026-03-03"', "published-differs"),
    (JSON, '"date_modified":"2026-03-05T18:00:01Z"', '"date_modified":"2026-03-05T19:00:01Z"', "updated-differs"),
    # People, terms, language
    (RSS, "<dc:creator>Ali", "<dc:creator>Aly", "authors-differs"),
    (RSS, "dc:creator>", "dc:contributor>", "authors-differs"),
    (RSS, "feeds/category", "feeds/tag", "terms-differs"),
    (RSS, ">Vie du port<", ">Vie du Port<", "terms-differs"),
    (RSS, ">R&amp;D</category>", ">R&amp;amp;D</category>", "terms-differs"),
    (RSS, "<dc:language>fr", "<dc:language>en", "language-differs"),
    (ATOM, "<name>Ali", "<name>Aly", "authors-differs"),
    (ATOM, 'term="vie-du-port"', 'term="port"', "terms-differs"),
    (ATOM, 'label="Vie du port"', 'label="Port"', "terms-differs"),
    (ATOM, 'scheme="https://flux', 'scheme="http://flux', "terms-differs"),
    (ATOM, '<entry xml:lang="fr">', "<entry>", "language-differs"),
    (ATOM, '<entry xml:lang="fr">', '<entry xml:lang="FR">', "language-differs"),
    (JSON, '"name":"Ali', '"name":"Aly', "authors-differs"),
    (JSON, '"Vie du port",', "", "terms-differs"),
    (JSON, '"language":"fr"', '"language":"fr-FR"', "language-differs"),
    # Image and enclosures
    (RSS, 'length="123456"', 'length="0"', "enclosures-differs"),
    (RSS, 'type="audio/mpeg"', 'type="audio/x-mpeg"', "enclosures-differs"),
    (RSS, ' type="audio/mpeg"', "", "enclosures-differs"),
    (RSS, "son.mp3", "son.ogg", "enclosures-differs"),
    (RSS, 'medium="image"', 'medium="video"', "image-differs"),
    (RSS, 'fileSize="98765"', "", "image-differs"),
    (RSS, "Photo &lt;AFP&gt;", "Photo AFP", "image-differs"),
    (RSS, "à l’aube", "à l'aube", "image-differs"),
    (RSS, "media:content", "media:group", "image-differs"),
    (ATOM, ' length="123456"', "", "enclosures-differs"),
    (
        ATOM,
        '<link rel="enclosure" href="https://fanal.example/quai.jpg"',
        '<link rel="enclosure" href="https://x.example/q.jpg"',
        "enclosures-differs",
    ),
    (
        ATOM,
        '<link rel="enclosure" href="https://fanal.example/son',
        '<link href="https://fanal.example/son',
        "enclosures-differs",
    ),
    (ATOM, 'width="1200"', 'width="120"', "image-differs"),
    (ATOM, "<media:thumbnail", "<media:player", "image-differs"),
    (JSON, '"size_in_bytes":123456', '"size_in_bytes":123457', "enclosures-differs"),
    (JSON, '"mime_type":"audio/mpeg"', '"mime_type":"audio/mp3"', "enclosures-differs"),
    (JSON, '"image":"https://fanal.example/quai', '"image":"https://fanal.example/quay', "image-differs"),
]


def named(fault):
    """Name a fault by its format, its code and what is put in."""
    fmt, old, new, code = fault
    return f"{fmt}-{code}-{(new or f'without {old}')[:30]}"


@pytest.mark.parametrize("fmt", Format)
def test_entry_is_sound_before(fmt):
    """The entry in which faults are planted is sound."""
    assert verify.prove_entry(SOUND[fmt], fmt, ARTICLE, NEWSROOM).findings == ()


@pytest.mark.parametrize(("fmt", "old", "new", "code"), FAULTS, ids=map(named, FAULTS))
def test_fault_in_an_entry_is_found(fmt, old, new, code):
    """A planted fault is found as an error under its own code."""
    before = SOUND[fmt].decode()
    everywhere = code in ("content-differs", "image-differs", "authors-differs")
    after = before.replace(old, new, -1 if everywhere else 1)
    assert after != before
    verdict = verify.prove_entry(after.encode(), fmt, ARTICLE, NEWSROOM)
    assert not verdict.sound
    assert code in {finding.code for finding in verdict.findings}


def test_faults_are_many_and_differ():
    """There are at least a hundred faults, no two the same, and most ways to be wrong are among them."""
    assert len({(fmt, old, new) for fmt, old, new, _ in FAULTS}) == len(FAULTS) >= 100
    shown = {field.code for field in verify.ENTRY_FIELDS}
    assert shown <= {code for *_, code in FAULTS}


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b" \n", "empty"), (b"\xff\xfe\xfa", None), (b"null", None)]
)
def test_no_feed_at_all_is_found(fmt, data, code):
    """Nothing, white space, bytes in no encoding and a bare null are no entries."""
    verdict = verify.prove_entry(data, fmt, ARTICLE, NEWSROOM)
    assert not verdict.sound
    assert code in {None} | {finding.code for finding in verdict.findings}


@pytest.mark.parametrize("fmt", Format)
def test_bytes_that_are_not_utf_8_are_found(fmt):
    """A single Latin-1 byte is found as an encoding fault."""
    data = SOUND[fmt].replace("marée".encode(), "marée".encode("latin-1"), 1)
    assert {finding.code for finding in verify.prove_entry(data, fmt, ARTICLE, NEWSROOM).findings} == {"encoding"}


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("other", Format)
def test_other_format_is_found(fmt, other):
    """An entry in one format is none in another."""
    verdict = verify.prove_entry(SOUND[other], fmt, ARTICLE, NEWSROOM)
    assert verdict.sound == (fmt is other)

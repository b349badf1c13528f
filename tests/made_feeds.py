"""Articles, a newsroom and feeds for the tests of rendering and of verification; strategies that draw any of them."""

import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from buzzfeed import feeds
from buzzfeed.model import (
    Article,
    Channel,
    ChannelKey,
    ChannelKind,
    Enclosure,
    EntryRef,
    Image,
    Newsroom,
    Term,
    TermKind,
    Tombstone,
)

NEWSROOM = Newsroom(
    title="Le Fanal & Cie",
    url="https://fanal.example",
    feeds_url="https://flux.fanal.example",
    language="fr",
    description="Les nouvelles du port, racontées de près.",
    icon="https://fanal.example/icone.png",
    logo="https://fanal.example/logo.svg",
    cover="https://fanal.example/bandeau.png",
    cloud="https://flux.fanal.example/rsscloud/pleaseNotify",
    color="#0a5c8f",
    copyright="© Le Fanal",
    hubs=("https://hub.example/", "https://autre-hub.example/push"),
    ttl=15,
)
BARE_NEWSROOM = Newsroom("Gazette", "https://gazette.example", "http://127.0.0.1:8000", "en")

CONTENT = '<p>Le port s’éveille.</p>\n<p><a href="https://fanal.example/?x=1&amp;y=2">Voir</a> 3 &lt; 4 ]]&gt;</p>'


def term(kind, label):
    """Make a term whose slug is told from its label."""
    slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "x"
    return Term(kind, slug, slug, label)


def an_article(**changes):
    """Make an article that has everything, some of it changed."""
    article = Article(
        id="tag:fanal.example,2026:/2026/03/la-maree",
        source="redaction",
        origin="2026/la-maree.md",
        slug="la-maree",
        url="https://fanal.example/2026/03/la-maree/?a=1&b=2",
        title="La marée monte : « R&D » <sans> détour",
        lede="Un chapô qui dit <tout> de la R&D — et rien de plus.",
        content=CONTENT,
        published=datetime(2026, 3, 3, 6, 30, 15, tzinfo=UTC),
        updated=datetime(2026, 3, 5, 18, 0, 1, tzinfo=UTC),
        language="fr",
        authors=(term(TermKind.AUTHOR, "Zoé Le Goff"), term(TermKind.AUTHOR, "Ali Ben Saïd")),
        categories=(term(TermKind.CATEGORY, "Vie du port"),),
        tags=(term(TermKind.TAG, "Marée"), term(TermKind.TAG, "R&D")),
        image=Image(
            "https://fanal.example/quai.jpg",
            "Le quai",
            "Photo <AFP>",
            "Le quai à l’aube",
            "image/jpeg",
            1200,
            800,
            98765,
        ),
        enclosures=(Enclosure("https://fanal.example/son.mp3", "audio/mpeg", 123456),),
        key_points=(),
        related=(),
        featured=False,
        mark="m",
    )
    return replace(article, **changes)


def a_channel(**changes):
    """Make the channel of a tag."""
    channel = Channel(
        key=ChannelKey(ChannelKind.TAG, "maree"),
        title="Marée",
        description="Tout sur la marée",
        page="https://flux.fanal.example/follow/tag/maree",
        language="fr",
        created=datetime(2026, 3, 1, tzinfo=UTC),
        tombstones=(
            Tombstone("tag:fanal.example,2026:/repris", datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)),
            Tombstone("https://fanal.example/?a=1&b=2", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ),
    )
    return replace(channel, **changes)


def some_articles(count=3):
    """Make articles that differ, newest first."""
    first = an_article()
    return [
        an_article(
            id=f"tag:fanal.example,2026:/{number}",
            url=f"https://fanal.example/{number}/",
            title=f"Article no {number}",
            published=first.published - timedelta(hours=number),
            updated=first.updated - timedelta(hours=number),
        )
        for number in range(1, count + 1)
    ]


def a_ref(article):
    """Make the reference of an article as a store would."""
    digest = hashlib.sha256(repr(article).encode("utf-8", "surrogatepass")).hexdigest()
    return EntryRef(article.id, digest, article.mark, article.published, article.updated)


def built(articles, fmt, channel=None, newsroom=NEWSROOM, max_bytes=10_000_000):
    """Build a feed of these articles."""
    refs = [a_ref(article) for article in articles]
    fragments = {
        feeds.fragment_key(ref.digest, fmt, newsroom): feeds.render_entry(article, fmt, newsroom).fragment
        for ref, article in zip(refs, articles, strict=True)
    }
    return feeds.assemble(channel or a_channel(), fmt, newsroom, refs, fragments, max_bytes)


NASTY = (
    "]]>",
    "&amp;",
    "&",
    "<script>alert(1)</script>",
    "<b>gras</b> &eacute;",
    "</item></entry>",
    "{{ page.title }} %s \\u0041 \\",
    "مرحبا بالعالم",
    "\u202eabc\u202c",
    "👩‍👩‍👧‍👦 🎉",
    "Ã©tÃ©",
    "a\u2028b",
    "\"quotes\" 'and' more",
    "x\ny\tz",
    "<!-- not -->",
    "<![CDATA[x]]>",
    "été d\u00adété",
)


def legal(text):
    """Say whether an article may hold this text: as cleaning leaves it."""
    return text == text.strip() and unicodedata.is_normalized("NFC", text)


characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
texts = (
    st.one_of(st.sampled_from(NASTY), st.text(characters | st.sampled_from("\n\t<>&\"' é"), min_size=1, max_size=60))
    .filter(legal)
    .filter(bool)
)
ledes = st.one_of(st.just(""), texts)
slugs = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)
urls = st.builds(
    "https://{}.example/{}{}".format,
    slugs,
    slugs,
    st.sampled_from(["", "/", "?a=1&b=2", "?a=1&amp;b=2", "?q=&copy;x", "/é/ü", "//x", "#f"]),
)
ids = st.one_of(
    urls, st.builds("tag:{}.example,2026:/{}".format, slugs, slugs), st.builds("urn:x:{}".format, slugs), texts
)
instants = st.datetimes(datetime(1900, 1, 1), datetime(9990, 1, 1)).map(
    lambda when: when.replace(microsecond=0, tzinfo=UTC)
)
media_types = st.sampled_from(["image/jpeg", "audio/mpeg", "Image/PNG", "application/x-y+z"])
sizes = st.none() | st.integers(1, 10**7)
names = texts.filter(lambda text: len(text) <= 100)


def terms(kind, most=3):
    """Draw some terms of a kind, each of its own slug."""
    one = st.builds(lambda slug, label: Term(kind, slug, slug, label), slugs, names)
    return st.lists(one, max_size=most, unique_by=lambda term: term.slug).map(tuple)


images = st.builds(Image, urls, ledes, ledes, ledes, st.just("") | media_types, sizes, sizes, sizes)
enclosures = st.lists(
    st.builds(Enclosure, urls, st.just("") | media_types, st.integers(0, 10**9)),
    max_size=2,
    unique_by=lambda one: one.url,
).map(tuple)
languages = st.sampled_from(["fr", "en", "fr-CA", "zh-Hant", "ar", ""])
articles = st.builds(
    Article,
    id=ids,
    source=slugs,
    origin=slugs,
    slug=slugs,
    url=urls,
    title=texts,
    lede=ledes,
    content=st.one_of(st.just(""), texts, texts.map(lambda text: f"<p>{text}</p>")).filter(legal),
    published=instants,
    updated=instants,
    language=languages,
    authors=terms(TermKind.AUTHOR),
    categories=terms(TermKind.CATEGORY),
    tags=terms(TermKind.TAG),
    image=st.none() | images,
    enclosures=enclosures,
    key_points=st.just(()),
    related=st.just(()),
    featured=st.booleans(),
    mark=slugs,
)

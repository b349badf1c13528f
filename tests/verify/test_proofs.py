"""A proof finds an entry sound where it says what its article says, and only there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buzzfeed import feeds, verify
from buzzfeed.model import ChannelKey, ChannelKind, Enclosure, Format, Image, Severity, TermKind
from made_feeds import BARE_NEWSROOM, NEWSROOM, a_channel, an_article, articles, term, texts, urls

XML = (Format.RSS, Format.ATOM)
ALL = tuple(Format)


def codes(verdict):
    """Give the codes of what was found."""
    return {finding.code for finding in verdict.findings}


def proved(article, fmt, against=None, newsroom=NEWSROOM):
    """Render one article and hold it against another, or against itself."""
    rendered = feeds.render_entry(article, fmt, newsroom)
    return verify.prove_entry(rendered.document, fmt, against or article, newsroom)


@given(article=articles)
@settings(max_examples=60)
def test_any_legal_article_proves_sound(article):
    """Whatever a cleaned article says, each format says it so that two parsers read it back."""
    for fmt in Format:
        assert proved(article, fmt).findings == ()


TEXT_FIELDS = {"title": "title-differs", "lede": "lede-differs", "content": "content-differs", "id": "id-differs"}


@given(article=articles, field=st.sampled_from(sorted(TEXT_FIELDS)), other=texts, fmt=st.sampled_from(ALL))
@settings(max_examples=50)
def test_any_other_text_is_found(article, field, other, fmt):
    """An entry whose article says something else in one field, however alike, is found under that field's code."""
    assume(getattr(article, field) != other)
    verdict = proved(article, fmt, replace(article, **{field: other}))
    assert not verdict.sound
    assert TEXT_FIELDS[field] in codes(verdict)


@given(article=articles, url=urls, fmt=st.sampled_from(ALL))
@settings(max_examples=25)
def test_any_other_address_is_found(article, url, fmt):
    """An entry that leads elsewhere than its article is found."""
    assume(article.url != url)
    assert "link-differs" in codes(proved(article, fmt, replace(article, url=url)))


@given(article=articles, field=st.sampled_from(["published", "updated"]), seconds=st.integers(1, 10**8))
@settings(max_examples=20)
def test_any_other_time_is_found_to_the_second(article, field, seconds):
    """An entry that is a second off its article is found in each format."""
    other = replace(article, **{field: getattr(article, field) - timedelta(seconds=seconds)})
    for fmt in Format:
        assert f"{field}-differs" in codes(proved(article, fmt, other))


IMAGE = an_article().image
SOUND = Enclosure("https://fanal.example/son.mp3", "audio/mpeg", 123456)
TAG = term(TermKind.TAG, "Marée")
CHANGES = [
    ("no authors", {"authors": ()}, "authors-differs", ALL),
    ("one author", {"authors": (term(TermKind.AUTHOR, "Zoé Le Goff"),)}, "authors-differs", ALL),
    ("authors swapped", {"authors": an_article().authors[::-1]}, "authors-differs", ALL),
    (
        "author's case",
        {"authors": (term(TermKind.AUTHOR, "Zoé le Goff"), an_article().authors[1])},
        "authors-differs",
        ALL,
    ),
    ("no category", {"categories": ()}, "terms-differs", ALL),
    ("no tags", {"tags": ()}, "terms-differs", ALL),
    ("tags swapped", {"tags": an_article().tags[::-1]}, "terms-differs", ALL),
    ("a label", {"tags": (replace(TAG, label="marée"), an_article().tags[1])}, "terms-differs", ALL),
    ("a slug", {"tags": (replace(TAG, slug="maree-2"), an_article().tags[1])}, "terms-differs", (Format.ATOM,)),
    ("language", {"language": "en"}, "language-differs", ALL),
    ("no language", {"language": ""}, "language-differs", ALL),
    ("no image", {"image": None}, "image-differs", ALL),
    ("image's url", {"image": replace(IMAGE, url="https://fanal.example/autre.jpg")}, "image-differs", ALL),
    ("image's type", {"image": replace(IMAGE, media_type="image/png")}, "image-differs", XML),
    ("image's width", {"image": replace(IMAGE, width=1201)}, "image-differs", XML),
    ("image's height", {"image": replace(IMAGE, height=None)}, "image-differs", XML),
    ("image's length", {"image": replace(IMAGE, length=1)}, "image-differs", XML),
    ("image's credit", {"image": replace(IMAGE, credit="Photo AFP")}, "image-differs", XML),
    ("image's caption", {"image": replace(IMAGE, caption="")}, "image-differs", XML),
    ("no enclosures", {"enclosures": ()}, "enclosures-differs", ALL),
    ("enclosure's url", {"enclosures": (replace(SOUND, url="https://x.example/a.mp3"),)}, "enclosures-differs", ALL),
    ("enclosure's type", {"enclosures": (replace(SOUND, media_type="audio/ogg"),)}, "enclosures-differs", ALL),
    ("enclosure's length", {"enclosures": (replace(SOUND, length=123457),)}, "enclosures-differs", ALL),
    ("enclosure of unknown length", {"enclosures": (replace(SOUND, length=0),)}, "enclosures-differs", ALL),
]


@pytest.mark.parametrize(("changes", "code", "formats"), [pytest.param(*row[1:], id=row[0]) for row in CHANGES])
def test_any_other_value_is_found(changes, code, formats):
    """A changed author, term, language, image or enclosure is found under its field's code, where a format shows it."""
    for fmt in formats:
        verdict = proved(an_article(), fmt, an_article(**changes))
        assert code in codes(verdict), fmt
        assert not verdict.sound


def test_category_that_stands_as_a_tag_is_found():
    """A category is no tag: XML formats say which of the two a term is."""
    article = an_article()
    moved = replace(article, categories=(), tags=tuple(replace(one, kind=TermKind.TAG) for one in article.categories))
    for fmt in XML:
        assert "terms-differs" in codes(proved(replace(article, tags=()), fmt, moved))


def test_other_scheme_of_terms_is_found():
    """Terms name where they belong by the newsroom's feeds address: another one is found."""
    rendered = feeds.render_entry(an_article(), Format.ATOM, NEWSROOM)
    moved = replace(NEWSROOM, feeds_url="https://ailleurs.example")
    assert codes(verify.prove_entry(rendered.document, Format.ATOM, an_article(), moved)) == {"terms-differs"}


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " La marée"}, "title-differs"),
        ({"title": "La mar\x82e"}, "title-differs"),
        ({"content": "<p>x</p>\n"}, "content-differs"),
        ({"lede": "C\u2019est l\x92\u00e9t\u00e9"}, "lede-differs"),
    ],
)
def test_text_that_was_not_cleaned_is_not_excused(fmt, changes, code):
    """Edge white space and C1 controls belong out of the article: readers would change them, so XML fails the proof."""
    verdict = proved(an_article(**changes), fmt)
    assert codes(verdict) == (set() if fmt is Format.JSON else {code})


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize(
    "url", ["/2026/marée", "fanal.example/x", "https://", "https://fanal.example/a b", "//x.example/"]
)
def test_address_that_is_not_absolute_is_found(fmt, url):
    """An article, an image or an enclosure without an absolute address is not let out."""
    assert codes(proved(an_article(url=url), fmt)) & {"link-not-absolute", "bad-url"}
    assert codes(proved(an_article(image=Image(url)), fmt)) & {"link-not-absolute", "bad-url"}
    assert codes(proved(an_article(enclosures=(replace(SOUND, url=url),)), fmt)) & {"link-not-absolute", "bad-url"}


@pytest.mark.parametrize("fmt", Format)
def test_what_would_keep_feedparser_busy_is_refused_before_it(fmt):
    """An endless name or thousands of terms are found before a parser without limits sees them."""
    name = term(TermKind.AUTHOR, "x" * 100_000)
    assert codes(proved(an_article(authors=(name,)), fmt)) == {"too-large"}
    tags = tuple(term(TermKind.TAG, str(number)) for number in range(2000))
    assert codes(proved(an_article(tags=tags), fmt)) == {"too-large"}


def test_name_with_an_address_is_compared_whole():
    """An e-mail address in a name is taken out by feedparser; it is proved all the same, another is found."""
    named = an_article(authors=(term(TermKind.AUTHOR, "Zoé (zoe@fanal.example)"),))
    other = an_article(authors=(term(TermKind.AUTHOR, "Zoé (zoé@fanal.example)"),))
    for fmt in Format:
        assert proved(named, fmt).findings == ()
        assert codes(proved(named, fmt, other)) == {"authors-differs"}


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("newsroom", [NEWSROOM, BARE_NEWSROOM], ids=["full", "bare"])
@pytest.mark.parametrize("kind", ChannelKind)
def test_frame_proves_sound(fmt, newsroom, kind):
    """A feed without entries says of itself what its channel says, with or without icons, hubs and rights."""
    channel = a_channel(key=ChannelKey(kind, "" if kind is ChannelKind.ALL else "maree"))
    frame = feeds.frame(channel, fmt, newsroom, channel.created)
    verdict = verify.prove_frame(frame.document, fmt, channel, newsroom, channel.created)
    assert verdict.findings == ()


@given(title=texts, description=st.just("") | texts, fmt=st.sampled_from(ALL))
@settings(max_examples=30)
def test_frame_of_any_name_proves_sound(title, description, fmt):
    """A channel may be called anything."""
    channel = a_channel(title=title, description=description)
    frame = feeds.frame(channel, fmt, NEWSROOM, channel.created)
    assert verify.prove_frame(frame.document, fmt, channel, NEWSROOM, channel.created).findings == ()


@pytest.mark.parametrize("fmt", Format)
def test_frame_with_other_values_is_found(fmt):
    """Each thing that a feed says of itself is held against its channel and newsroom, under a code of its own."""
    channel, when = a_channel(), a_channel().created
    document = feeds.frame(channel, fmt, NEWSROOM, when).document

    def found(channel=channel, when=when, **changes):
        return codes(verify.prove_frame(document, fmt, channel, replace(NEWSROOM, **changes), when))

    assert "feed-title-differs" in found(a_channel(title="Autre"))
    assert found(a_channel(description="Autre")) == {"feed-description-differs"}
    assert "feed-link-differs" in found(a_channel(page="https://flux.fanal.example/"))
    assert found(a_channel(language="en")) == {"feed-language-differs"}
    assert "feed-self-differs" in found(feeds_url="https://ailleurs.example")
    assert found(hubs=NEWSROOM.hubs[:1]) == {"feed-hubs-differs"}
    assert "feed-image-differs" in found(icon="https://fanal.example/autre.png")
    if fmt is not Format.JSON:
        assert found(when=when + timedelta(seconds=1)) == {"feed-updated-differs"}
        assert found(copyright="") == {"feed-rights-differs"}
        assert found(color="#000000") == {"feed-webfeeds-differs"}
    if fmt is Format.RSS:
        assert found(ttl=16) == {"feed-ttl-differs"}


def test_every_finding_of_a_proof_is_an_error():
    """What a proof finds keeps an entry from being served: nothing of it is a warning."""
    verdict = proved(an_article(), Format.RSS, an_article(title="x", url="https://x.example/", authors=()))
    assert {finding.severity for finding in verdict.findings} == {Severity.ERROR}
    assert verdict.subject == an_article().id

import pytest

from buzzfeed.verify.directories import needs

HOSTS = {"lefanal.example"}
FEEDLY = (
    '<webfeeds:cover image="https://lefanal.example/c.png"/><webfeeds:icon>https://lefanal.example/i.png</webfeeds:icon>'
    "<webfeeds:logo>https://lefanal.example/l.svg</webfeeds:logo><webfeeds:accentColor>a4371f</webfeeds:accentColor>"
)
GOOD = {
    "title": "Un titre de vingt signes",
    "host": "lefanal.example",
    "lede": "é" * 300,
    "content": "&lt;p&gt;" + "mot " * 200 + "&lt;/p&gt;",
    "published": "Thu, 05 Mar 2026 18:00:01 +0000",
    "updated": "2026-03-05T18:00:01+00:00",
    "image": '<media:content url="https://lefanal.example/i.png" type="image/png" width="500"/>',
}


def feed(count=30, *, language="fr-FR", extra=FEEDLY, **changes):
    """Return an RSS feed whose first entry has what ``changes`` say; all others are what every directory wants."""
    items = "".join(item(number, **(changes if number == 0 else {})) for number in range(count))
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:webfeeds="http://webfeeds.org/rss/1.0"><channel><language>{language}</language>{extra}{items}'
        "</channel></rss>"
    ).encode()


def item(number, **changes):
    """Return an entry."""
    one = {**GOOD, "id": f"tag:{number}", **changes}
    return (
        f"<item><guid>{one['id']}</guid><title>{one['title']}</title><link>https://{one['host']}/{number}</link>"
        f"<description>{one['lede']}</description><content:encoded>{one['content']}</content:encoded>"
        f"<pubDate>{one['published']}</pubDate><atom:updated>{one['updated']}</atom:updated>{one['image']}</item>"
    )


def missing(data):
    """Return what is missing, by directory and what it asks for."""
    return {(need.directory, need.asks): need.faults for need in needs(data, HOSTS) if need.faults}


def test_a_good_feed_is_what_every_directory_wants():
    """Nothing is missing, and every need is told: five directories, each by name."""
    assert missing(feed()) == {}
    found = needs(feed(), HOSTS)
    assert {need.directory for need in found} == {"Google News", "Flipboard", "MSN", "Apple News", "Feedly"}
    assert all(need.hint for need in found)


@pytest.mark.parametrize(
    ("changes", "directory", "asks", "said"),
    [
        ({"title": "Court"}, "MSN", "a title of 20 to 150", "“Court” has 5 characters"),
        ({"title": "é" * 151}, "MSN", "a title of 20 to 150", "151 characters"),
        ({"host": "[bad"}, "Google News", "articles on a host", "stands on no host"),
        ({"published": "hier"}, "Google News", "a title and the date", "no date"),
        ({"host": "agence.example"}, "Google News", "a host of your own", "stands on agence.example"),
        ({"id": "tag:1"}, "MSN", "an id of its own", "shares its id"),
        ({"lede": "é" * 299}, "Flipboard", "a description of 300", "has 299 characters"),
        ({"content": "é" * 300}, "Flipboard", "the full text", "no more than its lede"),
        ({"image": ""}, "Flipboard", "a picture of 500 px", "has none"),
        ({"image": GOOD["image"].replace("500", "499")}, "Flipboard", "a picture of 500 px", "one of 499 px"),
        ({"image": GOOD["image"].replace(' width="500"', "")}, "Flipboard", "a picture", "one of unknown px"),
        ({"image": GOOD["image"].replace("image/png", "image/svg+xml")}, "Flipboard", "a picture", "a drawing"),
        ({"updated": "2026-03-05T17:00:00+00:00"}, "MSN", "a newer date", "no date of its last change"),
        ({"updated": ""}, "MSN", "a newer date", "no date of its last change"),
    ],
)
def test_what_is_missing_is_told_with_its_article(changes, directory, asks, said):
    """One fault in one entry is found under the directory that minds it, and names the article and the measure."""
    found = {key: faults for key, faults in missing(feed(**changes)).items() if key[0] == directory and asks in key[1]}
    assert len(found) == 1
    (faults,) = found.values()
    assert any(said in fault for fault in faults)
    assert 1 <= len(faults) <= 2


@pytest.mark.parametrize(
    ("options", "directory", "asks"),
    [
        ({"count": 29}, "Flipboard", "30 entries or more"),
        ({"language": "fr"}, "Apple News", "a language with its country"),
        ({"language": ""}, "Apple News", "a language with its country"),
        ({"extra": FEEDLY.replace("l.svg", "l.png")}, "Feedly", "a logo in SVG"),
        ({"extra": FEEDLY.replace("a4371f", "#a4371f")}, "Feedly", "an accent colour"),
        ({"extra": FEEDLY.replace(' image="https://lefanal.example/c.png"', "")}, "Feedly", "a cover"),
    ],
)
def test_what_the_feed_itself_lacks_is_told(options, directory, asks):
    """Too few entries, a language without a country, a picture that is none: each is the one thing that is told."""
    assert set(missing(feed(**options))) == {(directory, asks)}


def test_a_bare_feed_lacks_much_and_breaks_nothing():
    """A feed without entries or elements is told what it lacks."""
    found = missing(feed(0, language="", extra=""))
    assert ("Flipboard", "30 entries or more") in found
    assert len([key for key in found if key[0] == "Feedly"]) == 4


@pytest.mark.parametrize("language", ["fr-FR", "zh-Hans-CN", "es-419", "EN-gb"])
def test_locales_are_those_of_bcp_47(language):
    """A country or a region of the UN makes a locale, with or without a script."""
    assert missing(feed(language=language)) == {}

"""Inspecting: where texts hide things, what may be shown, what is shown of it, and at what cost."""

import time

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.config import GuardSettings
from buzzfeed.guard import Lookout, inspect
from buzzfeed.model import Enclosure, RawImage
from stage_values import URL, cleaned

FILLER = "<p>Le petit port s’éveille avant le jour, et déjà les lampes dansent au bout du quai.</p>"
SECRETS = {
    "nir": "1 85 05 78 006 084 91",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "card": "4970 1000 0000 0014",
    "phone": "06 39 98 12 34",
    "email": "camille.durand@example.org",
    "token": "glpat-Zk3mWn0Xy5Tv9Lc2Rb8H",
    "url-password": "ftp://camille:Gr4nd-Quai@depot.example/",
}


def found(body="", language="fr", settings=None, **changes):
    """Return what the guard finds in an article, by code."""
    item = cleaned(FILLER + body, **{"url": URL, **changes})
    reasons = inspect(item, Lookout.of(settings or GuardSettings(), language))
    return {reason.code: reason.excerpt for reason in reasons}


@pytest.mark.parametrize("code", SECRETS)
def test_excerpt_shows_the_place_and_not_the_thing(code):
    """The words around it lead an editor there; what is sensitive is dots, all of it that matters."""
    secret = SECRETS[code]
    shown = found(f"<p>Voyez la fiche {secret} du port.</p>")[code]
    assert "la fiche" in shown
    assert "•" in shown
    hidden = secret.partition("@")[0] if code == "email" else secret
    hidden = "Gr4nd-Quai" if code == "url-password" else hidden
    assert hidden not in shown
    kept = sum(char.isalnum() for char in shown.partition("la fiche")[2].partition("du port")[0])
    assert kept <= len(secret) / 2 + 14


@hypothesis.settings(max_examples=40)
@given(st.lists(st.sampled_from(sorted(SECRETS.values())), min_size=1, max_size=4))
def test_no_excerpt_shows_a_neighbour(secrets):
    """Several in one line: what stands around one is masked as well."""
    body = f"<p>Fiche : {', '.join(secrets)}.</p>"
    shown = " ".join(found(body).values())
    for secret in secrets:
        bare = secret.removeprefix("ftp://camille:").partition("@")[0]
        assert bare not in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Appelez le 06 39 98 12 34"},
        {"lede": "Appelez le 06 39 98 12 34 avant lundi."},
        {"key_points": ("Appelez le 06 39 98 12 34",)},
        {"related": ("Appelez le 06 39 98 12 34",)},
        {"authors": ("Camille, 06 39 98 12 34",)},
        {"tags": ("06 39 98 12 34",)},
        {"image": RawImage("https://journal.example/x.jpg", alt="06 39 98 12 34")},
        {"image": RawImage("https://journal.example/x.jpg", credit="06 39 98 12 34")},
        {"enclosures": (Enclosure("https://journal.example/a.mp3?phone=33639981234", "audio/mpeg", 1),)},
        {"body": "<table><tr><td>06 39 98 12 34</td></tr></table>"},
        {"body": "<pre><code>06 39 98 12 34</code></pre>"},
        {"body": '<p><abbr title="06 39 98 12 34">tél.</abbr></p>'},
        {"body": "<p>06&#160;39&#8239;98&nbsp;12&#8239;34</p>"},
        {"body": "<p>06&shy;39&shy;98&shy;12&shy;34</p>"},
        {"body": "<p>06<i> 39</i> 98<!-- x --> 12 34</p>"},
        {"body": '<p><a href="https://wa.me/33639981234?text=x">écrire</a></p>'},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_all_that_would_be_published_is_read(changes):
    """Titles, ledes, lists, names, captions, attributes, links, code: a number is found wherever it would go out."""
    assert "phone" in found(**changes)


def test_what_cleaning_takes_away_is_not_read():
    """Comments and scripts never go out, so that they hold nothing."""
    assert found("<!-- 06 39 98 12 34 --><script>'06 39 98 12 34'</script>") == {}


def test_what_is_allowed_may_be_shown():
    """By domain (with what lies below it), by address, by number in any spelling; nothing else is freed by it."""
    body = "<p>a.b@example.org, c.d@sub.example.org, e.f@example.com, 06 39 98 12 34, 01 99 00 12 34</p>"
    settings = GuardSettings(allow=("example.org", "e.f@example.com", "+33 6 39 98 12 34"))
    assert set(found(body, settings=settings)) == {"phone"}
    assert found(body, settings=settings, allow=("0199001234",)) == {}
    assert "email" in found("<p>a.b@notexample.org</p>", settings=settings)
    assert "email" in found("<p>a.b@example.org.example.net</p>", settings=settings)


def test_what_an_article_allows_frees_that_article_alone():
    """An allowance stands in an article's own front matter."""
    body = "<p>camille.durand@example.org</p>"
    assert found(body, allow=("camille.durand@example.org",)) == {}
    assert found(body, allow=("@example.org",)) == {}
    assert set(found(body)) == {"email"}


@pytest.mark.parametrize(
    ("language", "region", "number", "is_one"),
    [
        ("fr", "", "06 39 98 12 34", True),
        ("fr-BE", "", "06 39 98 12 34", False),
        ("fr-BE", "FR", "06 39 98 12 34", True),
        ("en", "", "202-555-0143", True),
        ("en-GB", "", "020 7946 0018", True),
        ("en-GB", "", "202-555-0143", False),
        ("fr", "", "202-555-0143", False),
        ("fr", "", "+1 202-555-0143", True),
    ],
)
def test_numbers_are_read_as_the_newsroom_writes_them(language, region, number, is_one):
    """The country comes from the newsroom's language, or is set; a number with its prefix is one everywhere."""
    shown = found(f"<p>Joindre {number} ce soir.</p>", language, GuardSettings(region=region))
    assert ("phone" in shown) == is_one


def test_rule_that_is_off_finds_nothing():
    """What an operator does not want looked for is not looked for."""
    body = "<p>06 39 98 12 34, [TODO]</p>"
    assert set(found(body)) == {"phone", "todo-mark"}
    assert set(found(body, settings=GuardSettings(rules={"phone": "off"}))) == {"todo-mark"}


@hypothesis.settings(max_examples=30)
@given(st.lists(st.from_regex(r"\A[A-ZÉÈ][a-zéèïç]{1,12}( de)? [A-ZÉ][a-zéèô]{1,12}\Z"), max_size=12))
def test_names_hold_nothing(names):
    """A person's name is never a reason."""
    assert found(f"<p>{', '.join(names)} étaient là, selon le maire et sa voisine.</p>") == {}


@given(st.text(max_size=300))
def test_any_text_is_inspected(text):
    """Whatever stands in it, inspecting ends with reasons or none, and each excerpt is one line."""
    assert all("\n" not in excerpt for excerpt in found(text, title=text or "x").values())


HOSTILE = {
    "digits": "1" * 2_000_000,
    "numbers": "06 39 98 12 3 " * 140_000,
    "phones": "+33 6 39 98 12 34 " * 110_000,
    "cards": "4970 1000 0000 0015 " * 100_000,
    "ibans": "FR76 3000 6000 0112 3456 7890 188 " * 58_000,
    "at signs": "@" * 2_000_000,
    "addresses": "a@" * 1_000_000,
    "logins": "://a:b" * 330_000,
    "tokens": "eyJ" + "a" * 50 + ".eyJ" * 480_000,
    "begun tokens": "xoxb-sk-ghp_" * 160_000,
    "keys": "-----BEGIN " * 180_000,
    "brackets": "[" * 2_000_000,
    "todo": "[todo " * 330_000,
    "TK": "TK" * 1_000_000,
    "TK apart": "TK " * 660_000,
    "embargo": "sous embargo jusqu " * 100_000,
    "one embargo, one long line": "mot " * 500_000 + "sous embargo " + "lundi " * 100_000,
    "do not publish": "(ne pas diffuser " * 110_000,
    "confidential": "CONFIDENTIEL « " * 130_000,
    "spaces": "a" + "\u00a0" * 1_900_000 + "b",
    "filler": "lorem ipsum " * 160_000,
    "quotes": '"' * 2_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_two_megabytes_of_anything_are_through_within_a_second(text):
    """Nothing makes it slow: no expression backtracks, and of candidates a bounded number is looked into."""
    item = cleaned("<p>x</p>", url=URL)
    item = type(item)(**{**{name: getattr(item, name) for name in item.__slots__}, "content": f"<p>{text}</p>"})
    lookout = Lookout.of(GuardSettings(), "fr")
    inspect(cleaned(FILLER, url=URL), lookout)  # what is loaded once is loaded
    begun = time.process_time()
    inspect(item, lookout)
    assert time.process_time() - begun < 1

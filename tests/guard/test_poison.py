"""Poison: each article that is out to break something ends as a held one with a clear reason, or as a sound one."""

import json

import pytest
from lxml import etree

from buzzfeed.config import GUARD_CODES, GuardSettings
from buzzfeed.guard import Case, Lookout, inspect, judge
from buzzfeed.model import Status
from stage_values import NOW, URL, article, cleaned

BIG = "<p>" + "Le port ouvre demain matin. " * 100 + "</p>\n"

SOUND = {
    "control characters": {"title": "Le\x00 po\x0brt\x1f", "body": "<p>a\x00b\x08&#8;&#31;c</p>", "tags": ("I\x07A",)},
    "lone surrogates": {
        "title": "Le \ud800port\udfff",
        "body": "<p>a\udc00b</p>",
        "lede": "\ud834",
        "tags": ("\ud83dMer",),
    },
    "noncharacters": {"title": "Le port\uffff\ufffe", "body": "<p>\ufdd0a\U0010ffff&#xFFFF;</p>"},
    "end of a CDATA section": {"title": "a ]]> b", "body": "<p>]]></p><pre>]]&gt;</pre>", "lede": "c ]]> d"},
    "unclosed HTML": {"body": "<div><p>a<b>b<i>c<table><tr><td>d<ul><li>e<a href='/x"},
    "hostile HTML": {"body": "<script>x</script><p onclick=x>a<svg onload=x><iframe srcdoc=x>"},
    "RTL": {"title": "עברית \u200fו־English", "body": "<p dir='rtl'>مرحبا بالعالم</p>", "tags": ("عربي",)},
    "overrides": {"title": "Le \u202etrop\u202c", "body": "<p>\u202eabc</p>"},
    "emoji": {"title": "👩‍🚒🏴‍☠️", "body": "<p>🇫🇷 👍🏽</p>", "tags": ("🚒",), "slug": "🚒"},
    "entities": {"title": "&lt;b&gt; &amp;amp; &#x0;", "body": "<p>&amp;lt; &nbsp; &bogus; &#xD800; &#0; &</p>"},
    "XML": {"body": "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x:y xmlns:x='z'><p>&a;</p></x:y>"},
    "marks behind tags": {"body": "<p>\u0338a</p><b>&#x338;</b>", "title": "\u0338"},
    "bad links": {"body": "<p>a</p><a href='http://[::1'>x</a><img src='//[x'><a href='https://a:b:c/'>y</a>"},
    "dates of all sorts": {"updated": "0000-00-00T99:99", "published": "2024-03-31T02:30:00"},
    "bad terms": {"tags": ("", " ", "\u0301", "a" * 9999), "authors": ("<script>x</script>",)},
}

HELD = {
    "20 MB": ({"body": BIG * (20_000_000 // len(BIG))}, "too-large-to-read"),
    "4 MB": ({"body": BIG * (4_000_000 // len(BIG))}, "too-large"),
    "year 0": ({"published": "0000-01-01"}, "bad-date"),
    "year 1": ({"published": "0001-01-02"}, "date-too-early"),
    "year 9999": ({"published": "9999-12-31T23:59:59"}, "date-too-far"),
    "beyond year 9999": ({"published": "9999-12-31T23:59:59-11:00"}, "bad-date"),
    "year 10000": ({"published": "10000-01-01"}, "bad-date"),
    "empty title": ({"title": " \x00\u00a0"}, "empty-title"),
    "empty body": ({"body": "<p>\x00&#8203;</p>"}, "empty-body"),
}


def judged(item):
    """Judge an item at the settings that ship."""
    found = inspect(item, Lookout(rules=frozenset(GUARD_CODES) - {"tiny-body"}))
    return judge(Case(item, article(item), None, GuardSettings(), "page", NOW, found=found))


@pytest.mark.parametrize("changes", SOUND.values(), ids=SOUND)
def test_poison_becomes_sound(changes):
    """It is published, and every text of it can stand in XML, in UTF-8 and in JSON, and comes back unchanged."""
    item = cleaned(url=URL, **changes)
    assert judged(item).status is Status.PUBLISHED
    made = article(item)
    texts = [
        made.title,
        made.lede,
        made.content,
        *(term.label for term in made.terms),
        *(term.slug for term in made.terms),
    ]
    for text in texts:
        element = etree.Element("x")
        element.text = text
        assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == text
        assert json.loads(json.dumps(text).encode()) == text
        assert text == text.strip()


@pytest.mark.parametrize(("changes", "code"), HELD.values(), ids=HELD)
def test_poison_is_held(changes, code):
    """It is held, and its reason says which it is."""
    judgement = judged(cleaned(**{"url": URL, **changes}))
    assert judgement.status is Status.HELD
    assert [reason.code for reason in judgement.reasons] == [code]

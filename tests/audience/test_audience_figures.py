"""What is said of the audience: figures of the last whole day, and how the days before it went."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.audience.agents import FAMILIES
from buzzfeed.audience.charts import HEIGHT, WIDTH, band, bars, nice
from buzzfeed.audience.documents import COLUMNS, document, table
from buzzfeed.audience.figures import Reason, Unserved, audience_of, open_since, personal_of
from buzzfeed.audience.page import MOST_ROWS, PERIODS, audience_view
from buzzfeed.audience.words import ENGLISH, WORDS
from buzzfeed.model import AudienceReport, AudienceSum, ChannelKey, ChannelKind, Format, Range
from buzzfeed.model.personalfeeds import PersonalDay
from buzzfeed.model.subscriptions import Following, Speech, Topic

TODAY = date(2026, 11, 13)
DAY = TODAY - timedelta(days=1)
APP = AudienceSum(DAY, "all", "FreshRSS", 7, Range(80, 120), 1000, 600, 400, 1500, 20, 500_000)
FEEDLY = AudienceReport(DAY, "all", "Feedly", "a?", 462)


def audience(sums=(APP,), reports=(FEEDLY,), past=(), **options):
    """Return the audience of a newsroom."""
    return audience_of(TODAY, (sums, reports), past, **options)


def view(found, language="en", period=30, **options):
    """Return the page."""
    return audience_view(
        found, "Le Fanal", period, language, **{"asked": False, "home": "https://n.example/privacy", **options}
    )


def test_figures_are_those_of_the_last_whole_day():
    """Today is not over; of it nothing is said once there is a yesterday, and else that it goes on."""
    now = replace(APP, day=TODAY, readers=Range(1, 2))
    found = audience([APP, now])
    assert (found.day, found.whole, found.total.readers) == (DAY, True, Range(542, 582))
    assert (found.total.polls, found.formats) == (2000, {"rss": 1000, "atom": 600, "json": 400})
    found = audience([now], [])
    assert (found.day, found.whole, found.total.readers) == (TODAY, False, Range(1, 2))
    assert found.days == {}


def test_days_are_told_as_they_were_closed_and_before():
    """A closed day stands as it is, reports and all; an open one is made of its runs; one without polls is none."""
    closed = replace(APP, day=TODAY - timedelta(days=2), run=0, readers=Range(500, 600))
    past = [replace(APP, day=DAY - timedelta(days=9)), AudienceSum(DAY - timedelta(days=8), "", "", 0, Range(3, 3))]
    found = audience([APP, replace(APP, run=8, readers=Range(100, 100)), closed], past=past)
    assert {day: one.readers for day, one in found.days.items()} == {
        DAY - timedelta(days=9): Range(80, 120),
        TODAY - timedelta(days=2): Range(500, 600),
        DAY: Range(562, 682),
    }
    assert Reason.RESTARTS in found.reasons


def test_one_channel_alone_can_be_asked_for():
    """Its figures, its readers, and nothing of other channels."""
    found = audience([APP, replace(APP, channel="tag/mer", family="Miniflux")], channel="tag/mer")
    assert (list(found.channels), list(found.families)) == (["tag/mer"], ["Miniflux"])
    assert found.total.readers == APP.readers


def test_people_are_at_least_those_of_the_largest_channel():
    """Sums over channels are subscriptions: who follows two counts twice."""
    found = audience([APP, replace(APP, channel="tag/mer")], [])
    assert (found.total.readers, found.people) == (Range(160, 240), 80)


def test_reasons_say_why_a_range_is_wide():
    """Those that hold, and no others; where a range is exact there is none."""
    other = {"run": 7, "readers": Range(0, 3)}
    sums = [
        APP,
        replace(APP, family="browsers", **other),
        AudienceSum(DAY, "", "uncounted", 7, rss=12),
        AudienceSum(DAY, "", "bots", 7, rss=34),
    ]
    sums.append(replace(APP, family="services", **other))
    reports = [FEEDLY, replace(FEEDLY, source="b?")]
    found = audience(sums, reports)
    assert set(found.reasons) == set(Reason) - {Reason.RESTARTS}
    assert (found.uncounted, found.bots, found.total.polls) == (12, 34, 6000)
    assert audience([replace(APP, readers=Range(5, 5))]).reasons == ()


@pytest.mark.parametrize(("language", "number"), [("fr", 0), ("fr", 1), ("en", 1)])
def test_one_is_not_told_of_as_several(language, number):
    """One visit a day, one visit of robots: singular in both languages; French says nought so, too."""
    words = WORDS[language]
    for phrases in (words.pushed_text, words.bots, words.more):
        assert words.counted(phrases, number) == phrases[0] != words.counted(phrases, 2)
    assert not [one for one in (words.pushed_text[0], words.bots[0]) if "visites" in one or "visits" in one]
    assert ENGLISH.counted(ENGLISH.bots, 0) == ENGLISH.bots[1]


def test_hub_is_told_of_where_there_is_one_and_never_as_a_false_nought():
    """Subscriptions by channel, and about how many polls they spare; nothing where there is no hub."""
    assert audience(following=None).pushed is None
    assert audience(following=Following({"pending": 0}, 0, None, {}, {})).pushed.active == 0
    topics = {(Topic(ChannelKey(ChannelKind.ALL), fmt), next(iter(Speech))): 2 for fmt in (Format.RSS, Format.ATOM)}
    found = audience(following=Following({"active": 4}, 0, None, topics, {}))
    assert (found.pushed.active, found.pushed.channels, found.pushed.spares) == (4, {"all": 4}, round(4 * 2000 / 120))
    assert "Told at once" in [fact.name for fact in view(found).facts]
    assert view(found).channels[0].hub == "4"
    assert document(found)["hub"] == {"subscriptions": 4, "channels": {"all": 4}, "spared_polls": 67}


def test_personal_feeds_stand_beside_in_sums():
    """How many there are, how many were asked for on the day, and what they hardly get; of one channel nothing."""
    days = [PersonalDay(DAY, 120, 40), PersonalDay(TODAY, 121, 3)]
    unserved = [Unserved("word", "girafe", 25, 1)]
    found = replace(audience(), personal=personal_of(DAY, days, unserved))
    (fact,) = [fact for fact in view(found).facts if fact.name == "Personal feeds"]
    assert (fact.value, "40 were asked for" in fact.text) == ("120", True)
    assert "At most 40 on one day" in fact.text
    assert [(one.name, one.value, one.text) for one in view(found).unserved] == [("girafe (Word)", "25", "1")]
    assert document(found)["personal"] == {
        "feeds": 120,
        "used": 40,
        "days": [
            {"day": DAY.isoformat(), "feeds": 120, "used": 40},
            {"day": TODAY.isoformat(), "feeds": 121, "used": None},
        ],
        "unserved": [{"kind": "word", "name": "girafe", "readers": 25, "articles": 1}],
    }
    assert document(audience())["personal"] is None
    one = replace(audience(channel="all"), personal=found.personal)
    assert not view(one).unserved
    assert personal_of(DAY, [], []).feeds is None


def test_few_personal_feeds_are_not_counted_out():
    """Fewer than twenty are told as that, wherever they stand: who knows of some would count the others."""
    days = [PersonalDay(DAY, 20, 19), PersonalDay(TODAY, 19, 0)]
    found = replace(audience(), personal=personal_of(DAY, days, ()))
    told = document(found)["personal"]
    assert (told["feeds"], told["used"]) == (20, None)
    assert [one["feeds"] for one in told["days"]] == [20, None]
    assert [one["used"] for one in told["days"]] == [None, None]
    (fact,) = [fact for fact in view(found).facts if fact.name == "Personal feeds"]
    assert (fact.value, "fewer than 20 were asked for" in fact.text) == ("20", True)
    assert "one day of the period" not in fact.text
    few = replace(audience(), personal=personal_of(TODAY, days[1:], ()))
    (fact,) = [fact for fact in view(few).facts if fact.name == "Personal feeds"]
    assert fact.value == "fewer than 20"


def test_what_a_304_spared_is_what_a_whole_answer_sends_on_average():
    """500 answers sent 500 kB; 1,500 sent nothing."""
    assert audience().total.spared == 1_500_000
    assert audience([replace(APP, unmodified=2000, size=0)]).total.spared == 0


@pytest.mark.parametrize("language", WORDS)
def test_page_says_it_in_both_languages(language):
    """Numbers as the language writes them, every phrase filled in, every link in the language that was asked for."""
    found = audience([replace(APP, readers=Range(1200, 3400)), AudienceSum(DAY, "", "bots", 1, rss=9)])
    made = view(found, language, asked=True)
    words = repr(made)
    assert made.range == {"fr": "de 1\u202f662 à 3\u202f862", "en": "1,662 to 3,862"}[language]
    assert "{" not in repr((made.lead, made.facts, made.reasons, made.notes, made.figures[0].text, made.periods))
    assert f"lang={language}" in made.csv
    assert f"lang={WORDS[language].other}" in made.other
    assert "None" not in words.replace("chart", "")


def test_phrases_of_both_languages_are_complete():
    """Each reason and each family without a name of its own has a phrase in either language."""
    for words in WORDS.values():
        assert set(words.reasons) == set(Reason)
        assert set(words.families) <= set(FAMILIES)
        assert words.other in WORDS


def test_page_of_many_channels_is_bounded_and_says_so():
    """So many rows, then how many are left out; two years are told a fortnight at a time."""
    many = [replace(APP, channel=f"tag/{n}") for n in range(MOST_ROWS + 5)]
    made = view(audience(many, []))
    assert len(made.channels) == MOST_ROWS
    assert any("5 others" in note for note in made.notes)
    past = [replace(APP, day=DAY - timedelta(days=n)) for n in range(3, 760)]
    assert len(view(audience(past=past), period=PERIODS[-1]).days) < 60


def test_nothing_counted_yet_is_said():
    """Neither figures nor empty charts."""
    made = view(audience([], []))
    assert (made.empty, made.figures, made.days) == (True, (), ())


def test_hostile_names_lead_nowhere_else():
    """A channel's path and title are values: in an address they are quoted, in a CSV they stay in their column."""
    path = 'tag/"><script>&lang=xx,\n=1+1'
    found = replace(audience([replace(APP, channel=path)], []), titles={path: "<b>"})
    href = view(found).channels[0].href
    assert href.startswith("/audience?channel=tag%2F%22%3E%3Cscript%3E%26lang%3Dxx")
    (head, row) = csv.reader(io.StringIO(table([replace(APP, channel=path)]), newline=""))
    assert tuple(head) == COLUMNS
    assert row[:5] == ["2026-11-12", path, "FreshRSS", "80", "120"]


def test_open_days_are_those_that_the_store_does_not_close():
    """Today and two before it."""
    assert open_since(TODAY) == date(2026, 11, 11)
    assert datetime.now(UTC).date() - open_since(datetime.now(UTC).date()) == timedelta(days=2)


@given(st.lists(st.none() | st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), max_size=60))
def test_charts_stay_on_their_field(values):
    """Whatever is drawn lies between its edges, and days that are not known break the band."""
    pairs = [pair and (min(pair), max(pair)) for pair in values]
    chart = band(pairs)
    for path in (chart.band, chart.upper, chart.lower):
        for point in path.replace("Z", "").replace("M", "L").split("L")[1:]:
            x, y = map(float, point.split())
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    runs = sum(1 for n, pair in enumerate(pairs) if pair and (n == 0 or not pairs[n - 1]))
    assert chart.band.count("M") == runs
    for x, y, width, height in bars([pair and pair[1] for pair in pairs]).bars:
        assert 0 <= x <= x + width <= WIDTH + 0.1
        assert abs(y + height - HEIGHT) < 0.05


@given(st.integers(0, 10**12))
def test_axis_reads_well(value):
    """Its top is a 1, 2 or 5 with noughts, at least the value, and not far above."""
    top = nice(value)
    assert str(top).rstrip("0") in {"1", "2", "5"}
    assert value <= top <= max(1, value * 2.5)

"""How often a channel publishes: what its bars count, and what the sentence says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.follow.rhythm import LOOKED_AT, rhythm
from buzzfeed.follow.words import ENGLISH, FRENCH
from buzzfeed.follow.words.follow import FOLLOW

END = datetime(2026, 11, 12, 9, tzinfo=UTC)  # a Thursday


def drawn(published, until=END, words=FRENCH):
    """Return a rhythm in Paris."""
    return rhythm(published, until, words, FOLLOW[words.language], "Europe/Paris")


def every(step, count):
    """Return moments ``step`` apart, the newest first."""
    return [END - step * number for number in range(count)]


@pytest.mark.parametrize(
    ("published", "sentence"),
    [
        (every(timedelta(hours=4), 150), "Environ 6\u00a0articles par jour"),
        (every(timedelta(days=1), 60), "Environ un article par jour"),
        (every(timedelta(days=2), 60), "Environ 4\u00a0articles par semaine"),
        (every(timedelta(days=7), 20), "Environ un article par semaine"),
        (every(timedelta(days=10), 15), "Environ 3\u00a0articles par mois"),
        (every(timedelta(days=30), 6), "Environ un article par mois"),
        (every(timedelta(days=80), 4), "Moins d’un article par mois"),
    ],
)
def test_a_rate_is_told_in_whole_numbers(published, sentence):
    """A day, a week, a month, or less often: whichever gives a number that one can picture."""
    assert drawn(published).sentence == sentence


def test_bars_are_weeks_from_monday():
    """Articles of one week stand in one bar; the last is the week of the newsroom's latest article."""
    days = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (12, 9, 8, 2, 1)]
    chart = drawn(days)
    assert chart.counts[-3:] == (1, 2, 2)
    assert sum(chart.counts) == len(days)


def test_a_channel_that_fell_silent_shows_it():
    """Weeks without an article are counted as such while the newsroom goes on publishing."""
    chart = drawn([END - timedelta(days=70 + number) for number in range(5)])
    assert chart.counts[-9:] == (0,) * 9
    assert "De 0 à" in chart.caption


def test_a_busy_channel_is_told_by_the_day():
    """Where the entries looked at cover a few days alone, a bar is a day, and none is counted that was seen in part."""
    chart = drawn(every(timedelta(minutes=20), LOOKED_AT))
    assert "par jour" in chart.caption
    assert set(chart.counts[:-1]) == {72}


def test_few_articles_have_no_rhythm():
    """Two articles say nothing of a third."""
    assert drawn(every(timedelta(days=1), 2)) is None


def test_english_says_it_in_english():
    """The same in the other language."""
    chart = drawn(every(timedelta(days=2), 60), words=ENGLISH)
    assert chart.sentence == "About 4\u00a0articles a week"
    assert chart.caption.startswith("From 3 to 4 a week since ")


@given(st.lists(st.integers(min_value=0, max_value=3000), min_size=3, max_size=LOOKED_AT))
def test_every_chart_can_be_drawn(hours):
    """Whatever the dates, there is a bar for each count, and none leaves the frame."""
    chart = drawn(sorted((END - timedelta(hours=ago) for ago in hours), reverse=True))
    bars = [tuple(map(int, bar)) for bar in re.findall(r"M(\d+) (\d+)v-(\d+)", chart.path)]
    assert len(bars) == len(chart.counts)
    assert all(x <= chart.width and base == chart.height and 1 <= height <= base for x, base, height in bars)
    assert all(count >= 0 for count in chart.counts)

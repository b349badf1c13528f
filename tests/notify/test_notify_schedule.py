"""When to try again, as pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import TargetState
from buzzfeed.notify import schedule

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@given(st.text(), st.integers(1, 8))
def test_each_delay_is_the_schedules_within_its_jitter(id_, attempts):
    """5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, a tenth more or less, and the same each time it is asked."""
    due = schedule.next_try(id_, attempts, NOW)
    delay = [5, 30, 300, 1800, 7200, 18000, 36000, 36000][attempts - 1]
    assert delay * 0.9 <= (due - NOW).total_seconds() <= delay * 1.1 + 1
    assert due == schedule.next_try(id_, attempts, NOW)
    assert due.microsecond == 0


def test_what_failed_together_does_not_return_together():
    """The jitter spreads a hundred deliveries."""
    times = {schedule.next_try(f"d{number}", 4, NOW) for number in range(100)}
    assert len(times) > 50


def test_the_ninth_failure_is_the_last():
    """Eight retries follow the first attempt."""
    assert schedule.next_try("d", 8, NOW) is not None
    assert schedule.next_try("d", 9, NOW) is None


def test_the_target_may_ask_for_more_time_not_for_less():
    """`Retry-After` lengthens a delay."""
    assert schedule.next_try("d", 1, NOW, 90.5) == NOW + timedelta(seconds=91)
    assert schedule.next_try("d", 3, NOW, 1.0) > NOW + timedelta(seconds=200)


def test_a_target_is_left_alone_from_the_fifth_failure_on():
    """A minute, then twice as long each time, an hour at most; a success opens it again."""
    state = TargetState("t")
    rests = []
    for _ in range(14):
        state = schedule.after_failure(state, NOW)
        rests.append((state.open_until - NOW).total_seconds() if state.open_until else 0)
    assert rests == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    assert schedule.left_alone_until(state, NOW) == NOW + timedelta(hours=1)
    assert schedule.left_alone_until(state, NOW + timedelta(hours=1)) is None
    assert schedule.after_success(state, NOW) == TargetState("t", last_sent=NOW)


def test_a_target_that_asks_for_time_is_left_alone_as_long():
    """One 429 with `Retry-After` closes the target to everything."""
    state = schedule.after_failure(TargetState("t"), NOW, 45.0)
    assert schedule.left_alone_until(state, NOW) == NOW + timedelta(seconds=45)


@pytest.mark.parametrize(("waited", "look"), [(0, 15), (14, 15), (60, 60), (599, 599), (86400, 600)])
def test_looks_at_a_target_that_is_not_ready_grow_apart(waited, look):
    """After as long as was waited already, fifteen seconds at least and ten minutes at most."""
    assert schedule.next_look(NOW - timedelta(seconds=waited), NOW) == NOW + timedelta(seconds=look)


def test_after_three_days_it_is_enough():
    """Nothing is tried or waits for longer."""
    assert not schedule.too_old(NOW - timedelta(days=3), NOW)
    assert schedule.too_old(NOW - timedelta(days=3, seconds=1), NOW)


def test_a_state_of_an_hour_ahead_is_brought_back():
    """Where the clock was set back, a target is left alone for as long as it was to be, and waits for no hour."""
    state = schedule.after_failure(TargetState("t", 4, None, NOW), NOW)
    earlier = NOW - timedelta(hours=1)
    assert schedule.set_back(state, NOW) is state
    back = schedule.set_back(state, earlier)
    assert back.open_until == earlier + timedelta(seconds=60)
    assert back.last_sent == earlier
    assert schedule.set_back(back, earlier) is back

"""Schedules: when each source is looked at."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from buzzfeed.config import Config, load
from buzzfeed.daemon.clock import Jumps
from buzzfeed.daemon.schedule import reset, scheduler_of, trigger_of
from buzzfeed.errors import ConfigError
from buzzfeed.testing import FakeClock


def config_with(tmp_path: Path, schedule: str) -> Config:
    """Return a config whose one source has this schedule."""
    path = tmp_path / "buzzfeed.toml"
    path.write_text(
        '[newsroom]\ntitle = "N"\nurl = "https://n.example"\nfeeds_url = "http://127.0.0.1:8000"\n'
        f'timezone = "Europe/Paris"\n[[sources]]\nname = "a"\npath = "a"\n{schedule}\n'
    )
    return load(path)


def test_cron_is_read_in_the_newsrooms_time_zone(tmp_path: Path) -> None:
    """Six in the morning is six in Paris, in summer as in winter."""
    config = config_with(tmp_path, 'cron = "0 6 * * *"')
    trigger = trigger_of(config, config.sources[0])
    for day in (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)):
        fires = trigger.get_next_fire_time(None, day).astimezone(ZoneInfo("Europe/Paris"))
        assert (fires.hour, fires.minute) == (6, 0)


def test_a_wrong_cron_names_the_source(tmp_path: Path) -> None:
    """A cron expression that cannot be read is refused before anything starts."""
    config = config_with(tmp_path, 'cron = "61 * * * *"')
    with pytest.raises(ConfigError, match=r"sources\.a\.cron.*is no schedule"):
        scheduler_of(config, lambda _name: None, lambda: None)


def test_every_source_is_looked_at_by_its_interval(tmp_path: Path) -> None:
    """With every = "1s" the look comes within a few seconds, and again."""
    looked: list[str] = []
    twice = threading.Event()

    def look(name: str) -> None:
        looked.append(name)
        if len(looked) == 2:
            twice.set()

    scheduler = scheduler_of(config_with(tmp_path, 'every = "1s"'), look, lambda: None)
    scheduler.start()
    try:
        assert twice.wait(8)
    finally:
        scheduler.shutdown()
    assert set(looked) == {"a"}


def test_late_jobs_are_run_not_dropped(tmp_path: Path) -> None:
    """No job has a grace time after which it would be silently dropped."""
    scheduler = scheduler_of(config_with(tmp_path, 'every = "1h"'), lambda _name: None, lambda: None)
    scheduler.start(paused=True)
    try:
        assert {job.misfire_grace_time for job in scheduler.get_jobs()} == {None}
        assert all(job.coalesce for job in scheduler.get_jobs())
    finally:
        scheduler.shutdown()


def fires(tmp_path: Path, cron: str, day: datetime, hours: int = 8) -> list[str]:
    """Return when a cron fires within some hours, in UTC."""
    config = config_with(tmp_path, f'cron = "{cron}"')
    trigger = trigger_of(config, config.sources[0])
    found: list[datetime] = []
    now = day
    while (fire := trigger.get_next_fire_time(found[-1] if found else None, now)) < day + timedelta(hours=hours):
        found.append(fire)
        now = fire.astimezone(UTC) + timedelta(microseconds=1)
    return [fire.astimezone(UTC).strftime("%H:%M") for fire in found]


def test_a_cron_in_the_night_when_clocks_go_forward(tmp_path: Path) -> None:
    """A look at half past two, which does not exist, comes at half past three; none is left out."""
    night = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)
    assert fires(tmp_path, "30 2 * * *", night) == ["01:30"]
    assert fires(tmp_path, "0 * * * *", night, 4) == ["23:00", "00:00", "01:00", "02:00"]


def test_a_cron_in_the_night_when_clocks_go_back(tmp_path: Path) -> None:
    """A look at half past two comes at both: it finds nothing new the second time, and none is left out."""
    night = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert fires(tmp_path, "30 2 * * *", night) == ["00:30", "01:30"]
    assert fires(tmp_path, "0 * * * *", night, 4) == ["23:00", "00:00", "01:00", "02:00"]


@pytest.mark.parametrize("schedule", ['every = "5m"', 'cron = "*/5 * * * *"'])
def test_no_look_waits_an_hour_since_the_clock_was_set_back(tmp_path: Path, schedule: str) -> None:
    """What the scheduler meant to do an hour and five minutes from now, it does within five."""
    config = config_with(tmp_path, schedule)
    scheduler = scheduler_of(config, lambda _name: None, lambda: None)
    scheduler.start(paused=True)
    try:
        late = datetime.now(UTC) + timedelta(hours=1, minutes=5)
        scheduler.modify_job("look:a", next_run_time=late)
        reset(scheduler, config, -3600.0)
        assert scheduler.get_job("look:a").next_run_time <= datetime.now(UTC) + timedelta(minutes=5, seconds=1)
    finally:
        scheduler.shutdown()


def test_what_the_clock_jumped_over_is_looked_at_at_once(tmp_path: Path) -> None:
    """Set forward over a cron's time, the scheduler is woken, and what is late by now is run."""
    looked = threading.Event()
    config = config_with(tmp_path, 'cron = "0 6 1 1 *"')
    scheduler = scheduler_of(config, lambda _name: looked.set(), lambda: None)
    scheduler.start()
    try:
        job = scheduler.get_job("look:a")
        # As the clock's jump would leave it: due a minute ago, and a scheduler that sleeps until the first of January.
        job._modify(next_run_time=datetime.now(UTC) - timedelta(minutes=1))
        scheduler._lookup_job("look:a", "default")
        scheduler._jobstores["default"].update_job(job)
        reset(scheduler, config, 3600.0)
        assert looked.wait(5)
    finally:
        scheduler.shutdown()


def test_jumps_of_the_clock_are_noticed() -> None:
    """What passed is no jump, nor is a second; an hour is, in either direction, once."""
    clock = FakeClock()
    jumps = Jumps(clock)
    clock.advance(86400)
    assert jumps.moved() == 0.0
    for hour in (1, -1):
        clock.set(clock.now() + timedelta(hours=hour))
        clock.advance(5)
        assert jumps.moved() == pytest.approx(3600 * hour)
        assert jumps.moved() == 0.0
    clock.set(clock.now() + timedelta(seconds=1))
    assert jumps.moved() == 0.0

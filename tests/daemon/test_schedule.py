"""Schedules: when each source is looked at."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from buzzfeed.config import Config, load
from buzzfeed.daemon.schedule import scheduler_of, trigger_of
from buzzfeed.errors import ConfigError


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

"""The schedules: APScheduler only says when; every job is idempotent and asks the store what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from buzzfeed.config import Config, SourceSettings
from buzzfeed.errors import ConfigError

log = structlog.get_logger("buzzfeed.schedule")


def trigger_of(config: Config, source: SourceSettings) -> BaseTrigger:
    """Return when a source is looked at: its cron, read in the newsroom's time zone, or its interval.

    Raises:
        ConfigError: the cron expression cannot be read.
    """
    if source.cron is None:
        return IntervalTrigger(seconds=max(1, round(source.interval)), timezone="UTC")
    try:
        return CronTrigger.from_crontab(source.cron, timezone=ZoneInfo(config.newsroom.timezone))
    except ValueError as error:
        subject = f"{config.file}: sources.{source.name}.cron"
        raise ConfigError(
            subject, f'"{source.cron}" is no schedule: {error}', 'write five fields, such as "*/5 * * * *"'
        ) from error


def scheduler_of(config: Config, look: Callable[[str], None], upkeep: Callable[[], None]) -> BackgroundScheduler:
    """Return a scheduler that calls ``look(source)`` by each source's schedule, and ``upkeep`` every hour.

    Late jobs are run, not dropped: ``misfire_grace_time=None``.

    Raises:
        ConfigError: a cron expression cannot be read.
    """
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)
    for source in config.sources:
        scheduler.add_job(look, trigger_of(config, source), args=[source.name], id=f"look:{source.name}")
    scheduler.add_job(upkeep, IntervalTrigger(hours=1, timezone="UTC"), id="upkeep")
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def reset(scheduler: BackgroundScheduler, config: Config, moved: float) -> None:
    """Have the scheduler take note that the clock was set, by ``moved`` seconds (negative: backwards).

    It counts the time to the next look by the clock. Set back by an hour, it would wait an hour longer: each schedule
    begins anew. Set forward, what is late by now is run at once.
    """
    if moved < 0:
        for source in config.sources:
            scheduler.reschedule_job(f"look:{source.name}", trigger=trigger_of(config, source))
        scheduler.reschedule_job("upkeep", trigger=IntervalTrigger(hours=1, timezone="UTC"))
    scheduler.wakeup()


def _report(event: JobEvent) -> None:
    error = getattr(event, "exception", None)
    log.error("scheduled job did not run", job=event.job_id, cause=repr(error) if error else "missed or overrun")

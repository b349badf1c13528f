"""The doctor: checks of all that a daemon needs, each with its mend; and the state at a glance."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from buzzfeed.config import Config, EditorsEmail, FeedSource, FolderSource
from buzzfeed.config.schema import SourceSettings
from buzzfeed.daemon.access import locked, opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.passes import LATEST
from buzzfeed.daemon.schedule import trigger_of
from buzzfeed.daemon.serving import check_ports
from buzzfeed.daemon.wiring import network
from buzzfeed.errors import BuzzfeedError, LockError
from buzzfeed.model import Record, SourceMemory, Status
from buzzfeed.notify import key_addresses, server_of
from buzzfeed.pipeline.forecasting import FORECAST
from buzzfeed.ports import Fetch, WayOut
from buzzfeed.sources import build

_LEAST_SPACE = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is well, what was seen, and the mend."""

    subject: str
    ok: bool
    text: str
    hint: str = ""


def examine(config: Config) -> tuple[Check, ...]:
    """Look at everything a running daemon needs; the store is made where there is none."""
    fetch = network(config)
    checks = [Check("config", True, f"{config.file} is sound")]
    for source in config.sources:
        checks.append(_tried(f"schedule {source.name}", partial(_trigger, config, source)))
        if isinstance(source, FolderSource):
            checks.append(_folder(source.name, config.path(source.path)))
        else:
            checks.append(_tried(f"source {source.name}", partial(_looked, source, config, fetch)))
    checks.append(_tried("store", partial(_store, config)))
    checks.append(_disk(config.data_dir))
    checks.append(_ports(config))
    checks.extend(_address(config, fetch))
    checks.extend(_targets(config, fetch))
    checks.extend(_editors(config, fetch))
    return tuple(checks)


def stands(config: Config) -> dict[str, object]:
    """Return the state at a glance: articles, feeds, deliveries, sources, the last pass."""
    with opened(config) as store:
        articles = Counter(str(listed.record.status) for listed in store.listed())
        deliveries = Counter(str(one.state) for one in store.deliveries(limit=100_000))
        sources = {source.name: store.memory(source.name).failures for source in config.sources}
        return {
            "newsroom": config.newsroom.title,
            "feeds_url": config.newsroom.feeds_url,
            "running": _running(config),
            "articles": dict(articles),
            "held": len(store.listed([Status.HELD])) + len(store.unreadable()),
            "leaving": [_leaving(listed.record) for listed in store.leaving()],
            "feeds": len(store.served()),
            "to_build": len(store.dirty()),
            "deliveries": dict(deliveries),
            "failing": {name: failures for name, failures in sources.items() if failures},
            **_forecast(store.setting(FORECAST)),
            "generation": store.generation(),
            "last_pass": store.setting(LATEST),
            "audit": store.setting("audit"),
        }


def _forecast(note: str | None) -> dict[str, object]:
    """Return what the last build was to show readers, and why some of it waits."""
    told = json.loads(note) if note else {}
    waiting = told.get("waiting_channels", 0)
    cause = f"{waiting} channels wait: {told['cause']}" if waiting else None
    return {"forecast": told.get("arrivals", {}), "redelivery": cause}


def _leaving(record: Record) -> dict[str, object]:
    return {"id": record.id, "title": record.title, "source": record.source, "due": record.leaves}


def _running(config: Config) -> bool:
    try:
        with locked(config):
            return False
    except LockError:
        return True


def _tried(subject: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(subject, True, attempt())
    except BuzzfeedError as error:
        return Check(subject, False, error.cause, error.hint)


def _folder(name: str, path: Path) -> Check:
    if not path.is_dir():
        return Check(f"source {name}", False, f"{path} is no folder", "make it, or set the source's path")
    if not os.access(path, os.R_OK | os.X_OK):
        return Check(f"source {name}", False, f"{path} cannot be read", "give buzzfeed's user the right to read it")
    return Check(f"source {name}", True, f"{path} can be read")


def _trigger(config: Config, source: SourceSettings) -> str:
    return str(trigger_of(config, source))


def _looked(source: FeedSource, config: Config, fetch: Fetch) -> str:
    look = build(source, config, fetch).look(SourceMemory(name="doctor"), SystemClock())
    return f"gives {len(look.finds)} articles"


def _store(config: Config) -> str:
    with opened(config) as store:
        return f"{config.store.url.partition('@')[2] or config.store.url} is at generation {store.generation()}"


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder if folder.exists() else folder.anchor).free
    text = f"{free / 1e9:.1f} GB free at {folder}"
    return Check("disk", free > _LEAST_SPACE, text, "free some space: half a gigabyte at least")


def _ports(config: Config) -> Check:
    if _running(config):
        return Check("ports", True, "a running buzzfeed listens")
    try:
        check_ports(config)
    except BuzzfeedError as error:
        return Check("ports", False, f"{error.subject}: {error.cause}", error.hint)
    return Check("ports", True, f"{config.web.listen} and {config.web.admin_listen} are free")


def _address(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Look whether ``feeds_url`` leads here, where it names this very machine under a port that is not listened on."""
    url = urlsplit(config.newsroom.feeds_url)
    here = url.hostname == "localhost" or (url.hostname or "").startswith("127.")
    if not here or str(url.port or 80) == config.web.listen.rpartition(":")[2]:
        return
    try:
        fetch.get(config.newsroom.feeds_url + "/healthz", trusted=True, max_bytes=10_000)
    except BuzzfeedError:
        text = f"{config.newsroom.feeds_url} leads nowhere: buzzfeed listens on {config.web.listen}"
        yield Check("feeds_url", False, text, "give web.listen and newsroom.feeds_url the same port")


def _targets(config: Config, fetch: Fetch) -> Iterator[Check]:
    for target in config.announce:
        subject = f"announce {target.target}"
        try:
            status = fetch.get(target.url, trusted=True, max_bytes=1_000_000).status
            yield Check(subject, status < 500, f"answers ({status})", "its server has a fault: try again later")
        except BuzzfeedError as error:
            yield Check(subject, False, error.cause, error.hint or "check its url")
    for place, key in key_addresses(config).items():
        yield _key(place, key, fetch)


def _editors(config: Config, way: WayOut) -> Iterator[Check]:
    """Look whether editors can be told; nothing is sent to them."""
    for editors in config.editors:
        subject = f"editors {editors.target}"
        try:
            if isinstance(editors, EditorsEmail):
                yield Check(subject, True, way.check_mail(server_of(editors)))
                continue
            status = way.get(editors.url, trusted=True, max_bytes=1_000_000).status
            yield Check(subject, status < 500, f"answers ({status})", "its server has a fault: try again later")
        except BuzzfeedError as error:
            yield Check(subject, False, error.cause, error.hint or "check the config's [[editors]]")


def _key(place: str, key: bytes, fetch: Fetch) -> Check:
    subject = f"IndexNow key {place}"
    hint = f"put a file there that holds {key.decode()} and nothing else; buzzfeed export writes it"
    try:
        answer = fetch.get(place, trusted=True, max_bytes=10_000)
    except BuzzfeedError as error:
        return Check(subject, False, error.cause, hint)
    if answer.status == 200 and answer.body.strip() == key:
        return Check(subject, True, "is visible")
    return Check(subject, False, f"is not visible (answer {answer.status})", hint)

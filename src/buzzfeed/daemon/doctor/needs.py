"""What a daemon needs on this machine: sources that can be read, a store, room on the disk, free ports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from buzzfeed.config import Config, FeedSource, FolderSource, OpmlSource, PushSource, SourceSettings
from buzzfeed.daemon.access import in_use, opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.doctor.check import Check, tried
from buzzfeed.daemon.schedule import trigger_of
from buzzfeed.daemon.serving import check_ports
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import SourceMemory
from buzzfeed.model.hostnames import place_of
from buzzfeed.net import NOTE, resting
from buzzfeed.ports import Fetch
from buzzfeed.sources import build
from buzzfeed.sources.site import Site

_LEAST_SPACE = 500_000_000


def sources(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Look at each source: when it is asked, and whether it can be read."""
    for source in config.sources:
        yield tried(f"schedule {source.name}", partial(_trigger, config, source))
        if isinstance(source, FolderSource):
            yield _folder(source.name, config.path(source.path))
        elif isinstance(source, PushSource):
            yield Check(f"source {source.name}", True, "its articles are handed in by HTTP")
        else:
            yield tried(f"source {source.name}", partial(_looked, source, config, fetch))


def rests(config: Config) -> Iterator[Check]:
    """Say which hosts and addresses of sources are left alone for now by the work process, and why."""
    try:
        with opened(config) as store:
            found = resting(store.settings_from(NOTE), SystemClock().now())
    except BuzzfeedError:
        return  # `machine` tells of a store that cannot be opened
    for source in config.sources:
        url = getattr(source, "url", "")
        host, path = (place_of(url), urlsplit(url).path or "/") if url else ("", "")
        for rest in found:
            if rest.host == host and rest.path in ("", path):
                text = f"{rest.place} is not asked before {rest.until:%Y-%m-%d %H:%M} UTC, since it {rest.why}"
                hint = f"nothing need be done; buzzfeed ingest {source.name} asks all the same, with the daemon stopped"
                yield Check(f"rest {source.name}", False, text, hint)


def machine(config: Config) -> Iterator[Check]:
    """Look at the store (made where there is none), the disk and the ports."""
    yield tried("store", partial(_store, config))
    yield _disk(config.data_dir)
    yield _ports(config)


def address(config: Config, fetch: Fetch) -> Iterator[Check]:
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


def _folder(name: str, path: Path) -> Check:
    if not path.is_dir():
        return Check(f"source {name}", False, f"{path} is no folder", "make it, or set the source's path")
    if not os.access(path, os.R_OK | os.X_OK):
        return Check(f"source {name}", False, f"{path} cannot be read", "give buzzfeed's user the right to read it")
    return Check(f"source {name}", True, f"{path} can be read")


def _trigger(config: Config, source: SourceSettings) -> str:
    return str(trigger_of(config, source))


def _looked(source: SourceSettings, config: Config, fetch: Fetch) -> str:
    if isinstance(source, FeedSource | OpmlSource):
        source = source.model_copy(update={"full_text": False})  # no page is fetched only to see whether it could be
    built = build(source, config, fetch)
    if isinstance(built, Site):
        return built.examine(SystemClock())
    look = built.look(SourceMemory(name="doctor"), SystemClock())
    total = look.progress[1] if look.progress else len(look.finds)
    return f"names {total} feeds" if isinstance(source, OpmlSource) and look.progress else f"gives {total} articles"


def _store(config: Config) -> str:
    with opened(config) as store:
        return f"{config.store.url.partition('@')[2] or config.store.url} is at generation {store.generation()}"


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder if folder.exists() else folder.anchor).free
    text = f"{free / 1e9:.1f} GB free at {folder}"
    return Check("disk", free > _LEAST_SPACE, text, "free some space: half a gigabyte at least")


def _ports(config: Config) -> Check:
    if in_use(config):
        return Check("ports", True, "a running buzzfeed listens")
    try:
        check_ports(config)
    except BuzzfeedError as error:
        return Check("ports", False, f"{error.subject}: {error.cause}", error.hint)
    return Check("ports", True, f"{config.web.listen} and {config.web.admin_listen} are free")

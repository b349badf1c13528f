"""``buzzfeed preview``: what a source would give, over a store of its own that is thrown away."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from buzzfeed.config import Config, FeedSource, FolderSource, OpmlSource, PushSource, SourceSettings
from buzzfeed.daemon.access import opened
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.pool import WorkerPool
from buzzfeed.daemon.wiring import polite
from buzzfeed.errors import ConfigError
from buzzfeed.pipeline.previewing import Preview, Progress, config_for, preview
from buzzfeed.pipeline.works import prepare
from buzzfeed.ports import Fetch
from buzzfeed.sources.finding import Found, found_at

NAME = "preview"
"""What a source is called that stands in no config."""

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}(:\d{1,5})?(/\S*)?", re.IGNORECASE)
_LISTS = (".opml", ".xml")


@dataclass(frozen=True, slots=True)
class Previewed:
    """A preview, and of what: the kind of source, and how that was told."""

    kind: str
    words: str
    preview: Preview


def preview_once(
    config: Config | None,
    subject: str,
    most: int,
    progress: Progress | None = None,
    *,
    full_text: bool = False,
) -> Previewed:
    """Show what would become of a configured source, of an address, or of a folder; nothing is stored.

    Args:
        config: the config, if there is one; without it there are its defaults.
        subject: the name of a source, an address, or a path.
        most: articles at most.
        progress: is told the stage, how much of it is done, and how much there is.
        full_text: whether a feed's entries have their pages fetched, whatever the config says.

    Raises:
        ConfigError: there is no such source, address or path.
        SourceError: it cannot be looked at.
    """
    clock, report = SystemClock(), progress or _unseen
    with tempfile.TemporaryDirectory(prefix="buzzfeed-preview-") as folder:
        store_url = f"sqlite:///{folder}/preview.db"
        report("finding out what it is", 0, 1)
        given = config or _config_of(FolderSource(name=NAME, path="."), subject)
        fetch = polite(given, clock, home=_address(config, subject))
        found = _found(config, subject, fetch)
        report("finding out what it is", 1, 1)
        settings = found.settings
        if full_text and isinstance(settings, FeedSource | OpmlSource):
            settings = settings.model_copy(update={"full_text": True})
        whole = config or _config_of(settings, subject)
        whole = config_for(whole.model_copy(update={"sources": (settings,)}), settings.name, store_url)
        with opened(whole) as store:
            works = prepare(whole, store, clock, WorkerPool(1), fetch, progress=report)
            return Previewed(settings.type, found.words, preview(works, settings.name, fetch, most))


def _found(config: Config | None, subject: str, fetch: Fetch) -> Found:
    """Return the source that somebody means."""
    named = next((one for one in config.sources if one.name == subject), None) if config else None
    if isinstance(named, PushSource):
        raise ConfigError(subject, "is pushed to: there is nothing to look at", 'see "buzzfeed articles"')
    if named is not None:
        return Found(named, "a source of the config")
    if address := _address(config, subject):
        return found_at(address, NAME, fetch)
    path = Path(subject).expanduser()
    if path.is_dir():
        return Found(FolderSource(name=NAME, path=str(path.resolve()), settle=0.0, watch=False), "a folder")
    if path.is_file() and path.suffix.lower() in _LISTS:
        return Found(OpmlSource(name=NAME, type="opml", path=str(path.resolve())), "an OPML list of feeds")
    names = ", ".join(one.name for one in config.sources) if config else ""
    hint = f"name a source ({names}), an address, or a folder" if names else "name an address, or a folder"
    raise ConfigError(subject, "is no source, no address, and no folder", hint)


def _address(config: Config | None, subject: str) -> str:
    """Return the address that somebody names; empty where it is a source of the config, or a path."""
    if config is not None and any(one.name == subject for one in config.sources):
        return ""
    if subject.startswith(("http://", "https://")) and _host(subject):
        return subject
    typed = _DOMAIN.fullmatch(subject) and not Path(subject).expanduser().exists()
    return f"https://{subject}" if typed else ""


def _config_of(settings: SourceSettings, subject: str) -> Config:
    """Return a config for somebody who has none yet."""
    host = (_host(subject) if "://" in subject else "") or "newsroom.invalid"
    newsroom = {"title": host, "url": f"https://{host}", "feeds_url": "http://127.0.0.1:8000"}
    folder = Path.cwd()
    values = {"file": folder / "buzzfeed.toml", "base": folder, "newsroom": newsroom, "sources": (settings,)}
    return Config.model_validate(values)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _unseen(_stage: str, _done: int, _total: int) -> None:
    return None

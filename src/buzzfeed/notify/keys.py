"""Where IndexNow looks for the key that proves whose a host is: on ours we serve it, elsewhere the newsroom puts it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from buzzfeed.config import Config, IndexNow, NewsroomSettings
from buzzfeed.model.hostnames import place_of


def key_files(config: Config) -> Mapping[str, bytes]:
    """Return the key files that buzzfeed serves itself: path below ``feeds_url`` (``/KEY.txt``) → content."""
    files: dict[str, bytes] = {}
    base = config.newsroom.feeds_url
    for settings in _keyed(config):
        places = [f"{base}/{settings.key}.txt", settings.key_location]
        files.update((place.removeprefix(base), settings.key.encode()) for place in places if _under(place, base))
    return files


def key_addresses(config: Config) -> Mapping[str, bytes]:
    """Return every place where a key is looked for: whole address → content. ``doctor`` looks there, too."""
    newsroom = config.newsroom
    return {
        key_place(settings, newsroom, base + "/"): settings.key.encode()
        for settings in _keyed(config)
        for base in (newsroom.url, newsroom.feeds_url)
    }


def foreign_key_files(config: Config) -> Mapping[str, bytes]:
    """Return the key files that must stand where buzzfeed serves nothing: whole address → content.

    ``export`` writes them, and until one is visible nothing is submitted for its host.
    """
    base = config.newsroom.feeds_url
    return {place: key for place, key in key_addresses(config).items() if not _under(place, base)}


def key_place(settings: IndexNow, newsroom: NewsroomSettings, url: str) -> str:
    """Return where the key must stand for ``url`` to be taken.

    A key speaks for the addresses beside and below it: one under our prefix cannot speak for the host's root.
    """
    if settings.key_location and host_of(settings.key_location) == host_of(url):
        return settings.key_location
    if _under(url, newsroom.feeds_url):
        return f"{newsroom.feeds_url}/{settings.key}.txt"
    return f"{root_of(url)}/{settings.key}.txt"


def is_ours(settings: IndexNow, newsroom: NewsroomSettings, url: str) -> bool:
    """Whether an address is on a host that the config names; others' hosts are not ours to submit."""
    return of_one_site(url, newsroom.url, newsroom.feeds_url, settings.key_location)


def of_one_site(url: str, *sites: str) -> bool:
    """Whether an address is on the host of one of these, with or without ``www.``."""
    return _bare(place_of(url)) in {_bare(place_of(site)) for site in sites} - {""}


def host_of(url: str) -> str:
    """Return the host of an address, with its port where it names one; empty if it has none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def root_of(url: str) -> str:
    """Return scheme and host of an address, without a slash at the end."""
    return f"{urlsplit(url).scheme}://{host_of(url)}"


def _keyed(config: Config) -> list[IndexNow]:
    return [settings for settings in config.announce if isinstance(settings, IndexNow)]


def _under(url: str, base: str) -> bool:
    return url.startswith(base + "/")


def _bare(host: str) -> str:
    return host.removeprefix("www.")

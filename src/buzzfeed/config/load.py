"""Reading the config: a TOML file, the environment on top, and faults told in one line."""

from __future__ import annotations

import difflib
import os
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from buzzfeed.config.cdn import CDN_SECRETS, Cloudflare, Fastly, ProofSettings
from buzzfeed.config.editors import SECRETS, EditorsEmail, EditorsWebhook
from buzzfeed.config.guarding import GuardSettings
from buzzfeed.config.hub import HubSettings
from buzzfeed.config.look import FollowSettings, LookSettings
from buzzfeed.config.lookfiles import look_files
from buzzfeed.config.personal import PersonalSettings
from buzzfeed.config.presets import PRESETS
from buzzfeed.config.schema import (
    ChannelQuery,
    Config,
    FeedsSettings,
    IndexNow,
    NetSettings,
    NewsroomSettings,
    StoreSettings,
    WebSettings,
    WebSub,
    WorkSettings,
    XmlRpc,
)
from buzzfeed.config.sources import FeedSource, FolderSource, OpmlSource, WordPressSource
from buzzfeed.config.terms import TermSettings
from buzzfeed.errors import ConfigError

DEFAULT = "config/buzzfeed.toml"
_SECTIONS: Mapping[str, type[BaseModel]] = {
    "newsroom": NewsroomSettings,
    "channels": ChannelQuery,
    "look": LookSettings,
    "follow": FollowSettings,
    "terms": TermSettings,
    "feeds": FeedsSettings,
    "guard": GuardSettings,
    "hub": HubSettings,
    "store": StoreSettings,
    "web": WebSettings,
    "net": NetSettings,
    "work": WorkSettings,
    "proof": ProofSettings,
    "personal": PersonalSettings,
}
_KINDS: Mapping[str, type[BaseModel]] = {
    "folder": FolderSource,
    "feed": FeedSource,
    "opml": OpmlSource,
    "wordpress": WordPressSource,
    "websub": WebSub,
    "xmlrpc": XmlRpc,
    "indexnow": IndexNow,
    "webhook": EditorsWebhook,
    "email": EditorsEmail,
    "cloudflare": Cloudflare,
    "fastly": Fastly,
}


class _Environment(BaseSettings):
    """The sections that the environment may set: ``BUZZFEED_WEB__LISTEN`` is ``web.listen``."""

    model_config = SettingsConfigDict(env_prefix="BUZZFEED_", env_nested_delimiter="__")

    newsroom: dict[str, Any] = {}
    look: dict[str, Any] = {}
    follow: dict[str, Any] = {}
    feeds: dict[str, Any] = {}
    guard: dict[str, Any] = {}
    hub: dict[str, Any] = {}
    store: dict[str, Any] = {}
    web: dict[str, Any] = {}
    net: dict[str, Any] = {}
    work: dict[str, Any] = {}
    cdn: dict[str, Any] = {}
    proof: dict[str, Any] = {}
    personal: dict[str, Any] = {}


def find(given: str | None = None) -> Path:
    """Return the config's path: the given one, else ``$BUZZFEED_CONFIG``, else ``config/buzzfeed.toml``.

    Raises:
        ConfigError: there is no such file.
    """
    path = Path(given or os.environ.get("BUZZFEED_CONFIG") or DEFAULT)
    if not path.is_file():
        raise ConfigError(
            str(path), "there is no such config", "write one with: buzzfeed init, or name one with --config"
        )
    return path


def load(path: Path) -> Config:
    """Read, complete and check the config at ``path``.

    Raises:
        ConfigError: it cannot be read, is not TOML, or a key is unknown, missing or out of bounds, or a file that
            ``[look]`` names cannot be used.
    """
    data = _read(path)
    for section, values in _environment(path).items():
        data[section] = {**data.get(section, {}), **values}
    folder = path.resolve().parent
    data["file"] = path.resolve()
    data["base"] = folder.parent if folder.name == "config" else folder
    for source in data.get("sources", ()) if isinstance(data.get("sources"), list) else ():
        if isinstance(source, dict):
            source.setdefault("type", "folder")
    for section in ("editors", "sources"):
        tables = data.get(section)
        for number, table in enumerate(tables if isinstance(tables, list) else (), 1):
            _fill_secrets(f"{path}: {section}.{number}", table, SECRETS)
    _fill_secrets(f"{path}: cdn", data.get("cdn"), CDN_SECRETS)
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _explained(path, error) from None
    look_files(config)
    return config


def _fill_secrets(place: str, table: object, keys: Sequence[str]) -> None:
    """Put what the environment holds in the place of ``env:NAME``."""
    if not isinstance(table, dict):
        return
    for key in keys:
        value = table.get(key)
        if not isinstance(value, str) or not value.startswith("env:"):
            continue
        name = value.removeprefix("env:").strip()
        if name not in os.environ:
            hint = f"set {name} where buzzfeed is started"
            raise ConfigError(f"{place}.{key}", f"the environment has no {name}", hint)
        table[key] = os.environ[name]


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(path), error.strerror or "cannot be read", "check the file's permissions") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), f"is not TOML: {error}", "quote texts and check brackets") from error
    for own in ("file", "base"):
        if own in data:
            raise ConfigError(f"{path}: {own}", "unknown key", "remove it")
    return data


def _environment(path: Path) -> dict[str, Any]:
    try:
        values = EnvSettingsSource(_Environment)()
    except (ValueError, ValidationError) as error:
        raise ConfigError(
            str(path), f"the environment cannot be read: {error}", "check the BUZZFEED_… variables"
        ) from error
    return {section: value for section, value in values.items() if isinstance(value, dict)}


def _explained(path: Path, error: ValidationError) -> ConfigError:
    """Turn pydantic's finding into one line: the key, the cause, the mend."""
    # A key that is misspelt is also one that is missing: the misspelling is the cause.
    first = min(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
    # A kind stands between an item's number and its key: "sources", 0, "folder", "path".
    located = first["loc"]
    location = [
        part for n, part in enumerate(located) if not (n and isinstance(located[n - 1], int) and part in _KINDS)
    ]
    place = ".".join(f"{part + 1}" if isinstance(part, int) else str(part) for part in location)
    subject = f"{path}: {place}" if place else str(path)
    if first["type"] == "extra_forbidden":
        return ConfigError(subject, "unknown key", _suggestion(first["loc"]))
    if first["type"] == "missing":
        return ConfigError(subject, "is missing", f"add {location[-1]} = {_example(first['loc'])}")
    if first["type"] == "union_tag_invalid":
        return _no_such_type(subject, first["ctx"], presets="announce" in located)
    return ConfigError(subject, first["msg"].removeprefix("Value error, "), _given(first.get("input")))


def _no_such_type(subject: str, said: Mapping[str, Any], *, presets: bool) -> ConfigError:
    """Name the types there are, and the one that was probably meant."""
    kinds = [kind.strip("' ") for kind in str(said["expected_tags"]).split(",")] + (list(PRESETS) if presets else [])
    close = difflib.get_close_matches(str(said["tag"]), kinds, 1)
    hint = f'did you mean "{close[0]}"?' if close else f"write one of: {', '.join(kinds)}"
    return ConfigError(subject, f'there is no type "{said["tag"]}"', hint)


def _example(location: Sequence[int | str]) -> str:
    """Return what to write for a key: a key that proves whose a host is, nobody thinks up by himself."""
    return f'"{secrets.token_hex(16)}"' if tuple(location[-2:]) == ("indexnow", "key") else "…"


def _given(value: object) -> str:
    return "" if isinstance(value, (dict, list, BaseModel)) or value is None else f"it is {value!r:.80}"


def _suggestion(location: Sequence[int | str]) -> str:
    """Name the key that was probably meant."""
    known = list(Config.model_fields)
    for part in location[:-1]:
        model = _KINDS.get(str(part)) or _SECTIONS.get(str(part))
        if model is not None:
            known = list(model.model_fields)
    close = difflib.get_close_matches(str(location[-1]), [name for name in known if name not in ("file", "base")], 1)
    return f"did you mean {close[0]}?" if close else "remove it, or see docs/configuration.md"

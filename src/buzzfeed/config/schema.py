"""What the config holds: every key, its meaning, unit and default. Unknown keys are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from buzzfeed.config.api import ApiSettings
from buzzfeed.config.audience import AudienceSettings
from buzzfeed.config.cdn import Cdn, ProofSettings
from buzzfeed.config.editors import Editors
from buzzfeed.config.guarding import GuardSettings
from buzzfeed.config.hub import HubSettings
from buzzfeed.config.look import FollowSettings, LookSettings
from buzzfeed.config.personal import PersonalSettings
from buzzfeed.config.presets import INDEXNOW, spelt_out
from buzzfeed.config.section import Section as _Section
from buzzfeed.config.sources import SourceSettings
from buzzfeed.config.terms import TermSettings
from buzzfeed.config.units import BaseUrl, Bytes, Color, Listen, Network, Place, Proxy, Seconds, TimeZone, Url


class NewsroomSettings(_Section):
    """``[newsroom]``: who publishes. ``feeds_url`` may carry a path prefix; pictures may be paths below it."""

    title: str = Field(min_length=1, max_length=200)
    url: BaseUrl
    feeds_url: BaseUrl
    description: str = Field("", max_length=1000)
    language: str = Field("fr", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    timezone: TimeZone = "Europe/Paris"
    icon: Place = ""
    logo: Place = ""
    cover: Place = ""
    color: Color = ""
    copyright: str = Field("", max_length=500)
    contact: str = Field("", max_length=200)

    def address(self, place: str) -> str:
        """Return a picture's whole address: one that begins with a slash stands below ``feeds_url``."""
        return self.feeds_url + place if place.startswith("/") else place

    @property
    def prefix(self) -> str:
        """The path prefix under which buzzfeed's pages stand, without a slash at its end; often empty."""
        return urlsplit(self.feeds_url).path.rstrip("/")


class _AnnounceBase(_Section):
    name: str = ""
    url: Url
    timeout: Seconds = 10.0
    pace: Seconds = 0.2

    @property
    def target(self) -> str:
        """The target's name: the given one, else its host."""
        return self.name or (urlsplit(self.url).netloc or self.url)


class WebSub(_AnnounceBase):
    """A WebSub hub that is told with ``hub.mode=publish``, ``batch`` feed addresses in one request."""

    type: Literal["websub"]
    batch: int = Field(10, ge=1, le=100)


class XmlRpc(_AnnounceBase):
    """An XML-RPC ping service; at most one ping in ``coalesce``, the last state wins."""

    type: Literal["xmlrpc"]
    coalesce: Seconds = 1800.0
    timeout: Seconds = 3.0


class IndexNow(_AnnounceBase):
    """An IndexNow endpoint; one address at most once in ``coalesce``. ``key_location`` where not at the host's root."""

    type: Literal["indexnow"]
    url: Url = INDEXNOW
    key: str = Field(pattern=r"^[A-Za-z0-9-]{8,128}$")
    key_location: str = ""
    coalesce: Seconds = 600.0


Announce = Annotated[WebSub | XmlRpc | IndexNow, Field(discriminator="type")]


_Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class ChannelQuery(_Section):
    """``[[channels]]``: a saved query. Terms are written ``tag:NAME``, ``category:NAME`` or ``author:NAME``.

    An article belongs where it has any of ``any`` (if there are any), all of ``all``, none of ``none``, and holds one
    of ``words`` (if there are any) as a whole word, case and accents folded. ``former`` are slugs it had before.
    """

    slug: _Slug
    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=500)
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    former: tuple[_Slug, ...] = ()

    @field_validator("any", "all", "none")
    @classmethod
    def _terms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            kind, _, name = word.partition(":")
            if kind not in ("tag", "category", "author") or not name.strip():
                raise ValueError(f'"{word}" is no term: write "tag:NAME", "category:NAME" or "author:NAME"')
        return value

    @model_validator(mode="after")
    def _something(self) -> ChannelQuery:
        if not (self.any or self.all or self.words):
            raise ValueError('name at least one term in "any" or "all", or one of "words"')
        return self


class FeedsSettings(_Section):
    """``[feeds]``: entries and bytes per feed at most, and the fewest articles before a tag gets a feed.

    A build that would show readers more than ``max_redelivered`` articles a second time, under new ids, waits.
    """

    items: int = Field(50, ge=1, le=1000)
    max_bytes: Bytes = 2_000_000
    tag_minimum: int = Field(1, ge=1)
    fresh_for: Seconds = 900.0
    max_redelivered: int = Field(3, ge=0)


class StoreSettings(_Section):
    """``[store]``: where state is kept, and how long to wait for its lock."""

    url: str = "sqlite:///var/buzzfeed.db"
    busy_timeout: Seconds = 10.0

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError('write "sqlite:///PATH" or "postgresql+psycopg://…"')
        return value


class WebSettings(_Section):
    """``[web]``: the public and the operators' address, whose X-Forwarded-For is believed, bytes kept in memory.

    ``made_per_minute`` is how many mixes and searches one client may have made.
    """

    listen: Listen = "127.0.0.1:8000"
    admin_listen: Listen = "127.0.0.1:8001"
    trusted_proxies: tuple[Proxy, ...] = ("127.0.0.1",)
    cache_bytes: Bytes = 64_000_000
    made_per_minute: int = Field(60, ge=1, le=100_000)


class NetSettings(_Section):
    """``[net]``: private networks that content may lead to, and the bounds of every request.

    ``pace`` is the time between two requests to one host where sources are read.
    """

    allow: tuple[Network, ...] = ()
    timeout: Seconds = 20.0
    max_bytes: Bytes = 20_000_000
    pace: Seconds = 1.0


class WorkSettings(_Section):
    """``[work]``: worker processes of a cold build (0: as many as fit), deliveries kept, time to drain."""

    processes: int = Field(0, ge=0, le=64)
    keep_deliveries: Seconds = 30 * 86400.0
    drain: Seconds = 6.0


class Config(_Section):
    """The whole config. ``base`` is the folder from which relative paths start; ``file`` is where it was read."""

    file: Path
    base: Path
    newsroom: NewsroomSettings
    sources: tuple[SourceSettings, ...] = Field(min_length=1)
    announce: tuple[Announce, ...] = ()
    editors: tuple[Editors, ...] = ()
    channels: tuple[ChannelQuery, ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)
    look: LookSettings = LookSettings()
    follow: FollowSettings = FollowSettings()
    feeds: FeedsSettings = FeedsSettings()
    terms: tuple[TermSettings, ...] = ()
    guard: GuardSettings = GuardSettings()
    hub: HubSettings = HubSettings()
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    net: NetSettings = NetSettings()
    work: WorkSettings = WorkSettings()
    audience: AudienceSettings = AudienceSettings()
    personal: PersonalSettings = PersonalSettings()
    api: ApiSettings = ApiSettings()
    cdn: Cdn | None = None
    proof: ProofSettings = ProofSettings()

    @field_validator("announce", mode="before")
    @classmethod
    def _presets(cls, value: object) -> object:
        return [spelt_out(table) for table in value] if isinstance(value, (list, tuple)) else value

    @field_validator("aliases")
    @classmethod
    def _aliases(cls, value: dict[str, str]) -> dict[str, str]:
        for path, feed in value.items():
            if not path.startswith("/"):
                raise ValueError(f'"{path}" is no path: begin it with a slash')
            if not feed.endswith((".rss", ".atom", ".json")):
                raise ValueError(f'"{feed}" is no feed: write "all.rss" or "category/SLUG.rss"')
        return value

    @model_validator(mode="after")
    def _distinct(self) -> Config:
        for what, names in (
            ("sources", [source.name for source in self.sources]),
            ("channels", [slug for query in self.channels for slug in (query.slug, *query.former)]),
            ("announce", [target.target + target.type for target in self.announce]),
            ("editors", [target.target + target.type for target in self.editors]),
        ):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f'two {what} are called "{name}": give each a name of its own')
        known = {source.name for source in self.sources}
        for name in (name for rule in self.terms for name in rule.sources):
            if name not in known:
                raise ValueError(f'[[terms]] names a source "{name}" that is not there: name one of [[sources]]')
        if self.web.listen == self.web.admin_listen:
            raise ValueError('web.listen and web.admin_listen are the same address: give "admin_listen" another port')
        return self

    def path(self, relative: str) -> Path:
        """Return a path of the config as an absolute one: relative ones start from `base`."""
        return (self.base / Path(relative).expanduser()).resolve()

    @property
    def hub_url(self) -> str:
        """The address of our own hub, as the world sees it; empty where there is none."""
        return self.newsroom.feeds_url + "/hub" if self.hub.enabled else ""

    @property
    def cloud_url(self) -> str:
        """Where rssCloud subscribers ask to be told, as the world sees it; empty where there is no such place."""
        own = self.hub.enabled and self.hub.rsscloud
        return self.newsroom.feeds_url + "/rsscloud/pleaseNotify" if own else ""

    @property
    def hubs(self) -> tuple[str, ...]:
        """The WebSub hubs that feeds name: our own first, then those that are told."""
        others = (target.url for target in self.announce if isinstance(target, WebSub))
        return tuple(dict.fromkeys(hub for hub in (self.hub_url, *others) if hub))

    @property
    def renamed(self) -> dict[str, str]:
        """The slugs that saved queries had before, and the present one of each."""
        return {former: query.slug for query in self.channels for former in query.former}

    @property
    def store_url(self) -> str:
        """The store's URL with an absolute path where it is SQLite."""
        prefix = "sqlite:///"
        if self.store.url.startswith(prefix):
            return prefix + str(self.path(self.store.url.removeprefix(prefix)))
        return self.store.url

    @property
    def data_dir(self) -> Path:
        """The data folder: where the lock stands, beside an SQLite store, else ``var``."""
        prefix = "sqlite:///"
        if self.store.url.startswith(prefix):
            return Path(self.store_url.removeprefix(prefix)).parent
        return self.path("var")

"""What a pass works with: the config turned into values, the store, the sources, the pool and the clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from buzzfeed import articles, channels, feeds, guard, sources
from buzzfeed.config import Config, SourceSettings, TermSettings
from buzzfeed.model import Newsroom, TermKind, term_key
from buzzfeed.model.wire import ICON
from buzzfeed.ports import Clock, Fetch, Pool, Source, Store, Target

RENDERED_WITH = "rendered-with"
"""The store's note of the settings that feeds were last rendered with."""
NEWSROOM_URLS = "newsroom-urls"
"""The store's note of the addresses at which the publication's site stands and stood, the present one first."""

_MOST_HOMES = 10


def _never() -> bool:
    return False


def _nobody(_source: str) -> bool:
    return False


def _unseen(_stage: str, _done: int, _total: int) -> None:
    return None


@dataclass(frozen=True)
class Works:
    """Everything a pass needs, made once from the config and handed down.

    ``stopping`` is asked between steps: a pass that is asked to stop leaves the rest to the next one. ``progress`` is
    told the stage, how much of it is done, and how much there is. With ``accept_redelivery`` the forecast stops
    nothing. ``witnessed`` is whether somebody looks for what is published at the public address: others are told then.
    ``hurried`` is whether another pass follows by itself: a source that needs long then lets others have their turn.
    ``awaited`` is asked whether another source than the named one waits for a look meanwhile.
    """

    config: Config
    store: Store
    clock: Clock
    pool: Pool
    newsroom: Newsroom
    sources: Mapping[str, Source]
    settings: Mapping[str, SourceSettings]
    cleaning: Mapping[str, articles.ArticleSettings]
    queries: tuple[channels.Query, ...]
    book: articles.TermBook
    lookout: guard.Lookout
    targets: tuple[Target, ...] = ()
    stopping: Callable[[], bool] = _never
    progress: Callable[[str, int, int], None] = _unseen
    accept_redelivery: bool = False
    witnessed: bool = False
    hurried: bool = False
    awaited: Callable[[str], bool] = _nobody

    @property
    def ranks(self) -> Mapping[str, int]:
        """The precedence of sources, the better the lower: by ``priority``, then by their order in the config."""
        named = sorted(self.settings.values(), key=lambda one: -one.priority)
        return {settings.name: rank for rank, settings in enumerate(named)}

    @property
    def guests(self) -> Mapping[str, frozenset[str]]:
        """The sources to which articles are handed in, each with those over which its ``priority`` puts it.

        Their order in the config gives them nothing: a token for one source is none for the others.
        """
        every = self.settings.values()
        return {
            one.name: frozenset(other.name for other in every if one.priority > other.priority)
            for one in every
            if one.type == "push"
        }

    @property
    def host(self) -> str:
        """The publication's host: the authority of ids that are minted here (RFC 4151)."""
        return urlsplit(self.newsroom.url).hostname or "localhost"

    @property
    def rendering(self) -> str:
        """The digest of all settings that feeds are rendered with: where it changes, every channel is built anew."""
        queries = [(query.title, query.description) for query in self.queries]
        shaping = self.config.feeds.model_dump(exclude={"max_redelivered"})
        values = repr((feeds.RENDERER, feeds.FRAMES, self.newsroom, shaping, queries))
        return hashlib.sha256(values.encode()).hexdigest()


def newsroom_of(config: Config) -> Newsroom:
    """Return what every feed says of the publication."""
    own = config.newsroom
    return Newsroom(
        title=own.title,
        url=own.url,
        feeds_url=own.feeds_url,
        language=own.language,
        description=own.description,
        icon=own.address(own.icon or (ICON if config.look.icon else "")),
        logo=own.address(own.logo),
        cover=own.address(own.cover),
        color=own.color,
        copyright=own.copyright,
        hubs=config.hubs,
        cloud=config.cloud_url,
        ttl=max(1, round(config.feeds.fresh_for / 60)),
    )


def prepare(
    config: Config,
    store: Store,
    clock: Clock,
    pool: Pool,
    fetch: Fetch,
    targets: Sequence[Target] = (),
    *,
    stopping: Callable[[], bool] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Works:
    """Turn the config into what a pass works with."""
    homes = _homes(config, store)
    return Works(
        config=config,
        store=store,
        clock=clock,
        pool=pool,
        newsroom=newsroom_of(config),
        sources={settings.name: sources.build(settings, config, fetch, store) for settings in config.sources},
        settings={settings.name: settings for settings in config.sources},
        cleaning={settings.name: _cleaning(config, settings, homes) for settings in config.sources},
        queries=queries_of(config),
        # Only who holds the lock takes articles in, so this book knows every term for as long as it is open.
        book=articles.TermBook(store.terms()),
        lookout=guard.Lookout.of(config.guard, config.newsroom.language),
        targets=tuple(targets),
        stopping=stopping or _never,
        progress=progress or _unseen,
    )


def _homes(config: Config, store: Store) -> tuple[str, ...]:
    """Return where the publication's site stood before, and keep where it stands now."""
    kept = json.loads(store.setting(NEWSROOM_URLS) or "[]")
    former = tuple(url for url in kept if url != config.newsroom.url)
    if config.newsroom.url not in kept[:1]:
        store.keep_setting(NEWSROOM_URLS, json.dumps([config.newsroom.url, *former][:_MOST_HOMES]))
    return former


def queries_of(config: Config) -> tuple[channels.Query, ...]:
    """Return the saved queries of a config."""
    return tuple(
        channels.compile_query(
            query.slug, query.title, query.description, query.any, query.all, query.none, query.words
        )
        for query in config.channels
    )


def cleaning_of(config: Config, source: str) -> articles.ArticleSettings:
    """Return what the articles of a source are cleaned with; of one that is configured no more, what all are."""
    settings = next((one for one in config.sources if one.name == source), config.sources[0])
    return _cleaning(config, settings, ())


def _cleaning(config: Config, settings: SourceSettings, former: tuple[str, ...]) -> articles.ArticleSettings:
    return articles.ArticleSettings(
        newsroom_url=config.newsroom.url,
        feeds_url=config.newsroom.feeds_url,
        timezone=config.newsroom.timezone,
        language=config.newsroom.language,
        category=settings.category,
        permalink=settings.permalink,
        source_language=settings.language,
        former_urls=former,
        rules=tuple(_rule(one) for one in config.terms if settings.name in (one.sources or (settings.name,))),
    )


def _rule(one: TermSettings) -> articles.TermRule:
    return articles.TermRule(
        kind=TermKind(one.kind),
        names=tuple(sorted(map(term_key, one.names))),
        words=one.words,
        to=one.to.strip(),
        become=TermKind(one.become or one.kind),
        keep=one.keep,
        drop=one.drop,
    )

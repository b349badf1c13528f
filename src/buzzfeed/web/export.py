"""The whole public site as static files: what the serve process would answer, each at the same path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from buzzfeed.config import Config
from buzzfeed.follow import PRIVACY_PATH, WORDS, Links, is_own_page, media_names, page_path, site_of
from buzzfeed.follow.machine import DIRECTORY_JSON, WELL_KNOWN
from buzzfeed.follow.sitemaps import ELSEWHERE, NEWS, SITEMAP
from buzzfeed.follow.snippets import SCRIPT, embed_path
from buzzfeed.model import Article, ChannelKey, ChannelKind, Format, ServedFeed, archive_path, feed_path, follow_path
from buzzfeed.notify import foreign_key_files
from buzzfeed.pipeline.withdrawing import what_is_left, without_denied
from buzzfeed.ports import Publisher, Shelf
from buzzfeed.web.directory import JSON, OPML
from buzzfeed.web.dress import dress_of
from buzzfeed.web.embedding import SCRIPT_TYPE, embed_script
from buzzfeed.web.encodings import compress
from buzzfeed.web.fixed import fixed_documents
from buzzfeed.web.maker import PageMaker
from buzzfeed.web.pages import PICTURES
from buzzfeed.web.rendering import Renderer
from buzzfeed.web.replies import HTML
from buzzfeed.web.searching import XML
from buzzfeed.web.sitemaps import Sitemaps, folder_of
from buzzfeed.web.table import moved

_AT_ONCE = 200
_SUFFIXES = {"gzip": ".gz"}
_COMPRESSED = ("text/", "application/", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """How many files were written, stood already, and were removed since nothing of ours stands there any more."""

    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class File:
    """One file of the site: its path below the root, without a leading slash."""

    path: str
    data: bytes
    media_type: str


def export(
    config: Config, store: Shelf, publisher: Publisher, *, now: datetime | None = None, precompress: bool = True
) -> ExportSummary:
    """Put the whole public site: feeds, pages, pictures, OPML, sitemaps, robots.txt and IndexNow's keys.

    The news sitemap holds what it has to at ``now`` (the present, if none is given): only a next export changes it.

    A page stands at ``PATH/index.html`` in the newsroom's language, and at ``PATH/index.LANG.html`` in the other.
    ``precompress`` puts a ``.gz`` beside each text (nginx's ``gzip_static``). Feeds come last but one, so that what
    they link to is there; what is left over from earlier exports is removed at the end.

    Raises:
        PublishError: a file could not be put; what was there before still stands.
        StoreError: the store cannot be read.
    """
    kept: list[str] = []
    written = 0
    for file in _with_compressed(_Site(config, store, now or datetime.now(UTC)).files(), precompress):
        written += publisher.put(file.path, file.data, file.media_type)
        kept.append(file.path)
    return ExportSummary(written, len(kept) - written, publisher.finish(kept))


class _Site:
    """Every file of the site, made one after the other, so that no more than a few are in memory."""

    def __init__(self, config: Config, store: Shelf, now: datetime) -> None:
        self._config = config
        self._now = now
        self._store = store
        self._site = site_of(config)
        self._renderer = Renderer(dress_of(config), config.newsroom.prefix)
        self._maker = PageMaker(self._site, self._renderer, store)
        self._moved = moved(config)
        self._sitemaps = Sitemaps(self._site, self._maker, store, self._moved, static=True)
        default = self._site.language
        self._links = [Links(self._site.prefix, language, default, static=True) for language in WORDS]

    def files(self) -> Iterator[File]:
        for path, document in fixed_documents(self._config, self._renderer).items():
            yield File(path.lstrip("/"), document.load(), document.media_type)
        for place, content in foreign_key_files(self._config).items():
            where = urlsplit(place)
            yield File(f"{ELSEWHERE.strip('/')}/{where.hostname}{where.path}", content, "text/plain; charset=utf-8")
        yield from self._articles()
        yield from self._feeds()
        yield from self._archives()
        for key in self._maker.channels:
            if follow_path(key) in self._moved:
                continue
            for links in self._links:
                yield from _page(follow_path(key), links, self._maker.follow(links, key))
                yield from _page(embed_path(key), links, self._maker.embed(links, key))
        yield File(SCRIPT.lstrip("/"), embed_script(self._renderer.colors), SCRIPT_TYPE)
        yield from self._maps()
        own = next(links for links in self._links if links.language == links.default)
        yield File("feeds.opml", self._maker.opml(own), OPML)
        yield File(WELL_KNOWN.lstrip("/"), self._maker.opml(own), OPML)
        yield File(DIRECTORY_JSON.lstrip("/"), self._maker.directory_json(own), JSON)
        for links in self._links:
            yield from _page("/", links, self._maker.directory(links))
            yield from _page(PRIVACY_PATH, links, self._maker.privacy(links, self._config))

    def _maps(self) -> Iterator[File]:
        """Yield every host's sitemaps, those of other hosts in their folder, with the lines for their robots.txt."""
        for host, root in self._sitemaps.roots.items():
            folder = folder_of(host).lstrip("/") + "/" if host else ""
            for path in self._sitemaps.paths(host):
                yield File(folder + path.lstrip("/"), self._sitemaps.document(host, path) or b"", XML)
            held = self._sitemaps.news(host, self._now) or ()
            yield File(folder + NEWS.lstrip("/"), self._sitemaps.news_document(held), XML)
            if host:
                lines = "".join(f"Sitemap: {root}{path}\n" for path in (SITEMAP, NEWS))
                yield File(f"{folder}robots-lines.txt", lines.encode(), "text/plain; charset=utf-8")

    def _articles(self) -> Iterator[File]:
        """Yield articles' own pages, and the pictures that any published article shows from here."""
        shown: set[str] = set()
        for article in self._published():
            for name in sorted(media_names(article) - shown):
                shown.add(name)
                yield from self._picture(name)
            if is_own_page(article, self._site):
                for links in self._links:
                    yield from _page(page_path(article.slug), links, self._maker.article(links, article.slug))

    def _published(self) -> Iterator[Article]:
        everything = self._maker.channels.get(ChannelKey(ChannelKind.ALL))
        entries = self._store.members(everything.key, everything.articles) if everything is not None else ()
        ids = [entry.id for entry in entries]
        for start in range(0, len(ids), _AT_ONCE):
            yield from self._store.articles(ids[start : start + _AT_ONCE]).values()

    def _picture(self, name: str) -> Iterator[File]:
        media = self._store.media(name)
        if media is not None and media.media_type in PICTURES:
            yield File(f"a/media/{name}", media.data, media.media_type)

    def _feeds(self) -> Iterator[File]:
        """Yield every feed; what was taken back and not built since is left out of it (invariant 4)."""
        aliases = self._aliases()
        for feed in self._store.served():
            if feed.path in self._moved:
                continue
            data = self._feed(feed)
            if data is not None:
                for path in (feed.path, *aliases.get(feed.path, ())):
                    yield File(path.lstrip("/"), data, feed.format.media_type)

    def _feed(self, feed: ServedFeed) -> bytes | None:
        # What is not served anyway keeps no other file from being put; damage to what is served is an error.
        read = what_is_left if feed.withheld else without_denied
        found = read(self._store, feed.channel, feed.format)
        whole = found is not None and found[0].digest == feed.digest
        return None if found is None or (whole and feed.withheld) else found[1]

    def _archives(self) -> Iterator[File]:
        """Yield every closed archive, without what is not public any more."""
        for key, state in self._maker.channels.items():
            for number in range(1, state.archives + 1):
                for fmt in Format:
                    data = self._maker.archive(key, number, fmt)
                    if data is not None and feed_path(key, fmt) not in self._moved:
                        yield File(archive_path(key, number, fmt).lstrip("/"), data, fmt.media_type)

    def _aliases(self) -> dict[str, list[str]]:
        """Return the aliases of each feed that can be files: one that ends in a slash is its folder's index."""
        found: dict[str, list[str]] = {}
        for alias, feed in self._config.aliases.items():
            path = unquote(alias)
            if path.startswith(self._site.prefix + "/"):
                path = path.removeprefix(self._site.prefix)
            fmt = Format(feed.rpartition(".")[2])
            name = path + f"index.{fmt}" if path.endswith("/") else path
            found.setdefault(self._moved.get(f"/feeds/{feed}", f"/feeds/{feed}"), []).append(name)
        for former, present in self._moved.items():  # files cannot redirect
            found.setdefault(present, []).append(former)
        return found


def _page(path: str, links: Links, data: bytes | None) -> Iterable[File]:
    if data is None:
        return ()
    name = "index.html" if links.language == links.default else f"index.{links.language}.html"
    return (File(f"{path.strip('/')}/{name}".lstrip("/"), data, HTML),)


def _with_compressed(files: Iterable[File], precompress: bool) -> Iterator[File]:
    for file in files:
        yield file
        if precompress and file.media_type.startswith(_COMPRESSED):
            for encoding, suffix in _SUFFIXES.items():
                yield File(file.path + suffix, compress(file.data, encoding), file.media_type)

"""Making pages: from what the store holds in one generation to bytes. All of it may block: call it in a thread."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from buzzfeed.channels import Mix
from buzzfeed.config import Config
from buzzfeed.errors import MixError
from buzzfeed.follow import (
    NEWEST,
    Asked,
    Links,
    Listing,
    Site,
    article_view,
    directory_json,
    directory_view,
    follow_view,
    is_own_page,
    opml,
)
from buzzfeed.follow.channel import called_in
from buzzfeed.follow.embed import SHOWN, embed_view
from buzzfeed.follow.listing import RHYTHM_DAYS
from buzzfeed.follow.message import message_view
from buzzfeed.follow.mix import fault_view, mix_state, mix_view
from buzzfeed.follow.my.form import known_terms
from buzzfeed.follow.my.saying import Known
from buzzfeed.follow.ownhost import Wish, own_host_view
from buzzfeed.follow.privacy import privacy_view
from buzzfeed.follow.rhythm import LOOKED_AT
from buzzfeed.follow.snippets import site_part
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Format, Media
from buzzfeed.ports import Shelf
from buzzfeed.web.archives import archive_document
from buzzfeed.web.rendering import Renderer


class PageMaker:
    """The pages of one generation. Every method raises `StoreError` where the store cannot be read.

    Only the cleared revisions of published articles come in here: a `Shelf` has no others.
    """

    def __init__(self, site: Site, renderer: Renderer, store: Shelf) -> None:
        """Read nothing yet."""
        self._site = site
        self._renderer = renderer
        self.store = store
        self.token = object()

    @cached_property
    def channels(self) -> Mapping[ChannelKey, ChannelState]:
        """The public channels, by key."""
        return {state.key: state for state in self.store.channels() if state.public}

    @cached_property
    def terms(self) -> Known:
        """The terms that readers may follow, by kind and key."""
        return known_terms(self.channels.values())

    @cached_property
    def recent(self) -> Mapping[ChannelKey, int]:
        """How many articles each channel had in the days before the newsroom's newest."""
        whole = self.channels.get(ChannelKey(ChannelKind.ALL))
        if whole is None or whole.latest is None:
            return {}
        return self.store.counted(whole.latest - timedelta(days=RHYTHM_DAYS))

    @cached_property
    def listed(self) -> str:
        """A digest of all that the directory, its JSON and lists of feeds are made from."""
        words = repr((sorted(self.channels.items()), sorted(self.recent.items())))
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()

    def shown(self, key: ChannelKey) -> tuple[str, ...]:
        """Return the digests of the entries that a follow page lists, which a feed of fewer does not tell."""
        return tuple(entry.digest for entry in self.store.members(key, NEWEST))

    def listing(self, links: Links) -> Listing:
        """Return what is listed, in a language."""
        return Listing(self._site, links, self.channels, self.recent)

    def directory(self, links: Links, asked: Asked = Asked()) -> bytes:  # noqa: B008 - a frozen value
        """Return the page at ``/``."""
        return self._renderer.directory(directory_view(self.listing(links), asked))

    def directory_json(self, links: Links) -> bytes:
        """Return the directory for machines."""
        return directory_json(self.listing(links))

    def follow(self, links: Links, key: ChannelKey) -> bytes | None:
        """Return a channel's follow page; ``None`` where the channel is not public."""
        state = self.channels.get(key)
        if state is None:
            return None
        members = self.store.members(key, LOOKED_AT)
        ids = [entry.id for entry in members[:NEWEST]]
        loaded = self.store.articles(ids)
        entries = [loaded[id_] for id_ in ids if id_ in loaded]
        published = [entry.published for entry in members]
        view = follow_view(self._site, links, state, entries, published, self.channels)
        part = site_part(self._site, state, links, self._renderer.colors)
        return self._renderer.follow(replace(view, for_site=part))

    def own_reader(self, links: Links, wish: Wish, *, direct: bool = False) -> tuple[bytes, str] | None:
        """Return the page on the way to a reader on a person's own host, and where it leads: nowhere, if empty.

        ``direct`` is whether its link is the reader's own address. ``None`` where the channel is not public.
        """
        kind, _, slug = wish.channel.partition("/")
        key = channel_key(kind, slug)
        state = self.channels.get(key) if key is not None else None
        if key is None or state is None:
            return None
        view = own_host_view(self._site, links, key, called_in(state, self._site, links), wish, direct=direct)
        return self._renderer.own_reader(view), view.target

    def embed(self, links: Links, key: ChannelKey, theme: str = "") -> bytes | None:
        """Return a channel's card for frames, held to a theme; ``None`` where the channel is not public."""
        state = self.channels.get(key)
        if state is None:
            return None
        ids = [entry.id for entry in self.store.members(key, SHOWN)]
        loaded = self.store.articles(ids)
        entries = [loaded[id_] for id_ in ids if id_ in loaded]
        return self._renderer.embed(embed_view(self._site, links, state, entries, self._renderer.colors, theme))

    def article(self, links: Links, slug: str) -> bytes | None:
        """Return an article's own page; ``None`` where no published article stands there, or now stands elsewhere."""
        article = self.store.page(slug)
        if article is None or article.slug != slug or not is_own_page(article, self._site):
            return None
        return self._renderer.article(article_view(self._site, links, article, self.channels))

    def moved_to(self, slug: str) -> str | None:
        """Return the slug of the page that stood under this one once; ``None`` where there is no such page."""
        article = self.store.page(slug)
        if article is None or article.slug == slug or not is_own_page(article, self._site):
            return None
        return article.slug

    def was_withdrawn(self, slug: str) -> bool:
        """Return whether a published article stood at this page and was retracted."""
        return self.store.withdrawn(slug)

    def media(self, name: str) -> Media | None:
        """Return a picture that a published article shows."""
        return self.store.media(name)

    def archive(self, key: ChannelKey, number: int, fmt: Format) -> bytes | None:
        """Return a closed archive of a channel; ``None`` where there is none."""
        return archive_document(self.store, key, number, fmt)

    def message(self, links: Links, *, gone: bool) -> bytes:
        """Return the page that says that there is nothing, or no more."""
        return self._renderer.message(message_view(self._site, links, gone=gone))

    def privacy(self, links: Links, config: Config) -> bytes:
        """Return the page that tells readers what is counted."""
        months = config.audience.months if config.audience.count else 0
        days = round(config.personal.expire_after / 86400) if config.personal.enabled and not links.static else 0
        ask = config.newsroom.contact
        return self._renderer.privacy(privacy_view(self._site, links, months=months, ask=ask, days=days))

    def opml(self, links: Links, chosen: Collection[ChannelKey] | None = None) -> bytes:
        """Return the list of all feeds, or of those ``chosen``, which are public."""
        return opml(self.listing(links), chosen)

    def mix(self, links: Links, mix: Mix) -> bytes:
        """Return a mix's follow page; its channels are public."""
        found = self.store.selection(mix.any, mix.all, mix.none, LOOKED_AT)
        ids = [entry.id for entry in found[:NEWEST]]
        loaded = self.store.articles(ids)
        entries = [loaded[id_] for id_ in ids if id_ in loaded]
        state = mix_state(mix, self.channels, [entry.published for entry in found], links, self._site)
        view = follow_view(self._site, links, state, entries, [entry.published for entry in found], self.channels)
        return self._renderer.mix(mix_view(view, self._site, links, mix, self.channels))

    def fault(self, links: Links, fault: MixError | None) -> bytes:
        """Return the page that says why there is no such mix, or that too many were asked for."""
        return self._renderer.message(fault_view(self._site, links, fault))


def channel_key(kind: str, slug: str) -> ChannelKey | None:
    """Return the key that a path names; ``None`` where there is no such kind. Only "all" has no slug."""
    try:
        key = ChannelKey(ChannelKind(kind), slug)
    except ValueError:
        return None
    return None if key.kind is ChannelKind.MIX or (key.kind is ChannelKind.ALL) == bool(slug) else key

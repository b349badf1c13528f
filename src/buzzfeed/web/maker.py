"""Making pages: from what the store holds in one generation to bytes. All of it may block: call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from buzzfeed.config import Config
from buzzfeed.follow import (
    NEWEST,
    Links,
    Site,
    article_view,
    directory_view,
    follow_view,
    is_own_page,
    opml,
)
from buzzfeed.follow.channel import called_in
from buzzfeed.follow.embed import SHOWN, embed_view
from buzzfeed.follow.message import message_view
from buzzfeed.follow.ownhost import Wish, own_host_view
from buzzfeed.follow.privacy import privacy_view
from buzzfeed.follow.rhythm import LOOKED_AT
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Media
from buzzfeed.ports import Shelf
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

    def directory(self, links: Links) -> bytes:
        """Return the page at ``/``."""
        return self._renderer.directory(directory_view(self._site, links, self.channels.values()))

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
        return self._renderer.follow(follow_view(self._site, links, state, entries, published, self.channels))

    def own_reader(self, links: Links, wish: Wish) -> tuple[bytes, str] | None:
        """Return the page on the way to a reader on a person's own host, and where it leads: nowhere, if empty.

        ``None`` where the channel is not public.
        """
        kind, _, slug = wish.channel.partition("/")
        key = channel_key(kind, slug)
        state = self.channels.get(key) if key is not None else None
        if key is None or state is None:
            return None
        view = own_host_view(self._site, links, key, called_in(state, self._site, links), wish)
        return self._renderer.own_reader(view), view.target

    def embed(self, links: Links, key: ChannelKey) -> bytes | None:
        """Return a channel's card for frames; ``None`` where the channel is not public."""
        state = self.channels.get(key)
        if state is None:
            return None
        ids = [entry.id for entry in self.store.members(key, SHOWN)]
        loaded = self.store.articles(ids)
        entries = [loaded[id_] for id_ in ids if id_ in loaded]
        return self._renderer.embed(embed_view(self._site, links, state, entries, self._renderer.colors))

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

    def message(self, links: Links, *, gone: bool) -> bytes:
        """Return the page that says that there is nothing, or no more."""
        return self._renderer.message(message_view(self._site, links, gone=gone))

    def privacy(self, links: Links, config: Config) -> bytes:
        """Return the page that tells readers what is counted."""
        months = config.audience.months if config.audience.count else 0
        return self._renderer.privacy(privacy_view(self._site, links, months=months, ask=config.newsroom.contact))

    def opml(self, links: Links) -> bytes:
        """Return the list of all feeds."""
        return opml(directory_view(self._site, links, self.channels.values()))


def channel_key(kind: str, slug: str) -> ChannelKey | None:
    """Return the key that a path names; ``None`` where there is no such kind. Only "all" has no slug."""
    try:
        key = ChannelKey(ChannelKind(kind), slug)
    except ValueError:
        return None
    return None if key.kind is ChannelKind.MIX or (key.kind is ChannelKind.ALL) == bool(slug) else key

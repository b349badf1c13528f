"""What a publication changed for those who read: what is looked for at the public address, and what a CDN forgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from buzzfeed import notify
from buzzfeed.model import ChannelKey, Delivery, Edition, EntryRef, Format, feed_path
from buzzfeed.pipeline.works import Works

Rebuilt = Sequence[tuple[ChannelKey, Edition | None, Sequence[EntryRef]]]


def prove(
    works: Works,
    rebuilt: Rebuilt,
    announced: Sequence[Delivery],
    editions: Sequence[Edition],
    seed: str,
    withheld: Collection[tuple[ChannelKey, Format]] = (),
) -> notify.Proof:
    """Return what is looked for after a publication, and its deliveries, which wait for it.

    ``withheld`` feeds are among ``rebuilt`` with what they would hold, and are not served from now on.
    """
    if not works.witnessed:
        return notify.Proof((), tuple(announced))
    published = replace(_published(works, rebuilt, editions), withheld=tuple(feed_path(*place) for place in withheld))
    return notify.proof(published, announced, works.config, works.targets, works.clock.now(), seed)


def _published(works: Works, rebuilt: Rebuilt, editions: Sequence[Edition]) -> notify.Published:
    touched: dict[str, None] = {}
    gone: dict[str, None] = {}
    channels: dict[ChannelKey, None] = {}
    for key, former, entries in rebuilt:
        before = {entry.id: entry.mark for entry in former.entries} if former is not None else {}
        fresh = [entry.id for entry in entries if before.get(entry.id) != entry.mark]
        left = before.keys() - {entry.id for entry in entries}
        touched.update(dict.fromkeys(fresh))
        gone.update(dict.fromkeys(sorted(left)))
        if fresh or left:
            channels[key] = None
    # What only slid out of a feed's window is public still.
    retracted = [id_ for id_ in gone if id_ not in works.store.public(list(gone))] if gone else []
    if not touched and not retracted:
        # Only rendered anew: nobody is told, and a CDN forgets it all the same.
        channels = dict.fromkeys(edition.channel for edition in editions) if works.config.cdn is not None else {}
    articles = (*touched, *(id_ for id_ in retracted if id_ not in touched))
    return notify.Published(tuple(channels), articles, tuple(retracted), _slugs(works, articles, retracted))


def _slugs(works: Works, articles: Sequence[str], retracted: Sequence[str]) -> tuple[str, ...]:
    """Return the slugs of articles' own pages, where there is a CDN to forget them."""
    if works.config.cdn is None:
        return ()
    slugs = {article.slug for article in works.store.articles(articles).values()}
    for id_ in retracted:
        revision = works.store.revision(id_)
        if revision is not None:
            slugs.add(revision.article.slug)
    return tuple(sorted(slug for slug in slugs if slug))

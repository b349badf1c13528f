"""What a publication changed for those who read: what is looked for at the public address, and what a CDN forgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from buzzfeed import notify
from buzzfeed.model import Archive, ChannelKey, Delivery, Edition, EntryRef, Format, Publication, feed_path
from buzzfeed.model.articles import media_names
from buzzfeed.pipeline.works import Works

Rebuilt = Sequence[tuple[ChannelKey, Edition | None, Sequence[EntryRef]]]


def prove(
    works: Works,
    rebuilt: Rebuilt,
    announced: Sequence[Delivery],
    editions: Sequence[Edition],
    seed: str,
    *,
    archives: Sequence[Archive] = (),
    withheld: Collection[tuple[ChannelKey, Format]] = (),
) -> notify.Proof:
    """Return what is looked for after a publication, and its deliveries, which wait for it.

    ``archives`` are written anew with it. ``withheld`` feeds are among ``rebuilt`` with what they would hold, and are
    not served from now on.
    """
    if not works.witnessed:
        return notify.Proof((), tuple(announced))
    published = replace(
        _published(works, rebuilt, editions),
        archives=tuple((one.channel, one.number) for one in archives) if works.config.cdn is not None else (),
        withheld=tuple(feed_path(*place) for place in withheld),
    )
    return notify.proof(published, announced, works.config, works.targets, works.clock.now(), seed)


def forget(works: Works) -> None:
    """Have the CDN forget what was taken back and left no feed by that: it stood in archives, or in withheld feeds.

    What a cache may still hold is looked for: it lets go of what is older by itself.
    """
    cdn = works.config.cdn
    if cdn is None or not works.witnessed:
        return
    now = works.clock.now()
    left = works.store.unpurged(now - timedelta(seconds=max(cdn.max_age, works.config.feeds.fresh_for)))
    if not left:
        return
    channels = tuple(dict.fromkeys(key for keys in left.values() for key in keys))
    stale = works.store.stale_archives(channels)
    articles = tuple(left)
    slugs, pictures = _own(works, articles, articles)
    published = notify.Published(
        articles=articles,
        retracted=articles,
        slugs=slugs,
        pictures=pictures,
        archives=tuple((key, number) for key, numbers in stale.items() for number in numbers),
        besides=channels,
    )
    seed = " ".join(articles)
    proof = notify.proof(published, (), works.config, works.targets, now, seed)
    works.store.publish(Publication(deliveries=proof.deliveries), now)


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
    return notify.Published(tuple(channels), articles, tuple(retracted), *_own(works, articles, retracted))


def _own(works: Works, articles: Sequence[str], retracted: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the slugs of articles' own pages and the pictures of those taken back, where a CDN is to forget them."""
    if works.config.cdn is None:
        return (), ()
    slugs = {article.slug for article in works.store.articles(articles).values()}
    pictures: set[str] = set()
    for id_ in retracted:
        revision = works.store.revision(id_)
        if revision is not None:
            slugs.add(revision.article.slug)
            pictures |= media_names(revision.article)
    return tuple(sorted(slug for slug in slugs if slug)), tuple(sorted(pictures))

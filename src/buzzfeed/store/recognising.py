"""What readers have seen: ids by channel, what recognises each, and what was taken over from a site's old feeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from buzzfeed.model import Adopted, Adoption, ChannelKey, ChannelKind, Handover, IdentityKeys, Kin, Traits
from buzzfeed.model.sketches import leading
from buzzfeed.store import schema
from buzzfeed.store.bulk import insert, insert_missing, upsert
from buzzfeed.store.channel_rows import (
    add_channels,
    channel_numbers,
    mark_dirty,
    raise_generation,
    slugs_by_kind,
)
from buzzfeed.store.codec import lookup
from buzzfeed.store.part import Part
from buzzfeed.store.sql import among, execute_in, execute_many, next_key, rows_in

MOST_KIN = 40
"""How many entries one is compared with at most: those whose bodies share most with it."""

COMMON = 200
"""Hashes that more entries have than this tell nothing: a footer, say, that stands under every article."""

BY_EDITION, ON_FIRST, BEYOND = "edition", "first", "beyond"
"""How an id came to be shown in a channel: by an edition of ours, or on which page of the channel's old feed."""


class Recognising(Part):
    """`Store.met` to `Store.adopt`."""

    def met(self, ids: Collection[str]) -> frozenset[str]:
        """Return which ids were ever shown anywhere."""
        with self._db.read() as connection:
            return frozenset(row.id for row in rows_in(connection, _MET, ids))

    def shown(self, ids: Mapping[ChannelKey, Collection[str]]) -> Mapping[ChannelKey, frozenset[str]]:
        """Return which of these ids each channel ever showed."""
        found: dict[ChannelKey, frozenset[str]] = {}
        with self._db.read() as connection:
            numbers = channel_numbers(connection, ids)
            keys = _met(connection, {id_ for some in ids.values() for id_ in some})
            for channel, number in numbers.items():
                asked = {keys[id_]: id_ for id_ in ids[channel] if id_ in keys}
                rows = rows_in(connection, _SHOWN, asked, channel=number) if asked else []
                found[channel] = frozenset(asked[row.of] for row in rows)
        return found

    def kin(self, fresh: Sequence[Traits]) -> tuple[Kin, ...]:
        """Return what these entries may have been shown as, as `Store.kin` says."""
        with self._db.read() as connection:
            same = _same_address(connection, [one.id for one in fresh])
            pairs = _sharing(connection, fresh)
            known = {
                row.key: Traits(row.id, bytes(row.sketch), row.published, row.title_key)
                for row in rows_in(connection, _TRAITS_OF, {key for _, key in (*same, *pairs)})
            }
        found = [Kin(id_, known[key], address=True) for id_, key in same]
        return tuple(found + [Kin(id_, known[key]) for id_, key in pairs if known[key].id != id_])

    def allow(self, shown: Mapping[ChannelKey, Collection[str]], now: datetime) -> None:
        """Count ids as shown in channels, and have these built again, as `Store.allow` says."""
        with self._db.write() as connection:
            raise_generation(connection)
            ids = {id_ for some in shown.values() for id_ in some}
            keep_traits(connection, [Traits(id_, b"", now) for id_ in ids - _met(connection, ids).keys()])
            keep_shown(connection, shown)
            mark_dirty(connection, set(channel_numbers(connection, shown).values()))

    def adopt(self, adoption: Adoption, now: datetime) -> None:
        """Take over what a site's feeds showed, as `Store.adopt` says."""
        with self._db.write() as connection:
            raise_generation(connection)
            keep_traits(
                connection, [Traits(one.id, one.sketch, one.published, one.title_key) for one in adoption.entries]
            )
            keys = _met(connection, [one.id for one in adoption.entries])
            upsert(connection, _ADOPTED, [_adopted_row(one, keys[one.id]) for one in adoption.entries])
            numbers = add_channels(connection, adoption.channels)
            _hand_over(connection, numbers, adoption.channels)
            mark_dirty(connection, set(numbers.values()))

    def handovers(self, channels: Collection[ChannelKey]) -> Mapping[ChannelKey, Handover]:
        """Return what was taken over of those channels that had an old feed."""
        found: dict[ChannelKey, Handover] = {}
        with self._db.read() as connection:
            for kind, slugs in slugs_by_kind(channels).items():
                for row in rows_in(connection, _SINCE, slugs, kind=kind.value):
                    pages = defaultdict(set)
                    for id_, how in connection.execute(_PAGES, {"channel": row.channel}):
                        pages[how].add(id_)
                    first, beyond = frozenset(pages[ON_FIRST]), frozenset(pages[BEYOND])
                    found[ChannelKey(ChannelKind(kind), row.slug)] = Handover(row.since, first, beyond)
        return found

    def adopted(self) -> tuple[Adopted, ...]:
        """Return every entry that was taken over, by id."""
        with self._db.read() as connection:
            return tuple(Adopted(*row) for row in connection.execute(_EVERY_ADOPTED.order_by(_TRAITS.c.id)))


def keep_traits(connection: Connection, traits: Sequence[Traits]) -> None:
    """Keep what recognises these entries from now on."""
    if not traits:
        return
    known = _met(connection, [one.id for one in traits])
    first = next_key(connection, _TRAITS)
    fresh = dict.fromkeys(one.id for one in traits if one.id not in known)
    known |= {id_: number for number, id_ in enumerate(fresh, first)}
    rows = {one.id: {"key": known[one.id], **_traits_row(one)} for one in traits}
    upsert(connection, _TRAITS, list(rows.values()))
    execute_in(connection, _FORGET_HASHES, [key for id_, key in known.items() if id_ not in fresh])
    hashes = {(value, known[one.id]) for one in traits for value in leading(one.sketch)}
    insert(connection, _HASHES, [{"hash": value, "of": key} for value, key in sorted(hashes)])


def keep_shown(connection: Connection, shown: Mapping[ChannelKey, Collection[str]]) -> None:
    """Note that channels showed these ids, whose traits are kept."""
    numbers = channel_numbers(connection, shown)
    keys = _met(connection, {id_ for some in shown.values() for id_ in some})
    rows = [
        {"channel": numbers[channel], "of": keys[id_], "how": BY_EDITION}
        for channel, ids in shown.items()
        for id_ in ids
        if channel in numbers and id_ in keys
    ]
    insert_missing(connection, _SEEN, rows)


def adopted_as(connection: Connection, keys: Sequence[IdentityKeys]) -> tuple[Adopted, ...]:
    """Return the entries of old feeds that some items may be: by id, by address, by title."""
    if connection.execute(_ANY_ADOPTED).first() is None:
        return ()
    rows = [
        *rows_in(connection, _ADOPTED_BY_ID, {id_ for key in keys for id_ in key.ids}),
        *rows_in(connection, _ADOPTED_AT, {lookup(address) for key in keys for address in key.addresses}),
        *rows_in(connection, _ADOPTED_AS, {lookup(key.title_key) for key in keys if key.title_key}),
    ]
    return tuple(sorted({Adopted(*row) for row in rows}, key=lambda one: one.id))


_TRAITS, _HASHES, _SEEN = schema.traits, schema.trait_hashes, schema.seen
_ADOPTED, _HANDOVERS, _CHANNELS = schema.adopted, schema.handovers, schema.channels
_ARTICLES, _URLS = schema.articles, schema.urls
_OTHER_ARTICLES, _OTHER_URLS = schema.articles.alias(), schema.urls.alias()
_MET = select(_TRAITS.c.id, _TRAITS.c.key).where(among(_TRAITS.c.id))
_TRAITS_OF = select(_TRAITS).where(among(_TRAITS.c.key))
_SHOWN = select(_SEEN.c.of).where(_SEEN.c.channel == bindparam("channel"), among(_SEEN.c.of))
_SHARING = select(_HASHES.c.hash, _HASHES.c.of).where(among(_HASHES.c.hash))
_TELLING = select(_HASHES.c.hash).where(among(_HASHES.c.hash)).group_by(_HASHES.c.hash).having(func.count() <= COMMON)
_FORGET_HASHES = _HASHES.delete().where(among(_HASHES.c.of))
_WITH_ADDRESS = select(_ARTICLES.c.id).join(_URLS, _URLS.c.article == _ARTICLES.c.key).where(among(_ARTICLES.c.id))
_ADDRESS_OF_ARTICLE = (
    _WITH_ADDRESS.join(_OTHER_URLS, (_OTHER_URLS.c.url == _URLS.c.url) & (_OTHER_URLS.c.article != _URLS.c.article))
    .join(_OTHER_ARTICLES, _OTHER_ARTICLES.c.key == _OTHER_URLS.c.article)
    .join(_TRAITS, _TRAITS.c.id == _OTHER_ARTICLES.c.id)
    .add_columns(_TRAITS.c.key)
)
_ADDRESS_ADOPTED = (
    _WITH_ADDRESS.join(_ADOPTED, _ADOPTED.c.address == _URLS.c.url)
    .join(_TRAITS, (_TRAITS.c.key == _ADOPTED.c.of) & (_TRAITS.c.id != _ARTICLES.c.id))
    .add_columns(_TRAITS.c.key)
)
_SINCE = (
    select(_CHANNELS.c.slug, _HANDOVERS.c.channel, _HANDOVERS.c.since)
    .join(_CHANNELS, _CHANNELS.c.key == _HANDOVERS.c.channel)
    .where(_CHANNELS.c.kind == bindparam("kind"), among(_CHANNELS.c.slug))
)
_PAGES = (
    select(_TRAITS.c.id, _SEEN.c.how)
    .join(_SEEN, _SEEN.c.of == _TRAITS.c.key)
    .where(_SEEN.c.channel == bindparam("channel"), _SEEN.c.how != BY_EDITION)
)
_ANY_ADOPTED = select(_ADOPTED.c.of).limit(1)
_EVERY_ADOPTED = select(_TRAITS.c.id, _ADOPTED.c.url, _ADOPTED.c.title_key, _TRAITS.c.sketch, _TRAITS.c.published).join(
    _ADOPTED, _ADOPTED.c.of == _TRAITS.c.key
)
_ADOPTED_BY_ID = _EVERY_ADOPTED.where(among(_TRAITS.c.id))
_ADOPTED_AT = _EVERY_ADOPTED.where(among(_ADOPTED.c.address))
_ADOPTED_AS = _EVERY_ADOPTED.where(among(_ADOPTED.c.title_key))
_FORGET_PAGES = _SEEN.delete().where(_SEEN.c.channel == bindparam("which"), _SEEN.c.how == ON_FIRST)
_SERVED = select(schema.feeds.c.channel).where(among(schema.feeds.c.channel)).distinct()


def _traits_row(one: Traits) -> dict[str, object]:
    title = lookup(one.title_key)
    return {"id": one.id, "sketch": one.sketch, "published": one.published, "title_key": title}


def _met(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    return {row.id: row.key for row in rows_in(connection, _MET, set(ids))}


def _same_address(connection: Connection, ids: Sequence[str]) -> list[tuple[str, int]]:
    """Return pairs of an article and what was shown under another id at one of its addresses, past or present."""
    rows = [*rows_in(connection, _ADDRESS_OF_ARTICLE, ids), *rows_in(connection, _ADDRESS_ADOPTED, ids)]
    return sorted({(row.id, row.key) for row in rows})


def _sharing(connection: Connection, fresh: Sequence[Traits]) -> list[tuple[str, int]]:
    """Return pairs of an entry and what shares leading hashes with it, those that share most.

    They are counted entry by entry, and not by hashes that are common: a pass may bring ten thousand fresh entries to
    ten thousand that are known.
    """
    wanted = {value for one in fresh for value in leading(one.sketch)}
    having: dict[int, list[int]] = defaultdict(list)
    for value, key in rows_in(connection, _SHARING, [row.hash for row in rows_in(connection, _TELLING, wanted)]):
        having[value].append(key)
    pairs = []
    for one in fresh:
        shared = Counter(key for value in leading(one.sketch) for key in having.get(value, ()))
        pairs += [(one.id, key) for key, _ in shared.most_common(MOST_KIN)]
    return pairs


def _adopted_row(one: Adopted, key: int) -> dict[str, object]:
    return {"of": key, "url": one.url, "address": lookup(one.url), "title_key": lookup(one.title_key)}


def _hand_over(
    connection: Connection, numbers: Mapping[ChannelKey, int], channels: Mapping[ChannelKey, Handover]
) -> None:
    """Note what old feeds showed. Only a channel that has no edition of its own yet begins where its old feed ended."""
    served = {row.channel for row in rows_in(connection, _SERVED, numbers.values())}
    begun = {number: channels[key] for key, number in numbers.items() if number not in served}
    keys = _met(connection, {id_ for one in channels.values() for id_ in one.first | one.beyond})
    # What slid from the first page since it was last read is not what recent subscribers have.
    execute_many(connection, _FORGET_PAGES, [{"which": number} for number in begun])
    rows = [
        {"channel": number, "of": keys[id_], "how": (how if number in begun else BY_EDITION)}
        for key, number in numbers.items()
        for how, ids in ((ON_FIRST, channels[key].first), (BEYOND, channels[key].beyond))
        for id_ in sorted(ids)
    ]
    insert_missing(connection, _SEEN, [row for row in rows if row["channel"] not in begun])
    upsert(connection, _SEEN, [row for row in rows if row["channel"] in begun])
    upsert(connection, _HANDOVERS, [{"channel": number, "since": one.since} for number, one in begun.items()])

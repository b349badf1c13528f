"""What published editions changed, entry by entry: from this, and never from digests alone, deliveries arise."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from buzzfeed import channels
from buzzfeed.model import Change, ChangeKind, ChannelKey, Edition, EntryRef
from buzzfeed.ports import Store


def changes_of(
    store: Store,
    rebuilt: Sequence[tuple[ChannelKey, Edition | None, Sequence[EntryRef]]],
    window: int,
    met: Collection[str] = (),
) -> tuple[Change, ...]:
    """Return the entries that entered, changed in or left these channels since their former editions.

    An entry that only slid out of a feed's window, or was only rendered anew, is no change; nor is one that came in
    where a full edition (of ``window`` entries) ended, or that was shown elsewhere (its id is in ``met``) and stands
    here only since the channel is new or its query was changed.
    """
    found: dict[tuple[ChangeKind, str], list[ChannelKey]] = {}
    for key, former, entries in rebuilt:
        before = {entry.id: entry.mark for entry in former.entries} if former is not None else {}
        stood = channels.former_of(former, window)
        for entry in entries:
            if entry.id not in before:
                if channels.is_news(key, entry, stood, entry.id in met):
                    found.setdefault((ChangeKind.NEW, entry.id), []).append(key)
            elif before[entry.id] != entry.mark:
                found.setdefault((ChangeKind.UPDATED, entry.id), []).append(key)
        for id_ in before.keys() - {entry.id for entry in entries}:
            found.setdefault((ChangeKind.RETRACTED, id_), []).append(key)
    shown = store.articles({id_ for _, id_ in found})
    changes = []
    for (kind, id_), keys in found.items():
        article = shown.get(id_)
        if article is not None and kind is not ChangeKind.RETRACTED:
            changes.append(Change(kind, id_, article.url, article.published, tuple(keys)))
        elif article is None and kind is ChangeKind.RETRACTED:
            changes.extend(_gone(store, id_, keys))
    return tuple(changes)


def _gone(store: Store, id_: str, keys: Sequence[ChannelKey]) -> list[Change]:
    """Return that an article is gone: from where it stood in public, which an edit that nobody saw may have changed."""
    revision = store.revision(id_)
    if revision is None:
        return []
    stood = next((one.url for one in store.retractions(id_) if one.undone is None), "")
    return [Change(ChangeKind.RETRACTED, id_, stood, revision.article.published, tuple(keys))]

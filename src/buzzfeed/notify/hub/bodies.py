"""What is pushed of a feed: one body for all of its subscribers, whole or what changed, made once for each edition."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from buzzfeed.feeds import changed, excerpt
from buzzfeed.model import Format
from buzzfeed.model.subscriptions import Owed, Present, Speech, Topic
from buzzfeed.notify.hub.wire import FORM, notification
from buzzfeed.ports import Subscribers
from buzzfeed.verify import check_whole

_KEPT_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Push:
    """What a subscriber is sent: the version of the feed that it has afterwards, and the bytes."""

    version: int
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class _Pushes:
    """What is pushed of one edition: to those who have the edition announced ``before`` it, and to all others."""

    whole: Push
    before: int
    difference: Push | None

    @property
    def size(self) -> int:
        return len(self.whole.body) + (len(self.difference.body) if self.difference else 0)


class Bodies:
    """Gives what is pushed, from memory where it was made already; for one thread at a time."""

    def __init__(self, store: Subscribers) -> None:
        """Read from ``store``."""
        self._store = store
        self._kept: OrderedDict[Topic, _Pushes] = OrderedDict()

    def of(self, owed: Owed, versions: dict[Topic, int]) -> Push | None:
        """Return what a subscription is sent now; ``None`` where nothing may go out at the moment.

        ``versions`` are those of feeds that were looked up a moment ago, 0 of one that may not go out: what was made of
        an edition is sent only as long as that may.

        Raises:
            StoreError: the edition cannot be read.
        """
        topic = owed.topic
        if topic not in versions:
            versions[topic] = self._store.version(topic)
        if not versions[topic]:
            return None
        if owed.speech is Speech.RSSCLOUD:
            return Push(owed.owed, notification(owed.address), FORM)
        pushes = self._kept.get(topic)
        if pushes is None or pushes.whole.version != versions[topic]:
            pushes = self._made(topic)
            if pushes is None:
                return None
            versions[topic] = pushes.whole.version
        self._kept.move_to_end(topic)
        if pushes.difference is not None and owed.had and owed.had == pushes.before:
            return pushes.difference
        return pushes.whole

    def _made(self, topic: Topic) -> _Pushes | None:
        self._kept.pop(topic, None)
        present = self._store.present(topic)
        if present is None:
            return None
        whole = Push(present.version, present.edition.document(present.fragments), topic.format.media_type)
        announced = self._store.announced(topic)
        before = announced.before if announced is not None else 0
        made = self._kept[topic] = _Pushes(whole, before, self._difference(topic, present, before))
        while sum(one.size for one in self._kept.values()) > _KEPT_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return made

    def _difference(self, topic: Topic, present: Present, before: int) -> Push | None:
        """Return what is new or changed since an edition, where that tells all that happened and is proved.

        JSON Feed has no such thing; RSS cannot say that an article was taken back, Atom can.
        """
        former = None if topic.format is Format.JSON or not before else self._store.entries_of(topic, before)
        if former is None:
            return None
        edition = present.edition
        ids = changed(former, edition.entries)
        left = {entry.id for entry in former} - {entry.id for entry in edition.entries}
        gone = self._store.gone(left)
        if not (ids or gone) or len(ids) == len(edition.entries):
            return None
        made = excerpt(edition, ids, present.fragments)
        if not check_whole(made.document, topic.format, made.ids, gone).sound:
            return None
        return Push(present.version, made.document, topic.format.media_type)

"""Ingesting: from what a source shows to revisions in the store, each with the guard's decision beside it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from queue import Empty, SimpleQueue

from buzzfeed import articles, channels, guard, notify
from buzzfeed.errors import BuzzfeedError, SourceError, StaleError
from buzzfeed.model import (
    Article,
    Delivery,
    Find,
    IdentityKeys,
    Intake,
    Judgement,
    Look,
    Record,
    Revision,
    SourceMemory,
    Status,
    Unreadable,
    Wish,
)
from buzzfeed.pipeline.intake import Job, Refused, Taken, take
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

CHUNK = 250
_GLANCE = 0.1
_TRIES = 5
_DENIED = (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD)


def _nothing() -> None:
    return None


def ingest(
    works: Works, name: str, summary: Summary, only: Collection[str] = (), dues: Callable[[], object] = _nothing
) -> None:
    """Look at one source and store what is new, changed or gone; a failing source is reported and left as it was.

    With ``only``, these origins are known to have changed, and a look at them may be enough. ``dues`` is called again
    and again while the look, or the reading of what it found, goes on.
    """
    now = works.clock.now()
    memory = works.store.memory(name, only)
    look = _look(works, name, memory, only, dues)
    if isinstance(look, Look) and look.incomplete:
        only, memory = (), works.store.memory(name)
        look = _look(works, name, memory, only, dues)
    if isinstance(look, Exception):
        summary.trouble(look if isinstance(look, BuzzfeedError) else SourceError(name, f"{look!r:.200}"))
        works.store.remember(replace(memory, failures=memory.failures + 1, checked=now))
        return
    if look is None:
        return
    summary.problems.extend(look.problems)
    summary.again(name, look.again_in)
    _count_unchanged(works, name, look, summary, only)
    lives = _living(works, name, memory, look, only)
    # All of it is given to the workers at once, so that they read on while a batch is stored.
    results = _meanwhile(works.pool.map(take, _jobs(works, name, look.finds, now)), dues)
    done = 0
    while not works.stopping() and (some := list(islice(results, CHUNK))):
        _Batch(works, name, summary, now, lives).run(some)
        done += len(some)
        works.progress(f"reading {name}", done, len(look.finds))
    if done < len(look.finds):
        return
    if look.vanished:
        gone = works.store.absorb(Intake(name, vanished=look.vanished), now)
        summary.articles.retracted += len(gone)
    summary.leave(name, look.restless, _still_published(works, name, look.missing))
    _remember(works, memory, look, now)


def _still_published(works: Works, name: str, missing: Sequence[str]) -> list[str]:
    """Return the places that are missing and whose articles are published: a file that only moved has left its own."""
    if not missing:
        return []
    known = works.store.ledger([IdentityKeys(name, "", origin) for origin in missing]).by_origin
    return [
        origin
        for origin in missing
        if (record := known.get((name, origin))) is not None and record.status is Status.PUBLISHED
    ]


def _look(
    works: Works, name: str, memory: SourceMemory, only: Collection[str], dues: Callable[[], object]
) -> Look | Exception | None:
    """Look at a source in a thread of its own, so that one which hangs delays no due article.

    Return the look, what went wrong with it, or ``None`` where the pass was told to stop before it ended.
    """
    found: SimpleQueue[Look | Exception] = SimpleQueue()

    def look() -> None:
        try:
            found.put(works.sources[name].look(memory, works.clock, only))
        except Exception as error:  # noqa: BLE001 - one source, whatever its fault, must not stop the others
            found.put(error)

    threading.Thread(target=look, name=f"look {name}", daemon=True).start()
    while not works.stopping():
        try:
            return found.get(timeout=_GLANCE)
        except Empty:
            dues()
    return None


def _meanwhile(results: Iterator[Taken | Refused], dues: Callable[[], object]) -> Iterator[Taken | Refused]:
    """Yield the results, with a look at what is due after each."""
    for result in results:
        yield result
        dues()


def _remember(works: Works, memory: SourceMemory, look: Look, now: datetime) -> None:
    """Write to the store only what changed: a pass that finds nothing new leaves it alone."""
    known = replace(memory, notes=dict(look.notes), first_import=False, failures=0)
    if known != replace(memory, notes=dict(memory.notes)):
        works.store.remember(replace(known, checked=now))


def _living(works: Works, name: str, memory: SourceMemory, look: Look, only: Collection[str]) -> articles.Lives:
    """Return what tells whether a place still holds its article, so that another may not take its identity."""
    away = {*look.vanished, *look.missing}
    found = {find.origin for find in look.finds}

    def lives(source: str, origin: str) -> bool:
        if source != name:
            return source in works.sources
        # What was not looked at stands where it stood.
        return (bool(only) or origin in memory.stamps or origin in found) and origin not in away

    return lives


def _jobs(works: Works, name: str, finds: Sequence[Find], now: datetime) -> Iterator[Job]:
    known = works.store.ledger([IdentityKeys(name, "", find.origin) for find in finds]).by_origin
    for find in finds:
        record = known.get((name, find.origin))
        yield Job(works.sources[name], works.cleaning[name], find, record.first_seen if record else now)


def _count_unchanged(works: Works, name: str, look: Look, summary: Summary, only: Collection[str]) -> None:
    """Count what stands as it stood; of these, what is denied still counts as held."""
    if only or not look.unchanged:
        summary.articles.unchanged += look.unchanged
        return
    found = {find.origin for find in look.finds} | set(look.vanished)
    denied = [listed.record.origin for listed in works.store.listed(_DENIED) if listed.record.source == name]
    denied += [item.origin for item in works.store.unreadable() if item.source == name]
    held = min(look.unchanged, len(set(denied) - found))
    summary.articles.held += held
    summary.articles.unchanged += look.unchanged - held


class _Batch:
    """One chunk of a source's finds on its way into the store."""

    def __init__(self, works: Works, name: str, summary: Summary, now: datetime, lives: articles.Lives) -> None:
        self._works = works
        self._lives = lives
        self._name = name
        self._summary = summary
        self._now = now
        self._news: dict[str, notify.Hold] = {}

    def run(self, results: Sequence[Taken | Refused]) -> None:
        """Identify, judge and store; then link what was waiting for these articles."""
        taken = [result for result in results if isinstance(result, Taken)]
        refused = [result for result in results if isinstance(result, Refused)]
        # Of two items that claim one id or address the first is believed: let it be one that is to be published.
        taken.sort(key=lambda one: one.item.wish is not Wish.PUBLISH)
        self._summary.problems.extend(remark for one in taken for remark in one.item.remarks)
        titles = {articles.title_key(title) for one in taken for title in one.item.related}
        self._addresses = dict(self._works.store.addresses(titles)) if titles else {}
        unreadable = tuple(self._unreadable(one) for one in refused)
        for last in (False,) * _TRIES + (True,):
            # What is judged by may change before it is stored: an editor's decision is not to be overwritten.
            self._identify(taken)
            counts = replace(self._summary.articles)
            revisions, touched = self._judged(taken)
            owed = self._notices(revisions, unreadable)
            intake = Intake(self._name, tuple(revisions), unreadable, touched, deliveries=owed)
            try:
                self._works.store.absorb(intake, self._now)
                break
            except StaleError:
                if last:
                    raise
                self._summary.articles = counts
        self._summary.articles.held += len(unreadable)
        self._link(revisions)

    def _judged(self, taken: Sequence[Taken]) -> tuple[list[Revision], dict[str, str]]:
        """Return the revisions to store, and the stamps of what the store holds already."""
        revisions: list[Revision] = []
        touched: dict[str, str] = {}
        for one in taken:
            revision = self._revision(one)
            if revision is None:
                touched[one.find.origin] = one.find.stamp
            else:
                revisions.append(revision)
        return revisions, touched

    def _identify(self, taken: Sequence[Taken]) -> None:
        host = self._works.host
        keys = [key for one in taken for key in articles.identity_keys(one.item, host)]
        ledger = self._works.store.ledger(keys, {one.item.slug for one in taken})
        self._identities = articles.Identities(ledger, host, self._lives)
        self._slugs = dict(ledger.slugs)

    def _revision(self, one: Taken) -> Revision | None:
        """Return the revision to store, or ``None`` where the store holds the very same one."""
        works, item = self._works, one.item
        identity = self._identities.identify(item)
        record = identity.record
        slug = articles.free_slug(item, identity, self._slugs)
        self._slugs[slug] = identity.id
        uses = works.book.uses(item)
        article = articles.settle(item, identity, uses, slug, self._addresses, works.cleaning[self._name], self._now)
        settings = works.settings[self._name]
        judgement = guard.judge(
            item, article, record, works.config.guard, settings.without_url, identity.faults, self._now
        )
        self._count(record, article.mark, judgement)
        before = works.store.revision(record.id) if record else None
        self._note(article, record, before, judgement)
        known = before is not None and before.article == article and before.guid == identity.guid
        if known and before is not None and before.judgement == judgement:
            return None
        same = before is not None and before.article.mark == article.mark
        return Revision(
            article=article,
            number=1 if before is None else before.number + (0 if same else 1),
            judgement=judgement,
            guid=identity.guid,
            stamp=one.find.stamp,
            wish=item.wish,
            first_seen=one.first_seen,
            dated=item.dated,
            uses=uses,
            channels=channels.channels_of(article, works.queries),
            media=item.media,
            title_key=articles.title_key(article.title),
            wanted=articles.wanted(article),
            replaces=same,
            address=next(iter(item.addresses), ""),
            body=item.body,
            turn=record.turn if record else None,
        )

    def _notices(self, revisions: Sequence[Revision], unreadable: Sequence[Unreadable]) -> tuple[Delivery, ...]:
        """Return what the editors are owed for what is held from now on."""
        works = self._works
        if not works.config.editors:
            return ()
        holds = [self._news[one.article.id] for one in revisions if one.article.id in self._news]
        known = {one.id: one.reasons for one in works.store.unreadable()} if unreadable else {}
        holds += [
            notify.Hold(one.id, one.stamp, "", one.source, one.origin, one.reasons)
            for one in unreadable
            if known.get(one.id) != one.reasons
        ]
        return notify.notices(holds, works.config, works.targets, self._now)

    def _note(self, article: Article, record: Record | None, before: Revision | None, judgement: Judgement) -> None:
        """Note what editors do not know yet: something is held that was not, or for another reason."""
        self._news.pop(article.id, None)
        if judgement.status is not Status.HELD:
            return
        known = before.judgement.reasons if before is not None and before.judgement.status is Status.HELD else ()
        if {one.code for one in judgement.reasons} - {one.code for one in known}:
            edit = record is not None and record.status is Status.PUBLISHED
            self._news[article.id] = notify.Hold(
                article.id, article.mark, article.title, article.source, article.origin, judgement.reasons, edit
            )

    def _count(self, record: Record | None, mark: str, judgement: Judgement) -> None:
        counts = self._summary.articles
        if judgement.status in (Status.PUBLISHED, Status.RETRACTED, Status.REJECTED):
            if record is None or record.status is not judgement.status:
                counts.new += 1
            elif record.mark != mark:
                counts.changed += 1
            else:
                counts.unchanged += 1
        else:
            counts.held += 1

    def _unreadable(self, one: Refused) -> Unreadable:
        name = hashlib.sha256(f"{self._name}\n{one.find.origin}".encode("utf-8", "replace")).hexdigest()[:16]
        return Unreadable(f"unreadable:{name}", self._name, one.find.origin, one.find.stamp, one.reasons, self._now)

    def _link(self, revisions: Sequence[Revision]) -> None:
        """Give articles that named one of these by its title the address that is known now."""
        store = self._works.store
        titles = {one.title_key for one in revisions if one.judgement.status is Status.PUBLISHED}
        relinked = []
        for article in store.wanting(titles) if titles else ():
            revision = store.revision(article)
            if revision is None or revision.judgement.status is not Status.PUBLISHED:
                continue
            addresses = store.addresses(revision.wanted)
            if addresses:
                linked = articles.relink(revision.article, addresses)
                relinked.append(replace(revision, article=linked, wanted=articles.wanted(linked), replaces=True))
        for source in sorted({one.article.source for one in relinked}):
            ours = tuple(one for one in relinked if one.article.source == source)
            with suppress(StaleError):  # whoever decided about it has it linked when it is looked at next
                store.absorb(Intake(source, ours), self._now)

"""Batches: what was read of a source on its way into the store, identified and judged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from buzzfeed import articles, channels, notify
from buzzfeed.errors import StaleError
from buzzfeed.model import (
    Article,
    Cleaned,
    Delivery,
    IdentityKeys,
    Intake,
    Judgement,
    Place,
    Record,
    Revision,
    Status,
    Unreadable,
    Wish,
)
from buzzfeed.pipeline.intake import Refused, Taken
from buzzfeed.pipeline.judging import Judging
from buzzfeed.pipeline.leaving import is_leaving, with_grace
from buzzfeed.pipeline.linking import link

_TRIES = 5


class Batch:
    """One chunk of a source's finds on its way into the store."""

    def __init__(self, judging: Judging, now: datetime, where: articles.Whereabouts) -> None:
        """Start a batch of the source that is judged, looked at ``now``; ``where`` tells what is known of places."""
        self._works = judging.works
        self._where = where
        self._name = judging.name
        self._summary = judging.summary
        self._judging = judging
        self._now = now
        self._news: dict[str, notify.Hold] = {}

    def run(self, results: Sequence[Taken | Refused]) -> list[Taken]:
        """Identify, judge and store; then link what was waiting for these articles.

        Returns those that cannot be told before others of the source are read.
        """
        taken = [result for result in results if isinstance(result, Taken)]
        refused = [result for result in results if isinstance(result, Refused)]
        # Of two items that claim one id or address the first is believed: let it be one that is to be published.
        taken.sort(key=lambda one: one.item.wish is not Wish.PUBLISH)
        titles = {articles.title_key(title) for one in taken for title in one.item.related}
        self._addresses = dict(self._works.store.addresses(titles)) if titles else {}
        unreadable = tuple(self._unreadable(one) for one in refused)
        for last in (False,) * _TRIES + (True,):
            # What is judged by may change before it is stored: an editor's decision is not to be overwritten.
            identities = self._identify([one.item for one in taken])
            told = [(one, identity) for one, identity in zip(taken, identities, strict=True) if identity is not None]
            counts = replace(self._summary.articles)
            intake = self._judged(told, unreadable)
            try:
                retracted = self._works.store.absorb(intake, self._now)
                break
            except StaleError:
                if last:
                    raise
                self._summary.articles = counts
        self._summary.articles.retracted += len(retracted)
        self._summary.articles.held += len(unreadable)
        public = _public(intake, told)
        self._summary.problems.extend(
            replace(remark, private=one.find.origin not in public) for one, _ in told for remark in one.item.remarks
        )
        published = [one.title_key for one in intake.revisions if one.judgement.status is Status.PUBLISHED]
        link(self._works.store, published, self._now)
        return [one for one, identity in zip(taken, identities, strict=True) if identity is None]

    def _judged(self, told: Sequence[tuple[Taken, articles.Identity]], unreadable: tuple[Unreadable, ...]) -> Intake:
        """Return the revisions to store, the stamps of what the store holds already, and further places."""
        revisions: list[Revision] = []
        touched: dict[str, str] = {}
        places: list[Place] = []
        for one, identity in told:
            places += self._places(one, identity)
            revision = None if identity.copy else self._revision(one, identity)
            if revision is None:
                touched[one.find.origin] = one.find.stamp
            else:
                revisions.append(revision)
        owed = self._notices(revisions, unreadable)
        return Intake(self._name, tuple(revisions), unreadable, touched, deliveries=owed, places=tuple(places))

    def _identify(self, items: Sequence[Cleaned]) -> Sequence[articles.Identity | None]:
        host = self._works.host
        keys = [articles.identity_keys(item, host) for item in items]
        keys += [IdentityKeys(item.source, "", item.moved_from) for item in items if item.moved_from]
        ledger = self._works.store.ledger(keys, {item.slug for item in items})
        self._slugs = dict(ledger.slugs)
        identities = articles.identify(items, ledger, host, self._where)
        known = {one.record.id for one in identities if one is not None and one.record is not None}
        self._corrections = self._works.store.corrections(known)
        return identities

    def _places(self, one: Taken, identity: articles.Identity) -> list[Place]:
        """Return where the article stands besides: here, or where it was taken from till now."""
        ranks = self._works.ranks
        if identity.copy:
            self._summary.articles.unchanged += 1
            place = (self._name, one.find.origin)
        elif identity.former:
            place = identity.former
        else:
            return []
        guid = identity.guid if identity.copy else identity.record.guid if identity.record else ""
        return [Place(*place, identity.id, guid, ranks[place[0]])]

    def _revision(self, one: Taken, identity: articles.Identity) -> Revision | None:
        """Return the revision to store, or ``None`` where the store holds the very same one."""
        works, item = self._works, one.item
        record = identity.record
        slug = articles.free_slug(item, identity, self._slugs)
        self._slugs[slug] = identity.id
        uses = works.book.uses(item)
        cleaning, notes = works.cleaning[self._name], self._corrections.get(identity.id, ())
        article = articles.settle(item, identity, uses, slug, self._addresses, cleaning, self._now, notes)
        judgement = self._judging.judge(one, article, identity, self._now)
        before = works.store.revision(record.id) if record else None
        judgement = with_grace(works, self._name, judgement, record, before, self._now)
        self._count(record, article.mark, judgement)
        self._note(article, record, before, judgement)
        address = next(iter(item.addresses), "")
        if identity.barred:
            address = record.address if record else ""
        if before is not None and before.article == article and before.judgement == judgement:
            known = before.guid, before.address, before.body
            if known == (identity.guid, address, item.body):
                return None
        # What is about to be taken back waits beside the revision that readers have till then.
        withdraws = is_leaving(judgement) and not (before and is_leaving(before.judgement))
        same = before is not None and before.article.mark == article.mark and not withdraws
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
            address=address,
            body=item.body,
            rivals=identity.rivals,
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
            withdrawn = judgement.status in (Status.DRAFT, Status.EMBARGOED)
            counts.retracted += withdrawn and record is not None and record.status is Status.PUBLISHED

    def _unreadable(self, one: Refused) -> Unreadable:
        name = hashlib.sha256(f"{self._name}\n{one.find.origin}".encode("utf-8", "replace")).hexdigest()[:16]
        return Unreadable(f"unreadable:{name}", self._name, one.find.origin, one.find.stamp, one.reasons, self._now)


def _public(intake: Intake, told: Sequence[tuple[Taken, articles.Identity]]) -> set[str]:
    """Return the places whose articles are published as they stand there now."""
    public = {one.article.origin for one in intake.revisions if one.judgement.status is Status.PUBLISHED}
    for one, identity in told:
        record = identity.record
        if one.find.origin in intake.touched and record and record.status is Status.PUBLISHED and not record.reasons:
            public.add(one.find.origin)
    return public

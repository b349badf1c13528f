"""Receipts of retractions: what was done where, who was told, and what nobody can call back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from buzzfeed.config import Config
from buzzfeed.model import (
    ChannelKey,
    Decided,
    DeliveryState,
    Format,
    Retraction,
    Revision,
    Status,
    Told,
    feed_path,
)
from buzzfeed.pipeline.editor import DecisionError, unknown
from buzzfeed.ports import Store

_KINDS = ("websub", "xmlrpc", "indexnow")
_WORDS = {
    DeliveryState.SENT: "told",
    DeliveryState.CONFIRMED: "told",
    DeliveryState.SUPERSEDED: "told",
    DeliveryState.WAITING: "waiting",
    DeliveryState.FAILED: "failed",
}
_WORST = ("failed", "waiting", "told")


@dataclass(frozen=True, slots=True)
class Left:
    """One channel: the last edition that carried the article, the first without it, and what its Atom feed says."""

    channel: str
    feeds: tuple[str, ...]
    last_with_it: datetime | None
    first_without_it: datetime | None
    tombstone: bool


@dataclass(frozen=True, slots=True)
class TargetReceipt:
    """One target: ``state`` is ``told``, ``waiting``, ``failed``, ``nothing owed`` or ``not configured``."""

    target: str | None
    type: str
    state: str
    attempts: int = 0
    answer: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one retraction, as far as is known now; times are UTC.

    ``complete`` is whether nothing is left to be done by buzzfeed; ``page`` is the article's own page here, which
    answers 410, or ``None`` where the article stands on the newsroom's own site.
    """

    id: str
    title: str
    url: str
    status: Status
    at: datetime
    by: str
    note: str
    reason: str
    undone: datetime | None
    undone_by: str
    undone_note: str
    complete: bool
    public_since: datetime | None
    page: str | None
    page_answers: int | None
    channels: tuple[Left, ...]
    targets: tuple[TargetReceipt, ...]
    not_recalled: str
    next: str
    decisions: tuple[Decided, ...]

    def document(self) -> dict[str, object]:
        """Return the JSON document of ``buzzfeed receipt``."""
        return asdict(self)


def receipt(store: Store, config: Config, article: str) -> Receipt:
    """Return the receipt of an article's latest retraction.

    Raises:
        DecisionError: there is no such article, or it was never taken back.
    """
    revision = store.revision(article)
    if revision is None:
        raise unknown(article)
    retractions = store.retractions(article)
    if not retractions:
        raise DecisionError(article, "was never taken back", "take it back with: buzzfeed retract ID")
    return _receipt(store, config, revision, retractions[0])


def _receipt(store: Store, config: Config, revision: Revision, one: Retraction) -> Receipt:
    article = revision.article
    channels = tuple(_left(departure.channel, one, number) for number, departure in enumerate(one.departures))
    built = all(left.first_without_it for left in channels)
    targets = tuple(_targets(store, config, one, built=built))
    gone = one.undone is None
    own = article.url == f"{config.newsroom.feeds_url}/a/{article.slug}"
    done = built and all(target.state not in ("waiting", "failed") for target in targets)
    public = store.public([article.id])
    return Receipt(
        id=article.id,
        title=article.title,
        url=article.url,
        status=Status.PUBLISHED if public else revision.judgement.status,
        at=one.at,
        by=one.by,
        note=one.note,
        reason=one.reason,
        undone=one.undone,
        undone_by=one.undone_by,
        undone_note=one.undone_note,
        complete=done or not gone,
        public_since=one.shown,
        page=article.url if own else None,
        page_answers=(200 if public else 410) if own else None,
        channels=channels,
        targets=targets,
        not_recalled=_not_recalled(one),
        next=_next(article.url, targets, gone=gone, built=built, own=own),
        decisions=store.decided(article.id),
    )


def _left(key: ChannelKey, one: Retraction, number: int) -> Left:
    departure = one.departures[number]
    feeds = tuple(feed_path(key, fmt) for fmt in Format)
    return Left(key.path, feeds, departure.carried, departure.cleared, departure.tombstone)


def _targets(store: Store, config: Config, one: Retraction, *, built: bool) -> Iterable[TargetReceipt]:
    """Yield each target that is, or was, configured, and each kind of which there is none."""
    told: dict[tuple[str, str], list[Told]] = {}
    for kept in one.told:
        told.setdefault((kept.target, kept.type), []).append(kept)
    for delivery in store.deliveries_of(one.article, one.at):
        if one.undone is None or delivery.created < one.undone:
            told.setdefault((delivery.target, delivery.type), []).append(Told.of(delivery))
    for settings in config.announce:
        told.setdefault((settings.target, settings.type), [])
    for (target, kind), found in told.items():
        yield _target(target, kind, found, built=built)
    for kind in _KINDS:
        if not any(type_ == kind for _, type_ in told):
            yield TargetReceipt(None, kind, "not configured")


def _target(target: str, kind: str, found: Sequence[Told], *, built: bool) -> TargetReceipt:
    if not found:
        if not built:
            return TargetReceipt(target, kind, "waiting", answer="told once its feeds are built without the article")
        why = "its address is on no host of ours" if kind == "indexnow" else "no feed that was published carried it"
        return TargetReceipt(target, kind, "nothing owed", answer=why)
    worst = min(found, key=lambda one: _WORST.index(_WORDS[one.state]))
    attempts = max(one.attempts for one in found)
    return TargetReceipt(target, kind, _WORDS[worst.state], attempts, worst.answer or None, worst.at)


def _not_recalled(one: Retraction) -> str:
    if one.shown is None:
        return "No feed ever carried it; whoever opened its page while it was public may have kept a copy."
    return (
        "Readers, aggregators and caches that fetched it while it was public keep their copies: which and how many is "
        "not known to buzzfeed. Readers of Atom that heed tombstones delete theirs."
    )


def _next(url: str, targets: Sequence[TargetReceipt], *, gone: bool, built: bool, own: bool) -> str:
    if not gone:
        return "Nothing: it was brought back."
    if not built:
        return "Run buzzfeed build, or let the daemon do it; then ask for this receipt again."
    failed = [target.target or target.type for target in targets if target.state == "failed"]
    if failed:
        return f"Tell {', '.join(failed)} yourself: buzzfeed has given up on it."
    if any(target.state == "waiting" for target in targets):
        return "Wait: what is owed is tried again by itself; then ask for this receipt again."
    if not own:
        return f"Make sure that {url} itself is gone, and ask those who copied it to delete it."
    return "Ask those who copied it to delete it; search engines drop a page that answers 410 when they next look."

"""Building: from channels that changed to proved editions, committed together with the deliveries they owe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from buzzfeed import channels, feeds, notify, verify
from buzzfeed.errors import BuzzfeedError, StaleError
from buzzfeed.model import (
    Archive,
    ChannelKey,
    ChannelKind,
    DirtyChannel,
    Edition,
    Finding,
    Format,
    Problem,
    Publication,
    Severity,
    Traits,
)
from buzzfeed.model.wire import updated_of
from buzzfeed.pipeline.appearing import forget, prove
from buzzfeed.pipeline.archiving import archives_of
from buzzfeed.pipeline.changes import changes_of
from buzzfeed.pipeline.entries import planned
from buzzfeed.pipeline.forecasting import WINDOW, Foreseen, tell, window_of
from buzzfeed.pipeline.plans import Plan, fragment_keys
from buzzfeed.pipeline.proving import Framed, FrameJob, frames
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.telling import told_of
from buzzfeed.pipeline.withdrawing import withdraw
from buzzfeed.pipeline.works import RENDERED_WITH, Works

CHANNELS_AT_ONCE = 64
_TRIES = 3
_ALL = ChannelKey(ChannelKind.ALL)


def _nothing() -> Collection[ChannelKey]:
    return ()


Current = Mapping[tuple[ChannelKey, Format], Edition]


@dataclass(frozen=True, slots=True)
class _Built:
    """One channel's new editions (those that differ from the current ones), and what failed."""

    plan: Plan
    editions: tuple[Edition, ...]
    unchanged: int
    failed: tuple[Finding, ...]
    archives: tuple[Archive, ...] = ()


def build(
    works: Works,
    summary: Summary,
    *,
    only: Collection[ChannelKey] | None = None,
    meanwhile: Callable[[], Collection[ChannelKey]] = _nothing,
) -> None:
    """Build, prove and publish the feeds of every channel that changed, or of ``only`` some of them.

    ``meanwhile`` is called again and again; it may build channels itself, which it returns: what was planned of these
    is out of date, and what it built of them stands. What is taken back while feeds are built is not published: the
    rest is built again without it. However a whole build ends, no feed goes on showing what was taken back.
    """
    if only is not None:
        _build(works, summary, only, meanwhile)
        return
    attempted = None
    try:
        attempted = _build(works, summary, only, meanwhile)
    finally:
        if not works.stopping():
            withdraw(works, summary, attempted)
            forget(works)


def _build(
    works: Works,
    summary: Summary,
    only: Collection[ChannelKey] | None,
    meanwhile: Callable[[], Collection[ChannelKey]],
) -> Collection[DirtyChannel]:
    """Build as `build` says, anew where something was taken back meanwhile; return what was to be built."""
    for _ in range(_TRIES):
        with suppress(StaleError):
            return _build_once(works, summary, only, meanwhile)
    return _build_once(works, summary, only, meanwhile)


def _build_once(
    works: Works,
    summary: Summary,
    only: Collection[ChannelKey] | None,
    meanwhile: Callable[[], Collection[ChannelKey]],
) -> Collection[DirtyChannel]:
    if only is None:
        refresh(works)
    establish(works)
    marked = [one for one in works.store.dirty() if only is None or one.key in only]
    built: set[ChannelKey] = set()

    def glance() -> None:
        built.update(meanwhile())

    foreseen = planned(works, marked, summary, glance)
    plans = foreseen.plans
    shown = {plan.dirty for plan in plans}.union(foreseen.waiting)
    _settle(works, [one for one in marked if one not in shown])
    framed = _framed(works, plans)
    unwritten = dict(foreseen.traits)
    said: notify.Said = {}
    rest, done = zip(plans, framed, strict=False), 0
    while not works.stopping() and (some := list(islice(rest, CHANNELS_AT_ONCE))):
        glance()
        if standing := [(plan, frame) for plan, frame in some if plan.channel.key not in built]:
            _publish_some(works, standing, foreseen, unwritten, said, summary)
        done += len(some)
        works.progress("building feeds", done, len(plans))
    if only is None and done == len(plans) and works.store.setting(WINDOW) != (window := str(works.config.feeds.items)):
        works.store.keep_setting(WINDOW, window)
    tell(works, foreseen, summary, whole=only is None)
    return marked


def _first_shown(editions: Sequence[Edition], foreseen: Foreseen) -> dict[ChannelKey, tuple[str, ...]]:
    """Return the ids that channels show for the first time: where a feed grew too large, fewer than were planned."""
    held: dict[ChannelKey, set[str]] = {}
    for edition in editions:
        held.setdefault(edition.channel, set()).update(entry.id for entry in edition.entries)
    return {
        key: tuple(id_ for id_ in foreseen.shown[key] if id_ in ids)
        for key, ids in held.items()
        if key in foreseen.shown
    }


def establish(works: Works) -> None:
    """Make the channel of all articles, unless it stands."""
    if works.store.channel(_ALL) is None:
        works.store.establish(_ALL, works.newsroom.title, works.clock.now())


def refresh(works: Works) -> None:
    """Take over what changed in the settings: queries are matched anew, and feeds rendered anew."""
    store = works.store
    establish(works)
    matches = {query.slug: (query.title, partial(channels.matches, query)) for query in works.queries}
    store.sync_queries(matches, channels.queries_digest(works.queries), works.clock.now())
    store.follow_renamed(works.config.renamed, works.clock.now())
    if store.setting(RENDERED_WITH) != works.rendering:
        store.mark_all_dirty()
        store.keep_setting(RENDERED_WITH, works.rendering)


def _settle(works: Works, hidden: Sequence[DirtyChannel]) -> None:
    """Stop asking for channels that have no feeds (yet)."""
    if hidden:
        works.store.publish(Publication(settled=tuple(hidden)), works.clock.now())


def _framed(works: Works, plans: Sequence[Plan]) -> Iterator[Framed]:
    """Yield the frames of each plan's feeds, those of its archives with them."""
    documents = ((channel, entries) for plan in plans for channel, entries in plan.documents)
    jobs = (FrameJob(channel, works.newsroom, updated_of(channel, entries)) for channel, entries in documents)
    made = works.pool.map(frames, jobs)
    for plan in plans:
        own, *archives = islice(made, 1 + len(plan.archives))
        yield replace(own, archives=tuple(archives))


def _publish_some(
    works: Works,
    some: Sequence[tuple[Plan, Framed]],
    foreseen: Foreseen,
    unwritten: dict[str, Traits],
    said: notify.Said,
    summary: Summary,
) -> None:
    """Put some channels' feeds together, and commit them with what they owe to targets and what readers see now."""
    keys = {key for plan, _ in some for entry in plan.entries for _, key in fragment_keys(works, entry)}
    fragments = works.store.fragments(keys)
    current = works.store.current([plan.channel.key for plan, _ in some])
    built = [_assembled(works, plan, framed, fragments, current) for plan, framed in some]
    editions = tuple(edition for one in built for edition in one.editions)
    now = works.clock.now()
    targets = told_of(works, {edition.channel for edition in editions})
    # What was published is set against what stood before it in the same format, trimmed as that was.
    newest = [one.editions[0] for one in built if one.editions]
    rebuilt = [(new.channel, current.get((new.channel, new.format)), new.entries) for new in newest]
    changes = changes_of(works.store, rebuilt, window_of(works), foreseen.met) if targets else ()
    seed = " ".join(edition.digest for edition in editions)
    entries = {entry.id for edition in editions for entry in edition.entries}
    told = notify.unsaid(notify.plan(changes, works.config, targets, now, seed), said)
    archives = tuple(archive for one in built for archive in one.archives)
    proof = prove(works, rebuilt, told, editions, seed, archives=archives)
    publication = Publication(
        editions=editions,
        archives=archives,
        deliveries=proof.deliveries,
        appearances=proof.appearances,
        settled=tuple(one.plan.dirty for one in built if not one.failed and one.plan.dirty not in foreseen.waiting),
        shown=_first_shown(editions, foreseen),
        traits=tuple(unwritten[id_] for id_ in sorted(unwritten.keys() & entries)),
    )
    summary.left.update(one.plan.dirty for one in built if one.failed)
    works.store.publish(publication, now)
    for traits in publication.traits:
        del unwritten[traits.id]
    _count(built, summary)


def _assembled(works: Works, plan: Plan, framed: Framed, fragments: Mapping[str, bytes], current: Current) -> _Built:
    """Join one channel's feeds, and keep those that are sound and differ from the current edition.

    They lead to the archives that are written with them: where one of these is not sound, nothing is published.
    """
    editions: list[Edition] = []
    failed = [finding for one in framed.archives for found in one.findings.values() for finding in found]
    if failed:
        return _Built(plan, (), 0, tuple(failed))
    unchanged = 0
    for fmt in Format:
        findings = list(framed.findings.get(fmt, ()))
        if not findings:
            try:
                made = _joined(works, plan, fmt, framed, fragments)
                former = current.get((plan.channel.key, fmt))
                if former is not None and former.digest == made.edition.digest:
                    unchanged += 1
                    continue
                findings = _faults(works, plan, fmt, made, framed)
            except BuzzfeedError as error:
                findings = [Finding(error.code, Severity.ERROR, fmt, str(error))]
            except Exception as error:  # noqa: BLE001 - a fault of ours must cost one feed, not the pass
                findings = [Finding("internal", Severity.ERROR, fmt, f"{error!r:.200}")]
        if findings:
            failed.extend(findings)
        else:
            editions.append(made.edition)
    return _Built(plan, tuple(editions), unchanged, tuple(failed), archives_of(works, plan, framed))


def _joined(works: Works, plan: Plan, fmt: Format, framed: Framed, fragments: Mapping[str, bytes]) -> feeds.Built:
    most = works.config.feeds.max_bytes
    return feeds.assemble(plan.channel, fmt, works.newsroom, plan.entries, fragments, most, framed.frames[fmt])


def _faults(works: Works, plan: Plan, fmt: Format, made: feeds.Built, framed: Framed) -> list[Finding]:
    """Return what speaks against a whole document; its entries are proved, and its frame unless it was made anew."""
    verdicts = [verify.check_whole(made.document, fmt, [entry.id for entry in made.edition.entries])]
    if made.frame != framed.frames[fmt]:
        verdicts.append(
            verify.prove_frame(made.frame.document, fmt, plan.channel, works.newsroom, made.edition.updated)
        )
    return [finding for verdict in verdicts if not verdict.sound for finding in verdict.findings]


def _count(built: Sequence[_Built], summary: Summary) -> None:
    counts = summary.feeds
    for one in built:
        counts.built += len(Format)
        counts.published += len(one.editions)
        counts.unchanged += one.unchanged
        counts.failed += len(Format) - len(one.editions) - one.unchanged
        for finding in one.failed:
            subject = f"/feeds/{one.plan.channel.key.path}"
            hint = "the last good edition serves; see: buzzfeed status"
            summary.problems.append(
                Problem(finding.code, Severity.ERROR, subject, f"{finding.place}: {finding.text}", hint)
            )

"""Building: from channels that changed to proved editions, committed together with the deliveries they owe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice

from buzzfeed import channels, feeds, notify, verify
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import (
    Channel,
    ChannelKey,
    ChannelKind,
    ChannelState,
    Decision,
    DirtyChannel,
    Edition,
    EntryRef,
    Finding,
    Format,
    Fragment,
    Judgement,
    Problem,
    Publication,
    Reason,
    Severity,
    Status,
)
from buzzfeed.pipeline.changes import changes_of
from buzzfeed.pipeline.proving import EntryJob, prove
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

CHANNELS_AT_ONCE = 64
_RENDERED_WITH = "rendered-with"
_ALL = ChannelKey(ChannelKind.ALL)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A dirty channel with what its feeds will show."""

    dirty: DirtyChannel
    channel: Channel
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class _Built:
    """One channel's new editions (those that differ from the current ones), and what failed."""

    planned: _Planned
    editions: tuple[Edition, ...]
    former: Edition | None
    unchanged: int
    failed: tuple[Finding, ...]


def build(works: Works, summary: Summary) -> None:
    """Build, prove and publish the feeds of every channel that changed."""
    refresh(works)
    marked = works.store.dirty()
    rest = iter(marked)
    done = 0
    with ThreadPoolExecutor(2, "assemble") as threads:
        while not works.stopping() and (dirty := list(islice(rest, CHANNELS_AT_ONCE))):
            _build_some(works, dirty, threads, summary)
            done += len(dirty)
            works.progress("building feeds", done, len(marked))


def refresh(works: Works) -> None:
    """Take over what changed in the settings: queries are matched anew, and feeds rendered anew."""
    store = works.store
    matches = {query.slug: (query.title, partial(channels.matches, query)) for query in works.queries}
    if store.channel(_ALL) is None:
        store.establish(_ALL, works.newsroom.title, works.clock.now())
    store.sync_queries(matches, channels.queries_digest(works.queries), works.clock.now())
    if store.setting(_RENDERED_WITH) != works.rendering:
        store.mark_all_dirty()
        store.keep_setting(_RENDERED_WITH, works.rendering)


def _build_some(works: Works, dirty: Sequence[DirtyChannel], threads: ThreadPoolExecutor, summary: Summary) -> None:
    planned, fragments = _proved(works, dirty, summary)
    built = list(threads.map(lambda one: _assembled(works, one, fragments), planned))
    now = works.clock.now()
    editions = tuple(edition for one in built for edition in one.editions)
    sound = {one.planned.dirty for one in built if not one.failed}
    shown = {one.planned.dirty for one in built}
    changes = changes_of(
        works.store, [(one.planned.channel.key, one.former, one.planned.entries) for one in built if one.editions]
    )
    publication = Publication(
        editions=editions,
        deliveries=notify.plan(changes, works.config, works.targets, now, " ".join(one.digest for one in editions)),
        settled=tuple(one for one in dirty if one in sound or one not in shown),
    )
    works.store.publish(publication, now)
    _count(built, summary)


def _proved(works: Works, dirty: Sequence[DirtyChannel], summary: Summary) -> tuple[list[_Planned], dict[str, bytes]]:
    """Plan the channels and prove their entries; an article that fails is held, and the plan made again."""
    fragments: dict[str, bytes] = {}
    while True:
        planned = [one for mark in dirty if (one := _planned(works, mark)) is not None]
        refused = _prove_missing(works, planned, fragments)
        if not refused:
            return planned, fragments
        _hold(works, refused, summary)


def _planned(works: Works, dirty: DirtyChannel) -> _Planned | None:
    state = works.store.channel(dirty.key)
    if state is None or not _shown(works, state):
        return None
    entries = works.store.members(dirty.key, works.config.feeds.items)
    return _Planned(dirty, channels.describe(state, works.newsroom, works.queries), entries)


def _shown(works: Works, state: ChannelState) -> bool:
    return channels.is_public(state, works.config.feeds.tag_minimum)


def _prove_missing(
    works: Works, planned: Sequence[_Planned], fragments: dict[str, bytes]
) -> dict[str, tuple[Finding, ...]]:
    """Complete ``fragments`` with all that ``planned`` needs; return what was found, by article."""
    refs = {entry.id: entry for one in planned for entry in one.entries}
    keys = {ref.id: _keys(works, ref) for ref in refs.values()}
    fragments.update(
        works.store.fragments([key for pairs in keys.values() for _, key in pairs if key not in fragments])
    )
    missing = {id_: absent for id_, pairs in keys.items() if (absent := [p for p in pairs if p[1] not in fragments])}
    refused: dict[str, tuple[Finding, ...]] = {}
    fresh: list[Fragment] = []
    loaded = works.store.articles(missing)
    jobs = [EntryJob(loaded[id_], works.newsroom, tuple(missing[id_])) for id_ in missing if id_ in loaded]
    for result in works.pool.map(prove, jobs):
        if result.findings:
            refused[result.article] = result.findings
        fresh.extend(result.fragments)
    works.store.keep_fragments(fresh)
    fragments.update((fragment.key, fragment.data) for fragment in fresh)
    return refused


def _keys(works: Works, ref: EntryRef) -> list[tuple[Format, str]]:
    return [(fmt, feeds.fragment_key(ref.digest, fmt, works.newsroom)) for fmt in Format]


def _hold(works: Works, refused: dict[str, tuple[Finding, ...]], summary: Summary) -> None:
    """Hold the articles that poison their feeds, with the verdict as the reason; the last good revision serves."""
    decisions = []
    for id_, findings in refused.items():
        revision = works.store.revision(id_)
        if revision is None:
            continue
        reasons = tuple(Reason(f"unsound-{one.code}", f"{one.place}: {one.text}") for one in findings[:5])
        decisions.append(Decision(id_, revision.number, Judgement(Status.HELD, reasons), by="verify"))
        first = findings[0]
        summary.problems.append(
            Problem(
                f"unsound-{first.code}",
                Severity.ERROR,
                id_,
                f"« {revision.article.title:.80} » is held, since its entry is not sound: {first.place}: {first.text}",
                f"mend {revision.article.origin}, or see: buzzfeed held",
            )
        )
    works.store.decide(decisions, works.clock.now())


def _assembled(works: Works, planned: _Planned, fragments: dict[str, bytes]) -> _Built:
    """Join one channel's feeds, prove each frame and whole, and keep those that differ from the current edition."""
    editions: list[Edition] = []
    failed: list[Finding] = []
    former: Edition | None = None
    unchanged = 0
    for fmt in Format:
        current = works.store.edition(planned.channel.key, fmt)
        former = former or current
        try:
            made = feeds.assemble(
                planned.channel, fmt, works.newsroom, planned.entries, fragments, works.config.feeds.max_bytes
            )
            if current is not None and current.digest == made.edition.digest:
                unchanged += 1
                continue
            findings = list(_faults(works, planned.channel, fmt, made))
        except BuzzfeedError as error:
            findings = [Finding(error.code, Severity.ERROR, str(planned.channel.key.path), str(error))]
        if findings:
            failed.extend(findings)
        else:
            editions.append(made.edition)
    return _Built(planned, tuple(editions), former, unchanged, tuple(failed))


def _faults(works: Works, channel: Channel, fmt: Format, made: feeds.Built) -> Iterator[Finding]:
    frame = verify.prove_frame(made.frame.document, fmt, channel, works.newsroom, made.edition.updated)
    whole = verify.check_whole(made.document, fmt, [entry.id for entry in made.edition.entries])
    for verdict in (frame, whole):
        if not verdict.sound:
            yield from verdict.findings


def _count(built: Sequence[_Built], summary: Summary) -> None:
    for one in built:
        counts = summary.feeds
        counts.built += len(Format)
        counts.published += len(one.editions)
        counts.unchanged += one.unchanged
        counts.failed += len(Format) - len(one.editions) - one.unchanged
        for finding in one.failed:
            subject = f"feeds/{one.planned.channel.key.path}"
            summary.problems.append(
                Problem(
                    finding.code,
                    Severity.ERROR,
                    subject,
                    f"{finding.place}: {finding.text}",
                    "the last good edition serves",
                )
            )

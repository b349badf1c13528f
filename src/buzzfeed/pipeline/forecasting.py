"""The redelivery forecast over the store: what is published as planned, what waits, and what readers will have seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from buzzfeed import articles, channels
from buzzfeed.model import (
    Article,
    ChannelKey,
    DirtyChannel,
    EntryRef,
    Format,
    Problem,
    Severity,
    Traits,
)
from buzzfeed.model.sketches import sketch_of
from buzzfeed.pipeline.plans import Plan, plans_of
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

CHANNELS_AT_ONCE = 64
ARTICLES_AT_ONCE = 500

WINDOW = "window"
"""The store's note of how many entries a feed held at most when everything was last built."""

FORECAST = "forecast"
"""The store's note of the last forecast: for `buzzfeed status` and the metrics."""


@dataclass(frozen=True)
class Foreseen:
    """Plans as the forecast allows them, and what it tells.

    ``waiting`` are the channels that keep their last good edition; of these, ``plans`` holds those that must let a
    denied article go at once, with nothing in them that their readers have not seen. ``shown`` are the ids that each
    channel shows for the first time, ``traits`` what is known of entries from now on, ``met`` the ids that were shown
    anywhere before, ``again`` what each channel would deliver a second time, ``arrived`` how many entries come why.
    """

    plans: tuple[Plan, ...]
    waiting: tuple[DirtyChannel, ...] = ()
    shown: Mapping[ChannelKey, tuple[str, ...]] = field(default_factory=dict)
    traits: Mapping[str, Traits] = field(default_factory=dict)
    met: frozenset[str] = frozenset()
    again: Mapping[ChannelKey, tuple[channels.Match, ...]] = field(default_factory=dict)
    arrived: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Next:
    """A plan, its channel's edition before, and its entries that this one did not show as they are now."""

    plan: Plan
    former: channels.Former | None
    fresh: tuple[EntryRef, ...]


def foresee(works: Works, plans: Sequence[Plan]) -> Foreseen:
    """Return what readers would be shown as new, and which plans may be carried out."""
    window = window_of(works)
    chunks = [plans[start : start + CHANNELS_AT_ONCE] for start in range(0, len(plans), CHANNELS_AT_ONCE)]
    coming = [one for chunk in chunks for one in _next(works, chunk, window)]
    traits = _traits(works, {entry.id: entry for one in coming for entry in one.fresh})
    unheld = {one.plan.dirty.key: _unheld(one) for one in coming}
    seen = works.store.shown({key: ids for key, ids in unheld.items() if ids})
    unseen = {key: tuple(id_ for id_ in ids if id_ not in seen.get(key, ())) for key, ids in unheld.items()}
    met = works.store.met({id_ for ids in unheld.values() for id_ in ids})
    again = _again(works, unseen, traits)
    arrived = _arrived(coming, met, seen, again)
    whole = Foreseen(tuple(plans), (), {key: ids for key, ids in unseen.items() if ids}, traits, met, again, arrived)
    distinct = {match.id for matches in again.values() for match in matches}
    if works.accept_redelivery or len(distinct) <= works.config.feeds.max_redelivered:
        return whole
    return _blocked(works, whole, coming, seen)


def _next(works: Works, plans: Sequence[Plan], window: int) -> list[_Next]:
    current = works.store.current([plan.channel.key for plan in plans])
    coming = []
    for plan in plans:
        former = next((edition for (key, _), edition in current.items() if key == plan.channel.key), None)
        before = {entry.id: entry.digest for entry in former.entries} if former else {}
        fresh = tuple(entry for entry in plan.entries if before.get(entry.id) != entry.digest)
        coming.append(_Next(plan, channels.former_of(former, window), fresh))
    return coming


def _arrived(
    coming: Sequence[_Next],
    met: Collection[str],
    seen: Mapping[ChannelKey, Collection[str]],
    again: Mapping[ChannelKey, Sequence[channels.Match]],
) -> Counter[str]:
    """Count why entries come to stand in feeds, those apart that are delivered a second time."""
    arrived: Counter[str] = Counter()
    for one in coming:
        key = one.plan.dirty.key
        twice = {match.id for match in again.get(key, ())}
        why = channels.arrivals(key, one.plan.entries, one.former, met, seen.get(key, ()))
        arrived.update("redelivered" if id_ in twice else str(reason) for id_, reason in why.items())
    return arrived


def window_of(works: Works) -> int:
    """Return how many entries a feed held at most when everything was last built."""
    return int(works.store.setting(WINDOW) or works.config.feeds.items)


def _unheld(one: _Next) -> tuple[str, ...]:
    """Return the ids of entries that the edition before did not hold."""
    before = {entry.id for entry in one.former.entries} if one.former else set()
    return tuple(entry.id for entry in one.fresh if entry.id not in before)


def _traits(works: Works, fresh: Mapping[str, EntryRef]) -> dict[str, Traits]:
    """Return what entries are recognised by that are new or were changed."""
    traits: dict[str, Traits] = {}
    ids = list(fresh)
    for start in range(0, len(ids), ARTICLES_AT_ONCE):
        loaded = works.store.articles(ids[start : start + ARTICLES_AT_ONCE])
        traits.update((one.id, one) for one in works.pool.map(traits_of, loaded.values()))
    return traits


def traits_of(article: Article) -> Traits:
    """Return what an article is recognised by; pure, and costly enough for worker processes."""
    sketch = sketch_of(articles.visible_text(article.content))
    return Traits(article.id, sketch, article.published, articles.title_key(article.title))


def _again(
    works: Works, unseen: Mapping[ChannelKey, Collection[str]], traits: Mapping[str, Traits]
) -> dict[ChannelKey, tuple[channels.Match, ...]]:
    fresh = [traits[id_] for id_ in dict.fromkeys(id_ for ids in unseen.values() for id_ in ids) if id_ in traits]
    kin = works.store.kin(fresh) if fresh else ()
    if not kin:
        return {}
    matches = channels.recognise(fresh, kin)
    known = {match.known for match in matches}
    shown = works.store.shown({key: known for key, ids in unseen.items() if ids})
    return channels.redelivered(unseen, shown, matches)


def _blocked(
    works: Works, whole: Foreseen, coming: Sequence[_Next], seen: Mapping[ChannelKey, Collection[str]]
) -> Foreseen:
    """Return the plans of channels that deliver nothing twice, and of those that must let a denied article go."""
    plans = [one.plan for one in coming if one.plan.dirty.key not in whole.again]
    waiting = []
    for one in coming:
        if one.plan.dirty.key in whole.again:
            waiting.append(one.plan.dirty)
            if _lets_go(works, one):
                plans.append(replace(one.plan, entries=_seen_alone(works, one)))
    shown = {key: ids for key, ids in whole.shown.items() if key not in whole.again}
    return replace(whole, plans=tuple(plans), waiting=tuple(waiting), shown=shown)


def _lets_go(works: Works, one: _Next) -> bool:
    """Whether the edition before shows an article that is denied now (invariant 4)."""
    if one.former is None:
        return False
    gone = {entry.id for entry in one.former.entries} - {entry.id for entry in one.plan.entries}
    return bool(gone - works.store.articles(gone).keys()) if gone else False


def _seen_alone(works: Works, one: _Next) -> tuple[EntryRef, ...]:
    """Return a channel's newest entries among those that it showed before."""
    members = works.store.members(one.plan.dirty.key, _EVERY)
    shown = works.store.shown({one.plan.dirty.key: [entry.id for entry in members]})
    known = shown.get(one.plan.dirty.key, frozenset())
    return tuple(entry for entry in members if entry.id in known)[: works.config.feeds.items]


_EVERY = 1_000_000


def tell(works: Works, foreseen: Foreseen, summary: Summary, *, whole: bool) -> None:
    """Report the forecast: one line for all channels, an error where they wait; kept for `buzzfeed status`.

    Where not the ``whole`` of what changed is built, what was noted of other channels that wait stays noted.
    """
    for why, count in foreseen.arrived.items():
        summary.arrived[why] = summary.arrived.get(why, 0) + count
    summary.left.update(foreseen.waiting)
    summary.feeds.built += len(Format) * len(foreseen.waiting)
    summary.feeds.failed += len(Format) * len(foreseen.waiting)
    matches = {match.id: match for some in foreseen.again.values() for match in some}
    note = {
        "arrivals": dict(foreseen.arrived),
        "waiting_channels": len(foreseen.waiting),
        "cause": _cause(foreseen, matches) if matches else None,
    }
    text = json.dumps(note, ensure_ascii=False)
    if (foreseen.waiting or (whole and foreseen.plans)) and works.store.setting(FORECAST) != text:
        works.store.keep_setting(FORECAST, text)
    if matches:
        summary.problems.append(_problem(works, foreseen, str(note["cause"])))


def _problem(works: Works, foreseen: Foreseen, cause: str) -> Problem:
    names = sorted(foreseen.again)
    subject = f"/feeds/{names[0].path}" + (f" and {len(names) - 1} more channels" if len(names) > 1 else "")
    if foreseen.waiting:
        hint = (
            "the last good edition serves; mend the source so that its articles keep their guid or address, "
            "or publish it all the same: buzzfeed build --accept-redelivery"
        )
        return Problem("redelivery", Severity.ERROR, subject, f"not published: {cause}", hint)
    hint = "accepted" if works.accept_redelivery else f"feeds.max_redelivered is {works.config.feeds.max_redelivered}"
    return Problem("redelivery", Severity.WARNING, subject, cause, hint)


def _cause(foreseen: Foreseen, matches: Mapping[str, channels.Match]) -> str:
    by_address = sum(match.address for match in matches.values())
    by_content = len(matches) - by_address
    ways = [f"{by_address} by their address" * bool(by_address), f"{by_content} by their content" * bool(by_content)]
    first = min(matches.values(), key=lambda match: match.id)
    return (
        f"readers would be shown {len(matches)} articles again under new ids "
        f"({', '.join(filter(None, ways))}); {first.id} was shown as {first.known}"
    )


def accept(works: Works) -> int:
    """Let what waits be published by whoever builds next; return how many channels waited.

    Each id is counted as shown where it would be: the forecast of the next build is none the wiser for others.
    """
    foreseen = foresee(works, plans_of(works, works.store.dirty(), frozenset()))
    again = {dirty.key for dirty in foreseen.waiting}
    if again:
        ids = {key: [match.id for match in foreseen.again[key]] for key in again}
        works.store.allow(ids, works.clock.now())
    return len(again)

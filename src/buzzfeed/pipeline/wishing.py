"""What readers of personal feeds ask for and hardly get: sums for the newsroom, of terms and words alone.

Sentences are not looked at. Nothing is told that fewer than `FEWEST` readers say.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl

from buzzfeed.config.personal import PersonalSettings
from buzzfeed.errors import PreferencesError
from buzzfeed.model import ChannelKey, ChannelKind
from buzzfeed.personal import Offer, Preferences, Want, candidate_of, preferences_of, taste_of
from buzzfeed.personal.offer import STRONG
from buzzfeed.ports import Store

UNSERVED = "personal-unserved"
"""The store's note of what is asked for and hardly served, and of which day it is."""
FEWEST = 20
"""Readers who say something before it is told."""
FEW = 3
"""Articles of a month below which something counts as hardly served."""
MONTH = timedelta(days=30)
GONE_FOR = timedelta(days=400)
"""For how long it is known of a secret that it is out of use, and answers 410."""
DAYS_KEPT = timedelta(days=800)
_MOST_LOOKED_AT = 3000
_MOST_TOLD = 100
_ALL = ChannelKey(ChannelKind.ALL)

Asked = tuple[str, str]
"""A kind (``tag``, ``category``, ``author`` or ``word``) and a folded name."""


def tend_personal(store: Store, settings: PersonalSettings, now: datetime) -> None:
    """Wipe personal feeds that nobody asks for, count those there are, and reckon what is hardly served.

    Raises:
        StoreError: the store cannot be read or written.
    """
    unused, unfetched = (timedelta(seconds=one) for one in (settings.expire_after, settings.first_fetch_within))
    if store.prune_personal(now, unused, unfetched, GONE_FOR, max(DAYS_KEPT, unused + MONTH)):
        store.empty_log()
    store.keep_personal_day(now.date())
    keep_unserved(store, now)


def keep_unserved(store: Store, now: datetime) -> None:
    """Reckon once a day what is asked for and hardly served, and keep the sums.

    Raises:
        StoreError: the store cannot be read or written.
    """
    kept = json.loads(store.setting(UNSERVED) or "{}")
    if kept.get("day") == now.date().isoformat():
        return
    counts, labels = _counted(store.personal_said())
    often = {asked: readers for asked, readers in counts.items() if readers >= FEWEST}
    found = []
    if often:
        served = _served(store, often, now)
        found = [(*asked, readers, served.get(asked, 0)) for asked, readers in often.items()]
        found = [one for one in found if one[3] < FEW]
        found.sort(key=lambda one: (-one[2], one[0], one[1]))
    told = [[kind, labels[kind, name], readers, articles] for kind, name, readers, articles in found[:_MOST_TOLD]]
    store.keep_setting(UNSERVED, json.dumps({"day": now.date().isoformat(), "unserved": told}))


def _counted(said: Iterable[str]) -> tuple[Counter[Asked], dict[Asked, str]]:
    """Count how many feeds ask for each term and word, and in which spelling first."""
    counts: Counter[Asked] = Counter()
    labels: dict[Asked, str] = {}
    for one in said:
        try:
            preferences = preferences_of(parse_qsl(one))
        except PreferencesError:
            continue  # what an older version took and this one would not
        named = {(term.kind.value, term.key): term.label for term in preferences.terms if term.want is not Want.NEVER}
        named.update((("word", spelt), word) for word, spelt in _words(preferences))
        counts.update(named.keys())
        for asked, label in named.items():
            labels.setdefault(asked, label)
    return counts, labels


def _words(preferences: Preferences) -> Iterable[tuple[str, str]]:
    return ((word.text, " ".join(word.stems)) for word in taste_of(preferences).words)


def _served(store: Store, often: Iterable[Asked], now: datetime) -> dict[Asked, int]:
    """Return how many articles of the last month are about each of these."""
    recent = [ref.id for ref in store.members(_ALL, _MOST_LOOKED_AT) if ref.published >= now - MONTH]
    offer = Offer(candidate_of(article) for article in store.articles(recent).values())
    terms = {(kind.value, key): len(places) for (kind, key), places in offer.by_term.items()}
    found = {}
    for kind, name in often:
        if kind == "word":
            places = [{at for at, weight in offer.postings(stem).items() if weight >= STRONG} for stem in name.split()]
            found[kind, name] = len(set.intersection(*places)) if places else 0
        else:
            found[kind, name] = terms.get((kind, name), 0)
    return found


def unserved_of(note: str | None) -> tuple[date | None, tuple[tuple[str, str, int, int], ...]]:
    """Return of which day a note of `UNSERVED` is, and what it tells: kind, name, readers, articles of a month."""
    kept = json.loads(note or "{}")
    day = date.fromisoformat(kept["day"]) if "day" in kept else None
    return day, tuple(
        (str(kind), str(name), int(readers), int(few)) for kind, name, readers, few in kept.get("unserved", ())
    )

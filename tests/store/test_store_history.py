"""Random histories: whatever is done, outputs show what the decisions say, and what changed is rebuilt."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from store_invariants import empty_store, findings
from store_values import NOW, after, channels_of, intake, make_article, revise, term

from buzzfeed.model import ChannelKey, ChannelKind, Decision, Format, Judgement, Publication, Status

NAMES = "abc"
SPELLINGS = ["IA", "ia", "Climat"]
QUERIES = ["premier", "second"]
LATER = frozenset({Status.HELD, Status.REJECTED})


@dataclass
class Told:
    """One article as the tests understand it: what was said of each revision, and whether its origin is gone."""

    revisions: dict[int, Status] = field(default_factory=dict)
    articles: dict[int, object] = field(default_factory=dict)

    @property
    def latest(self):
        """The number of its latest revision."""
        return max(self.revisions)

    def say(self, number, status):
        """Tell that a revision got a status."""
        self.revisions[number] = status
        if status in LATER or status is Status.PUBLISHED:
            return
        for other, told in self.revisions.items():
            if told is Status.PUBLISHED and (status is Status.RETRACTED or other < number):
                self.revisions[other] = Status.RETRACTED
        if status is Status.RETRACTED:
            self.revisions[self.latest] = Status.RETRACTED

    @property
    def shown(self):
        """The number of the revision that outputs show."""
        return max((number for number, status in self.revisions.items() if status is Status.PUBLISHED), default=None)


STEPS = st.one_of(
    st.tuples(
        st.just("absorb"),
        st.lists(
            st.tuples(
                st.sampled_from(NAMES),
                st.sampled_from([*[Status.PUBLISHED] * 6, *Status]),
                st.lists(st.sampled_from(SPELLINGS), max_size=2, unique_by=str.casefold).map(tuple),
                st.integers(0, 2),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one[0],
        ),
    ),
    st.tuples(
        st.just("decide"),
        st.sampled_from(NAMES),
        st.sampled_from([Status.PUBLISHED, Status.HELD, Status.REJECTED, Status.RETRACTED]),
        st.booleans(),
    ),
    st.tuples(st.just("vanish"), st.sampled_from(NAMES)),
    st.tuples(st.just("touch"), st.sampled_from(NAMES)),
    st.tuples(st.just("ask"), st.sets(st.tuples(st.sampled_from(QUERIES), st.sampled_from(NAMES)))),
)


class History:
    """Carries out steps on a store, and tells them to the articles as the tests understand them."""

    def __init__(self, store):
        self.store = store
        self.told: dict[str, Told] = {}
        self.queries: set[tuple[str, str]] = set()
        self.built: dict[ChannelKey, object] = {}
        self.clock = 0

    def step(self, kind, *details):
        """Carry out one step, a second after the one before."""
        self.clock += 1
        getattr(self, kind)(*details)

    def absorb(self, items):
        """Hand in revisions, new ones or new renderings of what is not published."""
        revisions = []
        for name, status, tags, content, wanted_again in items:
            told = self.told.setdefault(name, Told())
            again = wanted_again and bool(told.revisions) and told.revisions[told.latest] is not Status.PUBLISHED
            number = told.latest + (not again) if told.revisions else 1
            # What is said twice is no news: each revision has words of its own.
            words = f"<p>{content} {number}</p>" + ("bis" * self.clock if again else "")
            when = NOW - timedelta(hours=content)
            article = make_article(name, content=words, published=when, updated=when)
            article = replace(article, tags=tuple(term(one) for one in tags))
            channels = (*channels_of(article), *(query(slug) for slug, of in sorted(self.queries) if of == name))
            revisions.append(revise(article, number, status, replaces=again, channels=channels))
            told.articles[number] = article
            told.say(number, status)
        self.store.absorb(intake(*revisions), after(self.clock))

    def decide(self, name, status, of_shown):
        """Decide about the revision that is shown, or about the latest."""
        told = self.told.get(name)
        if told is None:
            return
        number = told.shown if of_shown and told.shown else told.latest
        later = {status for other, status in told.revisions.items() if other > number}
        if status is Status.PUBLISHED and later & {Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED}:
            return
        self.store.decide([Decision(make_article(name).id, number, Judgement(status))], after(self.clock))
        told.say(number, status)

    def vanish(self, name):
        """Have an article's origin vanish."""
        told = self.told.get(name)
        retracted = self.store.absorb(intake(vanished=(f"{name}.md",)), after(self.clock))
        assert bool(retracted) == bool(told and told.shown)
        if retracted:
            told.say(told.latest, Status.RETRACTED)

    def touch(self, name):
        """Have an article's origin be there, unchanged."""
        self.store.absorb(intake(touched={f"{name}.md": str(self.clock)}), after(self.clock))

    def ask(self, wanted):
        """Configure queries that match articles by name."""
        self.queries = wanted
        matches = {
            slug: (slug, lambda article, slug=slug: (slug, article.slug) in wanted)
            for slug in {slug for slug, _ in wanted}
        }
        self.store.sync_queries(matches, str(sorted(wanted)), after(self.clock))

    def build(self):
        """Have every dirty channel count as built."""
        dirty = self.store.dirty()
        assert self.store.dirty() == dirty
        for one in dirty:
            self.built[one.key] = self.content(one.key)
        self.store.publish(Publication(settled=dirty), after(self.clock))
        assert self.store.dirty() == ()

    def content(self, key):
        """Tell what a channel's feeds show."""
        state = self.store.channel(key)
        return (state.title, self.store.members(key, 50)) if state else None

    def check(self):
        """Hold what outputs show against what was told."""
        shown = {make_article(name).id: told.articles[told.shown] for name, told in self.told.items() if told.shown}
        given = self.store.articles([make_article(name).id for name in NAMES])
        assert {id_: bare(article) for id_, article in given.items()} == {id_: bare(one) for id_, one in shown.items()}
        self.check_channels(shown)
        dirty = {one.key for one in self.store.dirty()}
        for key in {state.key for state in self.store.channels()} - dirty:
            assert self.content(key) == self.built.get(key), f"{key} changed and is not dirty"
        assert findings(self.store) == []

    def check_channels(self, shown):
        """Hold every channel against the articles that are shown."""
        expected = {}
        for id_, article in shown.items():
            queries = [query(slug) for slug, name in self.queries if name == article.slug]
            for key in (*channels_of(article), *queries):
                expected.setdefault(key, set()).add(id_)
        assert {state.key: state.articles for state in self.store.channels() if state.articles} == {
            key: len(ids) for key, ids in expected.items()
        }
        for key, ids in expected.items():
            assert {ref.id for ref in self.store.members(key, 50)} == ids


def query(slug):
    """Name the channel of a query."""
    return ChannelKey(ChannelKind.QUERY, slug)


def bare(article):
    """Leave out the labels, which follow what others spell."""
    return replace(article, tags=tuple((one.key, one.slug) for one in article.tags))


def run(store, steps):
    """Carry out steps, and check the store after each."""
    empty_store(store)
    history = History(store)
    for (kind, *details), built in steps:
        history.step(kind, *details)
        history.check()
        if built:
            history.step("build")
            history.check()


GONE_THEN_CLEARED = [
    (("absorb", [("a", Status.DRAFT, (), 0, False)]), False),
    (("vanish", "a"), False),
    (("decide", "a", Status.PUBLISHED, False), False),
    (("vanish", "a"), False),
]


@example(GONE_THEN_CLEARED)
@given(st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=12))
@settings(max_examples=60)
def test_random_histories_on_sqlite(sqlite_store, steps):
    """Outputs show exactly the revisions that the last words about them clear; what changed is dirty."""
    run(sqlite_store[1], steps)


@pytest.mark.postgres
@given(st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=12))
@settings(max_examples=10)
def test_random_histories_on_postgres(postgres_store, steps):
    """The same holds on PostgreSQL."""
    run(postgres_store[1], steps)


def test_findings_are_found(sqlite_store):
    """The check of a store's consistency can fail: each kind of damage is told."""
    from sqlalchemy import text
    from store_values import ALL, build

    store = sqlite_store[1]
    damages = [
        "DELETE FROM memberships WHERE channel = 1",
        "UPDATE articles SET status = 'held'",
        "UPDATE articles SET edit = 'held'",
        "UPDATE spellings SET uses = uses + 1",
        "UPDATE terms SET label = 'X'",
        "UPDATE channels SET title = 'X' WHERE kind = 'tag'",
        "UPDATE entries SET digest = 'X'",
        "UPDATE feeds SET length = 1",
        "UPDATE feeds SET version = 9",
        "UPDATE editions SET committed = 9 WHERE version = 2",
    ]
    for damage in damages:
        empty_store(store)
        for turn, name in enumerate("ab"):
            store.absorb(intake(revise(make_article(name))), NOW)
            store.publish(Publication((build(store, ALL, Format.RSS),)), after(turn))
        assert findings(store) == []
        with store._db.write() as connection:
            connection.execute(text(damage))
        assert findings(store) != [], damage

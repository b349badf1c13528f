"""What holds of a store at every moment, whatever was done to it and wherever it was killed; and its first state."""

import json
from collections import Counter, defaultdict
from itertools import pairwise

from sqlalchemy import text

from buzzfeed.model import Format
from buzzfeed.store import schema
from buzzfeed.store.codec import pack_article, value_digest
from buzzfeed.store.terms import most_used


def empty_store(store) -> None:
    """Bring a store back to its first state."""
    with store._db.write() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(text(f"DELETE FROM {table.name}"))
        connection.execute(text("INSERT INTO state (id, generation, ticket) VALUES (1, 0, 0)"))


def findings(store) -> list[str]:
    """Tell everything that contradicts itself in a store."""
    with store._db.read() as connection:

        def read(query):
            return [tuple(row) for row in connection.execute(text(query))]

        return [
            *_cleared(read),
            *_memberships(read),
            *_labels(read),
            *_entries(store, read),
            *_feeds(store, read),
        ]


def _cleared(read):
    """Look that entries are the published articles, each with its highest revision that is published."""
    best = dict(read("SELECT article, max(number) FROM revisions WHERE status = 'published' GROUP BY article"))
    entries = dict(read("SELECT article, revision FROM entries"))
    published = {key for (key,) in read("SELECT key FROM articles WHERE status = 'published'")}
    if not best == entries == {key: entries.get(key) for key in published}:
        yield f"cleared revisions differ: {best} {entries} {published}"
    latest = dict(read("SELECT article, max(number) FROM revisions GROUP BY article"))
    edits = {(a, n): s for a, n, s in read("SELECT article, number, status FROM revisions")}
    for key, number, edit in read("SELECT key, latest, edit FROM articles"):
        if latest.get(key) != number or edits.get((key, number)) != edit:
            yield f"article {key} does not know its latest revision: {number} {edit}"


def _memberships(read):
    """Look that an entry stands in the channels of its cleared revision, at its date, and nowhere else."""
    numbers = {(kind, slug): key for key, kind, slug in read("SELECT key, kind, slug FROM channels")}
    expected = set()
    query = (
        "SELECT e.article, e.published, r.channels FROM entries e "
        "JOIN revisions r ON r.article = e.article AND r.number = e.revision"
    )
    for article, published, channels in read(query):
        expected |= {(numbers.get(tuple(key)), published, article) for key in json.loads(channels)}
    if expected != set(read("SELECT channel, published, article FROM memberships")):
        yield "memberships are not those of the cleared revisions"


def _labels(read):
    """Look that spellings are counted right, and that each label is the most used one."""
    query = (
        "SELECT t.term, t.spelling FROM revision_terms t "
        "JOIN entries e ON e.article = t.article AND e.revision = t.revision"
    )
    counts = Counter(read(query))
    stored = {(term, spelling): uses for term, spelling, uses in read("SELECT term, spelling, uses FROM spellings")}
    if stored != counts:
        yield f"spellings are counted wrong: {stored} for {dict(counts)}"
    by_term = defaultdict(dict)
    for (term, spelling), uses in counts.items():
        by_term[term][spelling] = uses
    titles = {(kind, slug): title for kind, slug, title in read("SELECT kind, slug, title FROM channels")}
    for key, kind, slug, label in read("SELECT key, kind, slug, label FROM terms"):
        if by_term[key] and most_used(by_term[key]) != label:
            yield f"{kind} {slug} is called {label}, not {most_used(by_term[key])}"
        if titles.get((kind, slug), label) != label:
            yield f"the channel of {kind} {slug} is called {titles[kind, slug]}, not {label}"


def _entries(store, read):
    """Look that an entry's digest is that of the article as it is given."""
    digests = dict(read("SELECT id, digest FROM entries"))
    for id_, article in store.articles(digests).items():
        if value_digest(pack_article(article)[1], article.terms) != digests.pop(id_):
            yield f"{id_} has the digest of something else"
    if digests:
        yield f"{sorted(digests)} cannot be read"


def _feeds(store, read):
    """Look that every feed's document is what was proved, and its editions are remembered in order."""
    for feed in store.served():
        edition, data = store.document(feed.channel, Format(feed.format))
        if len(data) != feed.length or len(edition.entries) != feed.entries:
            yield f"{feed.path} is not as long as it says"
    query = "SELECT channel, format, version, committed FROM editions ORDER BY 1, 2, 3"
    rows = read(query)
    for before, after in pairwise(rows):
        if before[:2] == after[:2] and (after[2] != before[2] + 1 or after[3] <= before[3]):
            yield f"editions do not follow each other: {before} {after}"
    current = set(read("SELECT channel, format, version FROM feeds"))
    last = set(read("SELECT channel, format, max(version) FROM editions GROUP BY channel, format"))
    if current != last:
        yield "feeds and editions are not at the same version"

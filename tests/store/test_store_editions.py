from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from store_values import (
    ALL,
    NOW,
    after,
    build,
    decide,
    make_article,
    make_delivery,
    publish_article,
    sha,
    tag,
)

from buzzfeed.errors import StoreError
from buzzfeed.model import Format, Fragment, Publication, ServedFeed, Status
from buzzfeed.store.publishing import KEPT_EDITIONS


def put(store, *editions, now=NOW, **changes):
    """Publish editions."""
    return store.publish(replace(Publication(tuple(editions)), **changes), now)


def test_fragments_come_back_by_key(store):
    """Kept fragments come back; unknown keys are left out, and keeping one twice is no error."""
    store.keep_fragments([Fragment("k1", b"\x00un"), Fragment("k2", b"deux"), Fragment("k1", b"\x00un")])
    store.keep_fragments([Fragment("k1", b"\x00un")])
    store.keep_fragments([])
    assert store.fragments(["k1", "k3"]) == {"k1": b"\x00un"}
    assert store.fragments([]) == {}


def test_kept_tells_which_fragments_there_are(store):
    """Whether a fragment is kept can be asked without reading it."""
    store.keep_fragments([Fragment("k1", b"un")])
    assert store.kept(["k1", "k2"]) == {"k1"}
    assert store.kept([]) == frozenset()


def test_current_gives_editions_of_several_channels(store):
    """The current editions of some channels come at once, in every format that has one."""
    publish_article(store, "a")
    put(store, build(store, ALL), build(store, ALL, Format.JSON), build(store, tag("ia")))
    wanted = {(ALL, Format.RSS), (ALL, Format.JSON), (tag("ia"), Format.RSS)}
    assert store.current([ALL, tag("ia"), tag("rien")]) == {place: store.edition(*place) for place in wanted}
    assert store.current([tag("ia")]).keys() == {(tag("ia"), Format.RSS)}


def test_edition_comes_back_whole_with_its_commit_time(store):
    """The current edition is what was published, and carries the time it was committed."""
    publish_article(store, "a")
    edition = build(store, ALL)
    put(store, edition)
    assert store.edition(ALL, Format.RSS) == replace(edition, committed=NOW)
    assert store.edition(ALL, Format.ATOM) is None
    assert store.edition(tag("ia"), Format.RSS) is None


def test_document_is_head_fragments_and_tail(store):
    """A document is made by joining, and is the very bytes that were proved."""
    publish_article(store, "a")
    publish_article(store, "b")
    edition = build(store, ALL, Format.ATOM)
    put(store, edition)
    found, data = store.document(ALL, Format.ATOM)
    assert found.digest == edition.digest
    assert len(data) == edition.length
    assert data.startswith(b"<all><item>")
    assert data.count(b"</item>\n<item>") == 1
    assert store.document(ALL, Format.RSS) is None


@pytest.mark.parametrize("damage", ["UPDATE fragments SET data = :data", "DELETE FROM fragments"])
def test_damaged_document_is_an_error_and_never_bytes(store, damage):
    """Where a fragment is gone or other than it was, nothing is served in its place."""
    publish_article(store, "a")
    put(store, build(store, ALL))
    with store._db.write() as connection:
        connection.execute(text(damage), {"data": b"<evil/>"} if ":data" in damage else {})
    with pytest.raises(StoreError) as error:
        store.document(ALL, Format.RSS)
    assert error.value.subject == "/feeds/all.rss"


def test_commit_times_rise_by_whole_seconds(store):
    """Editions of a feed committed within one second, or after the clock was set back, have times that still rise."""
    times = []
    for number, now in enumerate([NOW.replace(microsecond=9), NOW, after(-3600), after(60)]):
        publish_article(store, f"n{number}")
        put(store, build(store, ALL), now=now)
        times.append(store.edition(ALL, Format.RSS).committed)
    assert times == [NOW, after(1), after(2), after(60)]


def test_identical_edition_keeps_its_time_and_generation(store):
    """The same bytes published again are the same edition: no reader is asked to fetch them anew."""
    publish_article(store, "a")
    edition = build(store, ALL)
    first = put(store, edition)
    again = put(store, edition, now=after(60))
    assert again == first + 1
    assert store.edition(ALL, Format.RSS).committed == NOW
    assert store.served(first) == ()


def test_identical_bytes_may_be_named_by_other_fragments(store):
    """A new version of the renderer names fragments anew: the edition takes the new names, and stays."""
    publish_article(store, "a")
    edition = build(store, ALL)
    put(store, edition)
    data = store.fragments(edition.fragments)[edition.fragments[0]]
    store.keep_fragments([Fragment("v2", data)])
    put(store, replace(edition, fragments=("v2",)), now=after(60))
    current = store.edition(ALL, Format.RSS)
    assert (current.fragments, current.committed) == (("v2",), NOW)


def test_missing_fragment_refuses_the_whole_publication(store):
    """An edition whose fragment is not kept is not published, nor are its neighbours and deliveries."""
    publish_article(store, "a")
    good, bad = build(store, ALL), replace(build(store, tag("ia")), fragments=("gone",))
    before = store.generation()
    with pytest.raises(StoreError) as error:
        put(store, good, bad, deliveries=(make_delivery("d"),), settled=store.dirty())
    assert error.value.retryable
    assert store.generation() == before
    assert store.served() == store.deliveries() == ()
    assert store.dirty() != ()


def test_publication_makes_channels_public_for_good(store):
    """A channel with an edition is public, and stays so when it is emptied."""
    publish_article(store, "a")
    put(store, build(store, tag("ia")), settled=store.dirty())
    assert store.channel(tag("ia")).public is True
    assert store.channel(ALL).public is False
    decide(store, make_article("a").id, Status.RETRACTED)
    assert [one.key for one in store.dirty()] == [tag("ia")]
    put(store, build(store, tag("ia")), now=after(5))
    assert store.edition(tag("ia"), Format.RSS).entries == ()
    assert store.channel(tag("ia")).public is True


def test_generation_rises_with_every_publication_and_no_ingestion(store):
    """Generations count publishing and editorial transactions."""
    assert store.generation() == 0
    publish_article(store, "a")
    assert store.generation() == 0
    assert put(store, build(store, ALL)) == store.generation() == 1
    assert put(store) == store.generation() == 2


def test_served_tells_what_was_committed_since(store):
    """Whoever serves asks for what is newer than what it has, in path order."""
    publish_article(store, "a")
    first = put(store, build(store, tag("ia")), build(store, ALL), build(store, ALL, Format.JSON))
    edition = build(store, tag("ia"), Format.ATOM, title="IA")
    second = put(store, edition, now=after(1))
    assert [feed.path for feed in store.served()] == [
        "/feeds/all.json",
        "/feeds/all.rss",
        "/feeds/tag/ia.atom",
        "/feeds/tag/ia.rss",
    ]
    assert {feed.generation for feed in store.served()} == {first, second}
    assert store.served(first) == (
        ServedFeed(
            tag("ia"),
            Format.ATOM,
            "IA",
            edition.digest,
            edition.length,
            1,
            edition.updated,
            after(1),
            second,
        ),
    )
    assert store.served(second) == ()


def test_generation_and_editions_are_seen_by_another_store(store, place):
    """What one process publishes, another sees at once, opened for reading or not."""
    publish_article(store, "a")
    reader, writer = place.open(read_only=True), place.open()
    assert reader.generation() == writer.generation() == 0
    put(store, build(store, ALL))
    assert reader.generation() == writer.generation() == 1
    assert reader.served() == writer.served() == store.served()
    assert reader.document(ALL, Format.RSS) == store.document(ALL, Format.RSS)


def test_last_editions_are_remembered_and_no_more(store, rows):
    """Of each feed the digests of so many editions are kept, and their lists of entries, each once for all formats."""
    digests = []
    for number in range(KEPT_EDITIONS + 2):
        publish_article(store, f"n{number}")
        editions = [build(store, ALL, fmt) for fmt in Format]
        digests.append(editions[0].digest)
        put(store, *editions, build(store, tag("ia")), now=after(number))
    kept = rows("SELECT version, digest FROM editions WHERE channel = 1 AND format = 'rss' ORDER BY version")
    assert kept == list(enumerate(digests, 1))[2:]
    assert rows("SELECT count(*) FROM entry_lists")[0][0] == 2 * KEPT_EDITIONS
    assert rows("SELECT count(*) FROM editions")[0][0] == 4 * KEPT_EDITIONS
    assert store.remembered(ALL, Format.RSS) == tuple(reversed(digests[2:]))


def test_what_became_of_a_feed_since_an_edition_is_told(store):
    """What stood there, what stands now and is public, what went, and the bytes of changed entries alone."""
    ids = {name: publish_article(store, name).id for name in "abc"}
    first = build(store, ALL)
    put(store, first)
    ids["d"] = publish_article(store, "d").id
    second = build(store, ALL)
    put(store, second, now=after(1))
    decide(store, ids["b"], Status.RETRACTED)
    found = store.since(ALL, Format.RSS, first.digest)
    assert found.former == first.entries
    assert {entry.id for entry in found.edition.entries} == {ids["a"], ids["c"], ids["d"]}
    assert found.edition.digest == second.digest
    assert found.gone == {ids["b"]}
    changed = [at for at, entry in enumerate(found.edition.entries) if entry.id == ids["d"]]
    assert found.fragments.keys() == {found.edition.fragments[at] for at in changed}
    assert store.since(ALL, Format.RSS, "unknown") is None
    assert store.since(tag("rien"), Format.RSS, first.digest) is None


def test_formats_may_hold_different_entries(store):
    """A feed that holds fewer entries for its size has its own list."""
    publish_article(store, "a")
    publish_article(store, "b")
    put(store, build(store, ALL, Format.RSS, limit=1), build(store, ALL, Format.ATOM))
    assert len(store.edition(ALL, Format.RSS).entries) == 1
    assert len(store.edition(ALL, Format.ATOM).entries) == 2


def test_large_publication(store):
    """Several hundred editions are committed in one transaction."""
    for name in "abc":
        publish_article(store, name, tags=[f"T{name}{number}" for number in range(70)])
    editions = [build(store, one.key, fmt) for one in store.dirty() for fmt in (Format.RSS, Format.JSON)]
    assert len(editions) > 400
    generation = put(store, *editions, settled=store.dirty())
    assert {feed.generation for feed in store.served()} == {generation}
    assert len(store.served()) == len(editions)
    assert store.dirty() == ()


def test_edition_of_a_channel_without_articles_may_be_published(store):
    """A newsroom without articles may still serve a sound, empty feed."""
    put(store, build(store, ALL))
    assert store.document(ALL, Format.RSS)[1] == b"<all></>"
    assert store.channel(ALL).articles == 0


def test_pruning_keeps_what_is_named_or_fresh(store):
    """Fragments that a current edition names stay, and those kept within the hour; others go."""
    publish_article(store, "a")
    put(store, build(store, ALL))
    named = store.edition(ALL, Format.RSS).fragments
    store.keep_fragments([Fragment(sha("x"), b"x")])
    soon, later = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (50, 70))
    store.prune(soon, timedelta(days=30))
    assert set(store.fragments([*named, sha("x")])) == {*named, sha("x")}
    store.prune(later, timedelta(days=30))
    assert set(store.fragments([*named, sha("x")])) == set(named)
    assert store.document(ALL, Format.RSS) is not None


def test_fragment_kept_again_is_fresh_again(store, rows):
    """A build that reuses an old fragment has it for another hour."""
    store.keep_fragments([Fragment("x", b"x")])
    with store._db.write() as connection:
        connection.exec_driver_sql("UPDATE fragments SET kept = 0")
    store.keep_fragments([Fragment("x", b"x")])
    store.prune(datetime.now(UTC), timedelta(days=30))
    assert set(store.fragments(["x"])) == {"x"}

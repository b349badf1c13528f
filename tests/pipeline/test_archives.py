"""What slides out of a feed stands in exactly one closed archive of its channel (RFC 5005 §4), and stays there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from archivedesk import BASE, ArchiveDesk
from buzzfeed import notify, verify
from buzzfeed.config import Config
from buzzfeed.model import EntryRef, Format
from buzzfeed.net import Net
from buzzfeed.pipeline import archiving
from buzzfeed.pipeline.archiving import closings
from buzzfeed.publish import FolderPublisher
from buzzfeed.web.export import export
from rfc5005 import entries_of, history
from scripted import START, Desk, Scripted


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ArchiveDesk]:
    """Give a newsroom whose feeds hold four entries."""
    desk = Desk(tmp_path, Scripted("redaction"))
    made = ArchiveDesk(desk)
    yield made
    made.close()
    desk.close()


@pytest.mark.parametrize("fmt", Format)
def test_an_archive_is_closed_for_every_half_feed(site: ArchiveDesk, fmt: Format) -> None:
    """Four fit into the feed; the fifth closes an archive of the two oldest, and so on; feed and archives overlap."""
    site.more(4)
    assert site.numbers(fmt) == [[4, 3, 2, 1]]
    site.more(1)
    assert site.numbers(fmt) == [[5, 4, 3, 2], [2, 1]]
    site.more(2)
    assert site.numbers(fmt) == [[7, 6, 5, 4], [4, 3], [2, 1]]
    assert site.numbers(fmt, "tag/mer") == [[7, 5, 3, 1]]


def test_a_reader_who_was_away_for_a_hundred_articles_misses_none(tmp_path: Path) -> None:
    """It knew twenty; of the feed of 50 and its archives it learns exactly the hundred that came since."""
    desk = Desk(tmp_path, Scripted("redaction"))
    site = ArchiveDesk(desk, items=50)
    site.more(20, at_once=True)
    known = site.entries()
    for _ in range(4):
        site.more(25, at_once=True)
    documents = site.history()
    assert len(documents) > 1
    assert len(entries_of(documents).keys() - known.keys()) == 100
    assert len(entries_of(documents)) == 120
    archives = {one.url: one for one in documents[1:]}
    site.more(60, at_once=True)
    again = history(site.get, f"{BASE}/feeds/all.atom", known=archives)
    assert len(entries_of(again).keys() - entries_of(documents).keys()) == 60
    assert not {one.url for one in again} & archives.keys()
    site.close()
    desk.close()


def test_a_first_import_is_archived_at_once(site: ArchiveDesk) -> None:
    """Whatever does not fit stands in full archives, the oldest in the first."""
    site.more(23, at_once=True)
    numbers = site.numbers()
    assert numbers[0] == [23, 22, 21, 20]
    assert numbers[-1] == [4, 3, 2, 1]
    assert sorted(number for archive in numbers[1:] for number in archive) == list(range(1, 20))
    assert max(map(len, numbers)) == 4


def test_what_comes_late_with_an_old_date_is_neither_lost_nor_changes_what_is_closed(site: ArchiveDesk) -> None:
    """An article older than the feed's end stands in a new archive; the others keep their entries and their numbers."""
    site.more(9)
    before = site.history()
    site.write(99, when=START - timedelta(days=300))
    site.publish()
    after = site.history()
    assert [(one.url, one.entries) for one in after[2:]] == [(one.url, one.entries) for one in before[1:]]
    assert site.id_of(99) in after[1].entries
    assert after[0].entries == before[0].entries


def test_an_archive_keeps_its_bytes_once_another_follows_it(site: ArchiveDesk) -> None:
    """Closed, and followed by another, an archive is the same ever after, down to its ETag."""
    site.more(9)
    first = site.answer("/feeds/all/archive/1.atom")
    assert first[0] == 200
    site.more(5)
    site.desk.store.mark_all_dirty()
    site.publish()
    assert site.answer("/feeds/all/archive/1.atom") == first
    tag = first[1][b"etag"]
    assert site.answer("/feeds/all/archive/1.atom", (b"if-none-match", tag))[0] == 304
    assert first[1][b"cache-control"] == b"public, max-age=900"


@pytest.mark.parametrize("fmt", Format)
def test_what_was_taken_back_is_out_of_its_archive_at_once(site: ArchiveDesk, fmt: Format) -> None:
    """Before anything is built, and after: the archive is given without it, whatever it was; its number stays."""
    site.more(9)
    assert "/1/" in site.get(f"{BASE}/feeds/all/archive/1.{fmt}").decode()
    site.take_back(1)
    site.look()
    for _ in range(2):
        found = site.get(f"{BASE}/feeds/all/archive/1.{fmt}").decode()
        assert site.id_of(1) not in found
        assert site.id_of(2) in found
        site.publish()
    site.take_back(2)
    site.publish()
    assert site.numbers(fmt)[-1] == []
    assert site.public() == set(site.entries(fmt))


def test_caches_forget_the_archive_that_an_article_leaves(site: ArchiveDesk) -> None:
    """No feed shows it any more: its page, its channels and the archive's addresses are purged all the same, once."""
    site.more(7)
    table = {"type": "webhook", "url": "https://c.example/", "token": "", "by": "url"}
    config = Config.model_validate({**site.config.model_dump(), "cdn": table})
    targets = notify.build_targets(config, Net(config.net))
    site.desk.works = replace(site.desk.works, config=config, targets=targets, witnessed=True)
    site.take_back(1)
    site.publish()
    site.publish()
    purges = [one for one in site.desk.store.deliveries() if one.type == "purge"]
    urls = {url.removeprefix(BASE) for one in purges for url in one.payload["urls"]}
    assert urls >= {"/feeds/all/archive/1.rss", "/feeds/all/archive/1.json", "/feeds/all.atom", "/follow/tag/mer"}
    assert [one.retracted for one in purges].count((site.id_of(1),)) == 1


def test_what_comes_back_stands_in_an_archive_again(site: ArchiveDesk) -> None:
    """An old article that is published once more is in exactly one archive."""
    site.more(9)
    site.take_back(1)
    site.publish()
    site.give_back(1)
    site.publish()
    assert sum(numbers.count(1) for numbers in site.numbers()[1:]) == 1
    assert site.public() == set(site.entries())


@pytest.mark.parametrize("fmt", Format)
def test_an_archive_says_what_an_edited_article_says_now(site: ArchiveDesk, fmt: Format) -> None:
    """What was corrected is not left in public in its old words; all else in the archive stays as it was."""
    site.more(9)
    before = site.history(fmt)[-1]
    site.write(1, "Pièce 1, corrigée")
    site.publish()
    after = site.history(fmt)[-1]
    assert after.entries == {**before.entries, site.id_of(1): "Pièce 1, corrigée"}
    assert verify.examine(site.get(after.url), after.url).findings == ()


def test_an_article_keeps_its_archive_where_its_date_changes(site: ArchiveDesk) -> None:
    """A date that is corrected moves an entry in its archive, and not out of it."""
    site.more(9)
    before = site.numbers()
    site.write(1, when=START - timedelta(days=29))
    site.publish()
    assert [sorted(numbers) for numbers in site.numbers()] == [sorted(numbers) for numbers in before]


def test_every_archive_is_sound_and_whole(site: ArchiveDesk) -> None:
    """The gate finds nothing in any document of a history, and each is proved against its articles as a feed is."""
    site.more(9)
    for fmt in Format:
        for document in site.history(fmt):
            assert verify.examine(site.get(document.url), document.url).findings == ()


def test_the_export_writes_archives(site: ArchiveDesk, tmp_path: Path) -> None:
    """The files stand where they are served, with the same bytes, and without what was taken back since."""
    site.more(9)
    site.take_back(2)
    site.look()
    assert site.state.store is not None
    export(site.config, site.state.store, FolderPublisher(tmp_path / "site"), precompress=False, now=START)
    files = sorted(path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("archive/*"))
    assert any(name.startswith("feeds/language/fr/archive/") for name in files)
    files = [name for name in files if name.startswith("feeds/all/")]
    assert files == [f"feeds/all/archive/{number}.{fmt}" for number in (1, 2, 3) for fmt in ("atom", "json", "rss")]
    for name in files:
        data = (tmp_path / "site" / name).read_bytes()
        assert data == site.get(f"{BASE}/{name}")
        assert site.id_of(2) not in data.decode()


def test_there_is_nothing_where_there_is_no_archive(site: ArchiveDesk) -> None:
    """Numbers that are not closed, names of another kind and unknown channels answer 404."""
    site.more(5)
    for path in (
        "all/archive/2.atom",
        "all/archive/0.rss",
        "all/archive/01.rss",
        "all/archive/1.xml",
        "tag/x/archive/1.rss",
    ):
        assert site.answer(f"/feeds/{path}")[0] == 404


def test_a_feed_that_is_too_large_loses_nothing(tmp_path: Path) -> None:
    """Entries for which a feed has no room in bytes stand in an archive; none is larger than a feed may be."""
    desk = Desk(tmp_path, Scripted("redaction"))
    site = ArchiveDesk(desk, items=40, max_bytes=20_000)
    site.more(40, at_once=True)
    for fmt in Format:
        numbers = site.numbers(fmt)
        assert len(numbers[0]) < 40
        assert {number for some in numbers for number in some} == set(range(1, 41))
        assert all(len(site.get(one.url)) <= 20_000 for one in site.history(fmt))
    site.close()
    desk.close()


def test_what_is_archived_is_kept_and_nothing_else(site: ArchiveDesk) -> None:
    """Pruning leaves what archives are joined from, and forgets the bytes of a revision that none shows any more."""
    site.more(9)
    site.write(1, "Pièce 1, corrigée")
    site.publish()
    with site.desk.store._db.write() as connection:  # type: ignore[attr-defined]
        connection.execute(text("UPDATE fragments SET kept = 0"))
    site.desk.store.prune(site.desk.clock.now(), timedelta(days=1))
    site.look()
    assert set(site.entries()) == site.public()
    with site.desk.store._db.read() as connection:  # type: ignore[attr-defined]
        assert connection.execute(text("SELECT count(*) FROM fragments")).scalar() == 9 * 3


def test_closings_take_all_that_is_not_shown_and_no_more_than_they_must() -> None:
    """Pages hold what leaves, oldest first, filled up to half a feed from what is shown; none where nothing leaves."""
    entries = [EntryRef(f"id{n}", f"d{n}", "m", START - timedelta(days=n), START) for n in range(12)]
    lengths = {entry.digest: 10 for entry in entries}
    assert closings(entries, {one.id for one in entries}, 6, 10**6, lengths) == []
    (page,) = closings(entries[:7], {one.id for one in entries[:6]}, 6, 10**6, lengths)
    assert list(page) == entries[4:7]
    pages = closings(entries, {one.id for one in entries[:1]}, 6, 10**6, lengths)
    assert [len(one) for one in pages] == [6, 5]
    assert list(pages[0]) == entries[6:]
    small = closings(entries, {one.id for one in entries[:1]}, 6, archiving._FRAME + 25, lengths)
    assert {len(one) for one in small} == {2}
    assert {one.id for some in small for one in some} == {one.id for one in entries}

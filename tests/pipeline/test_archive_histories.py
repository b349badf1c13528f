"""Random histories: whoever follows archives learns each public article once; a chain of deltas says what polls say."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archivedesk import BASE, ArchiveDesk
from buzzfeed.model import Format
from rfc5005 import history, read
from scripted import START, Desk, Scripted

_TURNS = itertools.count()


@dataclass
class Poller:
    """A reader that asks for deltas, beside one that fetches the whole feed; each keeps what it was told."""

    fmt: Format
    tag: bytes = b""
    told: dict[str, str] = field(default_factory=dict)

    def poll(self, site: ArchiveDesk) -> None:
        """Ask, and take over what is said: a whole feed takes the place of all, a delta adds to it."""
        url = f"{BASE}/feeds/all.{self.fmt}"
        headers = [(b"a-im", b"feed"), (b"if-none-match", self.tag)] if self.tag else []
        status, answer, body = site.answer(f"/feeds/all.{self.fmt}", *headers)
        assert status in (200, 226, 304)
        self.tag = answer[b"etag"]
        if status == 304:
            return
        said = read(url, body).entries
        self.told = said if status == 200 else {**self.told, **said}
        if self.fmt is Format.ATOM:
            for id_ in list(self.told):
                if f'deleted-entry ref="{id_}"'.encode() in body:
                    del self.told[id_]


@dataclass
class Archives:
    """What a reader saw stand in each archive, which must only ever become less."""

    seen: dict[str, set[str]] = field(default_factory=dict)

    def check(self, site: ArchiveDesk, fmt: Format) -> None:
        """Follow the archives: every public article, no other, each in one archive, none that moved."""
        documents = history(site.get, f"{BASE}/feeds/all.{fmt}")
        counted = [id_ for one in documents[1:] for id_ in one.entries]
        assert len(counted) == len(set(counted))
        assert set(counted) | documents[0].entries.keys() == site.public()
        assert [one.url for one in documents[1:]][::-1][: len(self.seen)] == list(self.seen)
        for one in documents[:0:-1]:
            assert one.entries.keys() <= self.seen.setdefault(one.url, set(one.entries))
            # Only what came back, as an article of a new archive, may be missing: all others stay where they were.
            self.seen[one.url] = set(one.entries)


steps = st.lists(
    st.tuples(
        st.sampled_from(["new", "new", "new", "old", "edit", "back", "again", "redate"]),
        st.integers(0, 30),
        st.booleans(),
    ),
    min_size=4,
    max_size=14,
)


def step(site: ArchiveDesk, what: str, which: int, gone: set[int]) -> None:
    """Do one thing to a newsroom."""
    there = [number for number in range(1, site.count + 1) if number not in gone]
    if what in ("new", "old"):
        site.count += 1
        site.write(site.count, when=START - timedelta(days=400 + which) if what == "old" else None)
    elif what == "edit" and there:
        site.write(there[which % len(there)], f"Pièce retouchée {next(_TURNS)}")
    elif what == "redate" and there:
        site.write(there[which % len(there)], when=START - timedelta(days=which + 1))
    elif what == "back" and there:
        number = there[which % len(there)]
        if site.id_of(number) in site.public():
            site.take_back(number)
            gone.add(number)
    elif what == "again" and gone:
        number = sorted(gone)[which % len(gone)]
        site.give_back(number)
        gone.discard(number)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose store lasts."""
    return tmp_path_factory.mktemp("histories")


@given(history_=steps, fmt=st.sampled_from(Format))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_history_is_told_whole(root: Path, history_: list[tuple[str, int, bool]], fmt: Format) -> None:
    """Publishing, editing, redating, taking back and giving back, in any order, some of it within one pass."""
    site = ArchiveDesk(Desk.over(root, Scripted("redaction")), items=3)
    try:
        poller, archives, gone = Poller(fmt), Archives(), set[int]()
        for what, which, publish in history_:
            step(site, what, which, gone)
            if publish:
                site.publish()
                archives.check(site, fmt)
                poller.poll(site)
                whole = read(f"{BASE}/feeds/all.{fmt}", site.get(f"{BASE}/feeds/all.{fmt}")).entries
                assert {id_: poller.told.get(id_) for id_ in whole} == whole
                assert poller.told.keys() <= site.public()
    finally:
        site.close()

"""The bench of the hub, small: what it checks at ten thousand is checked here at a few hundred."""

from collections.abc import Iterator

import fanout
import pytest

BODY = "Le petit port s’éveille avant le jour. " * 40


@pytest.fixture
def receiver() -> Iterator[fanout.Receiver]:
    """Give the subscribers' process."""
    started = fanout.Receiver()
    yield started
    started.close()


def test_subscribers_who_are_well_miss_nothing_among_those_who_are_not(tmp_path, receiver):
    """Of 300, some dead, hanging, failing, moving or gone: the well get three editions drained, and three at once."""
    desk = fanout.Desk.open(tmp_path, receiver, 3, BODY, timeout="1s", at_once=16)
    desk.follow(fanout.mixed(300))
    wanted = set()
    for _ in range(3):
        wanted.add(desk.write(BODY))
        desk.build()
        desk.drain()
    for _ in range(3):
        wanted.add(desk.write(BODY))
        desk.build()
    desk.drain()
    came = receiver.report()
    assert fanout.wrong(desk, came, wanted) == []
    assert came.count == 4 * len(desk.well)
    assert fanout.repeated(came) == 0
    assert came.tried["gone"] == list(desk.kinds.values()).count("gone")
    # The first push is whole and so is one that makes up for editions that were superseded; the others are differences.
    assert [len(entries) for entries in came.entries] == [4, 1, 1, 9]

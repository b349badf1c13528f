"""The clock that stands still, the resolver that says what it is told, and the pool of one."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.testing import FakeClock, FakeResolver, LocalPool


def test_the_clock_moves_only_when_told():
    """`now` is the same until `advance`, `sleep` or `set`, and has whole seconds."""
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    clock = FakeClock(start)
    assert clock.now() == clock.now() == start
    clock.sleep(1.5)
    assert clock.now() == start + timedelta(seconds=1)
    assert clock.advance(0.5) == start + timedelta(seconds=2)
    clock.set(start - timedelta(days=1))
    assert clock.now() == start - timedelta(days=1)
    assert clock.sleeps == [1.5]


def test_the_resolver_knows_its_names_and_literals_alone():
    """A known name gives its addresses, a literal itself, anything else fails as the system's would."""
    resolver = FakeResolver({"a.example": ["127.0.0.1", "::1"]})
    assert [row[4][0] for row in resolver("a.example.", 80)] == ["127.0.0.1", "::1"]
    assert resolver("192.0.2.1", 81)[0][4] == ("192.0.2.1", 81)
    with pytest.raises(socket.gaierror):
        resolver("b.example", 80)
    assert resolver.lookups == ["a.example.", "192.0.2.1", "b.example"]


def test_the_pool_of_one_keeps_order():
    """Results come in the order of their items."""
    assert list(LocalPool().map(lambda number: number * 2, [3, 1, 2])) == [6, 2, 4]

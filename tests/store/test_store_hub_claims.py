"""The hub's claims: what comes of one that is over changes nothing, and what was asked last is what stands."""

from datetime import timedelta

import pytest
from store_hubs import LEASE, TOPIC, ask, new_edition, owed, subscribe, take, told
from store_values import NOW, after

from buzzfeed.model.subscriptions import Asking, Reach, Settled, Settlement, Speech

DAY = timedelta(days=1)


def settle(store, taken, outcome=Settled.VERIFIED, now=NOW, **changes):
    """Keep what became of a request."""
    if outcome is Settled.VERIFIED:
        changes = {"expires": after(9999), **changes}
    store.settle_requests([Settlement(taken.request, outcome, **changes)], now)


def announce(store, name, now):
    """Publish one more article, and owe it."""
    new_edition(store, name, now)
    store.owe([TOPIC], now, now)


def test_answer_to_a_claim_that_is_over_confirms_nobody_else(published, inbox, rows):
    """A request that came after one was settled is not settled by a second answer to that one."""
    inbox.leave([ask(1)], 10, 10)
    (first,) = take(published)
    (again,) = take(published, after(61))
    settle(published, first, now=after(62))
    assert rows("SELECT callback FROM subscriptions") == []
    settle(published, again, now=after(62))
    inbox.leave([ask(9)], 10, 10)
    settle(published, again, now=after(63))
    assert rows("SELECT host FROM subscriptions") == [("s1.example",)]
    assert [one.request.host for one in take(published, after(64))] == ["s9.example"]


def test_who_is_gone_takes_nobody_along(published, inbox, rows):
    """A late answer of a subscription that was ended does not end the one that came after it."""
    subscribe(published, inbox, ask(1))
    announce(published, "b", after(5))
    (one,) = owed(published, after(5))
    subscribe(published, inbox, ask(1, asking=Asking.UNSUBSCRIBE))
    subscribe(published, inbox, ask(2))
    published.keep_tellings([told(one, Reach.GONE)], after(6))
    assert rows("SELECT host FROM subscriptions") == [("s2.example",)]


@pytest.mark.parametrize("renewal", [0, 6])
def test_who_renewed_meanwhile_is_not_gone(published, inbox, rows, renewal):
    """A 410 to a push that was begun before a renewal, be it in the same second, ends nothing: it is told once more."""
    subscribe(published, inbox, ask(1))
    announce(published, "b", NOW)
    (one,) = owed(published)
    subscribe(published, inbox, ask(1), now=after(renewal))
    published.keep_tellings([told(one, Reach.GONE)], after(7))
    (again,) = owed(published, after(7))
    assert (again.host, again.owed, again.attempts) == ("s1.example", one.owed, 0)
    assert published.following(after(7)).tallies.get("gone", 0) == 0
    published.keep_tellings([told(again, Reach.GONE)], after(8))
    assert rows("SELECT host FROM subscriptions") == []
    assert published.following(after(8)).tallies["gone"] == 1


@pytest.mark.parametrize("outcome", [Reach.DELIVERED, Reach.FAILED, Reach.RETURNED, Reach.GONE])
def test_result_of_a_claim_that_is_over_changes_nothing(published, inbox, rows, outcome):
    """What comes of an older claim, after the newer one was kept or while it is under way, is left aside."""
    subscribe(published, inbox, ask(1))
    announce(published, "b", after(5))
    (old,) = owed(published, after(5))
    announce(published, "c", after(66))
    (new,) = owed(published, after(67))
    published.keep_tellings([told(old, outcome)], after(68))
    assert owed(published, after(69)) == ()
    published.keep_tellings([told(new)], after(69))
    published.keep_tellings([told(old, outcome)], after(70))
    assert rows("SELECT had, owed, due, failing FROM subscriptions") == [(3, 3, None, 0)]


def test_claims_that_are_held_are_not_over(published, inbox):
    """A claim that is renewed lasts; one that was given back, or claimed anew, does not come back by it."""
    subscribe(published, inbox, ask(1), ask(2))
    announce(published, "b", after(5))
    first, second = owed(published, after(5))
    inbox.leave([ask(3)], 10, 10)
    (asked,) = take(published, after(5))
    published.keep_tellings([told(second, Reach.RETURNED)], after(6))
    published.hold_owed([first.key, second.key], after(50), LEASE)
    published.hold_requests([asked.request.turn], after(50), LEASE)
    assert [one.host for one in owed(published, after(70))] == ["s2.example"]
    assert take(published, after(70)) == ()
    (again,) = owed(published, after(111))
    assert [one.request.host for one in take(published, after(111))] == ["s3.example"]
    published.hold_owed([first.key], after(160), LEASE)
    assert (again.host, len(owed(published, after(172)))) == ("s1.example", 2)


@pytest.mark.parametrize("late", [Settled.VERIFIED, Settled.AGAIN])
def test_what_was_asked_last_stands(published, inbox, rows, late):
    """Who unsubscribed, or gave a new secret, is not overtaken by what it asked for before."""
    inbox.leave([ask(1), ask(1, asking=Asking.UNSUBSCRIBE), ask(2, secret="old"), ask(2, secret="new"), ask(3)], 10, 10)
    on, old, _, off, new = take(published)
    if late is Settled.AGAIN:
        settle(published, on, late, due=after(5))
    settle(published, off)
    settle(published, new)
    for one in (on, old):
        settle(published, one, late, now=after(4), **({"due": after(5)} if late is Settled.AGAIN else {}))
    assert rows("SELECT host, secret FROM subscriptions") == [("s2.example", "new")]
    assert [one.request.host for one in take(published, after(99))] == ["s3.example"]


@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_asked_for_once_more_comes_last(published, inbox, rows, at_once):
    """Who subscribes, unsubscribes and subscribes again before it was asked is subscribed."""
    wishes = [ask(1), ask(1, asking=Asking.UNSUBSCRIBE), ask(1)]
    for some in [wishes] if at_once else [[one] for one in wishes]:
        assert all(inbox.leave(some, 10, 10))
    off, on = take(published)
    assert (off.request.asking, on.request.asking) == (Asking.UNSUBSCRIBE, Asking.SUBSCRIBE)
    settle(published, on)
    settle(published, off)
    assert rows("SELECT host FROM subscriptions") == [("s1.example",)]
    assert take(published, after(99)) == ()


def test_both_protocols_at_one_callback_are_two_subscriptions(published, inbox, rows):
    """An rssCloud request leaves a WebSub subscription, and its secret, as they stand."""
    subscribe(published, inbox, ask(1))
    subscribe(published, inbox, ask(1, speech=Speech.RSSCLOUD, secret=""))
    assert rows("SELECT speech, secret FROM subscriptions ORDER BY key") == [("websub", "geheim"), ("rsscloud", "")]


@pytest.mark.parametrize(("edition", "renewed"), [(15, 16), (5, 16)])
def test_renewal_after_the_lease_misses_no_edition(published, inbox, edition, renewed):
    """An edition between the asking and the answer is owed, also where the lease ended between the two."""
    subscribe(published, inbox, ask(1), until=10)
    inbox.leave([ask(1, secret="neu")], 10, 10)
    announce(published, "b", after(edition))
    (taken,) = take(published, after(renewed))
    settle(published, taken, now=after(renewed))
    assert [(one.had, one.owed) for one in owed(published, after(17))] == [(0, 2)]


def test_subscriptions_that_are_over_take_no_room(published, inbox):
    """Whose lease is over leaves its place to another, and takes one when it comes back."""
    subscribe(published, inbox, ask(1), until=10)
    inbox.leave([ask(1, secret="neu"), ask(1, callback="https://s1.example/2"), ask(2)], 10, 10)
    assert [bool(one.crowded) for one in take(published, after(11), most=2, most_of_host=1)] == [False, False, True]


def test_host_that_asks_for_much_delays_itself_alone(published, inbox):
    """However many requests wait for one host, those of others have their turn among its first."""
    assert all(inbox.leave([*(ask(1, callback=f"https://s1.example/{n}") for n in range(8)), ask(2), ask(3)], 99, 99))
    assert [one.request.host[:2] for one in take(published, limit=4)] == ["s1", "s2", "s3", "s1"]


def test_looking_for_requests_that_are_not_due_writes_nothing(published, inbox, monkeypatch):
    """While requests are being verified, or wait for their next try, a look costs no writer its turn."""
    inbox.leave([ask(1), ask(2)], 10, 10)
    first, _ = take(published)
    settle(published, first, Settled.AGAIN, due=after(5))
    monkeypatch.delattr(type(published._db), "write")
    assert take(published, after(4)) == ()


def test_clock_that_was_fast_for_a_while_costs_no_subscription(published, inbox, rows):
    """Upkeep by a clock that is a year ahead forgets nobody; once it is right, all are told as before."""
    subscribe(published, inbox, ask(1))
    published.prune(NOW + 365 * DAY, 30 * DAY)
    published.prune(NOW + 365 * DAY + DAY / 2, 30 * DAY)
    published.prune(after(5), 30 * DAY)
    announce(published, "b", after(5))
    assert len(owed(published, after(5))) == 1
    published.prune(NOW + 3 * DAY, 30 * DAY)
    assert rows("SELECT host FROM subscriptions") == [("s1.example",)]
    published.prune(NOW + 4 * DAY, 30 * DAY)
    assert rows("SELECT host FROM subscriptions") == []


def test_clock_set_back_lengthens_no_rest(published, inbox):
    """Who asked to be left alone for a minute, by a clock an hour fast, is left alone for a minute."""
    subscribe(published, inbox, ask(1), until=99_999)
    announce(published, "b", after(3600))
    (one,) = owed(published, after(3600))
    published.keep_tellings([told(one, Reach.DROPPED, rest=after(3660))], after(3600))
    announce(published, "c", after(10))
    assert owed(published, after(69), failing=True) == ()
    assert len(owed(published, after(70), failing=True)) == 1

import threading
from dataclasses import replace
from datetime import timedelta

from store_values import ALL, NOW, after, build, make_delivery, publish_article

from buzzfeed.model import DeliveryState, Publication, TargetState

LEASE = timedelta(seconds=60)


def owe(store, *deliveries):
    """Commit deliveries."""
    store.publish(Publication(deliveries=deliveries), NOW)


def ids(deliveries):
    """Tell the ids of deliveries."""
    return [one.id for one in deliveries]


def test_deliveries_commit_with_their_edition(store):
    """What an edition owes is owed from the moment it is served, value for value."""
    publish_article(store, "a")
    delivery = make_delivery("d1")
    store.publish(Publication((build(store, ALL),), (delivery,)), NOW)
    assert store.deliveries() == (delivery,)


def test_delivery_that_is_owed_already_stays_as_it_is(store):
    """The same delivery committed twice, since its pass was killed, is one, and is not reset."""
    owe(store, make_delivery("d1"))
    sent = replace(make_delivery("d1"), state=DeliveryState.SENT, attempts=1)
    store.record([sent])
    owe(store, make_delivery("d1"))
    assert store.deliveries() == (sent,)


def test_deliveries_are_listed_newest_first_by_state(store):
    """The list can be cut by state and by number."""
    owe(store, *(make_delivery(f"d{number}", created=after(number)) for number in range(3)))
    store.record([replace(make_delivery("d1"), state=DeliveryState.FAILED)])
    assert ids(store.deliveries()) == ["d2", "d1", "d0"]
    assert ids(store.deliveries(limit=1)) == ["d2"]
    assert ids(store.deliveries({DeliveryState.FAILED})) == ["d1"]
    assert store.deliveries(set()) == ()


def test_claim_takes_what_is_due_once(store):
    """Due deliveries are taken, the longest due first, and are not given to another worker."""
    owe(store, *(make_delivery(f"d{number}", due=after(-number)) for number in range(3)))
    owe(store, make_delivery("later", due=after(1)))
    owe(store, make_delivery("done", state=DeliveryState.SENT))
    assert ids(store.claim(NOW, LEASE, 2)) == ["d2", "d1"]
    assert ids(store.claim(NOW, LEASE, 9)) == ["d0"]
    assert store.claim(NOW, LEASE, 9) == ()


def test_claim_of_a_worker_that_died_ends_with_its_lease(store):
    """A claimed delivery that nobody recorded is due again when its lease is over."""
    owe(store, make_delivery("d"))
    store.claim(NOW, LEASE, 9)
    assert store.claim(after(59), LEASE, 9) == ()
    assert ids(store.claim(after(60), LEASE, 9)) == ["d"]


def test_recorded_delivery_is_given_back(store):
    """A try that failed is kept with its answer, and is due again at its new time, at once if that is now."""
    owe(store, make_delivery("d"))
    claimed = store.claim(NOW, LEASE, 9)[0]
    tried = replace(claimed, attempts=1, due=after(5), answer="503 \x00 Busy", updated=NOW, articles=("x", "y"))
    store.record([tried])
    assert store.deliveries() == (tried,)
    assert store.claim(after(4), LEASE, 9) == ()
    assert store.claim(after(5), LEASE, 9) == (tried,)


def test_recording_what_was_forgotten_is_no_error(store):
    """A delivery that was pruned meanwhile does not come back."""
    store.record([make_delivery("x")])
    assert store.deliveries() == ()


def test_targets_are_remembered(store):
    """What is known of a target comes back, its last state counts."""
    assert store.targets() == {}
    store.record([], [TargetState("hub", 1, after(9)), TargetState("ping", 0, None, NOW)])
    store.record([], [TargetState("hub", 2, None, NOW)])
    assert store.targets() == {"hub": TargetState("hub", 2, None, NOW), "ping": TargetState("ping", 0, None, NOW)}


def test_old_deliveries_are_forgotten_but_never_waiting_ones(store):
    """Deliveries are kept for their time after their last change; what still waits is kept for good."""
    old, new = after(-3600 * 24 * 40), after(-60)
    owe(
        store,
        make_delivery("waiting", created=old),
        make_delivery("sent", created=old, state=DeliveryState.SENT, updated=old),
        make_delivery("gave-up", created=old, state=DeliveryState.FAILED),
        make_delivery("lately", created=old, state=DeliveryState.CONFIRMED, updated=new),
    )
    store.prune(NOW, timedelta(days=30))
    assert sorted(ids(store.deliveries())) == ["lately", "waiting"]


def test_two_workers_never_claim_the_same(store, place):
    """Workers that claim at once, over stores of their own, share what is due without doubles."""
    owe(store, *(make_delivery(f"d{number:03}") for number in range(60)))
    stores = [store, place.open(), place.open()]
    taken, errors = [], []

    def work(mine):
        try:
            while claimed := mine.claim(NOW, LEASE, 4):
                taken.extend(ids(claimed))
        except Exception as error:  # noqa: BLE001 -- shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert sorted(taken) == [f"d{number:03}" for number in range(60)]

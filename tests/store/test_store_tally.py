from store_values import NOW, intake, make_article, make_delivery, revise

from buzzfeed.model import DeliveryState, Publication, Status
from buzzfeed.ports import Tally


def test_the_tally_counts_what_is_listed(store):
    """Articles by status as all of them are listed, deliveries by state; an empty store has none."""
    assert store.tally() == Tally({}, {})
    for name, status in (("a", Status.PUBLISHED), ("b", Status.HELD), ("c", Status.HELD), ("d", Status.DRAFT)):
        store.absorb(intake(revise(make_article(name), status=status)), NOW)
    store.absorb(intake(revise(make_article("a", title="Autre"), 2, Status.HELD)), NOW)
    sent = make_delivery("y", state=DeliveryState.SENT)
    store.publish(Publication(deliveries=(make_delivery("x"), make_delivery("z"), sent)), NOW)
    assert store.tally() == Tally(
        {Status.PUBLISHED: 1, Status.HELD: 2, Status.DRAFT: 1}, {DeliveryState.WAITING: 2, DeliveryState.SENT: 1}
    )
    listed = [one.record.status for one in store.listed()]
    assert {status: listed.count(status) for status in set(listed)} == store.tally().articles

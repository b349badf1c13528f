"""Timelines: what became of an article, and nothing of one that is denied."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from buzzfeed.follow.timeline import timelines
from buzzfeed.follow.words.deliveries import ENGLISH, FRENCH
from buzzfeed.model import Appearance, AppearanceState, Delivery, DeliveryState

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def later(seconds):
    """Return a moment after the publication."""
    return NOW + timedelta(seconds=seconds)


class Window:
    """What a store would show: one publication of two articles, of which one was denied since."""

    appearance = Appearance(
        "v", ("/feeds/all.rss",), ("a1", "a2"), NOW, NOW, (), AppearanceState.VISIBLE, NOW, later(3), later(3), 2
    )
    told = Delivery("d1", "hub", "websub", {}, ("a1", "a2"), NOW, NOW, DeliveryState.SENT, 1, "204", later(4), "v")
    waits = Delivery("d2", "ping", "xmlrpc", {}, ("a1",), NOW, later(1800), answer="waits", after="v")

    def appearances(self, limit=1000):
        """Return the one appearance."""
        return (self.appearance,)

    def deliveries(self, states=None, limit=1000):
        """Return what is owed."""
        return (self.told, self.waits)

    def articles(self, ids):
        """Return the one that is public."""
        return {"a1": SimpleNamespace(title="Le quai", url="https://n.example/quai")} if "a1" in ids else {}

    def times(self, ids):
        """Return when it was seen first."""
        return {"a1": (later(-60), NOW)} if "a1" in ids else {}


def test_each_step_stands_in_its_order_and_place():
    """Seen, published, visible, announced, waiting: one after the other, drawn from left to right."""
    line = timelines(Window(), "a1")[0]
    assert [one.step for one in line.moments] == ["seen", "published", "served", "visible", "sent", "waiting"]
    places = [one.place for one in line.moments]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 1000)
    assert [one.span for one in line.moments][-3:] == ["+3 s", "+4 s", "+30 min"]
    assert line.moments[-2].whom == "hub (websub)"


def test_a_denied_article_has_no_title():
    """What left the outputs since is told without a word of it."""
    first, second = timelines(Window())
    assert (first.title, second.title, second.url) == ("Le quai", "", "")


def test_every_step_has_its_words_in_both_languages():
    """Whatever a delivery or an appearance may come to, the page can say."""
    steps = {"seen", "published", "served", "looking", *map(str, DeliveryState), *map(str, AppearanceState)}
    assert steps - {"waiting"} <= FRENCH.steps.keys() == ENGLISH.steps.keys()

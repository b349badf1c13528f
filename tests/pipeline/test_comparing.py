"""What we would show beside a present feed: which entries are the same, what differs, what is left out of it."""

from datetime import UTC, datetime

from buzzfeed.articles.dates import instant
from buzzfeed.model import RawItem, Record, Status
from buzzfeed.pipeline.comparing import compare


def theirs(guid, url="", title="T", published="2026-03-02T10:00:00Z"):
    """Return an entry of the present feed."""
    return RawItem("present", guid or url, title, "", guid=guid, url=url, published=published)


def ours(id_, url="", title="T", day=2):
    """Return an article of ours."""
    when = datetime(2026, 3, day, 10, tzinfo=UTC)
    return Record(id_, "s", id_, id_, url, id_, title, Status.PUBLISHED, when, when, when, "m", 1)


def held(there, here):
    """Compare."""
    return compare("https://n.example/feed", there, here, lambda words: instant(words, "Europe/Paris"))


def test_the_same_is_the_same_by_id_or_by_address():
    """Scheme, www, a slash at the end and the fragment do not matter; spaces in a title neither"""
    there = [theirs("g", title="Un  titre"), theirs("", "http://www.n.example/a/#top")]
    found = held(there, [ours("g", title="Un titre"), ours("https://n.example/a", "https://n.example/a")])
    assert (found.both, found.same) == (2, True)


def test_what_differs_is_told_with_both_values():
    """Title, date and id each"""
    there = [theirs("old", "https://n.example/a", "Ancien", "2026-03-02T12:00:00+01:00")]
    found = held(there, [ours("new", "https://n.example/a", "Nouveau")])
    assert [(one.field, one.there, one.here) for one in found.different] == [
        ("title", "Ancien", "Nouveau"),
        ("published", "2026-03-02T11:00:00Z", "2026-03-02T10:00:00Z"),
        ("id", "old", "new"),
    ]


def test_what_is_older_than_the_other_reaches_is_no_difference():
    """Feeds are of different lengths: only what both could show counts as missing"""
    there = [theirs("a"), theirs("x", title="Seul"), theirs("y", published="2020-01-01T00:00:00Z")]
    found = held(there, [ours("a"), ours("z", title="Ici", day=3), ours("b", title="Loin", day=1)])
    assert found.only_there == ("Seul",)
    assert found.only_here == ("Ici", "Loin")
    found = held(there[:2], [ours("a"), ours("b", title="Loin", day=1)])
    assert found.only_here == ()
    assert held([], [ours("a")]).only_here == ("T",)
    assert held([theirs("a")], []).only_there == ("T",)

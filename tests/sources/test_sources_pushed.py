"""The push source: what a look at what was handed in shows."""

import pickle
from datetime import UTC, datetime

import pytest

from buzzfeed.config import PushSource
from buzzfeed.errors import SourceError
from buzzfeed.model import SourceMemory, Wish
from buzzfeed.model.pushed import Pushed
from buzzfeed.sources import pushed as module
from buzzfeed.sources.pushed import Push, raw_item
from buzzfeed.testing import FakeClock

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Handed:
    """What was handed in, as the store gives it."""

    def __init__(self, **bodies):
        self.bodies = bodies

    def pushed_digests(self, source):
        """Return digests."""
        return {name: f"d:{body}" for name, body in sorted(self.bodies.items())}

    def pushed(self, source, ids):
        """Return articles."""
        return {one: piece(self.bodies[one], one) for one in ids}


def piece(body, origin="a"):
    """Return an article as it was handed in."""
    return Pushed("cms", origin, body.encode(), f"d:{body}", NOW, NOW)


def look(handed, only=(), **memory):
    """Look once."""
    source = Push(PushSource(type="push", name="cms"), handed)
    return source.look(SourceMemory("cms", **memory), FakeClock(NOW), only)


def test_a_look_shows_what_is_new_changed_and_deleted():
    """By digests alone: what is as it was is only counted."""
    handed = Handed(a='{"title":"A"}', b='{"title":"B"}', c='{"title":"C"}')
    found = look(handed, stamps={"a": 'd:{"title":"A"}', "b": "before", "gone": "x"})
    assert [(find.origin, find.ready.title) for find in found.finds] == [("b", "B"), ("c", "C")]
    assert (found.unchanged, found.vanished, found.more) == (1, ("gone",), False)
    named = look(handed, only=["c"], stamps={"c": ""})
    assert [find.origin for find in named.finds] == ["c"]
    assert (named.unchanged, named.vanished) == (0, ())


def test_what_does_not_fit_in_one_look_comes_in_parts(monkeypatch):
    """Each is shown once, and what is as it was is counted once, at the end."""
    monkeypatch.setattr(module, "_MOST", 2)
    handed = Handed(**{name: f'{{"title":"{name}"}}' for name in "abcde"})
    stamps, notes, seen, unchanged = {"a": 'd:{"title":"a"}'}, {}, [], 0
    for more in (True, False):
        found = look(handed, stamps=stamps, notes=notes)
        assert found.more is more
        seen += [find.origin for find in found.finds]
        stamps |= {find.origin: find.stamp for find in found.finds}
        notes, unchanged = found.notes, unchanged + found.unchanged
    assert (seen, unchanged, notes) == (["b", "c", "d", "e"], 1, {})


def test_an_id_says_nothing_but_where():
    """Neither a date nor a slug nor a language is taken from it, as from a file's name."""
    item = raw_item(piece('{"title":"Un","status":"draft"}', "2026-01-01-truc.fr"))
    assert (item.origin, item.published, item.slug, item.language) == ("2026-01-01-truc.fr", "", "", "")
    assert item.wish is Wish.DRAFT
    full = raw_item(piece('{"title":"Un","slug":"un","date":"2026-03-01","lang":"en","content_text":"Deux."}'))
    assert (full.slug, full.published, full.language, full.body) == ("un", "2026-03-01", "en", "<p>Deux.</p>")


def test_what_cannot_be_read_is_held():
    """It names its fault, and costs nothing else."""
    assert [reason.code for reason in raw_item(piece("{")).faults] == ["not-json"]
    assert [reason.code for reason in raw_item(piece('{"titel":"x"}')).faults] == ["json-shape"]


def test_in_a_worker_process_there_is_nothing_to_look_at():
    """It travels there without the store."""
    travelled = pickle.loads(pickle.dumps(Push(PushSource(type="push", name="cms"), Handed())))
    assert travelled.name == "cms"
    with pytest.raises(SourceError):
        travelled.look(SourceMemory("cms"), FakeClock(NOW))

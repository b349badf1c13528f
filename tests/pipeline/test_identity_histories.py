"""Random histories of a newsroom: whatever happens to its articles, each reader is shown each of them as new once.

What is true of a history is told by the test itself: every piece that was ever written has a number, and its entries
carry that number in their text. A reader polls at random moments, and knows entries by their ids alone.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from buzzfeed.articles.identity import CANDIDATE_FOR
from buzzfeed.model import Format, RawItem, Status
from scripted import Desk, Scripted, words_of

MOST = 5
_NUMBER = re.compile(r"pièce numéro (\d+) fin")


def number_in(text: str) -> str:
    """Return the number of the piece whose text this is."""
    found = _NUMBER.search(text)
    assert found is not None
    return found[1]


@dataclass
class Piece:
    """An article as its newsroom knows it, with the text that it had before edits."""

    number: int
    edits: int = 0

    @property
    def body(self) -> str:
        """Its text, which names it."""
        return f"<p>{words_of(self.number, 450)} pièce numéro {self.number} fin.</p>" + "<p>Encore.</p>" * self.edits


class Histories(RuleBasedStateMachine):
    """Two folders and a feed, a clock that is set now and then, and readers."""

    root: Path
    turns = itertools.count()

    def __init__(self) -> None:
        """Begin with an empty newsroom."""
        super().__init__()
        self.sources = [Scripted("redaction"), Scripted("autre"), Scripted("agence", window=True)]
        self.desk = Desk.over(self.root, *self.sources)
        self.pieces: dict[tuple[str, str], Piece] = {}
        self.gone: list[tuple[RawItem, Piece]] = []
        self.looked: dict[tuple[str, str], int] = {}
        self.known: dict[int, tuple[int, str]] = {}
        self.count = 0
        self.readers: list[dict[str, str]] = [{}, {}]

    def teardown(self) -> None:
        """Look at the end, once nothing is missing any more."""
        for _ in range(3):
            self.run()
        for number in range(len(self.readers)):
            self.poll(number)
        self.check_end()

    def run(self, *names: str) -> None:
        """Run a pass over some sources, or all, and note what it saw where."""
        self.desk.run(*names)
        looked = names or tuple(self.desk.sources)
        kept = {place: number for place, number in self.looked.items() if place[0] not in looked}
        self.looked = kept | {place: number for place, number in self.places().items() if place[0] in looked}
        for where, piece in self.pieces.items():
            if where[0] in looked:
                self.known[piece.number] = piece.edits, self.item(where).url

    def item(self, where: tuple[str, str]) -> RawItem:
        """Return what lies somewhere."""
        return self.desk.sources[where[0]].items[where[1]]

    def show_before_leaving(self, *wheres: tuple[str, str]) -> None:
        """Have a pass see new texts before files move: an address alone tells a new text in a new place."""
        for where in wheres:
            piece, url = self.pieces[where], self.item(where).url
            edits, address = self.known.get(piece.number, (piece.edits, url))
            if edits != piece.edits and not (url and url == address):
                self.run()

    def show_after_moving(self, where: tuple[str, str]) -> None:
        """Have a pass see where a piece went before its text or its address changes: for the same reason."""
        number = self.pieces[where].number
        if number in self.known and self.looked.get(where) != number:
            self.run()

    def places(self) -> dict[tuple[str, str], int]:
        """Tell which piece lies where."""
        return {where: piece.number for where, piece in self.pieces.items()}

    # -- what a newsroom does

    def place(self, item: RawItem, piece: Piece) -> None:
        """Put an item where it says it lies."""
        self.desk.sources[item.source].items[item.origin] = item
        self.pieces[item.source, item.origin] = piece

    def take(self, where: tuple[str, str]) -> tuple[RawItem, Piece]:
        """Take an item away."""
        return self.desk.sources[where[0]].items.pop(where[1]), self.pieces.pop(where)

    def one(self, data: st.DataObject, source: str = "") -> tuple[str, str]:
        """Choose one that is there."""
        return data.draw(st.sampled_from(sorted(where for where in self.pieces if where[0].startswith(source))))

    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        """Write a few, and publish them."""
        for _ in range(count):
            self.write("redaction", guid=False, url=True)
        self.run()

    @precondition(lambda self: len(self.pieces) < MOST)
    @rule(source=st.sampled_from(["redaction", "autre", "agence"]), guid=st.booleans(), url=st.booleans())
    def write(self, source: str, guid: bool, url: bool) -> None:
        """Write a new piece."""
        self.count += 1
        number = self.count
        feed = source == "agence"
        piece = Piece(number)
        item = RawItem(
            source=source,
            origin=f"urn:{number}" if feed else f"{number}.md",
            title=f"Titre {number}",
            body=piece.body,
            guid=f"urn:{number}" if guid or feed else "",
            url=f"https://lefanal.example/{number}/" if url else "",
            published=f"2026-02-{number % 27 + 1:02}",
        )
        self.place(item, piece)

    @precondition(lambda self: self.pieces)
    @rule(data=st.data(), what=st.sampled_from(["title", "date", "category", "slug", "url", "guid", "body", "scheme"]))
    def edit(self, data: st.DataObject, what: str) -> None:
        """Change one value in place; of a feed, a new guid is a new place."""
        where = self.one(data)
        if what in ("body", "url"):
            self.show_after_moving(where)
        elif what == "guid" and where[0] == "agence":
            self.show_before_leaving(where)
        item, piece = self.take(where)
        self.count += 1
        turn = self.count
        if what == "body":
            piece = Piece(piece.number, piece.edits + 1)
        changes: dict[str, object] = {
            "title": {"title": f"{item.title} bis"},
            "date": {"published": f"2026-01-{turn % 27 + 1:02}"},
            "category": {"categories": (f"Rubrique {turn % 3}",)},
            "slug": {"slug": f"slug-{turn}"},
            "url": {"url": f"https://lefanal.example/neuf-{turn}/"} if item.url else {},
            "scheme": {"url": item.url.replace("https://", "http://www.").removesuffix("/")},
            "body": {"body": piece.body},
            "guid": {"guid": f"urn:neuf-{turn}"} if item.guid else {},
        }[what]
        item = replace(item, **changes)
        if item.source == "agence":
            item = replace(item, origin=item.guid)
        self.place(item, piece)

    @precondition(lambda self: any(where[0] != "agence" for where in self.pieces))
    @rule(data=st.data(), other=st.booleans(), copied=st.booleans())
    def move(self, data: st.DataObject, other: bool, copied: bool) -> None:
        """Rename a file, perhaps into another source; perhaps its copy is seen before it is gone."""
        where = self.one(data, data.draw(st.sampled_from(sorted({w[0] for w in self.pieces if w[0] != "agence"}))))
        self.show_before_leaving(where)
        item, piece = self.take(where)
        self.count += 1
        source = ({"redaction", "autre"} - {item.source}).pop() if other else item.source
        if copied:
            self.desk.sources[item.source].items[item.origin] = item
        self.place(replace(item, source=source, origin=f"m{self.count}.md"), piece)
        if copied:
            self.run()
            del self.desk.sources[item.source].items[item.origin]

    @precondition(lambda self: any(where[0] == "agence" for where in self.pieces))
    @rule(data=st.data())
    def migrate(self, data: st.DataObject) -> None:
        """Move an entry of the feed into a folder: its address or its text stays, its guid means nothing there."""
        where = self.one(data, "agence")
        self.show_before_leaving(where)
        item, piece = self.take(where)
        self.count += 1
        self.place(replace(item, source="redaction", origin=f"w{self.count}.md", guid=""), piece)

    @precondition(lambda self: sum(where[0] == "redaction" for where in self.pieces) >= 2)
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        """Let two files exchange their names."""
        first = self.one(data, "redaction")
        second = data.draw(st.sampled_from(sorted(w for w in self.pieces if w[0] == "redaction" and w != first)))
        self.show_before_leaving(first, second)
        (one, piece), (two, other) = self.take(first), self.take(second)
        self.place(replace(one, origin=two.origin), piece)
        self.place(replace(two, origin=one.origin), other)

    @precondition(lambda self: self.pieces)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete a piece, which may come back."""
        where = self.one(data)
        if self.is_rewritten(where):
            self.run()
        self.gone.append(self.take(where))

    @precondition(lambda self: self.gone)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Bring a deleted one back where it lay."""
        item, piece = self.gone.pop(data.draw(st.integers(0, len(self.gone) - 1)))
        if (item.source, item.origin) not in self.pieces:
            self.place(item, piece)

    def is_rewritten(self, where: tuple[str, str]) -> bool:
        """Whether a piece left its file to one that nobody has looked at yet.

        Were it deleted now, nothing would be left of it but a file that says something else: the very same as a piece
        that was rewritten in place, which keeps its id. So a pass sees it elsewhere first.
        """
        number = self.pieces[where].number
        left = [place for place, seen in self.looked.items() if seen == number and place != where]
        return any(place in self.pieces and self.pieces[place].number not in self.looked.values() for place in left)

    @rule(seconds=st.sampled_from([30, 3600, -3600]))
    def set_clock(self, seconds: int) -> None:
        """Let time pass, or the clock be set.

        A text alone tells for ten minutes: a pass over all sources sees where each piece went before longer ones.
        """
        if abs(seconds) > CANDIDATE_FOR.total_seconds() and self.looked != self.places():
            self.run()
        self.desk.clock.set(self.desk.clock.now() + timedelta(seconds=seconds))

    # -- what readers do

    @rule(names=st.sampled_from([(), ("redaction",), ("agence", "autre")]))
    def look(self, names: tuple[str, ...]) -> None:
        """Run a pass over some sources."""
        self.run(*names)

    @rule(reader=st.integers(0, 1))
    def poll(self, reader: int) -> None:
        """Read what is served, as a reader does: by ids."""
        seen = self.readers[reader]
        for id_, text in self.entries():
            seen.setdefault(id_, number_in(text))

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the text of each entry that is served."""
        for entry in feedparser.parse(self.desk.feed(Format.ATOM), sanitize_html=False)["entries"]:
            yield entry["id"], entry["content"][0]["value"]

    @invariant()
    def each_is_shown_as_new_once(self) -> None:
        """No reader has one piece under two ids, nor two pieces under one."""
        for seen in self.readers:
            twice = [number for number, count in Counter(seen.values()).items() if count > 1]
            assert not twice, (twice, seen)

    def check_end(self) -> None:
        """Hold what is served against what is there: shown once or held, and under the id that it had."""
        self.each_is_shown_as_new_once()
        shown = dict(self.entries())
        numbers = Counter(map(number_in, shown.values()))
        assert all(count == 1 for count in numbers.values()), numbers
        held = {one.record.origin for one in self.desk.store.listed([Status.HELD])}
        there = {str(piece.number) for piece in self.pieces.values()}
        waiting = {str(piece.number) for (_, origin), piece in self.pieces.items() if origin in held}
        assert there - set(numbers) <= waiting, (there, numbers, held)
        for seen in self.readers:
            assert {id_: number_in(text) for id_, text in shown.items() if id_ in seen}.items() <= seen.items()


def test_random_histories_show_each_article_as_new_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits, moves, copies, swaps, changes of source, deletions, restores, set clocks; and readers at any moment."""
    # Else draws heed the constants of all code that is loaded, and a change anywhere brings other histories.
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)
    Histories.root = tmp_path
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=60,
            stateful_step_count=14,
            derandomize=True,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # shrinking takes minutes: a failure prints its history
            suppress_health_check=list(HealthCheck),
        ),
    )

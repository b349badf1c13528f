"""What is handed in is its own source's: it takes nothing over, and tells nothing of what is not public."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from buzzfeed.config import PushSource
from buzzfeed.model import RawItem, Status, Wish
from buzzfeed.model.pushed import Precondition, PushState, Standing
from buzzfeed.sources.pushed import Push
from buzzfeed.store import open_inbox
from buzzfeed.web.api.answering import document_of
from buzzfeed.web.state import State
from scripted import Desk, Scripted, words_of

AT = "https://lefanal.example/2026/pont"
ANY = Precondition()


class Newsdesk(Desk):
    """A desk to which articles are handed in as `cms`, which stands first in the config."""

    def start(self, **settings: object) -> None:
        """Begin with the real push source beside scripted ones."""
        self.sources["cms"] = Push(PushSource(name="cms", type="push"), self.store)  # type: ignore[assignment]
        self.reopen(handed=["cms"], **settings)

    def hand(self, id_: str, url: str, number: int = 1) -> Standing:
        """Hand an article in, run a pass, and return how it stands."""
        return self.hand_all({id_: url}, number)[0]

    def hand_all(self, urls: Mapping[str, str], number: int = 1) -> list[Standing]:
        """Hand articles in, run one pass, and return how they stand."""
        with closing(open_inbox(self.config.store_url)) as inbox:
            for at, (id_, url) in enumerate(urls.items(), 90 + 10 * number):
                article = {"title": f"Du CMS {id_}", "content_text": words_of(at), "date": "2026-02-01", "url": url}
                body = json.dumps(article).encode()
                inbox.put_pushed("cms", id_, body, str(hash(body)), ANY, self.clock.now())
        self.run()
        return [self.standing(id_) for id_ in urls]

    def hand_whole(self, id_: str, **more: object) -> dict[str, Any]:
        """Hand in an article with an id and a slug of its own, run a pass, and return what its owner is told."""
        article = {"title": f"Du CMS {id_}", "content_text": words_of(7), "date": "2026-02-01", **more}
        body = json.dumps(article).encode()
        with closing(open_inbox(self.config.store_url)) as inbox:
            inbox.put_pushed("cms", id_, body, str(hash(body)), ANY, self.clock.now())
        self.run()
        state = State(self.config)
        try:
            return document_of(self.standing(id_), state)
        finally:
            state.close()

    def standing(self, id_: str) -> Standing:
        """Return how an article stands."""
        with closing(open_inbox(self.config.store_url)) as inbox:
            found = inbox.standing("cms", id_)
        assert found is not None
        return found

    def titles(self) -> list[str]:
        """Return the titles of what is public."""
        return sorted(self.ids())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    """Return a desk with a push source, a folder and a feed, in this order."""
    made = Newsdesk(tmp_path, Scripted("cms"), Scripted("redaction"), Scripted("agence", window=True))
    made.start()
    yield made
    made.close()


def other(origin: str, url: str = AT, source: str = "redaction", **more: object) -> RawItem:
    """Write another source's piece."""
    body = f"<p>{words_of(sum(map(ord, origin)))}</p>"
    item = RawItem(source, origin, title=f"D'ailleurs {origin}", body=body, published="2026-02-01", url=url)
    return replace(item, **more)  # type: ignore[arg-type]


def put(desk: Desk, *items: RawItem) -> None:
    """Save items where they say they lie."""
    for one in items:
        desk.sources[one.source].items[one.origin] = one


def test_what_is_not_public_elsewhere_is_told_in_no_way(desk: Newsdesk) -> None:
    """At the address of a draft, an embargoed, a scheduled and a held article one stands as at a free one."""
    ahead = (desk.clock.now() + timedelta(days=2)).isoformat()
    kinds: dict[str, dict[str, object]] = {
        "draft": {"wish": Wish.DRAFT},
        "embargoed": {"embargo": ahead},
        "scheduled": {"published": ahead},
        "held": {"title": ""},
    }
    put(desk, *(other(f"{kind}.md", f"{AT}-{kind}", **more) for kind, more in kinds.items()))
    desk.run()
    before = {one.record.origin: one.record for one in desk.store.listed(list(Status))}
    assert {one.status.value for one in before.values()} == set(kinds)
    urls = {f"a{n}": f"{AT}-{kind}" for n, kind in enumerate([*kinds, "free"])}
    answers = desk.hand_all(urls)
    assert [(one.state, one.reasons) for one in answers] == [(PushState.PUBLISHED, ())] * 5
    assert [one.article.rpartition(":")[2] for one in answers] == [f"cms/a{n}" for n in range(5)]
    after = {one.record.origin: one.record for one in desk.store.listed(list(Status))}
    assert {origin: after[origin] for origin in before} == before
    assert [one.state for one in desk.hand_all(urls, 2)] == [PushState.PUBLISHED] * 5
    put(desk, other("draft.md", f"{AT}-draft"))
    desk.run()
    assert desk.held()["draft.md"] == ["duplicate-url"]
    assert desk.standing("a0").state is PushState.PUBLISHED


def test_a_public_article_of_another_source_stays_that_sources(desk: Newsdesk) -> None:
    """Though it stands later in the config; and one that slid out of its feed's window does so, too."""
    put(desk, other("pont.md"), other("depeche", f"{AT}-depeche", "agence"))
    desk.run()
    shown = desk.ids()
    del desk.sources["agence"].items["depeche"]
    desk.run()
    urls = {"a": AT, "b": f"{AT}-depeche", "c": AT.replace("https", "http") + "/?utm_source=x"}
    assert [one.state for one in desk.hand_all(urls)] == [PushState.COPY] * 3
    assert desk.ids() == shown
    put(desk, other("pont.md", title="D'ailleurs, mis à jour"))
    desk.run()
    assert desk.titles() == ["D'ailleurs depeche", "D'ailleurs, mis à jour"]


def test_an_article_of_its_own_cannot_move_to_anothers_address(desk: Newsdesk) -> None:
    """The edit is held, however often it is handed in, the version before serves, and the other one's edits go on."""
    own = desk.hand("pont", f"{AT}-a-nous")
    put(desk, other("pont.md"))
    desk.run()
    for number in (2, 3):
        found = desk.hand("pont", AT, number)
        assert (found.state, found.edit, found.url) == (PushState.PUBLISHED, PushState.HELD, own.url)
        assert [one.code for one in found.reasons] == ["duplicate-url"]
    put(desk, other("pont.md", title="D'ailleurs, mis à jour"))
    desk.run()
    assert desk.titles() == ["D'ailleurs, mis à jour", "Du CMS pont"]
    assert desk.held() == {"pont": ["duplicate-url"]}


def test_priority_lets_it(tmp_path: Path) -> None:
    """Where the operator put the push source above the other, the article is taken from there."""
    desk = Newsdesk(tmp_path, Scripted("redaction"), Scripted("cms"))
    desk.start(more={"cms": "priority = 1"})
    put(desk, other("pont.md"))
    desk.run()
    shown = desk.ids()
    found = desk.hand("pont", AT)
    assert (found.state, found.article) == (PushState.PUBLISHED, *shown.values())
    assert desk.titles() == ["Du CMS pont"]
    desk.close()


def test_what_its_newsroom_takes_back_does_not_come_back_by_a_copy(desk: Newsdesk) -> None:
    """A copy of what is withdrawn stands held, in words that tell nothing of the other."""
    put(desk, other("pont.md"))
    desk.run()
    assert desk.hand("pont", AT).state is PushState.COPY
    put(desk, other("pont.md", wish=Wish.DRAFT))
    desk.run()
    assert desk.standing("pont").state is PushState.HELD
    assert desk.hand("pont", AT, 2).state is PushState.HELD
    assert desk.titles() == []


def test_an_id_and_a_slug_that_others_have_are_said_to_be_others(desk: Newsdesk) -> None:
    """A draft that nobody sees has both: the answer says which ones the article got instead"""
    put(desk, other("le-pont.md", url="", guid="urn:pont", slug="le-pont", wish=Wish.DRAFT))
    desk.run()
    told = desk.hand_whole("mien", id="urn:pont", slug="le-pont", status="draft")
    assert told["state"] == "draft"
    assert told["instead"] == {"id": told["guid"], "slug": told["slug"]}
    assert told["guid"] != "urn:pont"
    assert told["slug"].startswith("le-pont-")
    own = desk.hand_whole("frei", id="urn:frei", slug="frei", status="draft")
    assert (own["guid"], own["slug"], own["instead"]) == ("urn:frei", "frei", {})

"""Editors are told what is held, over the whole road: from a file that is saved to a letter and a webhook's post."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buzzfeed import verify
from buzzfeed.config import load
from buzzfeed.daemon.doctor import examine
from buzzfeed.daemon.once import run_once
from buzzfeed.daemon.wiring import workshop
from buzzfeed.errors import ConfigError
from buzzfeed.model import Finding, Format, Severity, Verdict
from buzzfeed.pipeline.dues import promote
from buzzfeed.testing import Answer, FakeClock, LoopbackServer, PostOffice

from harness import Newsroom

SPOILT = Verdict("x", (Finding("title-differs", Severity.ERROR, "entry", "not what was written"),))


class Desk(LoopbackServer):
    """A webhook."""

    def holds(self):
        """Return all that it was told is held, and forget it."""
        found = [hold for request in self.requests for hold in json.loads(request.body)["holds"]]
        self.requests.clear()
        return found

    def answer(self, request):
        """Thank."""
        return Answer(204)


@pytest.fixture
def desk():
    """Give a running webhook."""
    with Desk() as server:
        yield server


@pytest.fixture
def newsroom(tmp_path: Path, desk: Desk) -> Newsroom:
    """Give a newsroom whose editors have a webhook, told of everything at once."""
    editors = f'[[editors]]\ntype = "webhook"\nurl = "{desk.url}"\ncoalesce = 0\n'
    return Newsroom(tmp_path, source='settle = "0ms"', more=editors)


@pytest.fixture
def once(newsroom: Newsroom):
    """Give a pass with its deliveries, in this process."""
    return lambda: run_once(load(newsroom.config))


def test_what_is_held_is_told_once(newsroom: Newsroom, desk: Desk, once) -> None:
    """A hold is told with the pass that decided it; looked at again, it is not; held for more, it is."""
    newsroom.save("a.md", "---\ntitle: Trop tôt\ndate: 2090-01-01\n---\nUn texte assez long pour être lu.\n")
    newsroom.write("b.md", "Sain")
    newsroom.save("c.md", "---\ntitle: Été\n---\nÉté".encode("latin-1"))
    newsroom.write("d.md", "Brouillon", date="2026-03-01\ndraft: true")
    assert once().deliveries.sent == 1
    told = {hold["origin"]: hold for hold in desk.holds()}
    assert told.keys() == {"a.md", "c.md"}
    assert told["a.md"]["title"] == "Trop tôt"
    assert told["a.md"]["reasons"][0]["code"] == "date-too-far"
    assert told["c.md"]["id"].startswith("unreadable:")
    newsroom.save("a.md", "---\ntitle: Trop tôt\ndate: 2090-01-01\n---\nUn texte assez long, retouché depuis.\n")
    once()
    assert desk.holds() == []
    newsroom.save("a.md", "---\ntitle: Trop tôt\ndate: 2090-01-01\nembargo: bientôt\n---\nUn texte assez long.\n")
    once()
    assert [hold["title"] for hold in desk.holds()] == ["Trop tôt"]


def test_an_edit_that_is_held_is_told_as_one(newsroom: Newsroom, desk: Desk, once) -> None:
    """The editors learn that the former version stays."""
    newsroom.write("b.md", "Sain")
    once()
    newsroom.write("b.md", "Sain, retouché", date="2026-03-01\nembargo: bientôt")
    once()
    assert [(hold["title"], hold["edit"]) for hold in desk.holds()] == [("Sain, retouché", True)]


def test_what_is_held_at_the_end_of_its_embargo_is_told(newsroom: Newsroom, once) -> None:
    """Withdrawn for an embargo, and to be held besides: the editors learn of it when that ends."""
    newsroom.write("b.md", "Sain")
    once()
    newsroom.write("b.md", "Sain", date='2026-03-01\nurl: mailto:a@b.example/c\nembargo: "2999-01-01"')
    once()
    with workshop(load(newsroom.config), serving=False) as (works, _):
        assert works.store.deliveries() == ()
        later = FakeClock(datetime(2999, 1, 2, tzinfo=UTC))
        promote(replace(works, clock=later))
        (owed,) = works.store.deliveries()
    assert json.loads(owed.payload["holds"][0])["title"] == "Sain"


def test_what_verification_holds_is_told(newsroom: Newsroom, desk: Desk, once, monkeypatch) -> None:
    """An entry that fails its proof is held, and the editors know."""
    honest = verify.prove_entry

    def prove(document, fmt, article, of):
        spoilt = article.title == "Gâché" and fmt is Format.ATOM
        return SPOILT if spoilt else honest(document, fmt, article, of)

    monkeypatch.setattr(verify, "prove_entry", prove)
    newsroom.write("a.md", "Gâché")
    newsroom.write("b.md", "Sain")
    once()
    (hold,) = desk.holds()
    assert (hold["title"], hold["reasons"][0]["code"]) == ("Gâché", "unsound-title-differs")


def test_a_hold_survives_what_its_editors_server_does(newsroom: Newsroom, desk: Desk, once) -> None:
    """The delivery is committed with the hold: a webhook that is down is told later, by whatever pass comes then."""
    desk.down = True
    newsroom.save("a.md", "---\ntitle: Trop tôt\ndate: 2090-01-01\n---\nUn texte assez long pour être lu.\n")
    assert once().deliveries.waiting == 1
    desk.down = False
    with workshop(load(newsroom.config), serving=False) as (works, dispatcher):
        (waiting,) = works.store.deliveries()
        assert (waiting.type, str(waiting.state), waiting.attempts) == ("webhook", "waiting", 1)
        assert len(waiting.articles) == 1
        works.store.record([replace(waiting, due=works.clock.now())])
        assert dispatcher.drain().sent == 1
    assert [hold["title"] for hold in desk.holds()] == ["Trop tôt"]


def test_doctor_says_whether_editors_can_be_told(newsroom: Newsroom, desk: Desk) -> None:
    """A mail server that answers is well, one that is not there is named; nothing is sent to anybody."""
    with PostOffice() as office:
        letters = '[[editors]]\ntype = "email"\nhost = "127.0.0.1"\nsecurity = "none"\nto = ["a@news.example"]\n'
        more = newsroom.settings["more"] + letters + f"port = {office.port}\n"
        newsroom.configure(more=more + letters + 'port = 9\nname = "absent"\n')
        checks = {check.subject: check for check in examine(load(newsroom.config))}
        assert office.letters == []
    assert checks["editors 127.0.0.1"].ok
    assert checks[f"editors {desk.url.removeprefix('http://')}"].ok
    assert not checks["editors absent"].ok
    assert "refused" in checks["editors absent"].text


def test_secrets_come_from_the_environment(newsroom: Newsroom, monkeypatch) -> None:
    """`env:NAME` stands for what the environment holds; where it holds nothing, the config is refused."""
    newsroom.configure(more=newsroom.settings["more"] + 'secret = "env:DESK_SECRET"\n')
    with pytest.raises(ConfigError, match=r"editors\.1\.secret: the environment has no DESK_SECRET"):
        load(newsroom.config)
    monkeypatch.setenv("DESK_SECRET", "sésame")
    (editors,) = load(newsroom.config).editors
    assert editors.secret == "sésame"

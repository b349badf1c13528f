"""What is done behind personal feeds: meanings of what is published, and sums of what is asked for in vain."""

from __future__ import annotations

import json
import math
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from buzzfeed.config.personal import PersonalSettings
from buzzfeed.daemon.doctor import personal as doctor
from buzzfeed.daemon.meaning import MeaningThread
from buzzfeed.daemon.wiring import network
from buzzfeed.model import TermKind
from buzzfeed.personal import Pace, canonical, preferences_of
from buzzfeed.pipeline.editor import retract
from buzzfeed.pipeline.hearing import Hearing
from buzzfeed.pipeline.meaning import make_meanings, waiting
from buzzfeed.pipeline.offering import Offering
from buzzfeed.pipeline.wishing import FEWEST, UNSERVED, tend_personal, unserved_of
from buzzfeed.pipeline.works import prepare
from buzzfeed.store import open_inbox
from buzzfeed.testing import FakeClock, LocalPool
from mixdesk import Desk

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
SETTINGS = PersonalSettings()
SENTENCE = ("say", "Tout sur les girafes de Thoiry")


class Counting:
    """An encoder that counts what it is asked for."""

    name = "counting"
    size = 2

    def __init__(self) -> None:
        self.texts = []

    def vectors(self, texts):
        """Return the lengths of texts."""
        self.texts += texts
        return tuple(bytes((len(text) % 128, 1)) for text in texts)

    def blend(self, pieces):
        """Return the vector of several texts."""
        return self.vectors([" ".join(text for _, text in pieces)])[0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a newsroom with an inbox."""
    made = Desk(tmp_path_factory.mktemp("redaction"))
    yield made
    made.close()


def test_meanings_are_made_once_and_go_with_their_articles(desk):
    """Each article and label is put through the encoder once; what was taken back loses its vector at the next look."""
    encoder, store = Counting(), desk.store
    made = make_meanings(store, encoder, NOW, lambda: False)
    assert made == len(encoder.texts)
    ids = [ref.id for ref in desk.state.store.members(next(iter(store.channels())).key, 10)]
    marks = {one.mark for one in store.articles(ids).values()}
    assert set(store.meanings(encoder.name, marks)) == marks
    assert store.label_meanings(encoder.name).keys() == {
        *((TermKind.CATEGORY, key) for key in ("culture", "hightech", "sport")),
        *((TermKind.TAG, key) for key in ("foot", "ia", "mer")),
    }
    assert make_meanings(store, encoder, NOW, lambda: False) == 0
    assert make_meanings(store, encoder, NOW + timedelta(days=400), lambda: False) == 0
    before = len(encoder.texts)
    gone = next(one for one in store.articles(ids).values() if one.title == "Le phare")
    retract(store, gone.id, NOW, by="Zoé")
    make_meanings(store, encoder, NOW, lambda: True)
    assert store.meanings(encoder.name, marks).keys() == marks - {gone.mark}
    assert len(encoder.texts) == before
    other = Counting()
    other.name = "another"
    assert make_meanings(store, other, NOW, lambda: True) == 6
    assert store.meanings(other.name, marks) == {}


def test_what_is_edited_gets_its_meaning(desk, monkeypatch):
    """Another text is another meaning, made at the next look; the doctor says what waits, the offer takes it in."""
    encoder, store = Counting(), desk.store
    encoder.name = "edited"
    make_meanings(store, encoder, NOW, lambda: False)
    offering = Offering(desk.state.store, encoder)
    assert all(one.vector for one in offering.at(NOW, Pace.WEEK).candidates)
    before = len(encoder.texts)
    desk.write("quai", 7, title="Le quai, corrigé")
    desk.run()
    assert waiting(store, encoder, NOW) == 1
    monkeypatch.setattr(doctor, "find_meaning", lambda: encoder)
    monkeypatch.setattr(doctor, "SystemClock", lambda: FakeClock(NOW))
    assert "still wait for theirs: 1" in next(doctor.ranking(desk.config)).text
    assert [one.title for one in offering.at(NOW, Pace.WEEK).candidates if not one.vector] == ["Le quai, corrigé"]
    make_meanings(store, encoder, NOW, lambda: False)
    assert len(encoder.texts) == before + 1
    offering._looked = -math.inf
    assert all(one.vector for one in offering.at(NOW, Pace.WEEK).candidates)
    assert waiting(store, encoder, NOW) == 0
    assert next(doctor.ranking(desk.config)).text == "sentences are compared by their meaning (edited)"
    monkeypatch.setattr(doctor, "find_meaning", lambda: None)
    assert "word by word" in next(doctor.ranking(desk.config)).text


def test_what_is_shouted_is_heard_like_what_is_said():
    """The encoder gets phrases in capitals in small letters, and names that are written so as they are."""
    encoder = Counting()
    found = Hearing(encoder).vectors(preferences_of([("say", "LE CLIMAT ET LA SNCF"), ("say", "SNCF, IA")]))
    assert set(encoder.texts) == {"climat et la sncf", "climat", "LA SNCF", "SNCF, IA", "SNCF", "IA"}
    assert "CLIMAT" in found


def test_the_work_process_makes_them_behind_everything_else(desk):
    """It waits while something presses, then makes what lacks and stops when it is told to."""
    encoder, stop, pressing = Counting(), threading.Event(), threading.Event()
    encoder.name = "behind"
    pressing.set()
    works = prepare(desk.config, desk.store, desk.clock, LocalPool(), network(desk.config))
    thread = MeaningThread(works, encoder, stop, pressing.is_set)
    thread.start()
    thread.wake()
    assert not until_true(lambda: encoder.texts, 0.4)
    pressing.clear()
    assert until_true(lambda: len(desk.store.label_meanings("behind")) == 6, 20)
    stop.set()
    thread.wake()
    thread.join(10)
    assert not thread.is_alive()


def until_true(call, within):
    """Whether something comes true in so many seconds."""
    deadline = time.monotonic() + within
    while not (found := call()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def test_what_many_ask_for_in_vain_is_told_in_sums_alone(desk):
    """Twenty readers or nothing; what is served is not told; never are sentences, nor what is never wanted."""
    inbox = open_inbox(desk.config.store_url)

    def keep(number, *pairs):
        said = canonical(preferences_of(pairs))
        assert inbox.keep_personal(f"f{number}", f"e{number}", said, "fr", "", False, NOW, 1000)

    for number in range(FEWEST):
        words = ("word", "girafes"), ("word", "port"), ("much", "tag:Girafe"), ("never", "tag:Zèbre")
        keep(number, *words, SENTENCE, *([("word", "rhinocéros")] if number else []))
    tend_personal(desk.store, SETTINGS, NOW)
    day, unserved = unserved_of(desk.store.setting(UNSERVED))
    assert day == NOW.date()
    assert set(unserved) == {("word", "girafes", FEWEST, 0), ("tag", "Girafe", FEWEST, 0)}
    assert "Thoiry" not in desk.store.setting(UNSERVED)
    keep(100, ("word", "rhinocéros"))
    tend_personal(desk.store, SETTINGS, NOW + timedelta(hours=1))
    assert len(unserved_of(desk.store.setting(UNSERVED))[1]) == 2
    tend_personal(desk.store, SETTINGS, NOW + timedelta(days=1))
    assert ("word", "rhinocéros", FEWEST, 0) in unserved_of(desk.store.setting(UNSERVED))[1]
    assert [one.feeds for one in desk.store.personal_days(NOW.date(), (NOW + timedelta(days=1)).date())] == [21, 21]
    for number in range(2, 11):  # nobody ever asked for these
        tend_personal(desk.store, SETTINGS, NOW + timedelta(days=number))
    assert desk.store.personal_said() == ()
    assert json.loads(desk.store.setting(UNSERVED))["unserved"] == []
    inbox.close()

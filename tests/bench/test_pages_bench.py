"""The measuring of pages, over a small newsroom: each kind of page is asked for, and a wrong answer is no figure."""

import pages
import pytest
from measure import CommandError

from mixdesk import Desk
from pageserver import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve a small newsroom, and give its RSS feeds with it."""
    desk = Desk(tmp_path_factory.mktemp("redaction"))
    made = Served(desk.config)
    feeds = [{"kind": state.key.kind.value, "slug": state.key.slug} for state in desk.store.channels()]
    yield int(desk.config.web.listen.rpartition(":")[2]), feeds
    made.kill()
    desk.close()


def test_every_kind_of_page_is_measured(served, monkeypatch):
    """Directory, follow pages, searches, mixes, OPML and JSON each have their figures; goals are told, not asserted."""
    monkeypatch.setattr(pages, "REPEATED", 3)
    monkeypatch.setattr(pages, "OF_EACH", 2)
    part = pages.measured(*served)
    assert len(part.figures) == len(part.tables[0][2]) == 7
    assert len(part.goals) == 2
    assert all(figure["made"] and figure["kept"] for figure in part.figures.values())


def test_a_wrong_answer_is_no_figure(served):
    """What is not answered with 200 ends the measurement."""
    with pages.Client(served[0]) as client, pytest.raises(CommandError, match="404"):
        client.measure(["/follow/tag/nirgends"])

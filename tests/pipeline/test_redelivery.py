"""The redelivery forecast over a real store: what would be shown twice waits, what is new goes out, nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from buzzfeed.config import load
from buzzfeed.daemon.access import locked
from buzzfeed.daemon.once import build_once
from buzzfeed.errors import LockError
from buzzfeed.model import Severity, Status
from buzzfeed.pipeline import editor
from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.forecasting import FORECAST, accept
from buzzfeed.pipeline.summary import Summary
from buzzfeed.testing import Website
from redelivering import Piece, Upstream, pieces, prose, renewed


@pytest.fixture
def site() -> Iterator[Website]:
    """Return a website."""
    with Website() as served:
        yield served


@pytest.fixture
def upstream(site: Website, tmp_path: Path) -> Upstream:
    """Return a newsroom over an upstream feed."""
    return Upstream(tmp_path, site)


def test_a_source_that_renews_everything_by_a_little_waits(upstream: Upstream) -> None:
    """100 articles under new guids, addresses and slightly other words: nothing is published, and one line says why."""
    old = pieces(100)
    assert not upstream.run(old).failed
    before = upstream.ids()
    summary = upstream.run(renewed(old))
    assert upstream.ids() == before
    (problem,) = [one for one in summary.problems if one.code == "redelivery"]
    assert problem.severity is Severity.ERROR
    assert "25 articles again under new ids (25 by their content)" in problem.text
    assert "more channels" in problem.subject
    assert "--accept-redelivery" in problem.hint
    assert summary.failed
    assert summary.feeds.failed == summary.feeds.built > 0
    with upstream.opened() as (works, _):
        assert json.loads(works.store.setting(FORECAST) or "")["waiting_channels"] == 3
        assert works.store.dirty()
    again = upstream.run()
    assert [one.code for one in again.problems] == ["redelivery"], "it is told for as long as it waits"
    assert upstream.ids() == before


def test_what_waits_is_published_once_it_is_accepted(upstream: Upstream) -> None:
    """An acceptance lets these entries out, and the next ones wait again."""
    old = pieces(30)
    upstream.run(old)
    upstream.run(renewed(old))
    with upstream.opened() as (works, _):
        assert accept(works) > 0
    summary = upstream.run()
    assert not summary.failed
    assert len(upstream.ids()) == 50
    third = [
        replace(one, guid=one.guid + "x", url=one.url + "x/", body=one.body.replace("digue", "jetée"))
        for one in renewed(old)
    ]
    assert upstream.run(third).failed


def test_new_articles_never_wait(upstream: Upstream) -> None:
    """Forty new articles at once are news, whatever else is known."""
    all_of_them = pieces(60)
    upstream.run(all_of_them[40:])
    summary = upstream.run(all_of_them)
    assert not summary.problems
    assert summary.arrived == {"new": 120}, "in the channels of all, of the tag and of the language"
    assert len(upstream.ids()) == 50


def test_a_few_are_published_and_reported(upstream: Upstream) -> None:
    """Up to three are let through, with a warning; the setting decides."""
    old = pieces(12)
    upstream.run(old)
    summary = upstream.run([*renewed(old[:3]), *old])
    assert [(one.code, one.severity) for one in summary.problems] == [("redelivery", Severity.WARNING)]
    assert len(upstream.ids()) == 15
    upstream.newsroom.configure(more=upstream.newsroom.settings["more"] + "[feeds]\nmax_redelivered = 0\n")
    one_more = replace(old[5], guid="other", url="https://elsewhere.example/5/")
    assert upstream.run([one_more, *old]).failed
    assert len(upstream.ids()) == 15


SERIES_FRAME = (
    "<p>Chaque semaine, notre rédaction lit pour vous la presse de la côte et en retient l’essentiel, du grand titre à "
    "la petite annonce, sans publicité ni sondage, et avec toute la tendresse que méritent les imprimeurs.</p>"
    "<p>À la une : {}</p><p>Bonne lecture, et à la semaine prochaine : écrivez-nous, abonnez-vous, transmettez cette "
    "lettre à qui elle plaira, et pensez à ceux qui la portent à vélo sous la pluie chaque samedi matin.</p>"
)
FORECAST_FRAME = (
    "<p>Bulletin du jour pour le littoral et les îles. Ciel {} le matin, {} l’après-midi. Vent de {} nœuds, mer {} à "
    "agitée, houle de {} centimètres. Températures de {} à {} degrés. Visibilité bonne en dehors des grains. Prochain "
    "bulletin demain à six heures ; en cas d’alerte, suivez les consignes du sémaphore et restez au port.</p>"
)


def series(count: int) -> list[Piece]:
    """Return a weekly press review: one title, one frame, ever new words."""
    return [
        replace(one, title="Revue de presse", body=SERIES_FRAME.format(prose(900 + number, 50)[3:-4]))
        for number, one in enumerate(pieces(count))
    ]


def bulletins(count: int) -> list[Piece]:
    """Return a daily forecast: the same sentence but for a few values."""
    skies = ("clair", "couvert", "voilé", "nuageux", "changeant")
    return [
        replace(
            one,
            title="La météo du jour",
            body=FORECAST_FRAME.format(
                skies[n % 5], skies[n * 3 % 5], 5 + n % 31, skies[n % 4], 40 + n % 97, n % 11, 12 + n % 13
            ),
        )
        for n, one in enumerate(pieces(count))
    ]


@pytest.mark.parametrize("made", [series, bulletins])
def test_a_hundred_pieces_of_a_series_are_different_articles(upstream: Upstream, made) -> None:
    """Pieces that share a title and a frame go out, one by one and ninety at once."""
    every = made(100)
    upstream.run(every[90:])
    for count in (11, 12):
        summary = upstream.run(every[100 - count :])
        assert [one for one in summary.problems if one.code == "redelivery"] == []
    summary = upstream.run(every)
    assert [one for one in summary.problems if one.code == "redelivery"] == []
    assert len(upstream.ids()) == 50


def test_one_text_under_many_titles_is_many_articles(upstream: Upstream) -> None:
    """Notes that say the same under titles of their own, of the same day even, are no redelivery of each other."""
    notes = [
        replace(one, title=f"Avis de coup de vent, zone {number}", body=prose(1), published=pieces(1)[0].published)
        for number, one in enumerate(pieces(12))
    ]
    upstream.run(notes[:2])
    assert upstream.run(notes).problems == []
    assert len(upstream.ids()) == 12


def test_a_retraction_goes_out_while_the_rest_waits(upstream: Upstream) -> None:
    """What is taken back leaves at once (invariant 4); of what waits, nothing slips in with it."""
    old = pieces(20)
    upstream.run(old)
    before = upstream.ids()
    upstream.run(renewed(old))
    with upstream.opened() as (works, _):
        editor.retract(works.store, before[4], works.clock.now())
    summary = upstream.run()
    assert upstream.ids() == before[:4] + before[5:]
    assert [one.code for one in summary.problems] == ["redelivery"]
    with upstream.opened() as (works, _):
        assert works.store.dirty(), "the channels go on waiting"
    upstream.run()
    assert upstream.ids() == before[:4] + before[5:]


def test_a_window_that_grows_is_a_backfill(upstream: Upstream) -> None:
    """Older articles that a larger window lets in are told apart, and stop nothing."""
    more = upstream.newsroom.settings["more"]
    upstream.newsroom.configure(more=more + "[feeds]\nitems = 10\n")
    upstream.run(pieces(30))
    upstream.newsroom.configure(more=more + "[feeds]\nitems = 25\n")
    summary = upstream.run()
    assert not summary.problems
    assert summary.arrived == {"backfill": 45}
    assert len(upstream.ids()) == 25


def test_what_was_shown_long_ago_is_still_recognised(upstream: Upstream) -> None:
    """An article that slid out of every window is recognised when it comes back under another id."""
    every = pieces(70)
    upstream.newsroom.configure(more=upstream.newsroom.settings["more"] + "[feeds]\nitems = 10\n")
    for upto in range(10, 71, 10):
        upstream.run(every[70 - upto : 80 - upto])
    first = every[60:65]
    late = [replace(one, published=one.published + timedelta(days=30)) for one in renewed(first)]
    before = upstream.ids()
    assert upstream.run([*late, *every[:10]]).failed
    assert upstream.ids() == before
    with upstream.opened() as (works, _):
        assert len(works.store.listed([Status.PUBLISHED])) == 75


def test_accepting_works_by_hand_and_beside_a_daemon(upstream: Upstream) -> None:
    """The command publishes by itself; where a daemon holds the lock, it is noted for the daemon's next build."""
    old = pieces(8)
    upstream.run(old)
    upstream.run(renewed(old))
    config = load(upstream.newsroom.config)
    with locked(config), pytest.raises(LockError):
        build_once(config)
    with locked(config):
        summary = build_once(config, accept_redelivery=True)
    assert [(one.code, one.severity) for one in summary.problems] == [("redelivery-accepted", Severity.WARNING)]
    assert len(upstream.ids()) == 8, "noted, not built"
    with upstream.opened() as (works, _):
        build(works, made := Summary())
    assert not made.problems
    assert len(upstream.ids()) == 16
    upstream.run([replace(one, guid=one.guid + "x", url=one.url + "x/", body=one.body[:-30]) for one in old])
    assert build_once(config, accept_redelivery=True).feeds.published > 0

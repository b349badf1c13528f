"""A saved query whose slug changes: those who follow it are told as before."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from buzzfeed.config import load
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Request, Settled, Settlement, Speech, Topic
from buzzfeed.store import open_inbox
from newsdesk import Desk

from harness import Newsroom

QUERY = '[[channels]]\nslug = "{slug}"\ntitle = "La mer"\nwords = ["mer"]\nformer = {former}\n'


def test_who_follows_a_saved_query_is_told_under_its_new_slug(tmp_path: Path) -> None:
    """Nobody subscribes anew: the next article is owed to whoever followed the query by its former address"""
    desk, now = Desk(Newsroom(tmp_path)), datetime.now(UTC).replace(microsecond=0)
    desk.newsroom.configure(more=QUERY.format(slug="vieux", former=[]), source='settle = "0ms"')
    desk.newsroom.write("a.md", "Un", "La mer, le soir, et la lampe du phare qui tourne.", date="2026-03-01")
    assert not desk.run().problems
    former, present = (Topic(ChannelKey(ChannelKind.QUERY, slug), Format.RSS) for slug in ("vieux", "neuf"))
    callback, address = "https://s.example/cb", desk.newsroom.base + former.path
    asked = Request(Speech.WEBSUB, Asking.SUBSCRIBE, former, address, callback, "s.example", 86_400, now)
    with closing(open_inbox(load(desk.newsroom.config).store_url)) as inbox:
        assert inbox.leave([asked], 10, 10) == (True,)
    with desk.open() as works:
        (taken,) = works.store.take_requests(now, timedelta(minutes=1), 9, 9, 9)
        verified = Settlement(taken.request, Settled.VERIFIED, now + timedelta(days=1))
        works.store.settle_requests([verified], now)
    desk.newsroom.configure(more=QUERY.format(slug="neuf", former='["vieux"]'), source='settle = "0ms"')
    assert not desk.run().problems
    desk.newsroom.write("b.md", "Deux", "La mer encore, au matin, et les bateaux qui rentrent.", date="2026-03-02")
    assert not desk.run().problems
    with desk.open() as works:
        assert works.store.subscribed([former, present]) == {present}
        owed = [one for one in works.store.deliveries() if one.type == "hub" and present.path in str(one.payload)]
    assert owed, "its subscribers are owed the edition that holds the second article"

"""What composing a personal feed may cost: forms, previews and feeds are bounded, and feeds go before previews."""

import asyncio
import threading
from collections import Counter
from functools import partial

import pytest

from buzzfeed.personal import Preferences
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.app import PublicApp
from buzzfeed.web.limiting import area_of, network_of
from buzzfeed.web.looking import MOST_AROUND, MOST_IN_LINE, MOST_LOOKING, MOST_OF_ONE, Lines
from buzzfeed.web.my import looked_over, looking
from buzzfeed.web.state import State
from pageask import ask, asking
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article

FORM = [(b"content-type", b"application/x-www-form-urlencoded")]


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """Publish an article; give the config of its newsroom."""
    made = make_config(tmp_path_factory.mktemp("newsroom"))
    store = writer(made)
    take_in(store, article(url=f"{made.newsroom.feeds_url}/a/mare", image=None))
    publish(store)
    store.close()
    return made


def test_nothing_is_looked_at_before_its_sender_may_send(config, monkeypatch):
    """Whoever sends too many forms is told so before they are read; and one that is faulty gets no preview for it."""
    state = State(make_config(config.base, web={"made_per_minute": 1}))
    body = b"amount=50&front=99&say=Plus+de+ports&much=tag%3AEau"
    try:
        state.attach(open_window(config.store_url))
        first, second = (ask(state, "/my", "POST", FORM, body) for _ in range(2))
        assert [one[0] for one in (first, second)] == [400, 400]
        assert b'id="preview"' in first[2]
        assert b'id="preview"' not in second[2]
        assert ask(state, "/my/address?other=eau")[0] == 303
        monkeypatch.setattr("buzzfeed.web.my.said_in", None)
        for path in ("/my/address?other=eau", "/my?other=eau"):
            status, headers, _ = ask(state, path)
            assert (status, int(headers[b"retry-after"]) > 0) == (429, True)
        assert ask(state, "/my", "POST", FORM, body)[0] == 429
    finally:
        state.close()


def test_one_provider_makes_no_more_feeds_than_a_few_networks(config):
    """From as many /64s of a /48 as one wants: so many feeds, and then a time to wait."""
    state = State(make_config(config.base, personal={"made_per_hour": 1}))
    try:
        state.attach(open_window(config.store_url))
        state.inbox = open_inbox(config.store_url)
        networks = (*range(5), "other")
        clients = [f"2001:db8:7:{one}::1" if one != "other" else "2001:db8:8::1" for one in networks]
        answers = [ask(state, "/my", "POST", FORM, b"much=tag%3AEau", client=client)[0] for client in clients]
        assert answers == [303, 303, 303, 429, 429, 303]
    finally:
        state.close()


def test_what_was_wiped_leaves_the_log_soon(config, monkeypatch):
    """Some seconds after a feed was wiped, once for all of them; and again where somebody was reading."""
    monkeypatch.setattr("buzzfeed.web.state._EMPTYING", (0.0, 0.0))
    state, emptied = State(make_config(config.base)), []

    class Inbox:
        def empty_log(self):
            emptied.append(1)
            return len(emptied) > 1

        def close(self):
            pass

    async def wipe():
        for _ in range(5):
            state.empty_soon()
        for _ in range(2000):
            await asyncio.sleep(0.01 if len(emptied) < 2 else 0)
        await asyncio.sleep(0.05)

    state.inbox = Inbox()
    try:
        asyncio.run(wipe())
        assert len(emptied) == 2
    finally:
        state.close()


def test_a_form_that_never_arrives_is_let_go(config, monkeypatch):
    """Half a body holds nobody up: after a while it is answered that it took too long."""
    monkeypatch.setattr("buzzfeed.web.my.LONGEST_SENDING", 0.05)
    state = State(make_config(config.base))
    try:
        state.attach(open_window(config.store_url))
        status, _, page = ask(state, "/my", "POST", FORM, b"much=tag", ends=False)
        assert status == 408
        assert "trop de temps" in page.decode()
    finally:
        state.close()


def test_previews_go_one_by_one_behind_feeds(config):
    """So many wait, the others are told to come again; a feed that is asked for meanwhile goes before all of them."""
    state, order, held = State(make_config(config.base)), [], threading.Event()

    def look(number):
        held.wait(20)
        state.turns.give_way()  # as previews do before each selection
        order.append(number)
        return number

    async def all_at_once():
        previews = [
            asyncio.ensure_future(looking(state, f"192.0.{number}.1", partial(look, number))) for number in range(40)
        ]
        await asyncio.sleep(0.05)
        asked = asyncio.ensure_future(state.at_desk(lambda: order.append("feed")))
        await asyncio.sleep(0.05)
        held.set()
        found = await asyncio.gather(*previews)
        await asked
        return found

    try:
        assert [one for one in asyncio.run(all_at_once()) if one is not None] == list(range(MOST_LOOKING))
        assert order[:2] == ["feed", 0]
        assert (state.lookers.now, state.at_desk_now) == (0, 0)
    finally:
        held.set()
        state.close()


def test_no_network_takes_every_place_of_previews(config):
    """One client waits with two at once, and is told to come again; all around it with four; others get theirs."""
    state, held = State(make_config(config.base)), threading.Event()
    crowd = ["2001:db8:7:1::1"] * 5 + [f"2001:db8:7:{number}::1" for number in range(2, 12)]
    others = ["192.0.2.1", "198.51.100.7", "2001:db8:8::1"]

    async def all_at_once():
        looks = [asyncio.ensure_future(looking(state, one, partial(held.wait, 20))) for one in (*crowd, *others)]
        await asyncio.sleep(0.05)
        status, headers, body = await asking(PublicApp(state), "/my?much=tag%3AEau", client=crowd[0])
        assert (status, headers[b"retry-after"], b'value="much" checked' in body) == (429, b"1", True)
        held.set()
        return await asyncio.gather(*looks)

    try:
        state.attach(open_window(config.store_url))
        found = asyncio.run(all_at_once())
        mine = [number for number, one in enumerate(found) if one and number < len(crowd)]
        assert (len(mine), mine[:MOST_OF_ONE]) == (MOST_AROUND, list(range(MOST_OF_ONE)))
        assert MOST_OF_ONE not in mine
        assert found[len(crowd) :] == [True] * len(others)
        assert state.lookers.now == 0
        assert not state.lookers.has_enough(crowd[0])
    finally:
        held.set()
        state.close()


def test_each_network_has_one_feed_made_at_a_time():
    """The others of it stand in line, as many as there is room for; who is elsewhere does not wait behind them."""
    crowd = ["192.0.2.1"] * (MOST_IN_LINE + 3)
    around = [f"2001:db8:7:{number}::1" for number in range(4)]

    async def all_at_once():
        lines, going, most, order, held = Lines(), Counter(), Counter(), [], asyncio.Event()

        async def make(client):
            async with lines.place(client) as place:
                if not place:
                    return False
                names = (network_of(client), area_of(client))
                going.update(names)
                most.update({name: going[name] - most[name] for name in names if going[name] > most[name]})
                order.append(client)
                if client == crowd[0]:
                    await held.wait()
                await asyncio.sleep(0)
                going.subtract(names)
                return True

        made = [asyncio.ensure_future(make(one)) for one in (*crowd, *around, "198.51.100.7")]
        await asyncio.wait(made[len(crowd) :])
        assert order.count(crowd[0]) == 1
        held.set()
        found = await asyncio.gather(*made)
        assert not lines._turns
        return found, most

    found, most = asyncio.run(all_at_once())
    assert found == [True] * MOST_IN_LINE + [False] * 3 + [True] * 5
    assert (most["192.0.2.1"], most[area_of(around[0])]) == (1, 2)


def test_a_preview_gives_way_before_each_selection(config):
    """What fails in between is told to whoever asked for it, and to nobody else."""
    state, order = State(config), []

    async def all_at_once():
        held = threading.Event()
        now = state.now()

        def look():
            held.wait(20)
            looked_over(state, state.desk, Preferences(), now)
            order.append("looked")

        preview = asyncio.ensure_future(looking(state, "192.0.2.1", look))
        await asyncio.sleep(0.1)
        feeds = [asyncio.ensure_future(state.at_desk(partial(order.append, number))) for number in range(3)]
        wrong = asyncio.ensure_future(state.at_desk(lambda: {}["x"]))
        await asyncio.sleep(0.05)
        held.set()
        found = await asyncio.gather(preview, *feeds, wrong, return_exceptions=True)
        assert isinstance(found[-1], KeyError)

    try:
        state.attach(open_window(config.store_url))
        asyncio.run(all_at_once())
        assert order == [0, 1, 2, "looked"]
    finally:
        state.close()

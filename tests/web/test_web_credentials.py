"""Who is let in to the operators' pages, and how whoever guesses is slowed."""

import base64
from datetime import UTC, datetime

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import Scope, Token, token_digest
from buzzfeed.web.credentials import Doorkeeper, Refusal
from pageserver import make_config, operator_token, writer
from pagestore import publish

NOW = datetime(2026, 11, 12, tzinfo=UTC)
SECRET = "bzf_" + "x" * 43
KNOWN = (
    Token("other", token_digest("y"), frozenset(), NOW),
    Token("essai", token_digest(SECRET), frozenset(Scope), NOW),
)
WRONG = "Bearer bzf_wrong"


def basic(user, password):
    """Return the header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Door(Doorkeeper):
    """A doorkeeper whose clock the test sets."""

    def __init__(self):
        self.now = 1000.0
        super().__init__(lambda: self.now)

    def ask(self, shown, client="192.0.2.1"):
        """Return what is judged of a header."""
        return self.judge(shown, KNOWN, Scope.OPERATOR, client)

    def status(self, shown, client="192.0.2.1"):
        """Return the status of the answer."""
        found = self.ask(shown, client)
        return found.status if isinstance(found, Refusal) else 200


@pytest.mark.parametrize(
    "shown", [f"Bearer {SECRET}", f"bearer  {SECRET} ", basic("", SECRET), basic("a:b"[:1], SECRET)]
)
def test_token_is_taken_as_bearer_and_as_password(shown):
    """The scheme's case does not matter, nor the user's name."""
    assert Door().ask(shown) == KNOWN[1]


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        "Bearer ",
        WRONG,
        SECRET,
        basic(SECRET, ""),
        "Basic !",
        "Basic /w==",
        "Digest x",
        "Bearer y",
        "Bearer é",
    ],
)
def test_anything_else_is_told_how_to_get_a_token(shown):
    """No header, no token, a token without the scope: 401, a challenge, and the command that makes one."""
    found = Door().ask(shown)
    assert found.status == 401
    assert found.headers["www-authenticate"].startswith("Basic ")
    assert "buzzfeed token add" in found.text


@given(st.text(max_size=1500))
def test_no_header_breaks_the_door_or_opens_it(shown):
    """Whatever is sent, it is a refusal."""
    assert isinstance(Door().ask(shown), Refusal)


def test_who_guesses_waits_longer_each_time_and_others_do_not():
    """After five failures a client waits a second, then two, four, … and is not heard meanwhile, a minute at most."""
    door = Door()
    assert [door.status(WRONG) for _ in range(6)] == [401] * 5 + [429]
    assert door.status("Bearer y") == 429
    assert door.status(f"Bearer {SECRET}", "192.0.2.2") == 200
    door.now += 1.1
    assert door.status(WRONG) == 401
    door.now += 1.1
    assert door.ask(WRONG).headers["retry-after"] == "1"
    for _ in range(12):
        door.now += 61
        assert door.status(WRONG) == 401
    assert 59 <= int(door.ask(WRONG).headers["retry-after"]) <= 61
    door.now += 61
    assert door.status(f"Bearer {SECRET}") == 200
    assert door.status(WRONG) == 401


def test_right_token_is_let_in_at_once_whoever_guesses_beside_it():
    """Nobody is locked out by others at the same address, and the right token clears it."""
    door = Door()
    assert [door.status(WRONG) for _ in range(7)][-1] == 429
    assert door.status(f"Bearer {SECRET}") == 200
    assert door.status(WRONG) == 401


def test_ipv4_in_ipv6_is_known_by_its_ipv4_address():
    """Where the server listens on ``[::]``, one who guesses over IPv4 is not everybody."""
    door = Door()
    assert [door.status(WRONG, "::ffff:192.0.2.1") for _ in range(6)][-1] == 429
    assert door.status(WRONG, "192.0.2.1") == 429
    assert door.status(WRONG, "::ffff:192.0.2.2") == 401


def test_asking_without_a_token_is_no_attempt():
    """A browser asks once without, before it asks its user."""
    door = Door()
    assert {door.status("") for _ in range(50)} == {401}


def test_who_failed_is_remembered_by_network_and_in_bounds():
    """All of an IPv6 /64 is one client, and a flood of addresses takes no more memory than a thousand."""
    door = Door()
    assert [door.status(WRONG, f"2001:db8::{n:x}") for n in range(6)][-1] == 429
    assert door.status(WRONG, "2001:db8:0:1::1") == 401
    for n in range(3000):
        door.status(WRONG, f"10.0.{n // 250}.{n % 250}")
    assert len(door._failed) <= 1024


def test_operators_pages_ask_for_a_token_and_programs_pages_do_not(serve, tmp_path):
    """401 without, 200 with; what opens a page is kept by the day, and a revoked token opens nothing."""
    config = make_config(tmp_path)
    store = writer(config)
    publish(store)
    secret = operator_token(store)
    served = serve(config)

    def get(path, **options):
        return requests.get(served.admin + path, timeout=10, **options)

    for path in ("/deliveries", "/deliveries.json"):
        answer = get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")
        assert answer.headers["www-authenticate"].startswith("Basic ")
    for path in ("/metrics", "/healthz"):
        assert get(path).status_code == 200
    assert store.tokens()[0].used_on is None
    assert get("/deliveries", auth=("anyone", secret)).status_code == 200
    assert get("/deliveries.json", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert store.tokens()[0].used_on == datetime.now(UTC).date()
    assert store.revoke_token("essai")
    assert get("/deliveries", auth=("anyone", secret)).status_code == 401
    store.close()


def test_who_asks_is_known_behind_a_proxy(serve, tmp_path):
    """Behind a trusted proxy, one who guesses does not keep others out."""
    config = make_config(tmp_path)
    store = writer(config)
    publish(store)
    secret = operator_token(store)
    served = serve(config)

    def get(client, password):
        headers = {"X-Forwarded-For": client}
        return requests.get(served.admin + "/deliveries", auth=("x", password), headers=headers, timeout=10).status_code

    assert [get("192.0.2.1", "wrong") for _ in range(6)] == [401] * 5 + [429]
    assert get("192.0.2.2", "wrong") == 401
    assert get("192.0.2.1", "wrong") == 429
    assert get("192.0.2.1", secret) == 200
    store.close()

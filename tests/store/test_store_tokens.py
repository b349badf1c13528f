"""Tokens at rest."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from store_invariants import empty_store
from store_values import NOW

from buzzfeed.daemon.tokens import check_source, make_token
from buzzfeed.errors import ConfigError, StoreError
from buzzfeed.model import MOST_TOKENS, Scope, Token, token_digest
from buzzfeed.store import open_inbox
from pageserver import make_config

TOKEN = Token("desk", token_digest("x"), frozenset(Scope), NOW)


def test_token_is_kept_until_it_is_revoked(store, place):
    """It is there for every view of the store, with its scopes, and gone for all once revoked."""
    store.add_token(TOKEN)
    window = place.open(read_only=True)
    assert window.tokens() == store.tokens() == (TOKEN,)
    with pytest.raises(StoreError, match="of that name"):
        store.add_token(replace(TOKEN, digest=token_digest("y")))
    assert store.revoke_token("desk")
    assert not store.revoke_token("desk")
    assert window.tokens() == ()


def test_use_is_kept_by_the_day_without_a_new_generation(store, place):
    """The inbox keeps the last day; nothing that is published moves by it, and of a revoked token nothing is kept."""
    store.add_token(TOKEN)
    before = store.generation()
    inbox = open_inbox(place.url)
    inbox.token_used("desk", date(2026, 11, 12))
    assert store.tokens()[0].used_on == date(2026, 11, 12)
    store.revoke_token("desk")
    inbox.token_used("desk", date(2026, 11, 13))
    assert store.tokens() == ()
    assert store.generation() == before
    inbox.close()


def test_scope_that_this_version_does_not_know_opens_nothing(store):
    """A store that a later version wrote to can be read, and what is not understood lets nobody in."""
    store.add_token(TOKEN)
    with store._db.write() as connection:
        connection.exec_driver_sql("UPDATE tokens SET scopes = '[\"later\"]'")
    assert store.tokens()[0].scopes == frozenset()


def test_there_are_only_so_many(store):
    """Each attempt is compared with all of them: their number is bounded."""
    for number in range(MOST_TOKENS):
        store.add_token(Token(f"t{number}", token_digest(str(number)), frozenset(Scope), NOW))
    with pytest.raises(StoreError, match="already"):
        store.add_token(TOKEN)


@pytest.mark.parametrize(
    ("scope", "source"),
    [(Scope.PUBLISH, ""), (Scope.PUBLISH, "site"), (Scope.LOOK, "nirgends"), (Scope.OPERATOR, "cms")],
)
def test_a_token_that_would_open_nothing_is_not_made(tmp_path, scope, source):
    """A scope that is of a source needs one that can be handed in to; an operator is of none."""
    sources = [{"type": "push", "name": "cms"}, {"type": "folder", "name": "site", "path": "a"}]
    config = make_config(tmp_path, sources=sources)
    check_source(config, "site", [Scope.LOOK])
    check_source(config, "cms", [Scope.CREATE, Scope.LOOK])
    with pytest.raises(ConfigError, match="--source"):
        check_source(config, source, [scope])


@pytest.mark.parametrize("name", ["", "Desk", "a b", "-a", "x" * 42, "é", "a\n"])
def test_names_are_plain(store, name):
    """A token's name can be typed, and shown on one line."""
    with pytest.raises(ConfigError):
        make_token(store, name, [Scope.OPERATOR], NOW)


def test_token_itself_is_nowhere_at_rest(sqlite_store):
    """The database's files hold the digest alone; two tokens are never alike, and long enough not to be guessed."""
    place, store = sqlite_store
    empty_store(store)
    made = {make_token(store, name, [Scope.OPERATOR], NOW) for name in ("one", "two")}
    assert len(made) == 2
    assert all(len(secret.removeprefix("bzf_")) >= 43 for secret in made)
    path = Path(place.url.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name))
    assert all(token_digest(secret).encode() in kept and secret.encode() not in kept for secret in made)

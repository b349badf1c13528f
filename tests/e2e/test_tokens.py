"""Tokens from the command line to the operators' pages of a running daemon."""

import requests


def test_token_opens_the_operators_pages_until_it_is_revoked(newsroom):
    """Made beside a running daemon it works at once, is shown once, stands in no log, and is gone once revoked."""
    newsroom.write("a.md")
    with newsroom.daemon():
        made = newsroom.run("token", "add", "ana", "--scope", "operator")
        secret = made.stdout.strip()
        assert len(secret) >= 43
        assert secret not in made.stderr

        def status():
            return requests.get(
                f"http://127.0.0.1:{newsroom.admin}/deliveries.json", auth=("ana", secret), timeout=10
            ).status_code

        assert status() == 200
        listed = newsroom.run("token", "list").stdout + newsroom.run("token", "list", "--json").stdout
        assert "ana" in listed
        assert secret not in listed
        assert newsroom.json("token", "list")[0]["scopes"] == ["operator"]
        newsroom.run("token", "revoke", "ana")
        assert status() == 401
    assert secret not in newsroom.log()
    assert newsroom.run("token", "revoke", "ana", check=False).returncode == 2
    assert newsroom.run("token", "add", "ana", check=False).returncode == 2

"""A serve process to which articles are handed in, without anything that takes them from there."""

import requests

from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.tokens import make_token
from buzzfeed.model import Scope
from pageserver import Served, writer
from pagestore import publish

SOURCES = [
    {"type": "folder", "name": "redaction", "path": "articles"},
    {"type": "push", "name": "cms"},
    {"type": "push", "name": "agence"},
]


class Api:
    """A serve process, and tokens for it."""

    def __init__(self, config):
        self.config = config
        self.store = writer(config)
        publish(self.store)
        self.served = Served(config)
        self.base = config.newsroom.feeds_url
        self.tokens = {
            "cms": self.token("cms", [Scope.PUBLISH], "cms"),
            "agence": self.token("agence", [Scope.PUBLISH], "agence"),
        }

    def token(self, name, scopes, source=""):
        """Make a token."""
        return make_token(self.store, name, scopes, SystemClock().now(), source)

    def ask(self, method, path, body=None, *, token="cms", headers=None, **options):
        """Ask with a token, by its name or as it is; a body is JSON unless it is bytes."""
        bearer = {"Authorization": f"Bearer {self.tokens.get(token, token)}"} if token else {}
        if body is not None and not isinstance(body, bytes):
            options["json"] = body
        elif body is not None:
            options["data"] = body
            bearer["Content-Type"] = "application/json"
        return requests.request(
            method,
            self.base + path,
            headers={**bearer, **(headers or {})},
            timeout=20,
            allow_redirects=False,
            **options,
        )

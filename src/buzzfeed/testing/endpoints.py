"""An IndexNow endpoint, and the host where its key stands."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from buzzfeed.testing.server import Answer, LoopbackServer, Request


class IndexNowEndpoint(LoopbackServer):
    """Takes ``POST /indexnow``, and answers 422 to a list that its own rules refuse.

    It also serves `files`, so that it can be the host of the key as well.

    Attributes:
        submissions: every list it took, as parsed JSON.
        files: path → bytes, served to GET: ``/KEY.txt``.
        accepted: the status of a list it took: 200 or 202.
    """

    def __init__(self, port: int = 0) -> None:
        """As `LoopbackServer`."""
        super().__init__(port)
        self.submissions: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.accepted = 200

    @property
    def endpoint(self) -> str:
        """The address that lists are posted to."""
        return f"{self.url}/indexnow"

    @property
    def urls(self) -> list[str]:
        """Every address submitted, in order, repeated ones too."""
        return [url for submission in self.submissions for url in submission["urlList"]]

    def handle(self, request: Request) -> Answer:
        """Serve key files whatever the fault switches say: they stand at another host in the world."""
        if request.method == "GET":
            with self.lock:
                self.requests.append(request)
            body = self.files.get(request.path)
            return Answer(404) if body is None else Answer(200, {"Content-Type": "text/plain"}, body)
        return super().handle(request)

    def answer(self, request: Request) -> Answer:
        """Answer one submission."""
        if request.path != "/indexnow" or not request.headers.get("content-type", "").startswith("application/json"):
            return Answer(400)
        submission = json.loads(request.body)
        hosts = {urlsplit(url).netloc for url in submission["urlList"]}
        if hosts != {submission["host"]} or len(submission["urlList"]) > 10_000 or not submission["key"]:
            return Answer(422)
        with self.lock:
            self.submissions.append(submission)
        return Answer(self.accepted)

"""A newsroom in this process with categories, tags and authors to combine, and its public application to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from buzzfeed.config import Config, load
from buzzfeed.daemon.wiring import network
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import prepare
from buzzfeed.store import open_store, open_window
from buzzfeed.testing import FakeClock, LocalPool
from buzzfeed.web.state import State
from pageask import ask

from harness import BODY, Newsroom

MORE = """
[[channels]]
slug = "bord-de-mer"
title = "Bord de mer"
former = ["littoral"]
words = ["phare"]
"""
ARTICLES = {
    "puce": ("High Tech", ["IA"], "Une puce"),
    "robot": ("High Tech", ["IA", "Foot"], "Un robot & un <but>"),
    "telephone": ("High Tech", [], "Un téléphone"),
    "match": ("Sport", ["Foot"], "Le match"),
    "arbitre": ("Sport", ["Foot", "IA"], "L’arbitre"),
    "phare": ("Culture", ["Mer"], "Le phare"),
    "quai": ("Culture", ["Mer", "IA"], "Le quai"),
}
"""File → category, tags, title; the first is the oldest."""


class Desk:
    """A newsroom, its store, and the application over it."""

    def __init__(self, root: Path, **settings: str) -> None:
        """Lay the articles and publish them."""
        self.newsroom = Newsroom(
            root, base="https://flux.lefanal.example", source='settle = "0ms"\ngone_after = "0s"', more=MORE, **settings
        )
        self.config: Config = load(self.newsroom.config)
        self.clock = FakeClock(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))
        self.store = open_store(self.config.store_url)
        for day, name in enumerate(ARTICLES, 1):
            self.write(name, day)
        self.run()
        self.state = State(self.config)
        self.state.attach(open_window(self.config.store_url))

    def write(self, name: str, day: int = 20, **changes: object) -> None:
        """Write an article's file, one of `ARTICLES` unless ``changes`` say what it is."""
        category, tags, title = ARTICLES.get(name, ("Culture", [], name))
        values = {
            "title": title,
            "date": f"2026-03-{day:02d}T08:00:00Z",
            "category": category,
            "tags": tags,
            "authors": ["Zoé"],
            "content_html": f"<p>{BODY}</p>",
            **changes,
        }
        self.newsroom.save(f"{name}.json", json.dumps(values, ensure_ascii=False))

    def run(self, *, serve: bool = False) -> None:
        """Run a pass a minute later; with ``serve``, the application takes over what it published."""
        self.clock.advance(60)
        run_pass(prepare(self.config, self.store, self.clock, LocalPool(), network(self.config)))
        if serve:
            self.state.refresh()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Ask the application."""
        raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        status, found, body = ask(self.state, path, headers=raw)
        return status, {name.decode(): value.decode("latin-1") for name, value in found.items()}, body

    def titles(self, query: str) -> list[str]:
        """Return the titles in a mix's JSON Feed, newest first."""
        status, _, body = self.get(f"/feeds/mix.json?{query}")
        assert status == 200, (query, status, body)
        return [item["title"] for item in json.loads(body)["items"]]

    def close(self) -> None:
        """Let go of everything."""
        self.state.close()
        self.store.close()

"""What a reload has to start the serve process anew for."""

from pathlib import Path
from typing import Any

import pytest

from buzzfeed.config import Config
from buzzfeed.daemon.run import _serves_otherwise

PLAIN: dict[str, Any] = {
    "file": Path("buzzfeed.toml"),
    "base": Path(),
    "newsroom": {"title": "Le Fanal", "url": "https://lefanal.example", "feeds_url": "https://feeds.lefanal.example"},
    "sources": [{"type": "folder", "name": "redaction", "path": "articles"}],
}


def test_what_answers_at_addresses_starts_the_serve_process_anew():
    """A saved query that was renamed: its former address is answered by the process that serves."""
    renamed = {"slug": "ia", "title": "IA", "any": ["tag:IA"], "former": ["ia-ecole"]}
    before, after = (Config.model_validate({**PLAIN, **more}) for more in ({}, {"channels": [renamed]}))
    assert _serves_otherwise(before, after)


def test_a_source_that_takes_articles_starts_the_serve_process_anew():
    """It is the process that serves which takes them; how often a source is looked at is none of its business."""
    folder, push = PLAIN["sources"][0], {"type": "push", "name": "cms"}
    before, after, slower = (
        Config.model_validate({**PLAIN, "sources": sources})
        for sources in ([folder], [folder, push], [{**folder, "every": "1h"}])
    )
    assert _serves_otherwise(before, after)
    assert not _serves_otherwise(before, slower)


@pytest.mark.parametrize("more", [{"guard": {"flood": 7}}, {"work": {"drain": "1s"}}])
def test_limits_do_not(more):
    """What the work process alone reads changes beside readers who notice nothing."""
    assert not _serves_otherwise(Config.model_validate(PLAIN), Config.model_validate({**PLAIN, **more}))

"""newsboat, as Debian has it, follows a feed over HTTP: it asks for deltas, and is given them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from newsboat import Newsboat, needs_newsboat

from harness import Newsroom, until


def answers(newsroom: Newsroom) -> dict[str, int]:
    """Return how many requests for feeds were answered with each status."""
    text = requests.get(f"http://127.0.0.1:{newsroom.admin}/metrics", timeout=10).text
    found = re.findall(r'^\w*requests\w*\{[^}]*kind="feed"[^}]*status="(\d+)"[^}]*\} (\S+)', text, re.MULTILINE)
    return {status: int(float(count)) for status, count in found}


@needs_newsboat
@pytest.mark.parametrize("fmt", ["rss", "atom"])
def test_newsboat_is_sent_what_is_new(newsroom: Newsroom, tmp_path: Path, fmt: str) -> None:
    """304 once it holds the feed, then 226 with what is new, and with what was edited; it holds each article once."""
    for number in range(3):
        newsroom.write(f"quai-{number}.md", f"Quai {number}", date=f"2026-03-0{number + 1}")
    with newsroom.daemon():
        reader = Newsboat(tmp_path / "newsboat", f"{newsroom.base}/feeds/all.{fmt}")
        reader.reload()
        assert sorted(reader.entries().values()) == ["Quai 0", "Quai 1", "Quai 2"]
        # It keeps validators with the second fetch only, and sends them from the third on.
        reader.reload()
        reader.reload()
        # buzzfeed looks at its own feeds meanwhile: what is counted beside deltas is not newsboat's alone.
        assert answers(newsroom)["304"] >= 1
        assert "226" not in answers(newsroom)

        newsroom.write("phare.md", "Le phare", date="2026-03-20")
        until(lambda: "Le phare" in newsroom.titles())
        reader.reload()
        assert answers(newsroom)["226"] == 1
        assert sorted(reader.entries().values()) == ["Le phare", "Quai 0", "Quai 1", "Quai 2"]

        newsroom.write("phare.md", "Le phare, rallumé", date="2026-03-20")
        until(lambda: "Le phare, rallumé" in newsroom.titles())
        reader.reload()
        assert answers(newsroom)["226"] == 2
        assert sorted(reader.entries().values()) == ["Le phare, rallumé", "Quai 0", "Quai 1", "Quai 2"]

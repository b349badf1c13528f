"""A real feed reader subscribes over HTTP: the PyPI package ``reader``."""

from __future__ import annotations

from pathlib import Path

import pytest
from reader import Reader, make_reader

from harness import Newsroom, until


def listening(db: Path, statuses: list[int]) -> Reader:
    """Return a reader whose answers' statuses are noted."""
    made = make_reader(str(db))
    retriever = made._parser.get_retriever("http://")
    retriever.response_hooks.append(lambda _session, response, _request, **_: statuses.append(response.status_code))
    return made


@pytest.mark.parametrize("fmt", ["rss", "atom", "json"])
def test_a_reader_sees_each_article_once(newsroom: Newsroom, tmp_path: Path, fmt: str) -> None:
    """Each article once; 304 on the second fetch; what is new or edited comes as a delta, and updates in place."""
    for number in range(6):
        newsroom.write(f"2026-03-0{number + 1}-quai-{number}.md", f"Quai {number}", date=f"2026-03-0{number + 1}")
    statuses: list[int] = []
    with newsroom.daemon(), listening(tmp_path / "reader.db", statuses) as reader:
        url = f"{newsroom.base}/feeds/all.{fmt}"
        reader.add_feed(url)
        reader.update_feeds()
        assert sorted(entry.title for entry in reader.get_entries()) == [f"Quai {number}" for number in range(6)]
        reader.update_feed(url)
        assert statuses == [200, 304]

        newsroom.write("2026-03-20-phare.md", "Le phare", date="2026-03-20")
        until(lambda: "Le phare" in newsroom.titles())
        assert reader.update_feed(url).new == 1
        assert len(list(reader.get_entries())) == 7

        before = {entry.id: entry.updated for entry in reader.get_entries()}
        newsroom.write("2026-03-20-phare.md", "Le phare, rallumé", date="2026-03-20")
        until(lambda: "Le phare, rallumé" in newsroom.titles())
        counts = reader.update_feed(url)
        assert (counts.new, counts.modified) == (0, 1)
        after = {entry.id: entry for entry in reader.get_entries()}
        assert after.keys() == before.keys()
        assert "Le phare, rallumé" in [entry.title for entry in after.values()]
        assert statuses == [200, 304, 226, 226]


def test_a_reader_reads_what_was_written(newsroom: Newsroom, tmp_path: Path) -> None:
    """Title, link, dates, author and content come out of the reader as they went in."""
    text = """---
title: "« R&D » : l’été < l’hiver ?"
date: 2026-03-05T10:30:00+01:00
authors: [Naïma Benarbia]
category: Sciences
tags: [Météo]
---

Un paragraphe avec **du gras**, [un lien](https://ailleurs.example/page?a=1&b=2) et `a < b`.
"""
    newsroom.save("ete.md", text)
    with newsroom.daemon(), make_reader(str(tmp_path / "reader.db")) as reader:
        for fmt in ("rss", "atom"):
            reader.add_feed(f"{newsroom.base}/feeds/category/sciences.{fmt}")
        reader.update_feeds()
        entries = list(reader.get_entries())
        assert len(entries) == 2
        for entry in entries:
            assert entry.title == "« R&D » : l’été < l’hiver ?"
            assert entry.link == f"{newsroom.base}/a/ete"
            assert entry.published.isoformat() == "2026-03-05T09:30:00+00:00"
            assert entry.authors_str == "Naïma Benarbia"
            content = entry.get_content().value
            assert "<strong>du gras</strong>" in content
            assert 'href="https://ailleurs.example/page?a=1&amp;b=2"' in content

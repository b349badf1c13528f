"""What a WordPress site calls its categories, tags and authors: new names are seen, and keep nothing else waiting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buzzfeed.errors import RestError
from buzzfeed.sources.wordpress import api
from wpdesk import Desk
from wprest import WordPressSite, posts

from harness import Newsroom


def test_names_that_change_are_seen_though_no_post_is_saved(newsroom: Newsroom) -> None:
    """A tag and an author get new names, one is merged away: seen within a day, and those posts alone are read again.

    Where a site hides its users, that is no problem, and new names of terms are seen all the same.
    """
    with WordPressSite(posts(30)) as site:
        desk = Desk(newsroom, site)
        desk.look()
        before = desk.labels()
        site.renamed = {"Voile": "Régates", "Naïma Benarbia": "Naïma B. Le Goff"}
        asked = len(site.requests)
        summary = desk.look_after(2)
        assert (summary.articles.new, summary.articles.retracted, summary.problems) == (0, 0, [])
        after = desk.labels()
        assert (after["Régates"], after["Voile"]) == (before["Voile"], 0)
        assert (after["Naïma B. Le Goff"], after["Naïma Benarbia"]) == (30, 0)
        assert after["Pêche"] == before["Pêche"]
        assert len(site.requests) - asked < 12
        site.faults.hidden_users = True
        some = list(site.posts)[::10]
        for number in some:  # as a plugin merges terms, which saves no post
            site.posts[number] = replace(site.posts[number], tags=("Marée",))
        site.renamed["Culture"] = "Arts"
        summary = desk.look_after(4)
        assert (summary.articles.changed, summary.problems) == (len({*some, *list(site.posts)[::2]}), [])
        assert (desk.labels()["Marée"], desk.labels()["Arts"]) == (len(some), 15)
        asked = len(site.requests)
        assert desk.look_after(6).articles.changed == 0
        assert len(site.requests) - asked < 12, "nothing is read again for a name that is known"


def test_many_names_keep_no_deletion_waiting(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that lets us list one page of names a day: what was deleted is seen on the first day all the same.

    New names are seen once their page was listed: each day goes on where the last one ended.
    """
    allowed = 1000
    listed = api.Api.names

    def names(self: api.Api, kind: str, offset: int) -> api.Page | None:
        nonlocal allowed
        allowed -= 1
        if allowed < 0:
            raise RestError("wordpress", "asks to be left alone", seconds=60.0)
        return listed(self, kind, offset)

    monkeypatch.setattr(api, "PER_PAGE", 3)
    monkeypatch.setattr(api.Api, "names", names)
    made = [replace(post, tags=(f"Sujet {number}",)) for number, post in enumerate(posts(8))]
    with WordPressSite(made) as site:
        desk = Desk(newsroom, site)
        desk.look()
        del site.posts[max(site.posts) - 3]
        site.renamed = {"Sujet 1": "Thème 1"}
        told = []
        for day in range(2, 20, 2):
            allowed = 1
            summary = desk.look_after(day)
            assert summary.problems == []
            told.append((summary.articles.retracted, desk.labels()["Thème 1"]))
        assert told[0] == (1, 0)
        assert [one for one, _ in told[1:]] == [0] * 8
        assert told[-1][1] == 1

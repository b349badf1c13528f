"""Deltas (RFC 3229, ``A-IM: feed``): who names an edition that is remembered is sent what came or changed since."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import feedparser
import pytest

from buzzfeed import verify
from buzzfeed.model import Decision, Format, Judgement, RawItem, Reason, Status
from buzzfeed.pipeline import editor
from buzzfeed.store import open_window
from buzzfeed.store.publishing import KEPT_EDITIONS
from buzzfeed.web.app import PublicApp
from buzzfeed.web.state import State
from pageask import ask
from scripted import Desk, Scripted, words_of

AIM = (b"a-im", b"feed")
Headers = dict[bytes, bytes]


@dataclass
class Site:
    """A newsroom and the application that serves it."""

    desk: Desk
    state: State

    def write(self, number: int, text: str = "") -> str:
        """Write or rewrite an article; return where it lies."""
        origin = f"{number}.md"
        self.desk.sources["redaction"].items[origin] = RawItem(
            source="redaction",
            origin=origin,
            title=f"Pièce {number}",
            body=f"<p>{words_of(number)}{text}</p>",
            url=f"https://lefanal.example/{number}/",
            published=f"2026-03-01T{number // 60:02}:{number % 60:02}:00Z",
        )
        return origin

    def publish(self) -> None:
        """Run a pass, and serve what came of it."""
        self.desk.run()
        self.state.refresh()

    def take_back(self, number: int) -> None:
        """Take an article back, and publish."""
        (id_,) = [id_ for title, id_ in self.desk.ids().items() if title == f"Pièce {number}"]
        editor.retract(self.desk.store, id_, self.desk.clock.now(), by="Zoé")
        self.publish()

    def get(
        self, fmt: Format = Format.ATOM, tag: bytes = b"", *more: tuple[bytes, bytes]
    ) -> tuple[int, Headers, bytes]:
        """Ask for the feed of everything, naming an edition, as a reader that knows deltas does."""
        headers = [AIM, (b"if-none-match", tag), *more] if tag else list(more)
        return ask(self.state, f"/feeds/all.{fmt}", headers=headers)

    def etag(self, fmt: Format = Format.ATOM, coding: bytes = b"") -> bytes:
        """Return the ETag of the feed as it is now."""
        return self.get(fmt, b"", *([(b"accept-encoding", coding)] if coding else []))[1][b"etag"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a newsroom of four articles, served."""
    desk = Desk(tmp_path, Scripted("redaction"))
    state = State(desk.config)
    made = Site(desk, state)
    for number in range(4):
        made.write(number)
    desk.run()
    state.attach(open_window(desk.config.store_url))
    yield made
    state.close()
    desk.close()


def titles(fmt: Format, body: bytes) -> list[str]:
    """Return the titles in a feed, which has to be sound."""
    assert [one.code for one in verify.examine(body, f"all.{fmt}").findings] == []
    if fmt is Format.JSON:
        return [item["title"] for item in json.loads(body)["items"]]
    return [entry["title"] for entry in feedparser.parse(BytesIO(body))["entries"]]


@pytest.mark.parametrize("fmt", Format)
def test_a_delta_holds_new_and_changed_entries_alone(site: Site, fmt: Format) -> None:
    """226, ``IM: feed``, a sound feed of what is new or changed, the whole edition's ETag; no cache keeps it."""
    before = site.etag(fmt)
    site.write(9)
    site.write(1, " Encore une phrase.")
    site.publish()
    status, headers, body = site.get(fmt, before)
    assert status == 226
    assert titles(fmt, body) == ["Pièce 9", "Pièce 1"]
    assert headers[b"im"] == b"feed"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"delta-base"] == before
    whole_status, whole, data = site.get(fmt)
    assert whole_status == 200
    for name in (b"etag", b"content-type", b"last-modified", b"link"):
        assert headers[name] == whole[name]
    assert len(body) < len(data)
    assert site.get(fmt, headers[b"etag"])[0] == 304


@pytest.mark.parametrize("form", [b"%s", b"W/%s", b'"other", W/%s', b'%s, "00000000000000000000000000000000"'])
@pytest.mark.parametrize("coding", [b"", b"gzip", b"br", b"zstd"])
def test_an_edition_is_known_by_each_of_its_tags(site: Site, form: bytes, coding: bytes) -> None:
    """Weak, in a list, or of whatever coding: the tag names its edition; the answer bears the tag of its own coding."""
    before = site.etag(coding=coding)
    site.write(9)
    site.publish()
    status, headers, body = site.get(Format.ATOM, form % before, (b"accept-encoding", b"gzip"))
    assert (status, headers[b"content-encoding"]) == (226, b"gzip")
    assert titles(Format.ATOM, gzip.decompress(body)) == ["Pièce 9"]
    assert headers[b"etag"] == site.etag(coding=b"gzip")
    assert headers[b"vary"] == b"Accept-Encoding"


def test_of_several_editions_the_latest_counts(site: Site) -> None:
    """Who holds two editions is told what came since the later one, whichever is named first."""
    first = site.etag()
    site.write(8)
    site.publish()
    second = site.etag()
    site.write(9)
    site.publish()
    for named in (first + b"," + second, second + b", " + first):
        status, headers, body = site.get(Format.ATOM, named)
        assert (status, headers[b"delta-base"]) == (226, second)
        assert titles(Format.ATOM, body) == ["Pièce 9"]


def test_who_does_not_ask_for_a_delta_gets_the_feed(site: Site) -> None:
    """No ``A-IM``, another one, or weight nought; an unknown edition; a date alone: 200, which caches may keep."""
    before = site.etag()
    site.write(9)
    site.publish()
    named = (b"if-none-match", before)
    for headers in (
        [named],
        [named, (b"a-im", b"vcdiff, gzip")],
        [named, (b"a-im", b"feed;q=0")],
        [AIM, (b"if-none-match", b'"0123456789abcdef0123456789abcdef"')],
        [AIM, (b"if-none-match", b'"x"')],
        [AIM, (b"if-modified-since", b"Thu, 01 Jan 2026 00:00:00 GMT")],
    ):
        status, answer, _ = ask(site.state, "/feeds/all.atom", headers=headers)
        assert (status, answer[b"cache-control"], answer[b"vary"]) == (200, b"public, max-age=900", b"Accept-Encoding")
        assert b"im" not in answer
    assert ask(site.state, "/feeds/all.atom", headers=[named, (b"a-im", b"vcdiff, Feed;q=0.5")])[0] == 226


def test_what_was_taken_back_is_in_no_delta(site: Site) -> None:
    """Atom says of it that it is gone; RSS and JSON Feed cannot, so that they give the whole feed without it."""
    tags = {fmt: site.etag(fmt) for fmt in Format}
    site.write(9)
    site.publish()
    later = {fmt: site.etag(fmt) for fmt in Format}
    gone = site.desk.ids()["Pièce 9"]
    site.write(8)
    site.take_back(9)
    for fmt in Format:
        for tag, held in ((tags[fmt], False), (later[fmt], True)):
            status, _, body = site.get(fmt, tag)
            assert "Pièce 9" not in titles(fmt, body)
            assert status == (200 if held and fmt is not Format.ATOM else 226)
            assert (gone in body.decode()) == (fmt is Format.ATOM)
    assert f'deleted-entry ref="{gone}"'.encode() in site.get(Format.ATOM, later[Format.ATOM])[2]


def test_what_is_held_since_is_not_told_of_and_the_feed_is_given(site: Site) -> None:
    """An article that left the outputs without having been taken back has no tombstone: no delta can be sound."""
    tag = site.etag()
    (id_,) = [id_ for title, id_ in site.desk.ids().items() if title == "Pièce 3"]
    held = Judgement(Status.HELD, (Reason("check", "On vérifie."),))
    site.desk.store.decide([Decision(id_, 1, held, by="Zoé")], site.desk.clock.now())
    site.publish()
    status, _, body = site.get(Format.ATOM, tag)
    assert (status, len(titles(Format.ATOM, body))) == (200, 3)


def test_a_delta_that_spares_nothing_is_the_feed(site: Site) -> None:
    """Where every entry changed, the whole feed is given, which caches may keep."""
    before = site.etag()
    for number in range(4):
        site.write(number, " Une phrase de plus.")
    site.publish()
    assert [site.get(Format.ATOM, before)[0] for _ in range(2)] == [200, 200]


def test_a_feed_that_only_looks_otherwise_gives_an_empty_delta(site: Site) -> None:
    """A setting rewrites the feed and none of its entries: 226 without any, and the ETag to ask with from now on."""
    before = site.etag()
    newsroom = replace(site.desk.works.newsroom, copyright="© Le Fanal")
    site.desk.works = replace(site.desk.works, newsroom=newsroom)
    site.publish()
    status, headers, body = site.get(Format.ATOM, before)
    assert (status, titles(Format.ATOM, body)) == (226, [])
    assert headers[b"etag"] == site.etag() != before


def test_an_edition_that_comes_back_has_its_own_date(site: Site) -> None:
    """From A to B, back, and to B again: the delta is the same bytes, and as young as the feed it leads to."""
    newsroom = site.desk.works.newsroom
    before, dates = site.etag(), []
    for _ in range(2):
        site.desk.works = replace(site.desk.works, newsroom=replace(newsroom, copyright="© Le Fanal"))
        site.publish()
        status, headers, _ = site.get(Format.ATOM, before)
        assert (status, headers[b"last-modified"]) == (226, site.get(Format.ATOM)[1][b"last-modified"])
        dates.append(headers[b"last-modified"])
        site.desk.works = replace(site.desk.works, newsroom=newsroom)
        site.publish()
    assert dates[0] != dates[1]


def test_editions_are_remembered_for_a_while(site: Site) -> None:
    """The last few editions lead to a delta; whoever names an older one gets the feed."""
    tags = []
    for number in range(10, 10 + KEPT_EDITIONS):
        tags.append(site.etag())
        site.write(number)
        site.publish()
    assert [site.get(Format.ATOM, tag)[0] for tag in tags] == [200] + [226] * (KEPT_EDITIONS - 1)


def test_a_delta_is_made_once_and_then_at_hand(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first who asks has it made; from then on it is answered where the request is read, and proved no more."""
    before = site.etag()
    site.write(9)
    site.publish()
    app = PublicApp(site.state)
    headers = [AIM, (b"if-none-match", before), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/feeds/all.atom", "headers": headers}
    sent: list[dict[str, object]] = []
    assert not app.at_once(scope, sent.append)
    first = site.get(Format.ATOM, before, (b"accept-encoding", b"gzip"))
    monkeypatch.setattr(verify, "check_whole", None)
    assert site.get(Format.ATOM, before, (b"accept-encoding", b"gzip")) == first
    assert app.at_once(scope, sent.append)
    assert (sent[0]["status"], sent[1]["body"]) == (226, first[2])
    assert site.state.counts["feed", 226] == 3


def test_a_delta_that_is_not_sound_is_not_given(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with it, the whole feed is given in its place, and no second attempt is made."""
    before = site.etag()
    site.write(9)
    site.publish()
    unsound = verify.check_whole(b"", Format.ATOM, [])
    asked: list[object] = []
    monkeypatch.setattr(verify, "check_whole", lambda *given: asked.append(given) or unsound)
    assert [site.get(Format.ATOM, before)[0] for _ in range(3)] == [200, 200, 200]
    assert len(asked) == 1


def test_head_of_a_delta(site: Site) -> None:
    """HEAD gives the headers of a delta alone."""
    before = site.etag()
    site.write(9)
    site.publish()
    headers = [AIM, (b"if-none-match", before)]
    status, answer, body = ask(site.state, "/feeds/all.atom", "HEAD", headers)
    assert (status, body, answer[b"content-length"]) == (226, b"", str(len(site.get(Format.ATOM, before)[2])).encode())

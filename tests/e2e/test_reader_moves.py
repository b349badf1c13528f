"""A real reader, subscribed over HTTP, while a whole newsroom of a hundred articles moves: nothing is redelivered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from reader import Reader, make_reader

from buzzfeed.config import load
from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.wiring import network
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.works import prepare
from buzzfeed.store import open_store
from buzzfeed.testing import Answer, LocalPool, Website
from scripted import words_of

from harness import Newsroom

COUNT = 100
ALL = ChannelKey(ChannelKind.ALL)
QUICK = 'settle = "0ms"\ngone_after = "0s"\n'
WINDOW = f"[feeds]\nitems = {COUNT}\n"


class Site:
    """A newsroom whose feed of everything stands at a loopback address, and who is subscribed to it."""

    def __init__(self, newsroom: Newsroom, reader: Reader, website: Website) -> None:
        """Subscribe."""
        self.newsroom = newsroom
        self.reader = reader
        self.url = f"{website.url}/all.atom"
        website.pages["/all.atom"] = self._answer
        self._document = b""
        reader.add_feed(self.url)

    def publish(self) -> tuple[int, int]:
        """Run passes until what is missing is gone; return what the reader sees then: new entries, and all of them."""
        config = load(self.newsroom.config)
        with closing(open_store(config.store_url)) as store:
            works = prepare(config, store, SystemClock(), LocalPool(), network(config))
            for _ in range(2):
                summary = run_pass(works)
                assert not summary.failed, summary.problems
            found = store.document(ALL, Format.ATOM)
            assert found is not None
            self._document = found[1]
        counts = self.reader.update_feed(self.url)
        return (counts.new if counts else 0), self.reader.get_entry_counts().total or 0

    def links(self) -> set[str]:
        """Return the beginnings of the addresses that the reader has now."""
        return {str(entry.link).rsplit("/", 2)[0] for entry in self.reader.get_entries()}

    def _answer(self, _request: object) -> Answer:
        return Answer(200, {"Content-Type": Format.ATOM.media_type}, self._document)


@contextmanager
def subscribed(newsroom: Newsroom, tmp_path: Path) -> Iterator[Site]:
    """Give a site with its subscriber."""
    with Website() as website, make_reader(str(tmp_path / "reader.db")) as reader:
        yield Site(newsroom, reader, website)


def test_slug_host_and_scheme_changes_of_a_whole_newsroom_redeliver_nothing(tmp_path: Path) -> None:
    """A hundred articles get other slugs, files, then another host and scheme: the reader has each of them once."""
    newsroom = Newsroom(tmp_path / "newsroom", source=QUICK + 'permalink = "/{year}/{slug}/"', more=WINDOW)

    def write(prefix: str) -> None:
        for path in newsroom.articles.iterdir():
            path.unlink()
        for number in range(COUNT):
            day = f"2026-02-{number % 27 + 1:02}"
            newsroom.write(f"{prefix}-{number}.md", f"Titre {number}", words_of(number, 420), date=day, tags="")

    write("quai")
    with subscribed(newsroom, tmp_path) as site:
        assert site.publish() == (COUNT, COUNT)
        write("port")
        assert site.publish() == (0, COUNT)
        text = newsroom.config.read_text("utf-8")
        newsroom.config.write_text(text.replace("https://lefanal.example", "http://fanal.example"), "utf-8")
        write("mole")
        assert site.publish() == (0, COUNT)
        assert site.links() == {"http://fanal.example/2026"}


def upstream(guid: str, count: int = COUNT) -> bytes:
    """Write an upstream feed whose entries have guids of one kind."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}-{number}</guid><title>Dépêche {number}</title>"
        f"<link>https://agence.example/{number}/</link>"
        f"<pubDate>Mon, 02 Mar 2026 08:{number // 60:02}:{number % 60:02} GMT</pubDate>"
        f"<description>{escape(f'<p>{words_of(number, 420)}</p>')}</description></item>"
        for number in range(count)
    )
    head = "<title>Agence</title><link>https://agence.example/</link>"
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()


def test_a_source_that_renews_all_guids_redelivers_nothing(tmp_path: Path) -> None:
    """An upstream feed gives each of its hundred entries a new guid: the reader is shown none of them again."""
    with Website() as agency:
        source = f'[[sources]]\nname = "agence"\ntype = "feed"\nurl = "{agency.url}/feed"\n'
        newsroom = Newsroom(tmp_path / "newsroom", source=QUICK, more=source + WINDOW)
        with subscribed(newsroom, tmp_path) as site:
            for guid, expected in (("ancien", (COUNT, COUNT)), ("neuf", (0, COUNT)), ("encore", (0, COUNT))):
                agency.pages["/feed"] = upstream(guid)
                assert site.publish() == expected

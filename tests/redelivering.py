"""An upstream feed whose items a test can renew as publishing systems do, and a newsroom that takes it in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from buzzfeed.config import load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.notify import Dispatcher
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works
from buzzfeed.testing import LocalPool, Website

from harness import Newsroom

WORDS = (
    "port quai lampe marée criée filet barque phare brume digue sable voile ancre cale mât rame houle écume goéland "
    "chalut bouée corde treuil panier glace sel vent nuage lune pluie orage été hiver automne matin soir midi nuit "
    "mairie conseil vote budget route école cantine place marché fête musique danse livre image film théâtre scène"
).split()
BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """An item of the upstream feed."""

    guid: str
    url: str
    title: str
    body: str
    published: datetime
    terms: tuple[str, ...] = ("Mer",)

    def xml(self) -> str:
        """Return it as an RSS item."""
        terms = "".join(f"<category>{escape(term)}</category>" for term in self.terms)
        return (
            f'<item><title>{escape(self.title)}</title><link>{self.url}</link><guid isPermaLink="false">{self.guid}'
            f"</guid><pubDate>{self.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>{terms}"
            f"<description>{escape(self.body)}</description></item>"
        )


def prose(seed: int, words: int = 120) -> str:
    """Return a paragraph of its own for each seed."""
    chosen = random.Random(seed)
    return f"<p>{' '.join(chosen.choice(WORDS) for _ in range(words))}.</p>"


def pieces(count: int) -> list[Piece]:
    """Return pieces with words of their own, the newest first."""
    return [
        Piece(
            f"tag:upstream.example,2026:{number}",
            f"https://upstream.example/{number}/",
            f"Nouvelle {number}",
            prose(number),
            BEGIN + timedelta(hours=number),
        )
        for number in reversed(range(count))
    ]


def renewed(some: Sequence[Piece], *, bodies: bool = True) -> list[Piece]:
    """Return them as after a careless move: each guid and address another, titles and bodies a little changed."""
    return [
        replace(
            piece,
            guid=piece.guid.replace("2026:", "2027:p"),
            url=piece.url.replace("upstream.example/", "neuf.example/lire/"),
            title=f"{piece.title} | Amont" if bodies else piece.title,
            body=piece.body.replace("phare", "fanal").replace("</p>", " Lire la suite sur notre site.</p>")
            if bodies
            else piece.body,
        )
        for piece in some
    ]


class Upstream:
    """A newsroom over one upstream feed, run in this process."""

    def __init__(self, root: Path, site: Website, more: str = "", **settings: str) -> None:
        """Take in ``site``'s feed; ``more`` are settings of the config, ``settings`` those of the harness."""
        self.site = site
        source = f'[[sources]]\nname = "amont"\ntype = "feed"\nurl = "{site.url}/feed"\n'
        self.newsroom = Newsroom(root, source='settle = "0ms"', more=source + more, **settings)

    def show(self, some: Sequence[Piece]) -> None:
        """Have the feed show these."""
        items = "".join(piece.xml() for piece in some)
        text = f'<rss version="2.0"><channel><title>Amont</title><link>/</link><description/>{items}</channel></rss>'
        self.site.pages["/feed"] = text

    def run(self, some: Sequence[Piece] | None = None) -> Summary:
        """Run a pass, over these items where they are given."""
        if some is not None:
            self.show(some)
        with self.opened() as (works, _):
            return run_pass(works)

    @contextmanager
    def opened(self) -> Iterator[tuple[Works, Dispatcher]]:
        """Open the works for a look; all of it is done in this process."""
        with workshop(load(self.newsroom.config), serving=False) as (works, dispatcher):
            yield replace(works, pool=LocalPool()), dispatcher

    def ids(self, path: str = "/feeds/all.rss") -> list[str]:
        """Return the ids that a feed holds, the newest first."""
        with self.opened() as (works, _):
            return ids_of(works, path)


def ids_of(works: Works, path: str) -> list[str]:
    """Return the ids that a served feed holds; none where it is not served."""
    feed = next((one for one in works.store.served() if one.path == path), None)
    edition = works.store.edition(feed.channel, feed.format) if feed else None
    return [entry.id for entry in edition.entries] if edition else []

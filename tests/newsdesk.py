"""A newsroom whose works stand open, so that stages can be made to fail between passes."""

from __future__ import annotations

from buzzfeed import verify
from buzzfeed.config import load
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import ChannelKey, ChannelKind, DeliveryState, Format
from buzzfeed.pipeline.road import run_pass
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works

from harness import Newsroom

ALL = ChannelKey(ChannelKind.ALL)
HUB = '[[announce]]\ntype = "websub"\nurl = "http://127.0.0.1:9/"\n'


class Desk:
    """A newsroom with its works open, so that stages can be made to fail between passes."""

    def __init__(self, newsroom: Newsroom) -> None:
        """Announce to a hub that is down."""
        self.newsroom = newsroom
        newsroom.configure(more=HUB, source='settle = "0ms"')

    def run(self) -> Summary:
        """Run a pass in this process."""
        with self.open() as works:
            return run_pass(works)

    def open(self) -> Opened:
        """Open the works for a look."""
        return Opened(self.newsroom)

    def titles(self) -> list[str]:
        """Return the titles in the current feed of everything, newest first, as its entries' articles say them now."""
        with self.open() as works:
            found = works.store.document(ALL, Format.ATOM)
            assert found is not None
            assert verify.examine(found[1], "all.atom").findings == ()
            import feedparser

            return [entry["title"] for entry in feedparser.parse(found[1])["entries"]]

    def waiting(self) -> int:
        """Return how many deliveries wait."""
        with self.open() as works:
            return len(works.store.deliveries([DeliveryState.WAITING]))


class Opened:
    """The works of a newsroom, open for a look."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._context = workshop(load(newsroom.config), serving=False)

    def __enter__(self) -> Works:
        return self._context.__enter__()[0]

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)

"""A scheduled article at a running daemon: to the second, though a source hangs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from buzzfeed.testing import Website

from harness import Newsroom, until


def test_a_scheduled_article_is_served_at_its_time_while_a_source_hangs(tmp_path: Path) -> None:
    """An upstream feed that does not answer keeps the pass waiting, and no due article; stopping waits for neither."""
    with Website({"/feed": b""}) as upstream:
        upstream.slow = 19.0
        feed = f'[[sources]]\nname = "agence"\ntype = "feed"\nurl = "{upstream.url}/feed"\n'
        newsroom = Newsroom(tmp_path, more=feed)
        newsroom.run("build")  # what the commands of tests are forked from is there from then on
        # By then it must be known, also where a crowded machine takes its time.
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=12)
        newsroom.write("due.md", "À la seconde", date=due.isoformat())
        with newsroom.daemon(wait=False):
            until(lambda: upstream.connections)
            assert newsroom.titles() == []
            until(newsroom.titles, within=20)
            late = time.time() - due.timestamp()
            assert newsroom.titles() == ["À la seconde"]
            # Half a second on an idle machine; a crowded one takes its time, though not as long as the source does.
            assert 0 <= late < 8, f"{late:.2f} s late"

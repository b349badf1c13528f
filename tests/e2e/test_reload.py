"""SIGHUP where something stands in the way: an address that is taken, a pass that is not done."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import Newsroom, free_port, until

FEED = b"<rss version='2.0'><channel><title>t</title><link>https://a.example/</link></channel></rss>"


class Upstream:
    """An upstream feed whose first answer waits until it is let go; remembers what came when."""

    def __init__(self) -> None:
        """Wait for the first request."""
        self.seen: list[str] = []
        self.let_go = threading.Event()

    def answer(self) -> None:
        """Be asked: the first time, keep whoever asks waiting."""
        first = not self.seen
        self.seen.append("asked")
        if first:
            self.let_go.wait(20)
        self.seen.append("answered")


@contextmanager
def standing(upstream: Upstream) -> Iterator[str]:
    """Run the upstream; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            upstream.answer()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feed"
        finally:
            upstream.let_go.set()
            server.shutdown()
            thread.join()


def test_an_address_that_is_taken_is_told_and_the_present_one_serves_on(newsroom: Newsroom) -> None:
    """A reload whose `listen` another program has is refused in one line; a free one is taken over."""
    newsroom.write("quai.md", "Le quai")
    with newsroom.daemon() as process, socket.create_server(("127.0.0.1", 0)) as other:
        taken, free = other.getsockname()[1], free_port()
        newsroom.configure(port=str(taken))
        process.send_signal(signal.SIGHUP)
        until(lambda: f"127.0.0.1:{taken} cannot be listened on" in newsroom.log())
        assert newsroom.log().count("not reloaded") == 1
        assert newsroom.titles() == ["Le quai"]
        newsroom.configure(port=str(free), base=f"http://127.0.0.1:{free}")
        newsroom.base = newsroom.settings["base"]
        process.send_signal(signal.SIGHUP)
        until(lambda: newsroom.titles() == ["Le quai"])


def test_a_second_pass_never_runs_beside_the_first(newsroom: Newsroom) -> None:
    """A reload during a pass that outlives the drain waits for it; then the new config has its own pass."""
    upstream = Upstream()
    newsroom.write("quai.md", "Le quai")
    with standing(upstream) as url:
        slow = f'[[sources]]\nname = "amont"\ntype = "feed"\nurl = "{url}"\nevery = "1h"\n[work]\ndrain = "1s"\n'
        newsroom.configure(more=slow)
        with newsroom.daemon(wait=False) as process:
            until(lambda: upstream.seen == ["asked"])
            newsroom.configure(every="6m")
            process.send_signal(signal.SIGHUP)
            until(lambda: "the new config waits for the work in hand" in newsroom.log())
            assert upstream.seen == ["asked"]
            upstream.let_go.set()
            until(lambda: upstream.seen == ["asked", "answered"] * 2)
            until(lambda: newsroom.titles() == ["Le quai"])

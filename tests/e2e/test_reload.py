"""SIGHUP where something stands in the way: an address that another program has."""

from __future__ import annotations

import signal
import socket

from harness import Newsroom, free_port, until


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

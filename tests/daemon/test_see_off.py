"""How a daemon sees its crew off: on a reload for as long as it takes, at the end for as long as it may drain."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from buzzfeed.config import Config
from buzzfeed.daemon.run import Daemon


class Crew:
    """A crew that is told to stop, and whose pass takes until it is let go."""

    def __init__(self) -> None:
        """Begin a pass."""
        self.stopped = False
        self.done = threading.Event()

    def stop(self) -> None:
        """Be told."""
        self.stopped = True

    def join(self, within: float) -> bool:
        """Wait for the pass."""
        return self.done.wait(within)


class Serving:
    """A serve process that is looked after now and then."""

    tended = 0

    def tend(self) -> None:
        """Be looked after."""
        self.tended += 1


@pytest.fixture
def daemon(tmp_path: Path) -> Daemon:
    """Return a daemon that may drain for a fifth of a second; it is not run."""
    config = Config.model_validate(
        {
            "file": tmp_path / "buzzfeed.toml",
            "base": tmp_path,
            "newsroom": {"title": "N", "url": "https://n.example", "feeds_url": "http://127.0.0.1:8000"},
            "sources": [{"type": "folder", "name": "a", "path": "a"}],
            "work": {"drain": "200ms"},
        }
    )
    return Daemon(config)


def seeing_off(daemon: Daemon, crew: Crew, serving: Serving) -> threading.Thread:
    """Begin to see the crew off."""
    thread = threading.Thread(target=daemon._see_off, args=(crew, serving))
    thread.start()
    return thread


def test_a_reload_waits_for_the_pass_in_hand(daemon: Daemon) -> None:
    """Nobody takes over while the old pass runs, though it outlives the drain; the serve process is looked after."""
    crew, serving = Crew(), Serving()
    waiting = seeing_off(daemon, crew, serving)
    waiting.join(0.7)
    assert waiting.is_alive()
    assert crew.stopped
    assert serving.tended
    crew.done.set()
    waiting.join(5)
    assert not waiting.is_alive()


def test_the_end_waits_no_longer_than_it_may(daemon: Daemon) -> None:
    """SIGTERM during such a wait, or by itself, leaves a pass that does not end behind after the drain."""
    waiting = seeing_off(daemon, Crew(), Serving())
    waiting.join(0.5)
    assert waiting.is_alive()
    begun = time.monotonic()
    daemon._end.set()
    waiting.join(5)
    assert not waiting.is_alive()
    assert time.monotonic() - begun >= 0.2
    seeing_off(daemon, Crew(), Serving()).join(5)

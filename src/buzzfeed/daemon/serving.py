"""The serve process: started beside the work, watched, and started again should it die."""

from __future__ import annotations

import multiprocessing
import socket
import sys
import time
from multiprocessing.synchronize import Event

import structlog

from buzzfeed import web
from buzzfeed.config import Config
from buzzfeed.daemon.logs import configure
from buzzfeed.errors import BuzzfeedError, ConfigError

log = structlog.get_logger("buzzfeed.serving")

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0


class Serving:
    """The serve process and its restarts."""

    def __init__(self, config: Config) -> None:
        """Nothing is started yet."""
        self._config = config
        self._context = multiprocessing.get_context("spawn")
        self._ready: Event = self._context.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._wait = _FIRST_WAIT
        self._start_at = 0.0

    @property
    def ready(self) -> bool:
        """Whether it said that it serves."""
        return self._ready.is_set()

    @property
    def running(self) -> bool:
        """Whether the process was started and not stopped."""
        return self._process is not None

    def start(self) -> None:
        """Start the process."""
        self._ready.clear()
        self._process = self._context.Process(
            target=_serve, args=(self._config, self._ready), name="buzzfeed-serve", daemon=True
        )
        self._process.start()

    def tend(self) -> None:
        """Start the process again if it died: half a second later, then twice as long each time."""
        if self._process is None or self._process.is_alive():
            return
        now = time.monotonic()
        if not self._start_at:
            log.error("the serve process ended", exit=self._process.exitcode, again_in=self._wait)
            self._start_at = now + self._wait
        elif now >= self._start_at:
            self._wait = min(self._wait * 2, _LONGEST_WAIT)
            self._start_at = 0.0
            self.start()

    def stop(self, within: float = 3.0) -> None:
        """End the process: gently, and if it does not heed that within ``within`` seconds, firmly."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.join(within)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(1.0)
        self._process = None


def check_ports(config: Config, held: Config | None = None) -> None:
    """Make sure that the addresses to listen on are free; a port on which we serve by the config ``held`` is.

    Raises:
        ConfigError: one is in use, or not of this machine.
    """
    ours = {address.rpartition(":")[2] for _, address in _listened(held)} if held else set()
    for key, address in _listened(config):
        host, _, port = address.rpartition(":")
        if port in ours:
            continue
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), int(port)))
            except OSError as error:
                cause = f"{address} cannot be listened on: {error.strerror or error}"
                raise ConfigError(key, cause, "stop what uses it, or set another address") from error


def _listened(config: Config) -> tuple[tuple[str, str], ...]:
    return ("web.listen", config.web.listen), ("web.admin_listen", config.web.admin_listen)


def _serve(config: Config, ready: Event) -> None:
    configure()
    try:
        web.serve(config, ready=ready.set)
    except BuzzfeedError as error:
        log.error("cannot serve", subject=error.subject, cause=error.cause, mend=error.hint)
        sys.exit(1)

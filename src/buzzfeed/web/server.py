"""The serve process: Granian, embedded, on the public and on the operators' address."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from buzzfeed.config import Config
from buzzfeed.errors import ConfigError
from buzzfeed.web.addresses import Address, addresses_of
from buzzfeed.web.admin import behind_proxies, create_admin
from buzzfeed.web.answers import App
from buzzfeed.web.app import PublicApp
from buzzfeed.web.direct import spawner
from buzzfeed.web.state import State
from buzzfeed.web.watch import Watcher

_HEADER_TIMEOUT = 8000
"""Milliseconds within which a request's head must arrive: a dripping connection is closed (slow loris)."""

_TURN = 0.0005
"""Seconds for which a thread that computes (reading a new generation, making a page) may keep who answers waiting."""

_BACKLOG = 2048
_CONNECTIONS = 8192
_OWN_FILES = 256
_GRACE = 1.5
_SOON = 10.0
# Granian's own lines go the way of all logs, to standard error, and only where something is wrong.
_LOGS: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {
        "_granian": {"handlers": [], "level": "ERROR", "propagate": True},
        "granian.access": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}


def serve(config: Config, *, ready: Callable[[], None] | None = None) -> None:
    """Serve the newsroom until SIGTERM, SIGINT or the end of the parent process.

    Listens at once, and answers 503 until the store exists and stands at the current schema; ``ready`` is called when
    both addresses are listened on, and what a present store holds is served.

    Raises:
        ConfigError: an address cannot be listened on.
        StoreVersionError: the store's schema is newer than this buzzfeed.
    """
    addresses = addresses_of(config)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_Serving(config, addresses, ready).run())


class _Serving:
    """Two servers, the watcher, and what ends them."""

    def __init__(self, config: Config, addresses: tuple[Address, Address], ready: Callable[[], None] | None) -> None:
        self._config = config
        self._addresses = addresses
        self._ready = ready

    async def run(self) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        _heed_signals(loop, stopping)
        state = State(self._config)
        _settle()
        watcher = Watcher(self._config, state, lambda: _tell(loop, stopping))
        connections = _room_for_connections()
        public = PublicApp(state)
        apps: tuple[App, App] = (public, behind_proxies(state, create_admin(state)))
        servers = [_server(app, at, connections) for app, at in zip(apps, self._addresses, strict=True)]
        workers = (spawner(public.at_once), None)
        serving = [loop.create_task(one.serve(worker)) for one, worker in zip(servers, workers, strict=True)]
        announcing = loop.create_task(self._announce(watcher))
        ending = loop.create_task(stopping.wait())
        watcher.start()
        if state.audience is not None:
            state.audience.start()
        try:
            await asyncio.wait([*serving, ending], return_when=asyncio.FIRST_COMPLETED)
            for task in serving:
                self._raise_from(task)
        finally:
            watcher.stop()
            announcing.cancel()
            ending.cancel()
            for server in servers:
                server.stop()  # type: ignore[no-untyped-call]
            await asyncio.wait(serving, timeout=_GRACE)
            await loop.run_in_executor(None, watcher.join, _GRACE)
            state.close()
        if watcher.error is not None:
            raise watcher.error

    async def _announce(self, watcher: Watcher) -> None:
        """Say that we are ready once each address takes connections and the store was looked at."""
        for address in self._addresses:
            if not await _takes_connections(address):
                return
        await asyncio.get_running_loop().run_in_executor(None, watcher.looked.wait)
        if self._ready is not None and watcher.error is None:
            self._ready()
        await watcher.state.make_ready()

    def _raise_from(self, task: asyncio.Task[None]) -> None:
        """Turn a server's own end into one line."""
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            listen = ", ".join(f"{address.host}:{address.port}" for address in self._addresses)
            raise ConfigError(
                listen, f"cannot be listened on: {error}", "see whether another program took it"
            ) from error


def _server(app: App, address: Address, connections: int) -> Server:
    return Server(
        app,
        address=address.host,
        port=address.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIMEOUT),
        websockets=False,
        backlog=_BACKLOG,
        backpressure=connections,
        log_level=LogLevels.error,
        log_dictconfig=_LOGS,
    )


def _settle() -> None:
    """Let whoever answers wait for nobody long: not for another thread's turn, and not for a search for cycles.

    What was imported stays for good; to look through it again and again would stop all threads for a tenth of a second.
    """
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()


def _room_for_connections() -> int:
    """Raise the limit on open files as far as we may; return how many connections fit, for each server."""
    if sys.platform == "win32":
        return _CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _CONNECTIONS + _OWN_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _CONNECTIONS
    return max(64, min(_CONNECTIONS, (soft - _OWN_FILES) // 2))


def _heed_signals(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    """End on SIGTERM and SIGINT. SIGHUP is the parent's: it starts us anew where the config changed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _tell(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):
        # The loop has ended by itself.
        loop.call_soon_threadsafe(stopping.set)


async def _takes_connections(address: Address) -> bool:
    for _ in range(round(_SOON / 0.02)):
        try:
            _, writer = await asyncio.open_connection(address.near, address.port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return True
    return False


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's where it is installed: Granian wakes the loop for each request, which costs it half as much."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop

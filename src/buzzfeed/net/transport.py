"""The guard's transport, each of whose sockets keeps the deadline: in the handshake, the headers and the body.

A socket's own time-out begins anew with each byte, so that a server that drips could hold a thread for days. Here every
read and write is given what is left of the whole.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Mapping
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from ssrfguard import Policy
from ssrfguard.requests import SafeAdapter

from buzzfeed.net.deadline import Resolver, confirm, remaining, timely
from buzzfeed.net.policy import ATTEMPTS

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import HTTPConnectionPool

    _Base = HTTPConnection
else:
    _Base = object

_POOLS = 32
_CONNECTIONS_PER_HOST = 8


class TimelyAdapter(SafeAdapter):
    """Connects to addresses that ``policy`` allows and to no other, and keeps the deadline of `within`."""

    def __init__(self, policy: Policy, resolver: Resolver | None = None) -> None:
        """Use ``resolver`` in place of the system's; what it answers is checked all the same."""
        super().__init__(
            policy=policy,
            resolver=timely(resolver),
            pool_connections=_POOLS,
            pool_maxsize=_CONNECTIONS_PER_HOST,
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Build the guard's pools of connections, and make their sockets timely."""
        super().init_poolmanager(*args, **kwargs)
        guarded: Mapping[str, type[HTTPConnectionPool]] = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = {scheme: _timely_pool(pool) for scheme, pool in guarded.items()}


def _timely_pool(pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    parts = {"response_class": staticmethod(_response)}
    connection = type("TimelyConnection", (_Timely, pool.ConnectionCls), parts)
    return type("TimelyPool", (pool,), {"ConnectionCls": connection})


class _Timely(_Base):
    """What is added to the guard's connections."""

    def _new_conn(self) -> socket.socket:
        # The guard gives this to each of the addresses that it tries.
        self.timeout = remaining() / ATTEMPTS
        opened = super()._new_conn()
        opened.settimeout(remaining())
        return opened

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # as it would be done below: what is asked next is asked of a connection that stands
        confirm()
        self.sock.settimeout(remaining())
        super().send(data)


def _response(sock: socket.socket, *args: Any, **kwargs: Any) -> HTTPResponse:
    return HTTPResponse(_TimelySocket(sock), *args, **kwargs)  # type: ignore[arg-type]


class _TimelySocket:
    """As much of a socket as `HTTPResponse` asks for."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(TimelyFile(self._sock))


class TimelyFile(io.RawIOBase):
    """The reading side of a socket, each read of which ends at the deadline."""

    def __init__(self, sock: socket.socket) -> None:
        """Read from ``sock``."""
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, and wait for it no longer than to the deadline."""
        self._sock.settimeout(remaining())
        return self._file.readinto(buffer)

    def close(self) -> None:
        """Close its side of the socket."""
        self._file.close()
        super().close()

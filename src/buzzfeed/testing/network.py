"""A listener that only counts, and a resolver that says what it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Self


class CountingListener:
    """A TCP listener that counts connections and answers none; each is closed at once, or held with ``hold``.

    Attributes:
        connections: how many arrived.
    """

    def __init__(self, host: str = "127.0.0.1", *, port: int = 0, hold: bool = False) -> None:
        """Prepare a listener on a loopback address; with ``hold`` it keeps connections open, saying nothing."""
        self.connections = 0
        self._host = host
        self._asked = port
        self._hold = hold
        self._held: list[socket.socket] = []
        self._stopping = threading.Event()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start listening."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.create_server((self._host, self._asked), family=family, backlog=64)
        self._socket.settimeout(0.05)  # so that `accept` looks at `_stopping` on every system
        self._stopping.clear()
        self._thread = threading.Thread(target=self._take, args=(self._socket,), name=f"counting:{self.port}")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening and close what is held."""
        assert self._socket is not None
        assert self._thread is not None
        self._stopping.set()
        self._thread.join()
        self._socket.close()
        for held in self._held:
            held.close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._socket is not None
        return int(self._socket.getsockname()[1])

    def _take(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            if self._hold:
                self._held.append(connection)
            else:
                connection.close()


class FakeResolver:
    """In place of ``socket.getaddrinfo``: gives the addresses of `names`, literal addresses as they are, else fails.

    Attributes:
        names: a name → the addresses it has.
        lookups: the names that were asked for, in order.
    """

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None) -> None:
        """Know these names."""
        self.names: dict[str, Sequence[str]] = dict(names or {})
        self.lookups: list[str] = []

    def __call__(
        self, host: str, port: int, *_: object, **__: object
    ) -> list[tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]]:
        """Answer as ``socket.getaddrinfo`` does.

        Raises:
            socket.gaierror: the name is not known.
        """
        self.lookups.append(host)
        try:
            addresses: Sequence[str] = [str(ip_address(host))]
        except ValueError:
            addresses = self.names.get(host.rstrip("."), ())
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [_row(address, port) for address in addresses]


def _row(address: str, port: int) -> tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]:
    if ":" in address:
        return socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0)
    return socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)

"""The addresses to listen on, tried before anything starts."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from buzzfeed.config import Config
from buzzfeed.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address and port to listen on, and the key of the config that names them."""

    key: str
    host: str
    port: int

    @property
    def near(self) -> str:
        """Where this machine itself reaches it: loopback, where it listens on every address."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound


def addresses_of(config: Config) -> tuple[Address, Address]:
    """Return the public and the operators' address, each free to listen on.

    Raises:
        ConfigError: one is in use, needs a privilege, or is not of this machine.
    """
    return _free("web.listen", config.web.listen), _free("web.admin_listen", config.web.admin_listen)


def _free(key: str, listen: str) -> Address:
    parts = urlsplit(f"//{listen}")
    subject = f"{key} = {listen}"
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ConfigError(
            subject, f"there is no such address: {error}", "write an IP address of this machine"
        ) from error
    family, kind, protocol, _, place = found[0]
    with socket.socket(family, kind, protocol) as probe:
        # Of a former process's last connections nothing is said; a listener is still seen.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except PermissionError as error:
            raise ConfigError(subject, "may not be listened on", "choose a port above 1023") from error
        except OSError as error:
            cause = f"cannot be listened on: {(error.strerror or str(error)).lower()}"
            raise ConfigError(subject, cause, f"stop what uses it, or give {key} another address") from error
    return Address(key, str(place[0]), int(place[1]))

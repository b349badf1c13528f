"""The ports of the edges: the clock, the way out, sources, workers, targets, publishers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, runtime_checkable

from buzzfeed.model import (
    Delivery,
    Find,
    Look,
    RawItem,
    SourceMemory,
)

T = TypeVar("T")
R = TypeVar("R")


class Clock(Protocol):
    """The only way to the time."""

    def now(self) -> datetime:
        """Return the present instant in UTC, with whole seconds."""
        ...

    def steady(self) -> float:
        """Return seconds since some moment, which go on evenly whatever the clock is set to: for spans, not for dates.

        They begin anew with the machine.
        """
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; returns early where the process is asked to stop."""
        ...


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer whose body was read whole within the bounds. Header names are lower-case."""

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Fetch(Protocol):
    """The one guarded way out: size cap, deadline, and an address check on the resolved and pinned IP."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        max_bytes: int | None = None,
        follow: bool = True,
        timeout: float | None = None,
    ) -> Response:
        """GET an address; redirects are followed only after each was screened anew.

        Args:
            url: an absolute http(s) address.
            headers: further request headers.
            trusted: the operator typed this address, so that it may lead to a private network.
            max_bytes: a smaller cap on the decoded body than the configured one.
            follow: whether a redirect is followed at all; else it is an answer like any other.
            timeout: seconds for the whole exchange, in place of the configured ones.

        Raises:
            AddressError: the address is not allowed.
            FetchError: no answer in time, too large, or the network failed; a status is no error.
        """
        ...

    def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        timeout: float | None = None,
        unread: bool = False,
        still: Callable[[], bool] | None = None,
    ) -> Response:
        """POST a body; redirects are never followed. ``timeout`` is in seconds, for the whole exchange.

        With ``unread`` the answer's body is of no interest: however long it is, it is left out. ``still`` is asked once
        the connection stands, right before anything is sent, whether the body may go out; it raises nothing.

        Raises:
            WithdrawnError: it may not; nothing was sent.
            AddressError: the address is not allowed.
            FetchError: no answer in time, too large, or the network failed; a status is no error.
        """
        ...


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server of the operator's: ``security`` is ``starttls``, ``tls`` or ``none``, ``timeout`` in seconds."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10.0


class Mail(Protocol):
    """The guarded way out for mail."""

    def send_mail(self, server: MailServer, sender: str, to: Sequence[str], message: bytes) -> str:
        """Hand a whole message (RFC 5322) to a server, and return what it answered.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it was not taken; ``retryable`` says whether to try again.
        """
        ...

    def check_mail(self, server: MailServer) -> str:
        """Speak to a server, as far as logging in, and send nothing; return what was seen.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it does not answer, or does not let us in.
        """
        ...


class WayOut(Fetch, Mail, Protocol):
    """Every way out there is."""


class Source(Protocol):
    """A place articles come from. It travels to worker processes (pickle), so that items are read there."""

    @property
    def name(self) -> str:
        """Its name in the config."""
        ...

    def look(self, memory: SourceMemory, clock: Clock, only: Collection[str] = ()) -> Look:
        """See what is new, changed, unchanged and gone since ``memory``.

        Args:
            memory: what is remembered; with ``only``, the stamps of these origins are enough.
            clock: the time, for what must stand still before it is taken.
            only: origins that are known to have changed: a source may look at these alone, or say that a look at all
                is needed (`Look.incomplete`), for which all that is remembered is given.

        Raises:
            SourceError: it could not be looked at; nothing is known to have changed.
        """
        ...

    def read(self, find: Find) -> RawItem:
        """Read one find.

        Raises:
            ItemError: it cannot be read; the item is held with the error's code and cause.
        """
        ...


@runtime_checkable
class Rounds(Protocol):
    """A source of several places, which may look at one of them alone when that one is pushed."""

    def on_schedule(self) -> None:
        """Take note that the next look is one that the schedule asks for: at all places, whatever is pushed."""
        ...


class Pool(Protocol):
    """Where pure work is done: in this process, or in worker processes beside it."""

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` for each item, in order; ``work`` and items must pickle."""
        ...


@dataclass(frozen=True, slots=True)
class Bundle:
    """One request that stands for several deliveries: ``request`` is what is sent, ``covers`` the ids that need it."""

    request: Delivery
    covers: tuple[str, ...]


class Target(Protocol):
    """Someone who is told of changes. Sending is at-least-once; ``Delivery.id`` is stable."""

    @property
    def name(self) -> str:
        """Its name in the config, else its host."""
        ...

    @property
    def type(self) -> str:
        """``websub``, ``xmlrpc``, ``indexnow``, ``webhook``, ``email``."""
        ...

    @property
    def coalesce(self) -> timedelta:
        """The least time between two sendings; zero where there is none."""
        ...

    @property
    def spacing(self) -> timedelta:
        """The least time between two sendings of one address; zero where there is none."""
        ...

    @property
    def pace(self) -> timedelta:
        """The least time between two requests of one go; zero where there is none."""
        ...

    @property
    def latest_wins(self) -> bool:
        """Whether what was sent makes older deliveries idle that still wait, with ``coalesce``."""
        ...

    def merge(self, due: Sequence[Delivery]) -> tuple[Bundle, ...]:
        """Return as few requests as stand for all that is due; a delivery that none covers is superseded."""
        ...

    def send(self, delivery: Delivery) -> str:
        """Tell it, and return what it answered, shortened to 200 characters.

        Raises:
            DeliveryError: it was not told; ``retryable`` says whether to try again.
        """
        ...


class Publisher(Protocol):
    """Where finished documents are put for the world: a folder, an object store."""

    def put(self, path: str, data: bytes, media_type: str) -> bool:
        """Put a document at a path (relative, no leading slash), atomically; return whether it changed.

        Raises:
            PublishError: it could not be put; what was there before still stands.
        """
        ...

    def finish(self, keep: Collection[str]) -> int:
        """Remove what was put by earlier runs and is not among ``keep``; return how many were removed."""
        ...

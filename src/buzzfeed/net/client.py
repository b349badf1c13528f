"""`Net`: GET and POST within bounds, to addresses that are allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
from ssrfguard import Policy, SSRFGuardError, Target

from buzzfeed import __version__
from buzzfeed.config import NetSettings
from buzzfeed.errors import AddressError, FetchError
from buzzfeed.net.deadline import Resolver, within
from buzzfeed.net.decoding import ACCEPTED, TooLargeError, read_whole
from buzzfeed.net.faults import DRIVER_ERRORS, explained, refused, shown
from buzzfeed.net.mail import Mailer
from buzzfeed.net.policy import content_policy, port_allowed, trusted_policy
from buzzfeed.net.transport import TimelyAdapter
from buzzfeed.ports import MailServer, Response

REDIRECTS = 5
"""How many redirects a GET follows at most."""

_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_DRAINED = 65536
_RAISE = "raise net.max_bytes"
_NO_MORE = "no more of its kind is ever read: see whether there is a smaller one"
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


def user_agent(contact: str = "") -> str:
    """Return the honest User-Agent: ``buzzfeed/VERSION (+CONTACT)``, where contact is an address or a mailbox."""
    plain = _UNPRINTABLE.sub("", contact).strip().replace("(", "").replace(")", "")
    return f"buzzfeed/{__version__} (+{plain})" if plain else f"buzzfeed/{__version__}"


class Net:
    """The guarded way out, a `buzzfeed.ports.WayOut`. Safe between threads; connections are kept and used again.

    Neither proxies nor credentials are taken from the environment, and no cookie is kept.
    """

    def __init__(self, settings: NetSettings, contact: str = "", *, resolver: Resolver | None = None) -> None:
        """Prepare; nothing is sent yet.

        Args:
            settings: the bounds of every request, and the private networks that content may lead to.
            contact: where whoever is asked can reach us: an address or a mailbox, told in the User-Agent.
            resolver: in place of ``socket.getaddrinfo``.

        Raises:
            ConfigError: ``net.allow`` cannot be honoured.
        """
        self._settings = settings
        self._contact = contact
        self._resolver = resolver
        self._agent = user_agent(contact)
        self._content = TimelyAdapter(content_policy(settings.allow), resolver)
        self._trusted = TimelyAdapter(trusted_policy(settings.allow), resolver)
        self._mailer = Mailer(self._trusted.policy, self._screen_trusted, resolver)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process without the connections."""
        return _rebuilt, (self._settings, self._contact, self._resolver)

    def __enter__(self) -> Self:
        """Do nothing: connections are made when they are needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the connections that are kept; a later request opens new ones."""
        self._content.close()
        self._trusted.close()

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
        """GET an address; at most five redirects are followed, each screened anew, or none without ``follow``.

        A redirect from a trusted address is trusted itself only where it stays on that host. Headers that carry
        credentials are not sent on to another origin.

        Raises:
            AddressError: the address, or one that it led to, is not allowed.
            FetchError: no whole answer in time, too large, too many redirects, or the network failed.
        """
        cap = min(max_bytes or self._settings.max_bytes, self._settings.max_bytes)
        mend = _NO_MORE if max_bytes and max_bytes <= self._settings.max_bytes else _RAISE
        sent = dict(headers or {})
        seconds = timeout or self._settings.timeout
        with within(seconds):
            for _ in range(REDIRECTS + 1):
                exchange = _Exchange(url, seconds, cap, mend=mend)
                answer = exchange.run(self._adapter(trusted), self._request("GET", url, None, sent), trusted=trusted)
                target = redirected(url, answer) if follow else ""
                if not target:
                    return answer
                sent, trusted = taken_along(url, target, sent, trusted=trusted)
                url = target
        raise endless(url)

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
        """POST a body; a redirect is an answer like any other. With ``unread`` the answer's body is left out.

        Raises:
            WithdrawnError: ``still``, asked once the connection stands, said that it may not go out; nothing was sent.
            AddressError: the address is not allowed.
            FetchError: no whole answer in time, too large, or the network failed.
        """
        seconds = timeout or self._settings.timeout
        sent = {**(headers or {}), "Content-Type": content_type}
        with within(seconds, still):
            exchange = _Exchange(url, seconds, self._settings.max_bytes, unread=unread)
            return exchange.run(self._adapter(trusted), self._request("POST", url, body, sent), trusted=trusted)

    def send_mail(self, server: MailServer, sender: str, to: Sequence[str], message: bytes) -> str:
        """Hand a whole message to a mail server that the operator typed, and return what it answered.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it was not taken; ``retryable`` says whether to try again.
        """
        return self._mailer.send(server, sender, to, message)

    def check_mail(self, server: MailServer) -> str:
        """Speak to a mail server, as far as logging in, and send nothing; return what was seen.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it does not answer, or does not let us in.
        """
        return self._mailer.check(server)

    def _screen_trusted(self, url: str) -> object:
        return screen(self._trusted.policy, url, trusted=True)

    def _adapter(self, trusted: bool) -> TimelyAdapter:
        return self._trusted if trusted else self._content

    def _request(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> _Prepare:
        all_headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED, **headers}
        return lambda: requests.Request(method, url, headers=all_headers, data=body).prepare()


_Prepare = Callable[[], requests.PreparedRequest]


class _Exchange:
    """One request and its answer, in our own values and errors."""

    def __init__(self, url: str, seconds: float, cap: int, *, unread: bool = False, mend: str = _RAISE) -> None:
        self._url = url
        self._unread = unread
        self._seconds = seconds
        self._cap = cap
        self._mend = mend

    def run(self, adapter: TimelyAdapter, prepare: _Prepare, *, trusted: bool) -> Response:
        screen(adapter.policy, self._url, trusted=trusted)
        try:
            request = prepare()
            # What is sent may be spelt otherwise than what was given: both are looked at.
            screen(adapter.policy, request.url or "", trusted=trusted)
            # Not a requests.Session: that one reads proxies and netrc, keeps cookies, and is not safe between threads.
            with adapter.send(request, stream=True, timeout=self._seconds, proxies={}) as answer:
                return self._read(answer)
        except DRIVER_ERRORS as error:
            raise explained(self._url, error, self._seconds, self._cap, self._mend) from error

    def _read(self, answer: requests.Response) -> Response:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        status = answer.status_code
        if status in _REDIRECTING and "location" in headers:
            return Response(status, self._url, headers)
        if self._unread:
            # What is short is read, so that the connection can be used again; the rest goes with its connection.
            answer.raw.read(_DRAINED, decode_content=False)
            return Response(status, self._url, headers)
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self._cap:
            raise TooLargeError
        body = read_whole(_Raw(answer), headers.get("content-encoding", ""), self._cap)
        return Response(status, self._url, headers, body)


class _Raw:
    """The body of an answer as it was sent."""

    def __init__(self, answer: requests.Response) -> None:
        self._raw = answer.raw

    def read(self, size: int, /) -> bytes:
        data: bytes = self._raw.read(size, decode_content=False)
        return data


def screen(policy: Policy, url: str, *, trusted: bool) -> Target:
    """Return the origin of an address that ``policy`` allows; where a name leads is checked when it is resolved.

    Raises:
        AddressError: it is not allowed.
    """
    try:
        port = urlsplit(url).port
    except ValueError as error:
        raise AddressError(shown(url), f"this is no address: {error}") from error
    if port is not None and not port_allowed(port, trusted=trusted):
        raise AddressError(shown(url), f"port {port} is not allowed", "content may lead to 80, 443 and most above 1023")
    try:
        return policy.check_url(url)
    except SSRFGuardError as error:
        raise refused(url, error) from error


def _location(answer: Response) -> str | None:
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTING or location is None:
        return None
    try:
        return location.encode("latin-1").decode("utf-8")  # headers are read as Latin-1; browsers take UTF-8 there
    except (UnicodeDecodeError, UnicodeEncodeError):
        return location


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError(shown(url), f"it redirects to no address: {error}") from error


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _same_origin(one: str, other: str) -> bool:
    try:
        return _origin(one) == _origin(other)
    except ValueError:
        return False


def redirected(url: str, answer: Response) -> str:
    """Return where an answer leads that was not followed; empty where it is no redirect.

    Raises:
        FetchError: it leads to no address.
    """
    location = _location(answer)
    return _joined(url, location) if location else ""


def taken_along(url: str, target: str, headers: Mapping[str, str], *, trusted: bool) -> tuple[dict[str, str], bool]:
    """Return which headers go along a redirect, and whether where it leads is trusted: not past another origin."""
    if _same_origin(url, target):
        return dict(headers), trusted
    kept = {name: value for name, value in headers.items() if name.lower() not in _SECRETS}
    return kept, trusted and same_host(url, target)


def endless(url: str) -> FetchError:
    """Return what is raised where redirects do not end."""
    return FetchError(shown(url), f"more than {REDIRECTS} redirects", "name the address that they lead to")


def same_host(one: str, other: str) -> bool:
    """Whether a redirect stays on its host: on its port too, unless it goes from http to https."""
    try:
        (_, host, port), (_, other_host, other_port) = _origin(one), _origin(other)
    except ValueError:
        return False
    return host == other_host and (port == other_port or (port, other_port) == (80, 443))


def _rebuilt(settings: NetSettings, contact: str, resolver: Resolver | None) -> Net:
    return Net(settings, contact, resolver=resolver)

"""Mail out: SMTP (RFC 5321) to the server that the operator typed, within a deadline, to an address that is allowed."""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from ssrfguard import Policy, connect, resolve

from buzzfeed.errors import FetchError
from buzzfeed.net.deadline import Resolver, remaining, timely, within
from buzzfeed.net.faults import DRIVER_ERRORS, explained
from buzzfeed.net.policy import ATTEMPTS
from buzzfeed.net.transport import TimelyFile
from buzzfeed.ports import MailServer

_LONGEST_ANSWER = 200


class Mailer:
    """Speaks to mail servers; each message has a connection of its own."""

    def __init__(self, policy: Policy, screen: Callable[[str], object], resolver: Resolver | None) -> None:
        """Connect to what ``policy`` allows and ``screen``, given an address, does not refuse."""
        self._policy = policy
        self._screen = screen
        self._resolver = resolver

    def send(self, server: MailServer, sender: str, to: Sequence[str], message: bytes) -> str:
        """Hand a message over, and return how the server thanked us.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it was not taken; retryable unless the server refused it for good (RFC 5321 §4.2.1, 5yz).
        """
        with self._session(server) as session:
            refused = session.sendmail(sender, list(to), message)
        taken = len(to) - len(refused)
        return f"taken for {taken} of {len(to)}"

    def check(self, server: MailServer) -> str:
        """Say hello, as far as logging in, and send nothing.

        Raises:
            AddressError: the server's address is not allowed.
            FetchError: it does not answer, or does not let us in.
        """
        with self._session(server) as session:
            session.noop()
        return "lets us in" if server.user else "answers"

    @contextmanager
    def _session(self, server: MailServer) -> Iterator[_Session]:
        address = f"smtp://{server.host}:{server.port}"
        literal = f"[{server.host}]" if ":" in server.host else server.host
        with within(server.timeout):
            self._screen(f"https://{literal}:{server.port}/")
            session = _Session(server, f"https://{literal}:{server.port}/", self._policy, self._resolver)
            try:
                session.open()
                yield session
                session.bye()
            except UnicodeEncodeError:
                # Its words would show a letter of the password.
                raise FetchError(address, "user, password or a mailbox has letters beyond ASCII", _PLAIN) from None
            except smtplib.SMTPException as error:
                raise _refused(address, error, server.timeout) from error
            except DRIVER_ERRORS as error:
                raise explained(address, error, server.timeout, 0) from error
            finally:
                session.close()


_PLAIN = "most servers take no other: use plain ones"


class _Session(smtplib.SMTP):
    """A connection to a checked address, each read and write of which ends at the deadline."""

    def __init__(self, server: MailServer, url: str, policy: Policy, resolver: Resolver | None) -> None:
        # The name that the library would look up by itself has no deadline: the plain one does.
        super().__init__(local_hostname=socket.gethostname() or "localhost", timeout=server.timeout)
        self._server = server
        self._url = url
        self._policy = policy
        self._resolver = resolver
        self._host = server.host  # which name a certificate must bear

    def open(self) -> None:
        code, words = self.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        self.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            self.starttls(context=ssl.create_default_context())
            self.ehlo()
        if self._server.user:
            self.login(self._server.user, self._server.password)

    def bye(self) -> None:
        """Take leave; a server that does not answer that has the message all the same."""
        try:
            self.quit()
        except (smtplib.SMTPException, OSError):
            return

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(TimelyFile(self.sock))
        return super().getreply()

    def send(self, s: str | bytes | bytearray | memoryview) -> None:  # type: ignore[override]
        if self.sock is not None:
            self.sock.settimeout(remaining())
        super().send(s)

    def _get_socket(self, host: str, _port: int, _timeout: float) -> socket.socket:
        addresses = resolve(self._policy.check_url(self._url), policy=self._policy, resolver=timely(self._resolver))
        opened = connect(addresses, policy=self._policy, timeout=remaining() / ATTEMPTS)
        opened.settimeout(remaining())
        if self._server.security == "tls":
            return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        return opened


def _refused(address: str, error: smtplib.SMTPException, seconds: float) -> FetchError:
    """Return ours for what the library raises; what only the operator can mend is tried again all the same."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return FetchError(address, f"does not let us in: {_words(error)}", "check user and password", retryable=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        hint = 'set security = "tls", or "none" in a network of your own'
        return FetchError(address, f"does not offer what was asked: {error}"[:300], hint, retryable=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        code, words = next(iter(error.recipients.values()))
        cause = f"takes it for nobody: {code} {words.decode('utf-8', 'replace')}"[:_LONGEST_ANSWER]
        return FetchError(address, cause, "check to", retryable=any(code < 500 for code in codes))
    if isinstance(error, smtplib.SMTPResponseException):
        return FetchError(address, f"refused: {_words(error)}", "see what it says", retryable=error.smtp_code < 500)
    return explained(address, error, seconds, 0)


def _words(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{error.smtp_code} {text}"[:_LONGEST_ANSWER]

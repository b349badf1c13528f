"""A mail server (RFC 5321), as far as those who hand it letters see it."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Letter:
    """What was handed over: the envelope, the message as it arrived, and whether the way there was encrypted."""

    sender: str
    to: tuple[str, ...]
    data: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        """The message, read."""
        read = message_from_bytes(self.data, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.message.get_content())


class PostOffice:
    """A threaded SMTP server on ``127.0.0.1``.

    Attributes:
        letters: every letter that it took, in order.
        down: connections are taken and dropped without a word.
        slow: seconds to wait before each answer.
        greeting: the first line it says; one that begins with 4 or 5 turns everybody away.
        unknown: mailboxes that it refuses, with 550.
        verdict: what it answers to a whole letter: ``451 …`` and ``554 …`` refuse it.
        users: user → password; where there are any, nobody writes who has not logged in.
    """

    def __init__(self, certificate: Path | None = None, *, wrapped: bool = False) -> None:
        """Offer STARTTLS with a ``certificate`` (a file with its key), or speak TLS from the start if ``wrapped``."""
        self.letters: list[Letter] = []
        self.down = False
        self.slow = 0.0
        self.greeting = "220 post office"
        self.unknown: set[str] = set()
        self.verdict = "250 taken"
        self.users: dict[str, str] = {}
        self.wrapped = wrapped
        self.context: ssl.SSLContext | None = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        """Start listening."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, ending every thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], office: PostOffice) -> None:
        self.office = office
        super().__init__(address, _Counter)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of who hung up."""


class _Counter(socketserver.StreamRequestHandler):
    """One conversation."""

    server: _Server

    def handle(self) -> None:
        try:
            self._talk(self.server.office)
        finally:
            # What TLS was laid over is not the socket that the server closes by itself.
            for part in (self.rfile, self.wfile, self.connection):
                part.close()

    def _talk(self, office: PostOffice) -> None:
        if office.down:
            return
        self._reset()
        self._user, self._encrypted = "", False
        if office.wrapped:
            self._encrypt()
        self._say(office.greeting)
        if office.greeting[0] != "2":
            return
        while line := self.rfile.readline(4096).decode("latin-1").rstrip("\r\n"):
            if not self._answer(line, office):
                return

    def _answer(self, line: str, office: PostOffice) -> bool:
        """Answer one command; return whether to go on."""
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                offers = ["post office", "8BITMIME"]
                offers += ["STARTTLS"] if office.context and not self._encrypted else []
                offers += ["AUTH PLAIN"] if office.users else []
                self._say("\r\n".join(f"250{'-' if n < len(offers) else ' '}{one}" for n, one in enumerate(offers, 1)))
            case "STARTTLS" if office.context:
                self._say("220 go on")
                self._encrypt()
            case "AUTH":
                _, user, password = base64.b64decode(rest.split()[-1]).decode().split("\0")
                known = office.users.get(user) == password
                self._user = user if known else ""
                self._say("235 welcome" if known else "535 who are you")
            case "MAIL" if office.users and not self._user:
                self._say("530 log in first")
            case "MAIL":
                self._reset()
                self._sender = _mailbox(rest)
                self._say("250 ok")
            case "RCPT":
                known = _mailbox(rest) not in office.unknown
                self._to += [_mailbox(rest)] if known else []
                self._say("250 ok" if known else "550 nobody of that name")
            case "DATA":
                self._say("354 go on")
                self._take(office)
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _take(self, office: PostOffice) -> None:
        lines = []
        while (line := self.rfile.readline(65536)) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if office.verdict[0] == "2":
            letter = Letter(self._sender, tuple(self._to), b"".join(lines), self._encrypted, self._user)
            with office.lock:
                office.letters.append(letter)
        self._say(office.verdict)

    def _reset(self) -> None:
        self._sender = ""
        self._to: list[str] = []

    def _encrypt(self) -> None:
        context = self.server.office.context
        assert context is not None
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self._encrypted = True

    def _say(self, words: str) -> None:
        time.sleep(self.server.office.slow)
        self.wfile.write(f"{words}\r\n".encode())


def _mailbox(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]

"""A strict WebSub subscriber, written from the W3C Recommendation of 23 January 2018 alone; it imports nothing of ours.

It discovers (§4), subscribes (§5.1), answers verifications (§5.3) and denials (§5.2), and takes content (§7), and it
writes down every breach of the Recommendation that it sees in what a hub does, with the section.
"""

import hashlib
import hmac
import http.client
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

LINK = re.compile(r'<([^>]*)>\s*;\s*rel="?([^";,]*)"?')
METHODS = ("sha1", "sha256", "sha384", "sha512")


@dataclass
class Delivery:
    """What arrived at a callback: its headers (names in lower case), its body, and when."""

    headers: dict
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass
class Callback:
    """One subscription as its subscriber sees it.

    ``verify`` and ``push`` are what it does when it is asked or told: ``"as told"`` or a status; ``"wrong"`` echoes
    something else, ``"redirect"`` sends elsewhere, and a number of seconds with an ``s`` waits before answering.
    """

    path: str
    topic: str = ""
    secret: str = ""
    expecting: str = ""
    asked_lease: str = ""
    lease: int = 0
    active: bool = False
    verify: str = "as told"
    push: str = "204"
    verifications: list = field(default_factory=list)
    denials: list = field(default_factory=list)
    deliveries: list = field(default_factory=list)
    answers: list = field(default_factory=list)


class Subscriber:
    """A subscriber's server on loopback, with any number of callbacks."""

    def __init__(self):
        """Listen on a port that the system chooses."""
        self.callbacks = {}
        self.breaches = []
        self.strays = []
        self.lock = threading.Lock()
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                subscriber._asked(self)

            def do_POST(self):
                subscriber._told(self)

            def log_message(self, *_):
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self):
        """Be there."""
        return self

    def __exit__(self, *_):
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    # -- discovery, §4

    def discover(self, address):
        """Return the hubs and the canonical address of a resource, from its headers, and its body and type."""
        status, headers, body = fetch("GET", address)
        assert status == 200, (address, status)
        links = [(url, rel) for value in headers.get_all("Link", []) for url, rel in LINK.findall(value)]
        hubs = [url for url, rel in links if "hub" in rel.split()]
        own = [url for url, rel in links if "self" in rel.split()]
        if len(own) != 1:
            self.breaches.append(f"§4: {len(own)} self links at {address}")
        if not hubs:
            self.breaches.append(f"§4: no hub link at {address}")
        return hubs, own[0] if own else address, body, headers.get("Content-Type")

    # -- subscribing, §5.1

    def callback(self, query="", **changes):
        """Make a callback: unique and unguessable, as §5.1 wants it; it may have a query of its own."""
        path = f"/{secrets.token_urlsafe(16)}"
        made = self.callbacks[path] = Callback(path, **changes)
        made.address = f"http://127.0.0.1:{self.port}{path}{query}"
        made.query = query.removeprefix("?")
        return made

    def subscribe(self, hub, topic, callback, mode="subscribe", secret="", lease="", extra=(), expect=202):
        """Ask a hub; return its answer's status and text."""
        callback.topic, callback.expecting, callback.asked_lease = topic, mode, lease
        fields = [("hub.callback", callback.address), ("hub.mode", mode), ("hub.topic", topic), *extra]
        fields += [("hub.secret", secret)] if secret else []
        fields += [("hub.lease_seconds", lease)] if lease else []
        callback.asked_secret = secret
        body = urlencode(fields).encode()
        status, headers, answer = fetch("POST", hub, body, {"Content-Type": "application/x-www-form-urlencoded"})
        if expect == 202 and status != 202:
            self.breaches.append(f"§5.1.2: answered {status}: {answer[:200]!r}")
        if 400 <= status < 500 and not headers.get("Content-Type", "").startswith("text/plain"):
            self.breaches.append("§5.1.2: the error is not described in plain text")
        return status, answer.decode()

    # -- verification of intent and denial, §5.2, §5.3

    def _asked(self, handler):
        parts = urlsplit(handler.path)
        callback = self.callbacks.get(parts.path)
        if callback is None:
            self.strays.append(("GET", handler.path))
            return answer(handler, 404)
        if callback.query and not parts.query.startswith(callback.query + "&"):
            self.breaches.append(f"§5.3: the callback's query {callback.query!r} was not kept in {parts.query!r}")
        fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        if fields.get("hub.topic") != callback.topic:
            self.breaches.append(f"§5.3.1: hub.topic is {fields.get('hub.topic')!r}")
        if fields.get("hub.mode") == "denied":
            callback.active = False
            callback.denials.append(fields.get("hub.reason", ""))
            return answer(handler, 200)
        callback.verifications.append(fields)
        if fields.get("hub.mode") != callback.expecting:
            self.breaches.append(f"§5.3.1: hub.mode is {fields.get('hub.mode')!r}, not {callback.expecting!r}")
            return answer(handler, 404)
        if not fields.get("hub.challenge"):
            self.breaches.append("§5.3.1: no hub.challenge")
        return self._confirm(handler, callback, fields)

    def _confirm(self, handler, callback, fields):
        wish = wait_first(callback.verify)
        challenge = fields.get("hub.challenge", "").encode()
        if wish == "wrong":
            return answer(handler, 200, b"not " + challenge)
        if wish == "redirect":
            return answer(
                handler, 302, b"", Location=f"http://127.0.0.1:{self.port}/elsewhere?" + urlsplit(handler.path).query
            )
        if wish != "as told":
            return answer(handler, int(wish))
        if callback.expecting == "subscribe":
            seconds = fields.get("hub.lease_seconds", "")
            if not seconds.isdecimal() or int(seconds) < 1:
                self.breaches.append(f"§5.3.1: hub.lease_seconds is {seconds!r}")
            else:
                callback.lease = int(seconds)
            callback.secret, callback.active = callback.asked_secret, True
        else:
            callback.active = False
        return answer(handler, 200, challenge)

    # -- content distribution, §7

    def _told(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        callback = self.callbacks.get(urlsplit(handler.path).path)
        if callback is None:
            self.strays.append(("POST", handler.path))
            return answer(handler, 404)
        links = [(url, rel) for value in handler.headers.get_all("Link", []) for url, rel in LINK.findall(value)]
        if not [url for url, rel in links if rel == "hub"]:
            self.breaches.append("§7: no Link rel=hub")
        if [url for url, rel in links if rel == "self"] != [callback.topic]:
            self.breaches.append(f"§7: Link rel=self is not {callback.topic!r} in {links!r}")
        if not handler.headers.get("Content-Type"):
            self.breaches.append("§7: no Content-Type")
        if not callback.active:
            self.breaches.append("§7: content for a subscription that is not active")
        self._check_signature(callback, handler.headers.get("X-Hub-Signature"), body)
        delivery = Delivery({name.lower(): value for name, value in handler.headers.items()}, body)
        with self.lock:
            callback.deliveries.append(delivery)
        wish = wait_first(callback.answers.pop(0) if callback.answers else callback.push)
        if wish == "redirect":
            return answer(handler, 307, b"", Location=f"http://127.0.0.1:{self.port}/elsewhere")
        return answer(handler, int(wish))

    def _check_signature(self, callback, header, body):
        if not callback.secret:
            if header is not None:
                self.breaches.append("§7.1: a signature where no secret was given")
            return
        method, _, value = (header or "").partition("=")
        if method not in METHODS:
            self.breaches.append(f"§7.1: the signature is {header!r}")
            return
        wanted = hmac.new(callback.secret.encode(), body, getattr(hashlib, method)).hexdigest()
        if not hmac.compare_digest(wanted, value):
            self.breaches.append("§7.1.2: the signature does not match")


def wait_first(wish):
    """Wait where a wish begins with seconds (``2s 204``); return the rest."""
    first, _, rest = wish.partition(" ")
    if rest and re.fullmatch(r"[\d.]+s", first):
        time.sleep(float(first[:-1]))
        return rest
    return wish


def answer(handler, status, body=b"", **headers):
    """Answer a request."""
    handler.send_response_only(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if status != 204:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if status != 204:
        handler.wfile.write(body)


def fetch(method, address, body=None, headers=None):
    """Make one request; return its status, headers and body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers or {})
        got = connection.getresponse()
        return got.status, got.headers, got.read()
    finally:
        connection.close()


__all__ = ["Callback", "Delivery", "Subscriber", "fetch", "parse_qs"]

"""A hub before many subscribers, some of whom are dead, hang, fail, move or are gone: what arrives, and how fast.

Everything is real: a newsroom on disk, its store, its passes, the hub with its guarded way out, and subscribers in a
process of their own (`receiver`), on hundreds of addresses of the loopback network. The tests run it small.
"""

import base64
import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import requests
from ssrfguard.requests import SafeAdapter

from buzzfeed.config import Config
from buzzfeed.daemon.hub import hub_of
from buzzfeed.daemon.once import run_pass
from buzzfeed.daemon.wiring import workshop
from buzzfeed.model import ChannelKey, ChannelKind, Format
from buzzfeed.model.subscriptions import Asking, Request, Settled, Settlement, Speech, Topic
from buzzfeed.net.policy import content_policy
from buzzfeed.notify.hub.wire import links, signature
from buzzfeed.store import open_inbox

TOPIC = Topic(ChannelKey(ChannelKind.ALL), Format.RSS)
MIX = {"dead": 0.02, "hang": 0.02, "err": 0.02, "move": 0.01, "gone": 0.01}
"""Which share of the subscribers is what; all others are well."""

RECEIVER = Path(__file__).with_name("receiver.py")
GUID = re.compile(rb"<guid[^>]*>([^<]*)</guid>")
_HOSTS = 1000
_ROOM = 1_000_000


class Receiver:
    """The subscribers' process."""

    def __init__(self) -> None:
        """Start it."""
        self._process = subprocess.Popen([sys.executable, str(RECEIVER)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def callback(self, kind: str, number: int) -> tuple[str, str]:
        """Return a callback's address and its host; a dead one's port is closed."""
        host = f"127.1.{number % _HOSTS // 250}.{1 + number % 250}"
        return f"http://{host}:{9 if kind == 'dead' else self.port}/{kind}/{number}", host

    def ask(self, word: str) -> bytes:
        """Ask it for ``count`` or ``report``, or to ``reset``."""
        return requests.get(f"http://127.0.0.1:{self.port}/{word}", timeout=60).content

    def report(self) -> "Came":
        """Return what came."""
        said = json.loads(self.ask("report"))
        bodies = [base64.b64decode(body) for body in said["bodies"]]
        entries = [tuple(one.decode() for one in GUID.findall(body)) for body in bodies]
        return Came(
            said["came"],
            said["count"],
            said["unsigned"],
            said["strays"],
            said["tried"],
            entries,
            bodies,
            {tuple(one) for one in said["headers"]},
        )

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True)
class Came:
    """What subscribers got: by number the bodies in their order, each body's entries, and what was wrong."""

    came: dict[str, list[int]]
    count: int
    unsigned: int
    strays: int
    tried: dict[str, int]
    entries: list[tuple[str, ...]]
    bodies: list[bytes]
    headers: set[tuple[str, str]]


@dataclass
class Desk:
    """A newsroom whose feed is followed."""

    folder: Path
    config: Config
    receiver: Receiver
    written: int = 0
    kinds: dict[int, str] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, receiver: Receiver, articles: int, body: str, **hub: object) -> "Desk":
        """Lay out a newsroom with so many articles of so much text, and publish it."""
        config = Config.model_validate(
            {
                "file": folder / "buzzfeed.toml",
                "base": folder,
                "newsroom": {
                    "title": "Le Fanal",
                    "url": "https://lefanal.example",
                    "feeds_url": "https://flux.lefanal.example",
                },
                "sources": [{"type": "folder", "name": "redaction", "path": "articles", "settle": "0s"}],
                "store": {"url": f"sqlite:///{folder}/buzzfeed.db"},
                "guard": {"flood": 100_000, "min_chars": 1},
                "net": {"allow": ["127.0.0.0/8"]},
                "hub": {"subscriptions": _ROOM, "subscriptions_per_host": _ROOM, **hub},
            }
        )
        (folder / "articles").mkdir(parents=True)
        desk = cls(folder, config, receiver)
        for _ in range(articles):
            desk.write(body)
        desk.build()
        return desk

    def write(self, body: str) -> str:
        """Write one more article; return its name."""
        self.written += 1
        name = f"numero-{self.written:05}"
        minute, hour = self.written % 60, self.written // 60 % 24
        date = f"2026-03-{1 + self.written // 1440:02} {hour:02}:{minute:02}"
        text = f'---\ntitle: "Numéro {self.written}"\ndate: {date}\n---\n\n'
        (self.folder / "articles" / f"{name}.md").write_text(
            text + f"Numéro {self.written}. {body}\n", encoding="utf-8"
        )
        return name

    def build(self) -> None:
        """Take in what was written, publish it, and owe it to subscribers; nobody is told yet."""
        with workshop(self.config, serving=False) as (works, dispatcher):
            summary = run_pass(works)
            assert not summary.problems, summary.problems
            dispatcher.drain()

    def follow(self, kinds: list[str]) -> None:
        """Have so many more subscribers, of these kinds, verified."""
        with workshop(self.config, serving=False) as (works, _), closing_inbox(self.config) as inbox:
            now, first = works.clock.now(), len(self.kinds)
            asked = []
            for number, kind in enumerate(kinds, first):
                callback, host = self.receiver.callback(kind, number)
                self.kinds[number] = kind
                asked.append(
                    Request(
                        Speech.WEBSUB,
                        Asking.SUBSCRIBE,
                        TOPIC,
                        self.address,
                        callback,
                        host,
                        86400,
                        now,
                        f"secret-{number}",
                    )
                )
            for start in range(0, len(asked), 1000):
                assert all(inbox.leave(asked[start : start + 1000], _ROOM, _ROOM))
                taken = works.store.take_requests(now, timedelta(minutes=5), 1000, _ROOM, _ROOM)
                ends = now + timedelta(days=1)
                works.store.settle_requests([Settlement(one.request, Settled.VERIFIED, ends) for one in taken], now)

    @property
    def address(self) -> str:
        """The address of the feed that is followed."""
        return self.config.newsroom.feeds_url + TOPIC.path

    @property
    def well(self) -> list[int]:
        """The numbers of those who are well."""
        return [number for number, kind in self.kinds.items() if kind == "ok"]

    def drain(self, expected: int = 0) -> float:
        """Tell everybody who is due, until nobody is.

        Return how many seconds passed until so many pushes as are ``expected`` were taken, or to the end.
        """
        took: list[float] = []
        with workshop(self.config, serving=False) as (works, _):
            hub = hub_of(self.config, works.store, works.clock)
            began = time.perf_counter()

            def watch() -> None:
                while not took:
                    if int(self.receiver.ask("count")) >= expected:
                        took.append(time.perf_counter() - began)
                    time.sleep(0.05)

            watcher = threading.Thread(target=watch)
            if expected:
                watcher.start()
            hub.drain()
            took.append(time.perf_counter() - began)
            if expected:
                watcher.join()
        return took[0]


@contextmanager
def closing_inbox(config: Config) -> Iterator[object]:
    """Open the inbox for a while."""
    inbox = open_inbox(config.store_url)
    try:
        yield inbox
    finally:
        inbox.close()


def mixed(number: int) -> list[str]:
    """Return so many kinds in the shares of `MIX`, at least one of each, spread among those who are well."""
    kinds = ["ok"] * number
    odd = [kind for kind, share in MIX.items() for _ in range(max(1, round(share * number)))]
    for at, kind in enumerate(odd):
        kinds[at * number // len(odd)] = kind
    return kinds


def wrong(desk: Desk, came: Came, wanted: set[str]) -> list[str]:
    """Return what is wrong with what came: entries that are missed, an older edition after a newer one, forgeries."""
    found = []
    if came.unsigned:
        found.append(f"{came.unsigned} signatures do not match")
    if came.strays:
        found.append(f"{came.strays} redirects were followed")
    hub = f'<{desk.config.hub_url}>; rel="hub", <{desk.address}>; rel="self"'
    if came.headers != {("application/rss+xml; charset=utf-8", hub)}:
        found.append(f"headers: {came.headers}")
    newest = [max(entries, default="") for entries in came.entries]
    for number in desk.well:
        got = came.came.get(str(number), [])
        seen = {entry for place in got for entry in came.entries[place]}
        if missing := {name for name in wanted if not any(name in entry for entry in seen)}:
            found.append(f"subscriber {number} misses {sorted(missing)}")
        order = [newest[place] for place in got]
        if order != sorted(order):
            found.append(f"subscriber {number} got an older edition after a newer one: {order}")
    return found


def repeated(came: Came) -> int:
    """Return how many pushes were sent to somebody who had the very same already."""
    return sum(count - 1 for got in came.came.values() for count in Counter(got).values())


def peer(desk: Desk, body: bytes, threads: int, *, guarded: bool) -> float:
    """POST a body to everybody who is well with ``requests`` in a thread pool; return the seconds it took."""
    session = requests.Session()
    session.trust_env = False
    if guarded:
        adapter = SafeAdapter(policy=content_policy(["127.0.0.0/8"]), pool_connections=32, pool_maxsize=8)
        session.mount("http://", adapter)
    link = links([desk.config.hub_url], desk.address)

    def post(number: int) -> int:
        callback, _ = desk.receiver.callback("ok", number)
        headers = {
            "Content-Type": "application/rss+xml; charset=utf-8",
            "Link": link,
            "X-Hub-Signature": signature("sha256", f"secret-{number}", body),
        }
        return session.post(callback, data=body, headers=headers, timeout=10, allow_redirects=False).status_code

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        statuses = Counter(pool.map(post, desk.well))
    assert statuses == {204: len(desk.well)}, statuses
    return time.perf_counter() - began

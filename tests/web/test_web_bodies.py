import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from buzzfeed.errors import StoreError
from buzzfeed.web.bodies import Bodies, ByteCache
from buzzfeed.web.documents import Body, Document, GoneError
from buzzfeed.web.pagecache import Page, PageCache


def document(key, load):
    """Return a document under ``key``."""
    return Document("feed", key, key * 64, "text/plain", load, "public")


@pytest.fixture
def threads():
    """Give a pool of threads."""
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_what_was_used_last_is_kept_within_the_bound():
    """The cache holds no more than its bytes, and drops what was not used for longest."""
    cache = ByteCache(10_000)
    for name in "abc":
        cache.put((name, ""), Body({}, {}, 1000))
    assert cache.get(("a", "")) is not None
    cache.put(("d", ""), Body({}, {}, 1000))
    assert [name for name in "abcd" if cache.get((name, "")) is not None] == ["a", "c", "d"]
    assert cache.size <= 10_000


def test_a_body_above_the_whole_bound_is_not_kept():
    """One large body does not push out all others."""
    cache = ByteCache(10_000)
    cache.put(("a", ""), Body({}, {}, 100))
    cache.put(("b", ""), Body({}, {}, 10_001))
    assert cache.get(("a", "")) is not None
    assert cache.get(("b", "")) is None


def test_putting_again_counts_once():
    """A body put twice under one key costs its bytes once."""
    cache = ByteCache(10_000)
    cache.put(("a", ""), Body({}, {}, 100))
    size = cache.size
    cache.put(("a", ""), Body({}, {}, 100))
    assert cache.size == size
    assert len(cache) == 1


def test_requests_at_once_load_and_compress_once(threads):
    """Twenty requests for one feed in two codings read the store once, and no request waits for another feed's."""
    loads = []
    held = threading.Event()

    def load():
        loads.append(threading.current_thread().name)
        held.wait(5)
        return b"feed" * 1000

    async def ask():
        bodies = Bodies(1_000_000, threads)
        slow = document("a", load)
        asked = [asyncio.create_task(bodies.get(slow, coding)) for coding in ["gzip", "br"] * 10]
        quick = await bodies.get(document("b", lambda: b"quick"), "")
        held.set()
        return quick, await asyncio.gather(*asked)

    quick, found = asyncio.run(ask())
    assert quick.body["body"] == b"quick"
    assert len(loads) == 1
    assert loads != [threading.main_thread().name]
    assert len({id(body) for body in found}) == 2


def test_a_client_that_leaves_does_not_take_the_bytes_with_it(threads):
    """A cancelled request leaves the loading to those who wait with it."""
    held = threading.Event()

    async def ask():
        bodies = Bodies(1_000_000, threads)
        slow = document("a", lambda: held.wait(5) and b"feed")
        leaving, staying = (asyncio.create_task(bodies.get(slow, "")) for _ in range(2))
        await asyncio.sleep(0.01)
        leaving.cancel()
        held.set()
        return (await staying).body["body"]

    assert asyncio.run(ask()) == b"feed"


@pytest.mark.parametrize("error", [GoneError("a"), StoreError("store", "is locked")])
def test_a_failure_reaches_all_who_wait_and_is_not_kept(threads, error):
    """What cannot be loaded fails for each request, and is tried again for the next."""
    answers = [error, b"feed"]

    def load():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def ask():
        bodies = Bodies(1_000_000, threads)
        wanted = document("a", load)
        first = await asyncio.gather(*(bodies.get(wanted, "gzip") for _ in range(3)), return_exceptions=True)
        return first, await bodies.get(wanted, "gzip")

    first, second = asyncio.run(ask())
    assert [type(one) for one in first] == [type(error)] * 3
    assert second.size > 0


def test_a_page_is_made_once_per_generation(threads):
    """Requests at once share one making; the next generation makes anew; what does not exist is not kept."""
    made = []

    def make(name):
        made.append(name)
        return Page(document(name, lambda: b""), 100)

    async def ask():
        pages = PageCache(1000, threads)
        key = ("/", "fr", False)
        await asyncio.gather(*(pages.get(1, key, lambda: make("a")) for _ in range(5)))
        await pages.get(1, key, lambda: make("b"))
        await pages.get(2, key, lambda: make("c"))
        assert await pages.get(2, ("/x", "fr", False), lambda: None) is None
        for number in range(20):
            await pages.get(2, (f"/{number}", "fr", False), lambda: make("d"))
        return pages.size

    assert asyncio.run(ask()) <= 1000
    assert made[:2] == ["a", "c"]


def test_a_page_of_a_former_generation_is_not_kept(threads):
    """A page that was being made while the generation moved is given to who asked, and to nobody later."""
    held = threading.Event()

    async def ask():
        pages = PageCache(1000, threads)
        key = ("/", "fr", False)

        def slow():
            held.wait(5)
            return Page(document("old", lambda: b""), 10)

        waiting = asyncio.create_task(pages.get(1, key, slow))
        await asyncio.sleep(0.01)
        await pages.get(2, ("/other", "fr", False), lambda: None)
        held.set()
        old = await waiting
        new = await pages.get(2, key, lambda: Page(document("new", lambda: b""), 10))
        return old.key, new.key

    assert asyncio.run(ask()) == ("old", "new")

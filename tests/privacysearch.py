"""A search, after every test, of all that it left: nothing in it tells of a reader.

Looked at are the files in the folders that pytest gave (databases with their logs and free pages, exports, receipts,
what daemons printed): a test's own before they are removed, those of modules and sessions whenever they changed, with
the last test that has them and at the end. Besides that, what tests caught: standard output and error, logging, the
log lines taken by ``structlog.testing``, what commands printed, and metrics, of which every server that tests start is
asked as it ends. What is looked for is told in `traces`, what is let pass, and why, in `privacyrules`. A database of
PostgreSQL is searched as files when its server goes.

Readers in tests ask from `overheard.READER`, as a trusted proxy would tell it, unless a test says otherwise.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import prometheus_client
import prometheus_client.exposition
import pytest
import requests
import structlog.testing
from _pytest.capture import CaptureFixture

import overheard
from privacyrules import passes
from searching import Search
from traces import Trace

SEARCH = Search()


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """Give pytest's own, and search it when everything that uses it is gone, before pytest removes it."""
    SEARCH.lasting.discard(tmp_path)
    yield tmp_path
    SEARCH.look_into(tmp_path)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Search when all else about a test is done, and let it fail for what is found."""
    result = yield
    for when, name, text in item._report_sections:
        overheard.hear(f"{name} ({when})", text)
    last = nextitem is None or nextitem.path != item.path
    report(SEARCH.finish(last=last), item.nodeid)
    return result


def report(found: list[Trace], place: str) -> None:
    """Fail for what may not be where it is."""
    if told := first_of_each(found, place):
        pytest.fail("a reader's privacy: " + "\n".join(told), pytrace=False)


def first_of_each(found: list[Trace], place: str) -> list[str]:
    """Return in words what may not be where it is, the first of each kind in each place."""
    told = {(trace.kind, trace.where): str(trace) for trace in reversed(found) if not passes(trace, place)}
    return list(reversed(told.values()))


def pytest_configure() -> None:
    """Listen wherever a test may hear something, before anybody imports what is listened to."""
    listening(pytest.TempPathFactory, "mktemp", lambda path, *_: SEARCH.lasting.add(path))
    listening(CaptureFixture, "readouterr", lambda said, *_: hear_both("capsys", said.out, said.err))
    listening(structlog.testing.LogCapture, "__call__", None, lambda args: overheard.hear("log", repr(args[3])))
    listening(subprocess, "run", lambda done, *_: overheard.hear("standard error", done.stderr))
    metrics = listening(
        prometheus_client.exposition, "generate_latest", lambda text, *_: overheard.hear("metrics", text)
    )
    prometheus_client.generate_latest = metrics
    asking = _asking(requests.api.request)
    requests.api.request = requests.request = asking


def pytest_collection_finish() -> None:
    """Hear the metrics of each application that tests hold in their own process, as it is closed."""
    module = sys.modules.get("buzzfeed.web.state")
    if module is not None:
        from buzzfeed.web.metrics import registry_of

        def tell(args: tuple[Any, ...]) -> None:
            state = args[0]
            if state.store is not None:
                overheard.hear("metrics", prometheus_client.exposition.generate_latest(registry_of(state)))

        listening(module.State, "close", None, tell)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Look at all that is left when the last fixture is gone."""
    if told := first_of_each(SEARCH.end(), "the session"):
        print("a reader's privacy:", *told, sep="\n", file=sys.stderr)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def hear_both(whence: str, out: Any, err: Any) -> None:
    """Hear standard output and standard error."""
    overheard.hear(f"{whence}: standard output", out)
    overheard.hear(f"{whence}: standard error", err)


def listening(owner: Any, name: str, after: Any, before: Any = None) -> Any:
    """Let a function tell, before it is called or afterwards, what it was given or gave."""
    real = getattr(owner, name)

    def heard(*args: Any, **options: Any) -> Any:
        if before is not None:
            before(args)
        given = real(*args, **options)
        if after is not None:
            after(given, args)
        return given

    heard.__doc__ = real.__doc__
    setattr(owner, name, heard)
    return heard


def _asking(real: Any) -> Any:
    """Return `requests.request` for tests: from a reader's address, and heard where it is about metrics."""

    def request(method: str, url: str, **options: Any) -> requests.Response:
        headers = dict(options.pop("headers", None) or {})
        if not any(name.lower() == "x-forwarded-for" for name in headers):
            headers["X-Forwarded-For"] = overheard.READER
        answer = real(method, url, headers=headers, **options)
        overheard.hear_asked(answer.request.url, answer.request.body)
        if url.partition("?")[0].endswith(("/metrics", "/audience.json", "/deliveries.json")):
            overheard.hear(url, answer.content)
        return answer

    return request

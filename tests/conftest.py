"""What every test may ask for, and what holds for all of them.

No test reaches beyond this machine, none reads the caller's settings, and with ``BUZZFEED_NO_SKIPS=1`` a session with
a skipped test has failed.
"""

import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["privacysearch"]

ROOT = Path(__file__).resolve().parent.parent
SHARED_CORPUS = ROOT.parent / "shared" / "corpus"
NO_SKIPS = "BUZZFEED_NO_SKIPS"

# A busy machine is no finding; where every change is judged, the same examples are drawn each time.
settings.register_profile(
    "buzzfeed",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("buzzfeed")

LONG = ("bench", "e2e", "web", "daemon", "pipeline", "store", "sources")
"""The folders with tests of many seconds: they begin first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep a module for which something is made once on one worker: on two, it would be made twice."""
    if config.getoption("dist") != "loadgroup":
        return None
    from sharing import Sharing

    return Sharing(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: most of what is made stays, and is left out of every later look."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have new stores made quickly, but for tests of the store itself, and the weights of meanings read once."""
    if "buzzfeed.store" in sys.modules:
        import quickstores

        quickstores.replaying = item.path.parent.name != "store"
    if "buzzfeed.semantic" in sys.modules:
        import readmeanings  # noqa: F401 -- it is as soon as it is imported
    if (encoding := sys.modules.get("buzzfeed.web.encoding")) is not None:
        encoding.PATIENCE = 60.0  # the weights are read beside all other tests


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of the shared corpus (`us-18f-blog`, `fr-newsroom-text`), or skip where it is absent."""
    if not SHARED_CORPUS.is_dir():
        pytest.skip("the shared corpus is not beside this checkout (../shared/corpus)")
    return SHARED_CORPUS


@pytest.fixture(autouse=True)
def _logs_end_with_the_test() -> Iterator[None]:
    """Let no later test log to the standard error of a command that this one ran, which is closed by then."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's `BUZZFEED_*` settings and proxies out of every test."""
    for name in list(os.environ):
        ours = name.startswith("BUZZFEED_") and name != NO_SKIPS
        if ours or name.lower() in {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every connection of the test process that would leave this machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked_connect(self: socket.socket, address: object) -> None:
        refuse_beyond_loopback(self.family, address)
        return connect(self, address)

    def checked_connect_ex(self: socket.socket, address: object) -> int:
        refuse_beyond_loopback(self.family, address)
        return connect_ex(self, address)

    patch.setattr(socket.socket, "connect", checked_connect)
    patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    yield
    patch.undo()


def refuse_beyond_loopback(family: int, address: object) -> None:
    """Raise `AssertionError` unless `address` is a local socket, `localhost` or a loopback address."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0]) if isinstance(address, tuple) else str(address)
    if host == "localhost":
        return
    try:
        inside = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise AssertionError(f"a test tried to reach {address!r}: tests stay on the loopback addresses")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a session that skipped anything, where ``BUZZFEED_NO_SKIPS=1`` asks for all of it."""
    if skipped_reports(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what was skipped, where nothing may be."""
    reports = skipped_reports(config)
    if not reports:
        return
    terminalreporter.section(f"{NO_SKIPS}=1, yet {len(reports)} skipped", red=True)
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason}")


def skipped_reports(config: pytest.Config) -> list[pytest.TestReport | pytest.CollectReport]:
    """List what was skipped, in collection or in running; nothing where skips are allowed."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(NO_SKIPS) != "1" or reporter is None:
        return []
    return list(reporter.stats.get("skipped", []))

"""What `conftest.py` promises of every session: skips told as failures, and no way off this machine."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SKIPPING = """
import pytest

def test_passes():
    pass

@pytest.mark.skip(reason="nothing to see")
def test_skips():
    pass
"""


@pytest.fixture
def run_session(tmp_path):
    """Give a function that runs pytest over the given files, with our `conftest.py`, and returns what came of it."""

    def run(no_skips, *options, **files):
        shutil.copy(CONFTEST, tmp_path)
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "xdist",
            "--rootdir",
            str(tmp_path),
            *options,
            str(tmp_path),
        ]
        environment = {
            **os.environ,
            "BUZZFEED_NO_SKIPS": no_skips,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(CONFTEST.parent),  # which pyproject.toml puts on the path of our own sessions
        }
        command.append(str(tmp_path))
        return subprocess.run(
            command, check=False, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "parallel"])
def test_skip_fails_the_session_that_allows_none(run_session, options):
    """With ``BUZZFEED_NO_SKIPS=1`` a skipped test, or a file skipped whole, ends in failure and is named."""
    absent = "import pytest\npytest.importorskip('no_such_module')"
    session = run_session("1", *options, one=SKIPPING, two=absent)
    assert session.returncode == 1
    assert "test_skips: Skipped: nothing to see" in session.stdout
    assert "no_such_module" in session.stdout


def test_skip_is_allowed_otherwise(run_session):
    """Without it a skip is no failure, so that a contributor without PostgreSQL can still test."""
    assert run_session("", one=SKIPPING).returncode == 0


def test_no_skip_is_no_failure(run_session):
    """A session that skipped nothing passes, whatever is asked."""
    assert run_session("1", one="def test_passes():\n    pass\n").returncode == 0


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("192.168.1.1", 9), ("0.0.0.0", 9), ("host.example", 9)])
def test_no_test_leaves_this_machine(address):
    """A connection to any but a loopback address is refused before it starts."""
    with socket.socket() as one, pytest.raises(AssertionError, match="loopback"):
        one.connect(address)
    with socket.socket() as one, pytest.raises(AssertionError, match="loopback"):
        one.connect_ex(address)


def test_loopback_is_open():
    """Tests may serve and ask on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass

"""The API keeps to its own description: Schemathesis asks it in every way that follows from that, right and wrong."""

import re
import subprocess
import sys

import pytest

from apidesk import SOURCES, Api
from buzzfeed.model import Scope
from pageserver import make_config

SETTINGS = """
[parameters]
source = "cms"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 410, 412, 429]
"""
"""Its own source, so that looks are wished; an ETag that is not the present one and a deleted article are no faults."""

pytest.importorskip("schemathesis")


def test_schemathesis_finds_nothing(tmp_path):
    """All of its checks, with data that fit and data that do not, one by one and in sequences, on a real server."""
    api = Api(make_config(tmp_path, sources=SOURCES, api={"per_minute": 100_000}))
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    token = api.token("both", [Scope.PUBLISH, Scope.LOOK], "cms")
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    command += [f"--config-file={settings}", "run", f"{api.base}/api/openapi.json", "--checks", "all", "--mode", "all"]
    command += ["--max-examples", "8", "--seed", "1", "--continue-on-failure", "-H", f"Authorization: Bearer {token}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)
    finally:
        api.served.kill()
        api.store.close()
    told = "\n".join(line[:300] for line in done.stdout.splitlines())
    assert done.returncode == 0, told + done.stderr[-2000:]
    assert re.search(r"Selected: 5/5\s+Tested: 5", told), told
    assert int(re.search(r"(\d+) generated", told)[1]) > 300, told
    assert "Authentication failed" not in told, told

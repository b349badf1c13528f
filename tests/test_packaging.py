"""The lock files hold what pyproject.toml asks for, by hash, and name no place to get it from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "run": RUNTIME,
    "postgres": RUNTIME + EXTRAS["postgres"],
    "dev": RUNTIME + EXTRAS["postgres"] + GROUPS["dev"],
    "build": GROUPS["build"] + PROJECT["build-system"]["requires"],
    "bench": GROUPS["bench"],
}
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def locked(name: str) -> dict[str, set[str]]:
    """Give the versions that a lock file pins, by package; several where they differ by platform or Python."""
    pinned: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            requirement = Requirement(line.removesuffix("\\"))
            pinned.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier)[2:])
    return pinned


@pytest.mark.parametrize("name", ASKED)
def test_lock_holds_what_is_asked_for(name):
    """Each requirement is locked at a version that it allows: `make lock` was run after the last change."""
    pinned = locked(name)
    for text in ASKED[name]:
        asked = Requirement(text)
        versions = pinned.get(canonicalize_name(asked.name), set())
        assert versions, f"{text} is not in requirements/{name}.lock: make lock"
        assert all(version in asked.specifier for version in versions), f"{text} against {versions}: make lock"


@pytest.mark.parametrize("name", ["run", "postgres"])
def test_production_runs_what_was_tested(name):
    """Every version that a newsroom installs is one that the tests ran with."""
    tested = locked("dev")
    assert all(versions <= tested[package] for package, versions in locked(name).items())


@pytest.mark.parametrize("name", ASKED)
def test_lock_is_of_hashes_alone(name):
    """A lock names packages and hashes, and no index, host or path to fetch them from."""
    lines = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8").splitlines()
    pins = [index for index, line in enumerate(lines) if not line.startswith(" ")]
    assert pins
    for line in lines:
        assert HASH.fullmatch(line) or re.fullmatch(r"[a-z0-9.-]+==[^/@:]+\\", line), line
    assert all(HASH.fullmatch(lines[index + 1]) for index in pins)

"""What whole-road tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Return a newsroom of its own."""
    return Newsroom(tmp_path)

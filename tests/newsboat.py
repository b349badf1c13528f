"""Debian's newsboat, a reader that knows ``A-IM: feed``, run without its screen."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

NEWSBOAT = shutil.which("newsboat") or ""
needs_newsboat = pytest.mark.skipif(not NEWSBOAT, reason="newsboat is not installed: apt-get install newsboat")


class Newsboat:
    """A reader of its own folder, with its real cache."""

    def __init__(self, folder: Path, *urls: str) -> None:
        """Subscribe to some feeds."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.urls = folder / "urls"
        self.cache = folder / "cache.db"
        self.urls.write_text("".join(f"{url}\n" for url in urls), "utf-8")
        (folder / "config").write_text("auto-reload no\n", "utf-8")

    def reload(self) -> None:
        """Fetch every feed."""
        self.run("-x", "reload")

    def run(self, *words: str) -> str:
        """Run a command; it must succeed."""
        files = ["-u", str(self.urls), "-c", str(self.cache), "-C", str(self.folder / "config")]
        done = subprocess.run(
            [NEWSBOAT, *files, *words],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def entries(self) -> dict[str, str]:
        """Return the titles of the entries it holds, by guid."""
        with closing(sqlite3.connect(self.cache)) as cache:
            return dict(cache.execute("SELECT guid, title FROM rss_item").fetchall())

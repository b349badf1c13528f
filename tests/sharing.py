"""Which tests go to one worker together, where several run them.

What is made once for a module would be made on each worker that gets a test of it, so that such a module stays whole.
Files of small tests do too: there are thousands. Where tests are long and share nothing, each goes alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

APART = ("bench", "e2e", "daemon", "pipeline")
"""The folders whose files are dealt out test by test, unless something is made once for a whole file."""
SHARED = 'scope="module"'


class Sharing(LoadScopeScheduling):
    """Gives files out whole, or test by test, in the order in which they were collected.

    It stands for ``--dist loadgroup``, whose marks change the name of a test, which pytest 9 does not let them do.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        """Deal out to the workers of this session."""
        super().__init__(config, log)
        self._root = config.rootpath
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.partition("::")[0]
        return name if stays_whole(self._root / name) else nodeid


@cache
def stays_whole(path: Path) -> bool:
    """Return whether a file's tests go to one worker."""
    return path.parent.name not in APART or SHARED in path.read_text(encoding="utf-8")

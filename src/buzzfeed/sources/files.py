"""Opening plain files, and nothing that only looks like one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file for reading; a pipe, a device or a folder is none, and is never waited for.

    Raises:
        OSError: it is not there, may not be read, or is no plain file (``EINVAL``).
    """
    # Without O_NONBLOCK, opening a pipe would wait for its writer for good.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, "it is not a plain file")

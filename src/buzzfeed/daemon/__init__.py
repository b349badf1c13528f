"""The daemon: one process that works and one that serves, from start to orderly end."""

from buzzfeed.daemon.clock import SystemClock
from buzzfeed.daemon.once import deliver, run_once
from buzzfeed.daemon.run import Daemon
from buzzfeed.daemon.wiring import locked, network, opened, workshop

__all__ = ["Daemon", "SystemClock", "deliver", "locked", "network", "opened", "run_once", "workshop"]

"""Fakes with fault switches, shipped so that every test speaks to real sockets and real time-outs, and mocks nothing.

The servers are context managers on ``127.0.0.1`` at a port the system chooses; leaving the context ends every thread.
"""

from buzzfeed.testing.cdn import Cdn
from buzzfeed.testing.clock import FakeClock
from buzzfeed.testing.endpoints import IndexNowEndpoint
from buzzfeed.testing.hub import Hub
from buzzfeed.testing.mail import Letter, PostOffice
from buzzfeed.testing.network import CountingListener, FakeResolver
from buzzfeed.testing.pings import Ping, PingService
from buzzfeed.testing.pool import LocalPool
from buzzfeed.testing.server import Answer, LoopbackServer, Request
from buzzfeed.testing.website import Website

__all__ = [
    "Answer",
    "Cdn",
    "CountingListener",
    "FakeClock",
    "FakeResolver",
    "Hub",
    "IndexNowEndpoint",
    "Letter",
    "LocalPool",
    "LoopbackServer",
    "Ping",
    "PingService",
    "PostOffice",
    "Request",
    "Website",
]

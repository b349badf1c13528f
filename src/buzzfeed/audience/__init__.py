"""The audience: who follows, counted without watching anybody, and shown as ranges that are true.

Polls are counted in memory (`buzzfeed.audience.tally`), by families of readers that `buzzfeed.audience.agents` knows;
what is kept of them are sums. Everything here is pure: salt, time and what is known are parameters.
"""

from buzzfeed.audience.agents import Agent, Kind, read_agent
from buzzfeed.audience.tally import Followed, Poll, Tally

__all__ = ["Agent", "Followed", "Kind", "Poll", "Tally", "read_agent"]

"""The one guarded way out: every request of buzzfeed is made here, through `Net`.

A request has a total deadline (lookup, connection, headers and body together), a cap on its decoded body, and an
address check on the resolved IP, to which the connection is then pinned. `Polite` stands before it where others are
read from.
"""

from buzzfeed.net.client import Net, redirected, same_host, user_agent
from buzzfeed.net.homebound import Homebound
from buzzfeed.net.politeness import Polite
from buzzfeed.net.resting import NOTE, Rest, resting

__all__ = ["NOTE", "Homebound", "Net", "Polite", "Rest", "redirected", "resting", "same_host", "user_agent"]

"""The newsroom's own hub: WebSub and rssCloud subscribers, verified after they were answered, told until they have it.

`OwnHub` is the target through which a publication's feeds come to be owed to their subscribers; `Hub` verifies who
asked, and tells them. How requests come in is `buzzfeed.web.hub`'s matter.
"""

from buzzfeed.notify.hub.hub import Hub, Tally
from buzzfeed.notify.hub.target import CLOUD, FEEDS, NAME, OWN, TYPE, OwnHub, paths_of, topic_of, topics_of

__all__ = ["CLOUD", "FEEDS", "NAME", "OWN", "TYPE", "Hub", "OwnHub", "Tally", "paths_of", "topic_of", "topics_of"]

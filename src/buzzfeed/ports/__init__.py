"""The ports: what the stages and edges ask of each other, as Protocols. Edges meet here and nowhere else.

Every method may raise the `buzzfeed.errors` error that its docstring names, and no driver's own.
"""

from buzzfeed.ports.appearing import Sights
from buzzfeed.ports.edges import (
    Bundle,
    Clock,
    Fetch,
    Mail,
    MailServer,
    Pool,
    Publisher,
    Response,
    Rounds,
    Source,
    Target,
    WayOut,
)
from buzzfeed.ports.inbox import AudienceSums, CanaryInbox, Inbox, LookAgain, TokenUses
from buzzfeed.ports.listening import Listening
from buzzfeed.ports.meaning import Meaning
from buzzfeed.ports.personal import PersonalFeeds, PersonalInbox, PersonalUpkeep
from buzzfeed.ports.pushing import PushedReading, PushInbox
from buzzfeed.ports.shelf import Archived, Figures, Located, Outbox, Shelf, Since, Tally, Window
from buzzfeed.ports.store import Store
from buzzfeed.ports.subscribers import Subscribers
from buzzfeed.ports.upstreams import UpstreamInbox, Upstreams
from buzzfeed.ports.wishes import LookWishes

__all__ = [
    "Archived",
    "AudienceSums",
    "Bundle",
    "CanaryInbox",
    "Clock",
    "Fetch",
    "Figures",
    "Inbox",
    "Listening",
    "Located",
    "LookAgain",
    "LookWishes",
    "Mail",
    "MailServer",
    "Meaning",
    "Outbox",
    "PersonalFeeds",
    "PersonalInbox",
    "PersonalUpkeep",
    "Pool",
    "Publisher",
    "PushInbox",
    "PushedReading",
    "Response",
    "Rounds",
    "Shelf",
    "Sights",
    "Since",
    "Source",
    "Store",
    "Subscribers",
    "Tally",
    "Target",
    "TokenUses",
    "UpstreamInbox",
    "Upstreams",
    "WayOut",
    "Window",
]

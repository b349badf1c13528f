"""Telling the world: what published changes owe to whom, and the outbox's way there.

`plan` says which deliveries a publication owes; they are committed with its editions. `notices` says which ones editors
are owed for what is held; they are committed with the decision. `Dispatcher` sends what is due,
with retries, coalescing and a circuit breaker for each target.
"""

from buzzfeed.notify.canary import Listener, hubs_of, listened_to, unreachable
from buzzfeed.notify.dispatcher import Dispatcher, Summary
from buzzfeed.notify.holds import Hold, notices
from buzzfeed.notify.keys import foreign_key_files, host_of, key_addresses, key_files, of_one_site, root_of
from buzzfeed.notify.letters import server_of
from buzzfeed.notify.planning import Said, plan, unsaid
from buzzfeed.notify.proof import Proof, Published, proof
from buzzfeed.notify.targets import build_targets
from buzzfeed.notify.upstream import Subscriber
from buzzfeed.notify.witness import Witness

__all__ = [
    "Dispatcher",
    "Hold",
    "Listener",
    "Proof",
    "Published",
    "Said",
    "Subscriber",
    "Summary",
    "Witness",
    "build_targets",
    "foreign_key_files",
    "host_of",
    "hubs_of",
    "key_addresses",
    "key_files",
    "listened_to",
    "notices",
    "of_one_site",
    "plan",
    "proof",
    "root_of",
    "server_of",
    "unreachable",
    "unsaid",
]

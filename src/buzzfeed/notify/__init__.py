"""Telling the world: what published changes owe to whom, and the outbox's way there.

`plan` says which deliveries a publication owes; they are committed with its editions. `Dispatcher` sends what is due,
with retries, coalescing and a circuit breaker for each target.
"""

from buzzfeed.notify.dispatcher import Dispatcher, Summary
from buzzfeed.notify.keys import foreign_key_files, key_addresses, key_files
from buzzfeed.notify.planning import plan
from buzzfeed.notify.targets import build_targets

__all__ = ["Dispatcher", "Summary", "build_targets", "foreign_key_files", "key_addresses", "key_files", "plan"]

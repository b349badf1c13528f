"""The store: state on SQLite or PostgreSQL, behind `buzzfeed.ports.Store`.

`open_store` is all that others need, and `open_window` all that outputs do. `buzzfeed.store.schema` explains the
tables, `buzzfeed.store.migrate` how an older database is brought to them.
"""

from buzzfeed.store.store import open_store, open_window

__all__ = ["open_store", "open_window"]

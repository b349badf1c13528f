"""The store: state on SQLite or PostgreSQL, behind `buzzfeed.ports.Store`.

`open_store` is all that others need. Outputs have `open_window` to read what may stand in public, and `open_inbox` to
leave what the outside hands in. `buzzfeed.store.schema` explains the
tables, `buzzfeed.store.migrate` how an older database is brought to them.
"""

from buzzfeed.store.store import open_inbox, open_store, open_window

__all__ = ["open_inbox", "open_store", "open_window"]

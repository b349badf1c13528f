"""The store over SQLAlchemy: every part of the port on one database."""

from __future__ import annotations

from buzzfeed.ports import Inbox, Store, Window
from buzzfeed.store.absorbing import Absorbing
from buzzfeed.store.appearing import Appearances, Appearing
from buzzfeed.store.archiving import ArchiveReading, Archiving
from buzzfeed.store.audience import Audience, AudienceSums, AudienceUpkeep
from buzzfeed.store.canaries import Canaries, CanaryFigures, CanaryInbox
from buzzfeed.store.database import Database, dialect_of
from buzzfeed.store.deciding import Deciding
from buzzfeed.store.editions import Editions, Serving
from buzzfeed.store.editorial import Editorial, Tallies
from buzzfeed.store.hub_figures import HubFigures
from buzzfeed.store.hub_moving import HubMoving
from buzzfeed.store.hub_pushes import HubPushes
from buzzfeed.store.hub_requests import HubInbox, HubRequests
from buzzfeed.store.identity import Identity
from buzzfeed.store.marking import Marking
from buzzfeed.store.meaning import Meanings, MeaningUpkeep
from buzzfeed.store.migrate import check, prepare
from buzzfeed.store.moving import Moving
from buzzfeed.store.outbox import Deliveries, Outbox
from buzzfeed.store.part import Part
from buzzfeed.store.personal import PersonalFeeds, PersonalInbox, PersonalUpkeep
from buzzfeed.store.pushing import PushedReading, PushInbox
from buzzfeed.store.queries import Queries
from buzzfeed.store.reading import Reading
from buzzfeed.store.recognising import Recognising
from buzzfeed.store.remembering import Remembering, Settings
from buzzfeed.store.selecting import Selecting
from buzzfeed.store.takingback import TakingBack
from buzzfeed.store.timing import Timings
from buzzfeed.store.tokens import Tokens, TokenUses, TokenWriting
from buzzfeed.store.upkeep import Upkeep
from buzzfeed.store.upstreams import UpstreamFigures, UpstreamInbox, Upstreams
from buzzfeed.store.wishes import LookAgain, LookWishes


class _Open(Part):
    """What every view of the store has."""

    def generation(self) -> int:
        """Return the count of publishing and editorial transactions, over a connection kept for it."""
        return self._db.generation()

    def close(self) -> None:
        """Give back every connection; closing twice is no error."""
        self._db.close()


class SqlWindow(
    Reading,
    Selecting,
    ArchiveReading,
    Serving,
    Tallies,
    Deliveries,
    HubFigures,
    CanaryFigures,
    UpstreamFigures,
    Appearances,
    Timings,
    Settings,
    Tokens,
    Audience,
    PersonalFeeds,
    Meanings,
    _Open,
):
    """`buzzfeed.ports.Window`: what outputs may read, and no method besides."""


class SqlInbox(
    TokenUses, HubInbox, LookAgain, PushInbox, AudienceSums, CanaryInbox, UpstreamInbox, PersonalInbox, _Open
):
    """`buzzfeed.ports.Inbox`: what the outside hands in, and no method besides."""


class SqlStore(
    Remembering,
    Identity,
    Absorbing,
    Deciding,
    Moving,
    Editorial,
    Queries,
    Marking,
    Reading,
    Selecting,
    Recognising,
    Editions,
    Archiving,
    TakingBack,
    Outbox,
    HubRequests,
    HubPushes,
    HubMoving,
    HubFigures,
    Canaries,
    Upstreams,
    Appearing,
    Timings,
    LookWishes,
    PushedReading,
    TokenWriting,
    AudienceUpkeep,
    PersonalUpkeep,
    MeaningUpkeep,
    Upkeep,
    _Open,
):
    """`buzzfeed.ports.Store` on SQLite or PostgreSQL; every method is one transaction, whatever thread calls it."""


def open_store(url: str, *, busy_timeout: float = 10.0) -> Store:
    """Open a store, made and brought to the current schema where it has to be.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
        busy_timeout: how many seconds a writer waits for its turn.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: it cannot be opened, or is not buzzfeed's.
    """
    return SqlStore(_ready(url, busy_timeout, read_only=False, make=True))


def open_window(url: str, *, busy_timeout: float = 10.0) -> Window:
    """Open what outputs may read of a store, over connections that cannot write; it has to stand ready.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
        busy_timeout: how many seconds a reader waits where it has to.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: it cannot be opened, is not buzzfeed's, or does not stand at the current schema.
    """
    return SqlWindow(_ready(url, busy_timeout, read_only=True, make=False))


def open_inbox(url: str, *, busy_timeout: float = 10.0) -> Inbox:
    """Open where the serve process leaves what the outside hands in; the store has to stand ready.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
        busy_timeout: how many seconds a writer waits for its turn.

    Raises:
        StoreVersionError: a newer buzzfeed made its schema.
        StoreError: it cannot be opened, is not buzzfeed's, or does not stand at the current schema.
    """
    return SqlInbox(_ready(url, busy_timeout, read_only=False, make=False))


def _ready(url: str, busy_timeout: float, *, read_only: bool, make: bool) -> Database:
    database = Database(dialect_of(url, busy_timeout), read_only=read_only)
    try:
        if make:
            prepare(database)
        else:
            check(database)
    except BaseException:
        database.close()
        raise
    return database

"""Articles that are handed in: what was handed in under an id, and how it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from buzzfeed.model.words import Reason

MOST_PUSHED = 100_000
"""Ids that one source may have at most, those that were deleted among them: they are known for good."""

KEPT_DELETED = timedelta(days=30)
"""For how long what was deleted can be brought back as it was: then its body is forgotten."""


class PushState(StrEnum):
    """How a pushed article stands; all but ``published`` are seen by nobody but its owner.

    ``WAITING`` is one that was not taken up yet as it is now; ``COPY`` is one whose text stands in another source too,
    and is taken from there. ``RETRACTED`` was published, and was deleted or taken back; ``DELETED`` never was.
    """

    WAITING = "waiting"
    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    HELD = "held"
    REJECTED = "rejected"
    RETRACTED = "retracted"
    DELETED = "deleted"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Pushed:
    """An article as it was handed in under an id of its source's own.

    ``body`` is its JSON, ``digest`` tells one version from another. ``received`` is when the id was first seen,
    ``changed`` when it last became another (UTC). One that is ``deleted`` keeps its body
    for `KEPT_DELETED`, to be brought back; then it is empty.
    """

    source: str
    id: str
    body: bytes
    digest: str
    received: datetime
    changed: datetime
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A pushed article and how it stands, for its owner alone.

    ``article`` is its id in feeds, ``slug`` that of its own page, and ``url`` its address where it is published;
    ``reasons`` say why it is not, or why its last edit is not (``edit``), while the one before serves.
    """

    pushed: Pushed
    state: PushState
    article: str = ""
    url: str = ""
    edit: PushState | None = None
    reasons: tuple[Reason, ...] = ()
    slug: str = ""


class Kept(StrEnum):
    """What became of what was handed in."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    ABSENT = "absent"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Precondition:
    """What must be so for a change to be made (RFC 9110 §13.1): ``none`` for If-None-Match, ``match`` for If-Match.

    Each holds digests; ``*`` among them stands for any article at all.
    """

    match: Collection[str] | None = None
    none: Collection[str] | None = None

    def holds(self, digest: str | None) -> bool:
        """Whether a change may be made where the present version has this digest; ``None`` where there is none."""
        if self.match is not None and (digest is None or not {"*", digest} & set(self.match)):
            return False
        return self.none is None or digest is None or not {"*", digest} & set(self.none)

"""What an entry is recognised by once readers have seen it, and what its channels showed before buzzfeed had them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from buzzfeed.model.channels import ChannelKey


@dataclass(frozen=True, slots=True)
class Traits:
    """What an entry is recognised by besides its id and its addresses: its body's sketch, publication, folded title."""

    id: str
    sketch: bytes
    published: datetime
    title_key: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """An entry that was shown under another id, and may be the entry ``id``.

    ``address`` is whether they share an address, past or present; else their bodies have hashes in common.
    """

    id: str
    known: Traits
    address: bool = False


@dataclass(frozen=True, slots=True)
class Adopted:
    """An entry of a feed that subscribers follow already: the id they know it by, and what it is recognised by.

    ``url`` is canonical, ``title_key`` the folded title; either may be empty.
    """

    id: str
    url: str
    title_key: str
    sketch: bytes
    published: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """What subscribers of a channel's old feed have: the ids of its first page, and of the pages beyond it.

    ``since`` is the publication of the oldest entry on the first page.
    """

    since: datetime
    first: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is taken over from the feeds that a site has now."""

    entries: tuple[Adopted, ...] = ()
    channels: Mapping[ChannelKey, Handover] = field(default_factory=dict)

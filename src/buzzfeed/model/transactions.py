"""What goes into the store in one transaction, and what it knows of identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from buzzfeed.model.appearances import Appearance
from buzzfeed.model.articles import Article, Judgement, Media, Record, Term
from buzzfeed.model.channels import Archive, ChannelKey, DirtyChannel, Edition
from buzzfeed.model.deliveries import Delivery
from buzzfeed.model.items import Unreadable
from buzzfeed.model.recognition import Adopted, Traits
from buzzfeed.model.takingback import Correction
from buzzfeed.model.words import Format, Wish


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """By what an item may be recognised; what it has not is empty.

    Its source's guid, its place in the source, the canonical forms of its address, the digest of its body, and ids it
    would get, whose holders are asked for; and its folded title, by which old feeds may know it.
    """

    source: str
    guid: str
    origin: str
    addresses: tuple[str, ...] = ()
    body: str = ""
    ids: tuple[str, ...] = ()
    title_key: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the store knows of some items' identities: a snapshot for one batch.

    ``by_guid`` is keyed by (source, guid), guids that an article had before included; ``by_origin`` and ``by_place`` by
    (source, origin), the latter for further places of an article beside the one it is taken from. ``by_address`` is
    keyed by canonical address, former ones included, ``by_body`` by the digest of the latest revision's body, ``by_id``
    by article id, and ``slugs`` says which article holds a slug. ``adopted`` are the entries of a site's old feeds that
    one of the items may be; the articles that have their ids are among ``by_id``.
    """

    by_guid: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    by_origin: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    by_place: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    by_address: Mapping[str, Record] = field(default_factory=dict)
    by_body: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    by_id: Mapping[str, Record] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    adopted: tuple[Adopted, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A further place of an article: where another source, or another file, has it too, and under which guid.

    Of several, the one with the lowest ``rank`` is the next from which the article is taken.
    """

    source: str
    origin: str
    article: str
    guid: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class TermUse:
    """One term as one article spells it."""

    term: Term
    spelling: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of an article with the decision that stands beside it.

    ``number`` counts from 1; ``channels`` are those it belongs to when published; ``title_key`` is the folded title by
    which others may name it, ``wanted`` the folded titles it names itself and whose address is not known yet.
    ``address`` and ``body`` are those it is recognised by; ``rivals`` are the ids of the articles because of which it
    is held: where one of them goes or changes, it has to be judged again.
    ``turn`` is that of the `Record` it was judged by: where somebody has decided since, it is not stored.
    """

    article: Article
    number: int
    judgement: Judgement
    guid: str
    stamp: str
    wish: Wish
    first_seen: datetime
    dated: bool
    uses: tuple[TermUse, ...]
    channels: tuple[ChannelKey, ...]
    media: tuple[Media, ...] = ()
    title_key: str = ""
    wanted: tuple[str, ...] = ()
    replaces: bool = False
    address: str = ""
    body: str = ""
    rivals: tuple[str, ...] = ()
    turn: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Intake:
    """What one ingesting transaction stores of one source: every revision first, with the decision beside it.

    ``touched`` are stamps of origins whose content did not change, ``vanished`` the origins that are gone (their
    published articles are retracted, at ``leaves`` where that is set, others leave the list), ``unreadable`` the items
    that could not be read. A later readable revision at the same origin clears the unreadable one. ``missing`` are
    origins that were not seen, ``back`` those that are again, ``left`` those that the source shows no more without
    having deleted them: their stamps are forgotten. ``aside`` are stamps of origins where no article stands: what
    stood there does not come back by that. ``places`` are further places of articles. ``correction`` is kept with
    the revision that bears it, ``deliveries`` are owed for what is held.
    """

    source: str
    revisions: tuple[Revision, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    touched: Mapping[str, str] = field(default_factory=dict)
    vanished: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    leaves: datetime | None = None
    correction: Correction | None = None
    deliveries: tuple[Delivery, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of status by an editor, the clock or verification, for one revision of one article.

    With ``turn``, it is left out where somebody else has decided about the article since its `Record` said so.
    """

    article: str
    revision: int
    judgement: Judgement
    by: str = ""
    note: str = ""
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as ``buzzfeed articles`` and ``buzzfeed held`` show it; names of terms are their labels."""

    record: Record
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """What one publishing transaction commits: editions, the deliveries they owe, and the channels now settled.

    ``withheld`` feeds are not served any more until they have another edition.
    ``shown`` are the ids that channels show for the first time, ``traits`` what entries are recognised by from now on:
    of every id in ``shown`` they are kept already, or stand here. ``archives`` are those that are closed now, and those
    that were closed before and are written anew. ``appearances`` are looked for
    from now on.
    """

    editions: tuple[Edition, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    settled: tuple[DirtyChannel, ...] = ()
    withheld: tuple[tuple[ChannelKey, Format], ...] = ()
    shown: Mapping[ChannelKey, tuple[str, ...]] = field(default_factory=dict)
    traits: tuple[Traits, ...] = ()
    archives: tuple[Archive, ...] = ()
    appearances: tuple[Appearance, ...] = ()

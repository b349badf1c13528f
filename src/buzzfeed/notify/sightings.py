"""One look at a feed where the world reads it, and what it shows of the articles that were published."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from buzzfeed import verify
from buzzfeed.errors import FetchError
from buzzfeed.model import Edition, EntryRef
from buzzfeed.model.wire import ETAG_SUFFIX, etag
from buzzfeed.ports import Fetch, Response


class Seen(Enum):
    """What a look saw: the articles as they were published, an older state, something else, or nothing at all."""

    THERE = "there"
    OLD = "old"
    OTHER = "other"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look at a feed saw, and in words what stood there instead."""

    seen: Seen
    words: str = ""


THERE = Sighting(Seen.THERE)


def glance(fetch: Fetch, url: str, edition: Edition) -> Response | FetchError:
    """Look at a feed where it is read: return the answer, or why there was none.

    The request names the current edition: where that stands already, the answer is a 304 without a body. The address is
    one of ours, and may be private.
    """
    tags = ", ".join(etag(edition.digest, coding) for coding in ETAG_SUFFIX)
    try:
        return fetch.get(url, headers={"If-None-Match": tags}, trusted=True)
    except FetchError as error:
        return error


def sighting(
    answer: Response | FetchError,
    edition: Edition,
    remembered: Mapping[str, Sequence[EntryRef]],
    articles: Collection[str],
) -> Sighting:
    """Return whether an answer shows these articles as the current edition does.

    Args:
        answer: what `glance` saw.
        edition: the current edition.
        remembered: what the last few editions held, by digest.
        articles: those that entered, changed or left; where none is named, the whole edition is looked for.
    """
    if isinstance(answer, FetchError):
        return Sighting(Seen.NOTHING, f"cannot be reached: {answer.cause}")
    if answer.status == 304 or _is_tagged(answer, edition):
        return THERE
    if answer.status != 200:
        return Sighting(Seen.OTHER, f"answers {answer.status}")
    return _read(answer.body, edition, remembered, articles)


def _is_tagged(answer: Response, edition: Edition) -> bool:
    """Whether an answer bears the edition's ETag, be it weakened by a proxy that compresses anew."""
    tag = answer.headers.get("etag", "").removeprefix("W/").strip('"')
    return answer.status == 200 and tag.startswith(edition.digest[:32])


def _read(
    body: bytes, edition: Edition, remembered: Mapping[str, Sequence[EntryRef]], articles: Collection[str]
) -> Sighting:
    digest = hashlib.sha256(body).hexdigest()
    if digest == edition.digest:
        return THERE
    wanted = {entry.id: entry for entry in edition.entries}
    if digest in remembered:
        marks = {entry.id: entry.mark for entry in remembered[digest]}
        agrees = all(marks.get(id_) == (wanted[id_].mark if id_ in wanted else None) for id_ in articles)
        return THERE if articles and agrees else Sighting(Seen.OLD, "shows an older edition")
    found = verify.shown(body, edition.format)
    if found is None:
        return Sighting(Seen.OTHER, f"answers something else than a feed ({len(body)} bytes)")
    # Somebody rewrote it on its way: its entries and their times are all that can be compared.
    times = {id_: entry.updated for id_, entry in wanted.items()}
    agrees = all(found.get(id_) == times.get(id_) and (id_ in found) == (id_ in times) for id_ in articles)
    return THERE if articles and agrees else Sighting(Seen.OLD, "does not show it yet")

"""How well articles are read out of their pages: buzzfeed beside trafilatura alone, on the same thirty pages."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

from report import Goal, Part
from trafilatura import bare_extraction

import buzzlysite
import extractscores
from buzzfeed.sources.extracting import Extracted, extract
from buzzlysite import BuzzlyPage
from extractscores import Overlap

_SHARED = ("title", "canonical", "published", "authors", "categories", "tags", "lede", "image")
"""Fields that trafilatura gives, too; of dates it gives the day alone, which is enough here."""
_ROUNDS = 5


@dataclass
class Outcome:
    """What one reader made of pages: the words of bodies, fields that are right, leaks, seconds of each page."""

    overlaps: list[Overlap] = field(default_factory=list)
    right: dict[str, list[bool]] = field(default_factory=dict)
    leaks: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of all words found that were wanted."""
        return sum(one.same for one in self.overlaps) / sum(one.found for one in self.overlaps)

    @property
    def recall(self) -> float:
        """The share of all words wanted that were found."""
        return sum(one.same for one in self.overlaps) / sum(one.wanted for one in self.overlaps)

    @property
    def f1(self) -> float:
        """The mean of the pages' own harmonic means."""
        return mean(one.f1 for one in self.overlaps)

    @property
    def fields(self) -> float:
        """The share of the fields that are right."""
        return mean(mean(found) for found in self.right.values())


@dataclass(frozen=True)
class Read:
    """What a reader gave of a page."""

    text: str
    fields: dict[str, Any]


def measure() -> Iterator[Part]:
    """Measure over the pages that were tuned with, then over those set apart, then field by field over all."""
    everything = buzzlysite.pages()
    readers: dict[str, Callable[[BuzzlyPage], Read]] = {
        "buzzfeed": _buzzfeed,
        "trafilatura alone": _trafilatura,
        "trafilatura, for precision": lambda page: _trafilatura(page, favor_precision=True),
    }
    for page in everything[:3]:
        for read in readers.values():
            read(page)
    for name, chosen in (("tuning", everything[: buzzlysite.TUNED]), ("apart", everything[buzzlysite.TUNED :])):
        yield _compared(name, {reader: _outcome(read, chosen) for reader, read in readers.items()}, len(chosen))
    yield _by_field(everything)


def _compared(name: str, outcomes: dict[str, Outcome], count: int) -> Part:
    part = Part(f"extraction-{name}")
    rows = [
        (
            reader,
            f"{one.precision:.3f}",
            f"{one.recall:.3f}",
            f"{one.f1:.3f}",
            f"{one.leaks} of {len(one.overlaps)}",
            f"{100 * one.fields:.1f} %",
            f"{1000 * median(one.times):.0f} ms",
        )
        for reader, one in outcomes.items()
    ]
    head = ("", "precision", "recall", "F1", "bodies with the site's words", "fields right", "time of a page")
    part.table(f"Articles out of {count} pages ({name})", head, rows)
    part.goals.append(Goal("fields right, of those both give", 0.95, outcomes["buzzfeed"].fields, at_least=True))
    part.figures = {
        reader: vars(one) | {"overlaps": [vars(o) for o in one.overlaps]} for reader, one in outcomes.items()
    }
    return part


def _by_field(pages: Sequence[BuzzlyPage]) -> Part:
    part = Part("extraction-fields")
    judged = {page: extractscores.fields(page, _extracted(page)) for page in pages}
    rows = []
    for name in extractscores.FIELDS:
        tuned = [found[name][0] for page, found in judged.items() if not page.apart]
        apart = [found[name][0] for page, found in judged.items() if page.apart]
        rows.append((name, f"{sum(tuned)} of {len(tuned)}", f"{sum(apart)} of {len(apart)}"))
    part.table("Each field of buzzfeed's", ("", "tuning", "apart"), rows)
    part.figures = {name: [tuned, apart] for name, tuned, apart in rows}
    return part


def _outcome(read: Callable[[BuzzlyPage], Read], pages: Sequence[BuzzlyPage]) -> Outcome:
    outcome = Outcome()
    for page in pages:
        times = []
        for _ in range(_ROUNDS):
            begun = time.thread_time()
            got = read(page)
            times.append(time.thread_time() - begun)
        outcome.times.append(median(times))
        for name in _SHARED:
            outcome.right.setdefault(name, []).append(_same(got.fields[name], _wanted(page, name)))
        # Of paid pages buzzfeed gives less on purpose: their bodies are not compared.
        if not page.expected["paywalled"]:
            outcome.overlaps.append(extractscores.overlap(got.text, page.text))
            outcome.leaks += any(words in buzzlysite.squeezed(got.text) for words in page.boilerplate)
    return outcome


def _extracted(page: BuzzlyPage) -> Extracted:
    return extract(page.content, buzzlysite.BASE + page.path, content_type=page.content_type)


def _buzzfeed(page: BuzzlyPage) -> Read:
    got = _extracted(page)
    fields = {name: getattr(got, name) for name in _SHARED}
    fields |= {"published": got.published[:10], "image": got.image.ref if got.image else ""}
    return Read(extractscores.text_of(got.body), fields)


def _trafilatura(page: BuzzlyPage, **options: Any) -> Read:
    found = bare_extraction(
        page.content, url=buzzlysite.BASE + page.path, with_metadata=True, include_comments=False, **options
    )
    if found is None:
        return Read("", dict.fromkeys(_SHARED, ""))
    fields = {
        "title": found.title or "",
        "canonical": found.url or "",
        "published": found.date or "",
        "authors": [name.strip() for name in (found.author or "").split(";") if name.strip()],
        "categories": found.categories or [],
        "tags": found.tags or [],
        "lede": found.description or "",
        "image": found.image or "",
    }
    return Read(found.text or "", fields)


def _wanted(page: BuzzlyPage, name: str) -> Any:
    if name == "image":
        return page.expected["image"].get("src", "")
    if name == "canonical":
        return page.expected["canonical"] or None
    return page.expected["published"][:10] if name == "published" else page.expected[name]


def _same(got: Any, wanted: Any) -> bool:
    if wanted is None:  # the page gives itself no address: where it was found is as good as none
        return True
    if isinstance(wanted, list):
        return [buzzlysite.squeezed(one) for one in got] == [buzzlysite.squeezed(one) for one in wanted]
    return buzzlysite.squeezed(got) == buzzlysite.squeezed(wanted)

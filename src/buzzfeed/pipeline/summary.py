"""What a pass did, as counts and problems that add up over its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import DirtyChannel, Problem, Severity

_NAMED = 5


@dataclass
class ArticleCounts:
    """Items seen, by what became of them; drafts and scheduled ones count as held."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    retracted: int = 0


@dataclass
class FeedCounts:
    """Feeds by what became of them; built ones are those whose channel had changed."""

    built: int = 0
    published: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclass
class DeliveryCounts:
    """Deliveries by where they stand after the pass."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass
class Summary:
    """The counts and problems of one pass.

    ``again_in`` says by source in how many seconds another look is worth it, ``unfinished`` what is left to that look
    (of interest where nobody will look again by himself), ``resting`` which sources are left alone until then, ``left``
    which channels were not settled, ``reread`` in which sources something was read again, ``unread`` what was to be, by
    source and origin, and still is, ``arrived`` how many entries came to stand in feeds, by why
    (`buzzfeed.channels.Arrival`).
    """

    articles: ArticleCounts = field(default_factory=ArticleCounts)
    feeds: FeedCounts = field(default_factory=FeedCounts)
    deliveries: DeliveryCounts = field(default_factory=DeliveryCounts)
    problems: list[Problem] = field(default_factory=list)
    again_in: dict[str, float] = field(default_factory=dict)
    unfinished: list[Problem] = field(default_factory=list)
    resting: set[str] = field(default_factory=set)
    left: set[DirtyChannel] = field(default_factory=set)
    reread: set[str] = field(default_factory=set)
    unread: frozenset[tuple[str, str]] = frozenset()
    arrived: dict[str, int] = field(default_factory=dict)

    def trouble(self, error: BuzzfeedError, severity: Severity = Severity.ERROR) -> None:
        """Report an error as a problem."""
        self.problems.append(Problem(error.code, severity, error.subject, error.cause, error.hint))

    def again(self, source: str, seconds: float | None) -> None:
        """Ask for another look at a source."""
        if seconds is not None:
            self.again_in[source] = seconds

    def leave_alone(self, source: str, seconds: float) -> None:
        """Note that a source is not to be asked for some seconds."""
        self.again(source, seconds)
        self.resting.add(source)

    def leave(self, source: str, restless: Sequence[str], missing: Sequence[str]) -> None:
        """Note what is left to another look: files still being written, and ones that may come back."""
        if restless:
            text = f"left out, since still being written: {_some(restless)}"
            hint = "do this once more when they are saved"
            self.unfinished.append(Problem("still-written", Severity.WARNING, source, text, hint))
        if missing:
            text = f"missing, and published as before until a second look finds the same: {_some(missing)}"
            hint = "do this once more when the source's gone_after is over (10 s unless set)"
            self.unfinished.append(Problem("not-yet-gone", Severity.WARNING, source, text, hint))

    def take_over(self, again: Summary) -> None:
        """Add what became of items that were read once more, each of which was counted as it stood before."""
        ours, theirs = self.articles, again.articles
        twice = theirs.new + theirs.changed + theirs.unchanged + theirs.held
        held = min(twice, ours.held)
        ours.held += theirs.held - held
        ours.unchanged += theirs.unchanged - min(twice - held, ours.unchanged)
        ours.new += theirs.new
        ours.changed += theirs.changed
        ours.retracted += theirs.retracted
        self.problems.extend(problem for problem in again.problems if problem not in self.problems)
        self.unfinished.extend(problem for problem in again.unfinished if problem not in self.unfinished)
        self.again_in.update(again.again_in)
        self.resting |= again.resting

    @property
    def failed(self) -> bool:
        """Whether a source or a verdict failed: holds and deliveries that wait are no failure."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def document(self) -> dict[str, object]:
        """Return the JSON document of ``run --once --json``."""
        return {
            "articles": asdict(self.articles),
            "feeds": asdict(self.feeds),
            "deliveries": asdict(self.deliveries),
            "problems": [_document(problem) for problem in self.problems],
        }


def _document(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON has it: whoever asks for the document is told the whole."""
    document = asdict(problem)
    del document["private"]
    return document


def _some(origins: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(origins) - _NAMED
    return ", ".join(origins[:_NAMED]) + (f" and {more} more" if more > 0 else "")

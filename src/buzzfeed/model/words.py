"""The words that every stage shares: kinds, formats, statuses, problems, findings, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class TermKind(StrEnum):
    """What a term is to its article."""

    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"


class ChannelKind(StrEnum):
    """What a channel gathers."""

    ALL = "all"
    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"
    LANGUAGE = "language"
    QUERY = "query"
    MIX = "mix"
    """What a reader combines of other channels; in no store and no listing. Its slug is its canonical query."""
    PERSONAL = "my"
    """What is selected for one reader; in no listing. Its slug is its secret, or ``feed?`` and what is said."""


class Format(StrEnum):
    """A feed format; its value is the extension of the feed's address."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The exact ``Content-Type`` of a feed in this format."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Mapping[Format, str] = {
    Format.RSS: "application/rss+xml; charset=utf-8",
    Format.ATOM: "application/atom+xml; charset=utf-8",
    Format.JSON: "application/feed+json; charset=utf-8",
}


class Status(StrEnum):
    """Where an article stands; only ``PUBLISHED`` ones are in any output."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    HELD = "held"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    REJECTED = "rejected"


class Severity(StrEnum):
    """How grave a finding or a problem is; a warning leaves a feed sound."""

    ERROR = "error"
    WARNING = "warning"


class Wish(StrEnum):
    """What the newsroom itself says of an item's visibility."""

    PUBLISH = "publish"
    DRAFT = "draft"
    PRIVATE = "private"
    PROTECTED = "protected"


_ASK = "see: buzzfeed held, or run once more with --json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know of a pass: what, how grave, about what, and the mend.

    ``private`` says that it names an article which is not published: it is for whoever asks, and stands in no log.
    """

    code: str
    severity: Severity
    subject: str
    text: str
    hint: str = ""
    private: bool = False

    @property
    def loggable(self) -> Problem:
        """The same without a word of the article, where that is not published (invariant 5)."""
        if not self.private:
            return self
        return Problem(self.code, self.severity, "an article that is not published", "it is not named here", _ASK)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that verification found: a code, the place, and the cause in plain words."""

    code: str
    severity: Severity
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification says of a document; sound where no finding is an error."""

    subject: str
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the guard holds an article: a stable code and one plain sentence, in English and, of a rule, in French.

    ``excerpt`` shows the place, masked where it is itself sensitive; empty where there is none.
    """

    code: str
    text: str
    excerpt: str = ""
    text_fr: str = ""

"""Rendering and proving entries: the part of building that runs in worker processes."""

from __future__ import annotations

from dataclasses import dataclass

from buzzfeed import feeds, verify
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Article, Finding, Format, Fragment, Newsroom, Severity


@dataclass(frozen=True, slots=True)
class EntryJob:
    """One article to render and prove in each of some formats; ``keys`` are its fragments' keys by format."""

    article: Article
    newsroom: Newsroom
    keys: tuple[tuple[Format, str], ...]


@dataclass(frozen=True, slots=True)
class Proved:
    """An article's proved fragments, or what was found against it: then there are none."""

    article: str
    fragments: tuple[Fragment, ...] = ()
    findings: tuple[Finding, ...] = ()


def prove(job: EntryJob) -> Proved:
    """Render one article in each format and prove every entry; one unsound format refuses them all."""
    fragments = []
    for fmt, key in job.keys:
        try:
            rendered = feeds.render_entry(job.article, fmt, job.newsroom)
            verdict = verify.prove_entry(rendered.document, fmt, job.article, job.newsroom)
        except BuzzfeedError as error:
            return Proved(job.article.id, findings=(Finding(error.code, Severity.ERROR, fmt, str(error)),))
        except Exception as error:  # noqa: BLE001 - a fault of ours must cost one article, not its feeds
            return Proved(job.article.id, findings=(Finding("internal", Severity.ERROR, fmt, f"{error!r:.200}"),))
        if not verdict.sound:
            return Proved(job.article.id, findings=verdict.findings)
        fragments.append(Fragment(key, rendered.fragment))
    return Proved(job.article.id, tuple(fragments))

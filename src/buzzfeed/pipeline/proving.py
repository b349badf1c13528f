"""Rendering and proving entries and frames: the part of building that runs in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from buzzfeed import feeds, verify
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Article, Channel, Finding, Format, Fragment, Newsroom, Severity, Verdict


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


@dataclass(frozen=True, slots=True)
class FrameJob:
    """One channel whose frames are to be rendered and proved in every format."""

    channel: Channel
    newsroom: Newsroom
    updated: datetime


@dataclass(frozen=True, slots=True)
class Framed:
    """A channel's proved frames by format; where one is not sound there is none, and ``findings`` say why.

    ``archives`` are those of its archives that are written with it.
    """

    frames: Mapping[Format, feeds.Frame]
    findings: Mapping[Format, tuple[Finding, ...]]
    archives: tuple[Framed, ...] = ()


def prove(job: EntryJob) -> Proved:
    """Render one article in each format and prove every entry; one unsound format refuses them all."""
    fragments = []
    for fmt, key in job.keys:
        rendered: feeds.RenderedEntry | None = None

        def attempt(fmt: Format = fmt) -> Verdict:
            nonlocal rendered
            rendered = feeds.render_entry(job.article, fmt, job.newsroom)
            return verify.prove_entry(rendered.document, fmt, job.article, job.newsroom)

        findings = tuple(_against(attempt, fmt))
        if findings or rendered is None:
            return Proved(job.article.id, findings=findings)
        fragments.append(Fragment(key, rendered.fragment))
    return Proved(job.article.id, tuple(fragments))


def frames(job: FrameJob) -> Framed:
    """Render one channel's frame in each format, and prove it."""
    made: dict[Format, feeds.Frame] = {}
    findings: dict[Format, tuple[Finding, ...]] = {}
    for fmt in Format:

        def attempt(fmt: Format = fmt) -> Verdict:
            made[fmt] = feeds.frame(job.channel, fmt, job.newsroom, job.updated)
            return verify.prove_frame(made[fmt].document, fmt, job.channel, job.newsroom, job.updated)

        if found := tuple(_against(attempt, fmt)):
            made.pop(fmt, None)
            findings[fmt] = found
    return Framed(made, findings)


def _against(attempt: Callable[[], Verdict], fmt: Format) -> Iterator[Finding]:
    """Yield what speaks against publishing what ``attempt`` makes: nothing where it is sound."""
    try:
        verdict = attempt()
    except BuzzfeedError as error:
        yield Finding(error.code, Severity.ERROR, fmt, str(error))
        return
    except Exception as error:  # noqa: BLE001 - a fault of ours must cost one article or feed, not the pass
        yield Finding("internal", Severity.ERROR, fmt, f"{error!r:.200}")
        return
    if not verdict.sound:
        yield from verdict.findings

"""``preview``: what buzzfeed would make of a source, without storing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from buzzfeed.cli.app import (
    ConfigOption,
    JsonOption,
    app,
    configured,
    named_config,
    print_json,
    print_table,
    progress_bar,
    screen,
    when,
)
from buzzfeed.cli.tables import reason_documents
from buzzfeed.errors import ConfigError

if TYPE_CHECKING:
    from buzzfeed.config import Config
    from buzzfeed.daemon.previewing import Previewed
    from buzzfeed.model import Listed
    from buzzfeed.pipeline.comparing import Comparison


_MOST = 5
"""Findings of a feed that are shown at most."""


@app.command("preview")
def preview_command(
    subject: Annotated[
        str, typer.Argument(metavar="SOURCE_OR_URL", help="A source of the config, an address, or a folder.")
    ],
    config: ConfigOption = None,
    articles: Annotated[int, typer.Option("--articles", "-n", min=1, max=500, help="Articles at most.")] = 20,
    full_text: Annotated[bool, typer.Option("--full-text", help="Fetch the page of each entry of a feed.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what buzzfeed would make of a source: articles, holds, the feed, how it differs. Nothing is stored."""
    from buzzfeed.daemon.previewing import preview_once

    loaded = _config(config)
    with progress_bar(quiet=json) as report:
        shown = preview_once(loaded, subject, articles, report, full_text=full_text)
    if json:
        print_json(_document(subject, shown))
    else:
        _print(subject, shown)
    failed = any(str(one.severity) == "error" for one in shown.preview.problems)
    if failed or not shown.preview.sound:
        raise typer.Exit(1)


def _config(given: str | None) -> Config | None:
    """Load the config where there is one: an address can be previewed without."""
    try:
        return configured(given)
    except ConfigError as error:
        if named_config(given) or "no such config" not in error.cause:
            raise
        return None


def _document(subject: str, shown: Previewed) -> dict[str, Any]:
    made = shown.preview
    return {
        "subject": subject,
        "kind": shown.kind,
        "found": shown.words,
        "articles": [_article(one) for one in made.articles],
        "unreadable": [{"origin": one.origin, "reasons": reason_documents(one.reasons)} for one in made.unreadable],
        "more": made.cut,
        "feeds": [
            {
                "format": one.format,
                "entries": one.entries,
                "title": one.title,
                "sound": one.verdict.sound,
                "findings": one.verdict.findings,
            }
            for one in made.feeds
        ],
        "compared": _comparison(made.compared) if made.compared is not None else None,
        "problems": [
            {
                "code": one.code,
                "severity": one.severity,
                "subject": one.subject,
                "text": one.text,
                "hint": one.hint or None,
            }
            for one in made.problems
        ],
    }


def _article(one: Listed) -> dict[str, Any]:
    record = one.record
    return {
        "id": record.id,
        "title": record.title or None,
        "url": record.url or None,
        "published": when(record.published),
        "updated": when(record.updated),
        "categories": list(one.categories),
        "tags": list(one.tags),
        "authors": list(one.authors),
        "status": record.status,
        "reasons": reason_documents(record.reasons),
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "feed": one.feed,
        "both": one.both,
        "only_there": list(one.only_there),
        "only_here": list(one.only_here),
        "different": [
            {"title": each.title, "field": each.field, "there": each.there, "here": each.here} for each in one.different
        ],
    }


def _print(subject: str, shown: Previewed) -> None:
    made = shown.preview
    typer.echo(f"{subject}: {shown.words}. Nothing is stored.")
    rows = [
        (one.record.published, one.record.status, one.record.title, one.categories + one.tags, one.authors)
        for one in made.articles
    ]
    title = f"{len(rows)} articles" + (", the first of more" if made.cut else "")
    print_table(title, ("published", "status", "title", "terms", "authors"), rows)
    _print_held(shown)
    for feed in made.feeds:
        verdict = "sound" if feed.verdict.sound else "NOT SOUND"
        typer.echo(f"{feed.format:<5} {feed.entries} entries, {verdict}")
        findings = feed.verdict.findings
        for finding in findings[:_MOST]:
            typer.echo(f"      {finding.severity} {finding.code} at {finding.place}: {finding.text}")
        if len(findings) > _MOST:
            typer.echo(f"      and {len(findings) - _MOST} more")
    _print_comparison(made.compared)
    for problem in made.problems:
        hint = f" ({problem.hint})" if problem.hint else ""
        screen.print(
            f"{problem.severity}: {problem.subject}: {problem.text}{hint}", markup=False, soft_wrap=True, style=None
        )


def _print_held(shown: Previewed) -> None:
    made = shown.preview
    held = [(one.record.title or one.record.origin, one.record.reasons) for one in made.articles if one.record.reasons]
    held += [(one.origin, one.reasons) for one in made.unreadable]
    rows = [(title, "\n".join(f"{one.code}: {one.text}" for one in reasons)) for title, reasons in held]
    if rows:
        print_table(f"{len(rows)} would not be published yet", ("article", "why"), rows)


def _print_comparison(one: Comparison | None) -> None:
    if one is None:
        typer.echo("The site has no present feed to compare with.")
        return
    if one.same:
        typer.echo(f"As the present feed {one.feed}: {one.both} entries, the same ids, titles and dates.")
        return
    typer.echo(f"Beside the present feed {one.feed}: {one.both} entries in both.")
    for title in one.only_there:
        typer.echo(f"  only there: {title}")
    for title in one.only_here:
        typer.echo(f"  only here:  {title}")
    rows = [(each.title, each.field, each.there, each.here) for each in one.different]
    if rows:
        print_table(f"{len(rows)} differences", ("article", "what", "there", "here"), rows)
    if any(each.field == "id" for each in one.different):
        typer.echo('Other ids show subscribers these articles again: "buzzfeed adopt URL" takes them over first.')

"""``adopt``: the ids of a site's present feeds are taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table, progress_bar, screen

if TYPE_CHECKING:
    from buzzfeed.pipeline.adopting import Outcome


@app.command("adopt")
def adopt_command(
    url: Annotated[str, typer.Argument(metavar="URL", help="The site's address, or that of its feed.")],
    config: ConfigOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be taken over, and take over nothing.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Take over the ids of the feeds that a site has now, so that its subscribers see nothing twice."""
    from buzzfeed.daemon.once import adopt_once

    loaded = configured(config)
    with progress_bar(quiet=json) as report:
        outcome = adopt_once(loaded, url, report, dry_run=dry_run)
    if json:
        print_json(_document(outcome, dry_run))
    else:
        _print(outcome, dry_run)


def _document(outcome: Outcome, dry_run: bool) -> dict[str, object]:
    feeds = [
        {
            "url": one.url,
            "format": one.format,
            "channel": one.channel.path if one.channel else None,
            "first": one.first,
            "entries": one.entries,
            "whole": one.whole,
        }
        for one in outcome.feeds
    ]
    ids = {"new": outcome.new, "known": outcome.known, "late": outcome.late}
    return {"feeds": feeds, "ids": ids, "aliases": dict(outcome.aliases), "dry_run": dry_run}


def _print(outcome: Outcome, dry_run: bool) -> None:
    rows = [
        (one.url, one.channel.path if one.channel else "no channel", one.entries, "" if one.whole else "not all pages")
        for one in outcome.feeds
    ]
    print_table(f"{len(rows)} old feeds", ("address", "becomes", "entries", ""), rows)
    verb = "would be taken over" if dry_run else "taken over"
    typer.echo(f"ids         {outcome.new} {verb}, {outcome.known} known already")
    if outcome.late:
        screen.print(
            f"warning: {outcome.late} articles were taken in before, under ids of their own: subscribers will "
            "see them again (begin with an empty store, and adopt before the first run)",
            markup=False,
            soft_wrap=True,
        )
    if outcome.aliases:
        typer.echo("\nAdd to the config, so that these addresses go on working:\n\n[aliases]")
        for path, feed in outcome.aliases.items():
            typer.echo(f"{_quoted(path)} = {_quoted(feed)}")


def _quoted(text: str) -> str:
    """Return a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

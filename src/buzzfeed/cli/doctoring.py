"""``doctor``: what is well, what is not, and the mend of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json

if TYPE_CHECKING:
    from buzzfeed.daemon.doctor import Check


@app.command("doctor")
def doctor_command(
    site: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Check a page of your site for its feed links; repeatable.")
    ] = None,
    directories: Annotated[
        bool,
        typer.Option("--directories", help="Check what Google News, Flipboard, MSN, Apple News and Feedly ask for."),
    ] = False,
    reach: Annotated[bool, typer.Option("--reach", help="Check whether known readers get the public feeds.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Check config, sources, store, disk, ports and targets, and say how to mend what is wrong."""
    from buzzfeed.daemon import doctor

    loaded = configured(config)
    checks: list[Check] = []
    if site:
        checks += doctor.examine_site(loaded, site)
    if directories:
        checks += doctor.examine_directories(loaded)
    if reach:
        checks += doctor.examine_reach(loaded)
    if not (site or directories or reach):
        checks += doctor.examine(loaded)
    if json:
        print_json({"sound": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def _print(checks: Sequence[Check]) -> None:
    for check in checks:
        mend = f" ({check.hint})" if check.hint and not check.ok else ""
        typer.echo(f"{'ok   ' if check.ok else 'MEND '} {check.subject}: {check.text}{mend}")

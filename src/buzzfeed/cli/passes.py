"""``run``, ``ingest``, ``build``, ``deliver``: the passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, progress_bar, screen
from buzzfeed.model import Severity, Status

if TYPE_CHECKING:
    from buzzfeed.config import Config
    from buzzfeed.pipeline.summary import Summary
    from buzzfeed.pipeline.works import Works


AcceptOption = Annotated[
    bool, typer.Option("--accept-redelivery", help="Publish this once what readers would be shown a second time.")
]


@app.command("run")
def run_command(
    config: ConfigOption = None,
    once: Annotated[bool, typer.Option("--once", help="One pass instead of the daemon.")] = False,
    accept_redelivery: AcceptOption = False,
    json: JsonOption = False,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Run the daemon: scheduler, deliveries, web; or one pass with --once."""
    loaded = configured(config)
    if once:
        from buzzfeed.daemon.once import run_once

        with progress_bar(quiet=json) as report:
            _finish(run_once(loaded, report, accept_redelivery=accept_redelivery), json)
        return
    if accept_redelivery:
        hint = "goes with --once; beside a running daemon: buzzfeed build --accept-redelivery"
        raise typer.BadParameter(hint, param_hint="--accept-redelivery")
    if json:
        raise typer.BadParameter("goes with --once: the daemon has no single document", param_hint="--json")
    from buzzfeed.daemon.logs import configure
    from buzzfeed.daemon.run import Daemon

    configure(log_level if log_level in ("debug", "info", "warning", "error") else "info")
    raise typer.Exit(Daemon(loaded, _announce).run())


@app.command("ingest")
def ingest_command(
    source: Annotated[list[str] | None, typer.Argument(help="Sources to look at; all if none is named.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
    accept_vanished: Annotated[
        bool, typer.Option("--accept-vanished", help="What vanished from the named sources is gone indeed: retract it.")
    ] = False,
) -> None:
    """Take in new and changed articles, and build nothing."""
    from buzzfeed.daemon.once import ingest_once

    if accept_vanished and not source:
        raise typer.BadParameter("name the sources that you looked at", param_hint="--accept-vanished")

    with progress_bar(quiet=json) as report:
        _finish(ingest_once(configured(config), source or [], report, accept=accept_vanished), json)


@app.command("build")
def build_command(
    config: ConfigOption = None, accept_redelivery: AcceptOption = False, json: JsonOption = False
) -> None:
    """Build, verify and publish the feeds that changed."""
    from buzzfeed.daemon.once import build_once

    with progress_bar(quiet=json) as report:
        _finish(build_once(configured(config), report, accept_redelivery=accept_redelivery), json)


@app.command("deliver")
def deliver_command(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Tell the targets what is due."""
    from buzzfeed.daemon.once import deliver

    _finish(deliver(configured(config)), json)


def _finish(summary: Summary, json: bool) -> None:
    if json:
        print_json(summary.document())
    else:
        _print(summary)
    if summary.failed:
        raise typer.Exit(1)


_ARRIVALS = {
    "first": "{} entries in first editions",
    "new": "{} new entries",
    "back": "{} shown again as they were",
    "late": "{} filed later",
    "backfill": "{} older ones filled in",
    "redelivered": "{} a second time",
}


def _print(summary: Summary) -> None:
    articles, feeds, deliveries = summary.articles, summary.feeds, summary.deliveries
    typer.echo(
        f"articles    {articles.new} new, {articles.changed} changed, {articles.unchanged} unchanged, "
        f"{articles.held} held, {articles.retracted} retracted"
    )
    typer.echo(
        f"feeds       {feeds.built} built, {feeds.published} published, {feeds.unchanged} unchanged, "
        f"{feeds.failed} failed"
    )
    if summary.arrived:
        typer.echo(f"readers     {', '.join(_ARRIVALS[why].format(count) for why, count in summary.arrived.items())}")
    typer.echo(f"deliveries  {deliveries.sent} sent, {deliveries.waiting} waiting, {deliveries.failed} failed")
    for problem in (one.loggable for one in summary.problems):
        mark = "error" if problem.severity is Severity.ERROR else "warning"
        mend = f" ({problem.hint})" if problem.hint else ""
        screen.print(f"{mark}: {problem.subject}: {problem.text}{mend}", markup=False, soft_wrap=True)
    if articles.held:
        typer.echo("see what is held, and why: buzzfeed held")


def _announce(config: Config, works: Works) -> None:
    """Say where everything is, once the first editions are served."""
    base = config.newsroom.feeds_url
    published = len(works.store.listed([Status.PUBLISHED]))
    feeds = len(works.store.served())
    held = len(works.store.listed([Status.HELD])) + len(works.store.unreadable())
    typer.echo(f"\n{config.newsroom.title}: {published} articles in {feeds} feeds, each verified.\n")
    typer.echo(f"  everything    {base}/feeds/all.rss   (.atom, .json)")
    typer.echo(f"  all channels  {base}/")
    typer.echo(f"  operators     http://{config.web.admin_listen}/metrics")
    for source in config.sources:
        if source.type == "folder":
            typer.echo(f"  articles      {config.path(source.path)}   (save one: it is served seconds later)")
    if held:
        typer.echo(f"  held          {held}   (see why: buzzfeed held)")
    typer.echo("\nStop with Ctrl-C.")

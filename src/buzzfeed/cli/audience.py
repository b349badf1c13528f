"""``audience``: who follows, as a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table

if TYPE_CHECKING:
    from buzzfeed.audience.figures import Audience, Counted

_SHOWN = 25


@app.command("audience")
def audience_command(
    config: ConfigOption = None,
    json: JsonOption = False,
    days: Annotated[int, typer.Option(min=1, max=800, help="How many days are told one by one.")] = 30,
    channel: Annotated[
        str, typer.Option(metavar="PATH", help='One channel alone, as in its address: "category/high-tech".')
    ] = "",
) -> None:
    """Show how many follow, at least and at most, and with what."""
    from buzzfeed.audience.documents import document
    from buzzfeed.daemon.access import viewed
    from buzzfeed.daemon.clock import SystemClock
    from buzzfeed.web.audience import gather

    loaded = configured(config)
    with viewed(loaded) as window:
        found = gather(window, loaded, SystemClock().now().date(), period=days, channel=channel)
    if json:
        print_json(document(found))
    else:
        _print(found)


def _print(found: Audience) -> None:
    total = found.total
    so_far = "" if found.whole else ", so far"
    typer.echo(f"day            {found.day}{so_far} (UTC)")
    typer.echo(f"subscriptions  {_range(total)}")
    if not found.channel:
        typer.echo(f"people         at least {found.people}")
    typer.echo(f"polls          {total.polls}, {total.unmodified} of them unmodified; {total.size} bytes sent")
    if found.pushed is not None:
        typer.echo(f"hub            {found.pushed.active} subscriptions, told at once")
    if found.personal is not None and not found.channel:
        personal = found.personal
        feeds, used, most = (_told(one) for one in (personal.feeds, personal.used, personal.most))
        typer.echo(f"personal       {feeds} feeds are kept, {used} were asked for that day, {most} on the fullest day")
    if found.reasons:
        typer.echo(f"a range by     {', '.join(found.reasons)}")
    columns = ("at least", "at most", "polls", "304")
    for title, groups in (("channel", found.channels), ("reader", found.families)):
        rows = [(found.titles.get(name) or name, *_row(one)) for name, one in list(groups.items())[:_SHOWN]]
        print_table(f"by {title}", (title, *columns), rows)
    if found.personal is not None and found.personal.unserved and not found.channel:
        unserved = [(one.name, one.kind, one.readers, one.articles) for one in found.personal.unserved]
        print_table("asked for, hardly served", ("what", "kind", "feeds", "articles in a month"), unserved)


def _told(count: int | None) -> str:
    from buzzfeed.audience.figures import FEWEST

    return f"fewer than {FEWEST}" if count is None else str(count)


def _range(one: Counted) -> str:
    low, high = one.readers.low, one.readers.high
    return str(low) if low == high else f"{low} to {high}"


def _row(one: Counted) -> tuple[object, ...]:
    share = f"{round(100 * one.unmodified / one.polls)} %" if one.polls else ""
    return one.readers.low, one.readers.high, one.polls, share

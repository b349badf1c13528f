"""``release`` and ``reject``: the editor's decisions about what is held. They work beside a running daemon."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json
from buzzfeed.model import Status
from buzzfeed.pipeline import editor

_Decide = Callable[..., Status]

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The article's id, as in: buzzfeed articles --json.")]
NoteOption = Annotated[str, typer.Option("--note", "--reason", help="Why, for the record.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides; else the name you are logged in with.")]


@app.command("release")
def release_command(
    article: IdArgument,
    config: ConfigOption = None,
    json: JsonOption = False,
    note: NoteOption = "",
    by: ByOption = "",
    other: Annotated[
        str, typer.Option("--as", metavar="OTHER_ID", help="It is this article, which goes on under its own id.")
    ] = "",
    new: Annotated[bool, typer.Option("--new", help="It is none of the articles that it may be.")] = False,
) -> None:
    """Publish a held article as it stands; changed content is judged anew."""
    if other and new:
        raise typer.BadParameter("say --as or --new, not both")
    release = partial(editor.release_as, other=other) if other else partial(editor.release, new=new)
    _decide(release, article, config, json, note, by)


@app.command("reject")
def reject_command(
    article: IdArgument, config: ConfigOption = None, json: JsonOption = False, note: NoteOption = "", by: ByOption = ""
) -> None:
    """Refuse a held article, or an item that could not be read."""
    _decide(editor.reject, article, config, json, note, by)


def _decide(decide: _Decide, article: str, config: str | None, json: bool, note: str, by: str) -> None:
    from buzzfeed.daemon.access import opened
    from buzzfeed.daemon.clock import SystemClock

    with opened(configured(config)) as store:
        status = decide(store, article, SystemClock().now(), by=by or operator(), note=note)
    if json:
        print_json({"id": article, "status": status})
    else:
        typer.echo(f"{article}: {status}; a running daemon publishes it at once, else: buzzfeed build")


def operator() -> str:
    """Return the name that one is logged in with, if there is one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""

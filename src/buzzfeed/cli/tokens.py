"""``token add``, ``token list``, ``token revoke``: who is let in to the operators' pages."""

from __future__ import annotations

from typing import Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table, when
from buzzfeed.errors import ConfigError
from buzzfeed.model import Scope

tokens = typer.Typer(
    help="Make, list and revoke tokens: for operators' pages, for handing in articles, for having a source looked at.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(tokens, name="token")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What it is called: whose it is, or what for.")]


@tokens.command("add")
def add_command(
    name: NameArgument,
    scope: Annotated[list[Scope] | None, typer.Option("--scope", help="What it is for; may be repeated.")] = None,
    source: Annotated[str, typer.Option("--source", help="The one source that it is for; not for operators.")] = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Make a token, and show it this once: only its digest is kept."""
    from buzzfeed.daemon.access import opened
    from buzzfeed.daemon.clock import SystemClock
    from buzzfeed.daemon.tokens import check_source, make_token

    scopes = sorted(set(scope or ()))
    settings = configured(config)
    check_source(settings, source, scopes)
    with opened(settings) as store:
        secret = make_token(store, name, scopes, SystemClock().now(), source)
    if json:
        print_json({"name": name, "scopes": scopes, "source": source or None, "token": secret})
        return
    typer.echo(secret)
    typer.echo(f"{name}: keep it now, it is not shown again; a running daemon takes it at once", err=True)


@tokens.command("list")
def list_command(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the tokens, which never shows one."""
    from buzzfeed.daemon.access import opened

    with opened(configured(config)) as store:
        known = store.tokens()
    if json:
        print_json(
            [
                {
                    "name": one.name,
                    "scopes": sorted(one.scopes),
                    "source": one.source or None,
                    "created": when(one.created),
                    "used_on": one.used_on.isoformat() if one.used_on else None,
                }
                for one in known
            ]
        )
        return
    rows = [(one.name, sorted(one.scopes), one.source or "–", one.created, one.used_on or "never") for one in known]
    print_table(f"{len(rows)} tokens", ("name", "scopes", "source", "made", "last used"), rows)


@tokens.command("revoke")
def revoke_command(name: NameArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Have a token open nothing from now on."""
    from buzzfeed.daemon.access import opened

    with opened(configured(config)) as store:
        if not store.revoke_token(name):
            raise ConfigError(name, "there is no such token", "see: buzzfeed token list")
    if json:
        print_json({"name": name, "revoked": True})
    else:
        typer.echo(f"{name}: revoked; a running daemon lets it in no more")

"""The Typer app, and what its commands share: the config, JSON on standard output, tables, progress bars.

Commands import what they need when they run: a command that lists ten rows should not load a web server.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from buzzfeed import __version__

if TYPE_CHECKING:
    from buzzfeed.config import Config

app = typer.Typer(
    name="buzzfeed",
    help="An RSS, Atom and JSON Feed publisher for independent newsrooms.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigOption = Annotated[
    str | None,
    typer.Option("--config", "-c", help="The config file; else $BUZZFEED_CONFIG, else config/buzzfeed.toml."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]

Report = Callable[[str, int, int], None]
_given: dict[str, str | None] = {"config": None}
screen = Console(stderr=True, highlight=False)


@app.callback()
def _root(
    config: ConfigOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    _given["config"] = config
    if version:
        typer.echo(f"buzzfeed {__version__}")
        raise typer.Exit


def configured(given: str | None) -> Config:
    """Load the config that the command line names, before or after the command.

    What goes wrong on the way is logged on standard error from here on: standard output is the command's document.

    Raises:
        ConfigError: it is missing or wrong.
    """
    from buzzfeed.config import find, load
    from buzzfeed.daemon.logs import configure

    configure("warning")
    return load(find(given or _given["config"]))


def named_config(given: str | None) -> bool:
    """Whether somebody named a config: on the command line, or in the environment."""
    return bool(given or _given["config"] or os.environ.get("BUZZFEED_CONFIG"))


def print_json(document: object) -> None:
    """Print one JSON document on standard output; times become RFC 3339 in UTC, what is absent ``null``."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain)
    # A title may hold what a terminal's encoding cannot say; JSON for machines is UTF-8 whatever the locale.
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table for people."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console(highlight=False, markup=False).print(table)


def when(moment: datetime | None) -> str | None:
    """Return an instant in RFC 3339 in UTC (``…Z``)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Report | None]:
    """Show how far long work is, on standard error, where a person is looking."""
    if quiet or not screen.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return when(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)

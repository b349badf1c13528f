"""``init`` and ``export``: a newsroom to begin with, and the whole site as static files."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json
from buzzfeed.errors import ConfigError

_FILES = {"buzzfeed.toml": "config/buzzfeed.toml", "bienvenue.md": "articles/bienvenue.md"}


@app.command("init")
def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")] = Path(),
) -> None:
    """Write a commented config and a first article; nothing is overwritten."""
    targets = {name: directory / path for name, path in _FILES.items()}
    for path in targets.values():
        if path.exists():
            raise ConfigError(str(path), "is there already", "nothing was written; choose another folder")
    try:
        for name, path in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(resources.files("buzzfeed.cli").joinpath("start", name).read_text("utf-8"), "utf-8")
            typer.echo(f"wrote {path}")
    except OSError as error:
        raise ConfigError(str(directory), error.strerror or str(error), "choose a folder you may write to") from error
    typer.echo(f"next: name your newsroom in {targets['buzzfeed.toml']}, then: buzzfeed run")


@app.command("export")
def export_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that nginx or a CDN serves.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Write the whole site as static files; what did not change is left untouched."""
    from buzzfeed import web
    from buzzfeed.daemon.access import viewed
    from buzzfeed.publish import FolderPublisher

    loaded = configured(config)
    with viewed(loaded) as shelf:
        summary = web.export(loaded, shelf, FolderPublisher(directory))
    if json:
        print_json(asdict(summary))
    else:
        typer.echo(f"{directory}: {summary.written} written, {summary.unchanged} unchanged, {summary.removed} removed")

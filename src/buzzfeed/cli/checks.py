"""``verify`` and ``status``: what is sound, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, screen, when
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Finding, Severity, Verdict

_LARGEST = 50_000_000


@app.command("verify")
def verify_command(
    subjects: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL…", help="Feeds, ours or anybody's.")],
    json: JsonOption = False,
) -> None:
    """Hold feeds against their specifications, and against what readers make of them."""
    verdicts = [_verdict(subject) for subject in subjects]
    if json:
        print_json([{"subject": one.subject, "sound": one.sound, "findings": one.findings} for one in verdicts])
    else:
        for one in verdicts:
            _print(one)
    if not all(one.sound for one in verdicts):
        raise typer.Exit(1)


@app.command("status")
def status_command(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show the state at a glance."""
    from buzzfeed.daemon.glance import stands

    state = stands(configured(config))
    if json:
        print_json(state)
        return
    for key, value in state.items():
        shown = _TOLD[key](value) if key in _TOLD and value is not None else value
        if isinstance(shown, dict):
            shown = ", ".join(f"{count} {name}" for name, count in shown.items())
        typer.echo(f"{key:<12} {shown if shown not in (None, '') else '-'}")


def _seen(visible: dict[str, Any]) -> str:
    if visible["seconds"] is not None:
        return f"the last publication was seen after {visible['seconds']} s"
    return f"the last publication was {visible['words'] or visible['state']}"


def _pushed(one: dict[str, Any]) -> str:
    last = f", last at {when(one['pushed'])}" if one["pushed"] else ""
    words = f" ({one['words']})" if one["words"] else ""
    return f"{one['source']} at {one['hub']}: {one['state']}, {one['pushes']} pushes{last}{words}"


def _rest(one: dict[str, Any]) -> str:
    return f"{one['host']}{one['path'] or ''} until {when(one['until'])}, since it {one['why']}"


_TOLD: dict[str, Callable[[Any], str]] = {
    "leaving": lambda value: ", ".join(f"{one['id']} at {when(one['due'])}" for one in value),
    "visible": _seen,
    "hubs": lambda value: "; ".join(f"{one['target']} {one['text']}" for one in value),
    "upstreams": lambda value: "; ".join([*map(_pushed, value[:10]), *(["…"] if len(value) > 10 else [])]),
    "resting": lambda value: "; ".join([*map(_rest, value[:10]), *(["…"] if len(value) > 10 else [])]),
}
"""How those parts of the state are told that are no counts."""


def _verdict(subject: str) -> Verdict:
    from buzzfeed import verify

    try:
        data, media_type = _bytes_of(subject)
    except BuzzfeedError as error:
        hint = f" ({error.hint})" if error.hint else ""
        return Verdict(subject, (Finding(error.code, Severity.ERROR, subject, error.cause + hint),))
    return verify.examine(data, subject, media_type)


def _bytes_of(subject: str) -> tuple[bytes, str]:
    """Return a feed's bytes, and its media type where it was served.

    Raises:
        BuzzfeedError: it cannot be read, or is far too large.
    """
    if subject.startswith(("http://", "https://")):
        from buzzfeed.config import NetSettings
        from buzzfeed.net import Net

        answer = Net(NetSettings(max_bytes=_LARGEST)).get(subject, trusted=True, max_bytes=_LARGEST)
        if answer.status != 200:
            raise BuzzfeedError(subject, f"answered {answer.status}", "check the address")
        return answer.body, answer.headers.get("content-type", "")
    try:
        with Path(subject).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise BuzzfeedError(subject, error.strerror or str(error), "check the path") from error
    if len(data) > _LARGEST:
        raise BuzzfeedError(subject, "is larger than 50 MB", "no reader would take it")
    return data, ""


def _print(verdict: Verdict) -> None:
    typer.echo(f"{verdict.subject}: {'sound' if verdict.sound else 'NOT SOUND'}")
    for finding in verdict.findings:
        screen.print(
            f"  {finding.severity} {finding.code} at {finding.place}: {finding.text}", markup=False, soft_wrap=True
        )

"""``guard``: what the guard makes of articles, without storing anything; and whether it finds what was planted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table, progress_bar, screen
from buzzfeed.cli.tables import reason_documents
from buzzfeed.errors import ConfigError

if TYPE_CHECKING:
    from buzzfeed.config import Config
    from buzzfeed.pipeline.checking import Checked, Planted

_NOWHERE = "https://newsroom.invalid"


@app.command("guard")
def guard_command(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]…", help="Files and folders; else the config's folders.")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
    planted: Annotated[str | None, typer.Option("--planted", help="Planted cases, a file or a folder of them.")] = None,
    language: Annotated[str | None, typer.Option(help="The newsroom's language, where it is not the config's.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="Something more that may be shown: a domain, say.")] = None,
) -> None:
    """Hold articles against the guard's rules, and store nothing."""
    from buzzfeed.pipeline.checking import planted as run_planted

    loaded = _config(config, needed=not (paths or planted))
    settings = _settings(loaded, allow or [])
    cases = run_planted(Path(planted), settings) if planted else ()
    with progress_bar(quiet=json) as report:
        checked = []
        for one, total in [] if planted and not paths else _checked(paths or [], loaded, settings, language):
            checked.append(one)
            if report:
                report("reading", len(checked), total)
    if json:
        print_json(
            {"checked": len(checked), "held": _documents(checked), "planted": _planted(cases) if planted else None}
        )
    else:
        _print_cases(cases)
        if paths or not planted:
            _print(checked)
    if not all(case.right for case in cases):
        raise typer.Exit(1)


def _config(given: str | None, *, needed: bool) -> Config | None:
    """Load the config where there is one; what is named by its path can be checked without."""
    from buzzfeed.cli.app import named_config

    try:
        return configured(given)
    except ConfigError as error:
        if needed or named_config(given) or "no such config" not in error.cause:
            raise
        return None


def _settings(config: Config | None, allow: Sequence[str]) -> Any:
    from buzzfeed.config import GuardSettings

    settings = config.guard if config else GuardSettings()
    return settings.model_copy(update={"allow": (*settings.allow, *allow)}) if allow else settings


def _checked(
    paths: Sequence[str], config: Config | None, settings: Any, language: str | None
) -> Iterator[tuple[Checked, int]]:
    """Yield what becomes of each article, and how many there are where it stands."""
    from buzzfeed.daemon.clock import SystemClock
    from buzzfeed.pipeline.checking import check, folder_of

    for source, cleaning, only in folder_of(paths, config, language or ""):
        yield from check(source, cleaning, settings, SystemClock(), only)


def _documents(checked: Sequence[Checked]) -> list[dict[str, object]]:
    return [
        {"subject": one.subject, "reasons": reason_documents(one.holds), "warnings": reason_documents(one.warns)}
        for one in checked
        if one.holds or one.warns
    ]


def _planted(cases: Sequence[Planted]) -> dict[str, object]:
    return {
        "cases": len(cases),
        "right": sum(case.right for case in cases),
        "wrong": [
            {"name": case.name, "expect": case.expect, "found": reason_documents(case.found)}
            for case in cases
            if not case.right
        ],
    }


def _print_cases(cases: Sequence[Planted]) -> None:
    if not cases:
        return
    rows = [
        (
            "ok" if case.right else "WRONG",
            case.name,
            case.expect,
            "\n".join(f"{reason.code} {reason.excerpt}".strip() for reason in case.found),
        )
        for case in cases
    ]
    print_table(f"{len(cases)} planted cases", ("", "case", "expected", "found"), rows)
    near = [case for case in cases if case.expect == "none"]
    hits = len(cases) - len(near)
    found = sum(case.right for case in cases) - sum(case.right for case in near)
    typer.echo(
        f"{found} of {hits} planted cases found; {sum(not case.right for case in near)} of {len(near)} near misses held"
    )


def _print(checked: Sequence[Checked]) -> None:
    for one in checked:
        for word, reasons in (("held", one.holds), ("warned of", one.warns)):
            for reason in reasons:
                shown = f"  {reason.excerpt}" if reason.excerpt else ""
                screen.print(
                    f"{one.subject}: {word}: {reason.code}: {reason.text}{shown}", markup=False, soft_wrap=True
                )
    held = sum(bool(one.holds) for one in checked)
    share = f" ({held / len(checked):.1%})" if checked else ""
    typer.echo(f"{len(checked)} articles checked, {held} would be held{share}")

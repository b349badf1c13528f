"""``retract``, ``receipt``, ``correct``: what an editor does about an article that readers have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, when
from buzzfeed.cli.decisions import ByOption, IdArgument, NoteOption, operator

if TYPE_CHECKING:
    from buzzfeed.pipeline.receipts import Receipt, TargetReceipt


@app.command("retract")
def retract_command(
    article: IdArgument,
    config: ConfigOption = None,
    json: JsonOption = False,
    note: NoteOption = "",
    by: ByOption = "",
    undo: Annotated[bool, typer.Option("--undo", help="Bring a retracted article back, under the same id.")] = False,
) -> None:
    """Take a published article back, or bring it back with --undo, and print the receipt."""
    from buzzfeed.daemon.access import opened
    from buzzfeed.daemon.clock import SystemClock
    from buzzfeed.pipeline import editor, mending
    from buzzfeed.pipeline.receipts import receipt

    loaded = configured(config)
    with opened(loaded) as store:
        decide = mending.undo if undo else editor.retract
        status = decide(store, article, SystemClock().now(), by=by or operator(), note=note)
        found = receipt(store, loaded, article) if store.retractions(article) else None
    if json:
        print_json(found.document() if found else {"id": article, "status": status})
        return
    typer.echo(f"{article}: {status}; a running daemon publishes it at once, else: buzzfeed build")
    if found:
        _print(found)


@app.command("receipt")
def receipt_command(article: IdArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Show what became of a retraction: each channel, each target, and what cannot be called back."""
    from buzzfeed.daemon.access import opened
    from buzzfeed.pipeline.receipts import receipt

    loaded = configured(config)
    with opened(loaded) as store:
        found = receipt(store, loaded, article)
    if json:
        print_json(found.document())
    else:
        typer.echo(f"{article}: {found.status}")
        _print(found)


@app.command("correct")
def correct_command(
    article: IdArgument,
    note: Annotated[str, typer.Option("--note", help="What was wrong, and what is right.")],
    config: ConfigOption = None,
    json: JsonOption = False,
    by: ByOption = "",
) -> None:
    """Put a dated correction at the top of a published article: readers see an update, and no new entry."""
    from buzzfeed.daemon.access import opened
    from buzzfeed.daemon.clock import SystemClock
    from buzzfeed.pipeline import mending

    loaded = configured(config)
    with opened(loaded) as store:
        mending.correct(store, loaded, article, note, SystemClock().now(), by=by or operator())
        notes = store.corrections([article])[article]
    if json:
        print_json(
            {
                "id": article,
                "status": "published",
                "corrections": [{"at": one.at, "by": one.by, "note": one.note} for one in reversed(notes)],
            }
        )
    else:
        typer.echo(f"{article}: corrected; a running daemon publishes it at once, else: buzzfeed build")


def _print(found: Receipt) -> None:
    typer.echo(f"\n  {found.title}")
    typer.echo(f"  taken back {when(found.at)} by {found.by or 'nobody named'}: {found.note or found.reason}")
    if found.undone:
        typer.echo(f"  brought back {when(found.undone)} by {found.undone_by or 'nobody named'} {found.undone_note}")
    typer.echo(f"  in feeds since {when(found.public_since) or 'never'}")
    if found.page:
        typer.echo(f"  its page {found.page} answers {found.page_answers}")
    for left in found.channels:
        gone = f"gone since {when(left.first_without_it)}" if left.first_without_it else "waits to be built"
        stone = ", tombstone in Atom" if left.tombstone else ""
        typer.echo(f"  channel {left.channel}: {gone}{stone}")
    for target in found.targets:
        typer.echo(f"  {_line(target)}")
    typer.echo(f"\n  Not recalled: {found.not_recalled}\n  Next: {found.next}")


def _line(target: TargetReceipt) -> str:
    name = f"{target.type} {target.target}" if target.target else target.type
    tried = f" after {target.attempts} attempts" if target.attempts > 1 else ""
    said = f" ({target.answer})" if target.answer else ""
    return f"{name}: {target.state}{tried}{said}"

"""``terms``: the newsroom's terms, and which of them seem to be one."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table
from buzzfeed.model import ChannelKind, TermKind

if TYPE_CHECKING:
    from buzzfeed.channels import Group


@app.command("terms")
def terms_command(
    config: ConfigOption = None,
    json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, those with most articles first.")] = 50,
) -> None:
    """List terms with their published articles, which seem to be one, and the rules that would merge those."""
    from buzzfeed.channels import Counted, groups
    from buzzfeed.daemon.access import opened

    kinds = {ChannelKind(kind) for kind in TermKind}
    with opened(configured(config)) as store:
        states = [state for state in store.channels() if state.key.kind in kinds]
    terms = [Counted(TermKind(state.key.kind), state.title, state.articles) for state in states]
    terms.sort(key=lambda one: (-one.articles, one.kind, one.label))
    found = groups(terms)
    if json:
        print_json(
            {
                "terms": [{"kind": one.kind, "label": one.label, "articles": one.articles} for one in terms],
                "alike": [
                    {"kind": group.keep.kind, "to": group.keep.label, "names": [other.label for other in group.others]}
                    for group in found
                ],
            }
        )
        return
    print_table(
        f"{len(terms)} terms", ("kind", "term", "articles"), [(t.kind, t.label, t.articles) for t in terms[:limit]]
    )
    if found:
        typer.echo("\nThese seem to be one. Put into the config which of the rules are right:\n")
        typer.echo("\n".join(map(_rule, found)))


def _rule(group: Group) -> str:
    """Return the rule that would merge a group, as TOML."""
    names = ", ".join(f"{_quoted(other.label)}" for other in group.others)
    counts = " + ".join(str(one.articles) for one in (group.keep, *group.others))
    kind, to = group.keep.kind, _quoted(group.keep.label)
    return f'[[terms]]  # {counts} articles\nkind = "{kind}"\nnames = [{names}]\nto = {to}\n'


def _quoted(label: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's, too."""
    return json_module.dumps(label, ensure_ascii=False).replace("\x7f", "\\u007f")

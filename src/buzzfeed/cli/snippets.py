"""``snippets``: what to put into the publication's own site."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json
from buzzfeed.errors import BuzzfeedError, ConfigError

if TYPE_CHECKING:
    from buzzfeed.config import Config
    from buzzfeed.model import ChannelState
    from buzzfeed.ports import Located


@app.command("snippets")
def snippets_command(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="all, category/SLUG, tag/SLUG, …")] = "all",
    tool: Annotated[
        str, typer.Option(help="html, wordpress, hugo, ghost, eleventy or hosts; all of them if none.")
    ] = "",
    language: Annotated[str, typer.Option(help="What readers are addressed in: fr or en.")] = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Print what to put into your own site, each with its place: link tags, buttons, cards, lines of robots.txt."""
    from buzzfeed.follow import WORDS, site_of
    from buzzfeed.follow.snippets import TOOLS, offer_of, snippets_of
    from buzzfeed.follow.snippets.hosts import HOSTS, host_snippets
    from buzzfeed.web.dress import dress_of

    loaded = configured(config)
    site = site_of(loaded)
    names = {**TOOLS, HOSTS: "Your host"}
    _known("--tool", tool, names)
    _known("--language", language, WORDS)
    state, located = _known_of(loaded, channel)
    offer = offer_of(site, state, language or site.language, dress_of(loaded).colors)
    found = [*snippets_of(offer, "en"), *host_snippets(loaded, located)]
    shown = [one for one in found if tool in ("", one.tool)]
    if json:
        print_json(shown)
        return
    for one in shown:
        typer.echo(f"--- {names[one.tool]} · {one.name}: {one.where}\n\n{one.code}")


def _known(option: str, value: str, names: Collection[str]) -> None:
    if value and value not in names:
        raise ConfigError(f"{option} {value}", "is not known", f"choose one of {', '.join(names)}")


def _known_of(config: Config, name: str) -> tuple[ChannelState, tuple[Located, ...]]:
    """Return a channel as the store knows it, and where articles stand; the channel of all is there before any.

    Raises:
        BuzzfeedError: there is no such channel in public.
    """
    from buzzfeed.daemon.access import viewed
    from buzzfeed.model import ChannelKey, ChannelKind, ChannelState
    from buzzfeed.web.maker import channel_key

    kind, _, slug = name.strip("/").partition("/")
    key = channel_key(kind, slug)
    with viewed(config) as shelf:
        state, located = shelf.channel(key) if key is not None else None, shelf.located()
    if state is not None and state.public:
        return state, located
    if key == ChannelKey(ChannelKind.ALL):
        return ChannelState(key, "", 0, datetime.now(UTC)), located
    raise BuzzfeedError(name, "no such channel has feeds", 'name one as "buzzfeed feeds" lists it: category/SLUG')

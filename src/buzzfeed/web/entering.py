"""Noting that a token let somebody in."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Token
from buzzfeed.web.answers import log
from buzzfeed.web.state import State


async def note_use(state: State, token: Token) -> None:
    """Keep the day on which a token was last used; that this cannot be kept keeps nobody out."""
    today = datetime.now(UTC).date()
    if token.used_on != today:
        await asyncio.get_running_loop().run_in_executor(state.threads, _note, state, token.name, today)


def _note(state: State, name: str, today: date) -> None:
    try:
        if state.inbox is not None:
            state.inbox.token_used(name, today)
    except BuzzfeedError as error:
        log.warning("use of a token not kept", subject=error.subject, cause=error.cause, mend=error.hint)

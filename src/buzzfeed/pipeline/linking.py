"""Linking: articles that named another by its title get its address once it is published, however that came."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from buzzfeed import articles
from buzzfeed.errors import StaleError
from buzzfeed.model import Intake, Status
from buzzfeed.ports import Store


def link(store: Store, titles: Collection[str], now: datetime) -> None:
    """Give articles that named one of these, by its `title_key`, the address that is known now."""
    relinked = []
    for article in store.wanting(titles) if titles else ():
        revision = store.revision(article)
        if revision is None or revision.judgement.status is not Status.PUBLISHED:
            continue
        addresses = store.addresses(revision.wanted)
        if addresses:
            linked = articles.relink(revision.article, addresses)
            relinked.append(replace(revision, article=linked, wanted=articles.wanted(linked), replaces=True))
    for source in sorted({one.article.source for one in relinked}):
        ours = tuple(one for one in relinked if one.article.source == source)
        with suppress(StaleError):  # whoever decided about it has it linked when it is looked at next
            store.absorb(Intake(source, ours), now)

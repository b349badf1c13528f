"""Telling editors what is held: from the guard's decisions, in the transaction that stores them."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from buzzfeed.config import Config, NewsroomSettings
from buzzfeed.errors import one_line
from buzzfeed.model import Delivery, Reason
from buzzfeed.ports import Bundle, Target

HOLDS = "holds"
"""The payload's name for what is held: one JSON object each."""

MORE = "more"
"""The payload's name for how many are held besides those that are told."""

MOST = 100
"""How many holds one message tells in full."""

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that is held from now on: an article's revision, or an item that could not be read.

    ``version`` tells this state of it from others; ``edit`` is whether an earlier revision goes on being served.
    """

    article: str
    version: str
    title: str
    source: str
    origin: str
    reasons: tuple[Reason, ...]
    edit: bool = False


def notices(holds: Sequence[Hold], config: Config, targets: Sequence[Target], now: datetime) -> tuple[Delivery, ...]:
    """Return what the editors are owed for these holds; pure.

    The same holds always have the same ids, so that storing them twice tells them once.

    Args:
        holds: what is held from now on, and was not before.
        config: who is told, and in which language.
        targets: those that are there to be told; what the config names besides owes nothing.
        now: the moment of the decision (UTC).
    """
    there = {(target.name, target.type) for target in targets}
    told = tuple(json.dumps(_told(one, config.newsroom, now), ensure_ascii=False) for one in holds)
    deliveries = []
    for editors in config.editors if holds else ():
        if (editors.target, editors.type) not in there:
            continue
        words = [[one.article, one.version, [reason.code for reason in one.reasons]] for one in holds]
        id_ = _digest([editors.target, editors.type, words])
        articles = tuple(dict.fromkeys(one.article for one in holds))
        deliveries.append(Delivery(id_, editors.target, editors.type, {HOLDS: told}, articles, created=now, due=now))
    return tuple(deliveries)


def one_message(due: Sequence[Delivery]) -> tuple[Bundle, ...]:
    """Return one message for all that is due, each hold once; what is past the first hundred is counted.

    Its id is that of what it covers: the same again has the same.
    """
    if not due:
        return ()
    holds = tuple(dict.fromkeys(hold for delivery in due for hold in delivery.payload.get(HOLDS, ())))
    covers = tuple(delivery.id for delivery in due)
    payload = {HOLDS: holds[:MOST], MORE: (str(len(holds[MOST:])),)}
    articles = tuple(dict.fromkeys(article for delivery in due for article in delivery.articles))
    id_ = covers[0] if len(covers) == 1 else _digest(sorted(covers))
    return (Bundle(replace(due[0], id=id_, payload=payload, articles=articles), covers),)


def read(delivery: Delivery) -> tuple[list[dict[str, Any]], int]:
    """Return what a message tells in full, and how many are held besides."""
    more = next(iter(delivery.payload.get(MORE, ())), "0")
    return [json.loads(one) for one in delivery.payload.get(HOLDS, ())], int(more)


def in_french(newsroom: NewsroomSettings) -> bool:
    """Whether the editors are written to in French, the newsroom's language; else in English."""
    return newsroom.language.partition("-")[0].lower() == "fr"


def _told(hold: Hold, newsroom: NewsroomSettings, now: datetime) -> dict[str, object]:
    id_ = shlex.quote(hold.article)
    return {
        "id": hold.article,
        "version": hold.version,
        "title": _plain(hold.title) or None,
        "source": hold.source,
        "origin": _plain(hold.origin),
        "edit": hold.edit,
        "since": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reasons": [_reason(reason, french=in_french(newsroom)) for reason in hold.reasons],
        "release": None if hold.article.startswith("unreadable:") else f"buzzfeed release {id_}",
        "reject": f"buzzfeed reject {id_}",
    }


def _reason(reason: Reason, *, french: bool) -> dict[str, object]:
    text = reason.text_fr if french and reason.text_fr else reason.text
    return {"code": reason.code, "text": _plain(text), "excerpt": _plain(reason.excerpt) or None}


def _plain(text: str) -> str:
    """Return words on one line, shortened, that any encoding can say."""
    return one_line(text.encode("utf-8", "replace").decode())[:_LONGEST]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]

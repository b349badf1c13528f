"""All that is kept of a personal feed, as a file that people can read: JSON, with names in words."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import parse_qsl

from buzzfeed.model.personalfeeds import PersonalFeed
from buzzfeed.personal import Shown, Want, readable


def exported(feed: PersonalFeed, shown: Shown, days: int) -> bytes:
    """Return the file; ``shown`` is what it has shown, ``days`` after how many it is wiped where nobody asks for it."""
    preferences, partly = readable(parse_qsl(feed.said))
    value = {
        "title": feed.title,
        "language": feed.language,
        "created": _time(feed.created),
        "edited": _time(feed.edited),
        "edits": feed.version,
        "last_day_asked_for": feed.used.isoformat() if feed.used else None,
        "wiped_after_days_unused": days,
        "paused": feed.paused,
        "feedback_links": feed.feedback,
        "choices": {
            **{
                want.value: [f"{one.kind}:{one.label}" for one in preferences.terms if one.want is want]
                for want in Want
            },
            "words_to_follow": list(preferences.words),
            "words_to_hide": [
                {"word": one.word, "until": one.until.isoformat() if one.until else None} for one in preferences.hidden
            ],
            "sentences": list(preferences.sentences),
            "languages": list(preferences.languages),
            "articles": preferences.amount,
            "per": preferences.pace.value,
            "of_the_front_page": preferences.front,
            "variety": preferences.variety.value,
        },
        "some_choices_cannot_be_read": partly,
        "the_same_as_a_query": feed.said,
        "shown": [
            {"article": name, "since": _time(since), "of_the_front_page": front}
            for name, (since, front) in shown.places.items()
        ],
        "bytes_of_meaning_computed_from_your_words_and_sentences": len(feed.heard),
    }
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _time(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")

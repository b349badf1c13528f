"""A store filled with what the web shows: articles in their channels, and editions of every channel."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from buzzfeed.model import (
    ChannelKey,
    ChannelKind,
    Edition,
    Format,
    Fragment,
    Intake,
    Judgement,
    Publication,
    Revision,
    Status,
    TermUse,
    Wish,
    fold,
)

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def take_in(store, *articles, status=Status.PUBLISHED, number=1, media=(), now=NOW):
    """Store articles in every channel they belong to, with one decision for all."""
    revisions = tuple(
        Revision(
            article=article,
            number=number,
            judgement=Judgement(status),
            guid=article.id,
            stamp=f"{number}",
            wish=Wish.PUBLISH,
            first_seen=now,
            dated=True,
            uses=tuple(TermUse(term, term.label) for term in article.terms),
            channels=channels_of(article),
            media=tuple(media),
            title_key=fold(article.title),
        )
        for article in articles
    )
    store.absorb(Intake("redaction", revisions), now)


def channels_of(article):
    """Return the channels of an article."""
    return (
        ChannelKey(ChannelKind.ALL),
        ChannelKey(ChannelKind.LANGUAGE, article.language),
        *(ChannelKey(ChannelKind(str(term.kind)), term.slug) for term in article.terms),
    )


def publish(store, now=NOW, note=""):
    """Publish every dirty channel in each format; ``note`` makes the bytes others. Return the generation."""
    dirty = store.dirty()
    editions = [edition_of(store, one.key, fmt, note) for one in dirty for fmt in Format]
    return store.publish(Publication(editions=tuple(editions), settled=dirty), now)


def edition_of(store, key, fmt, note=""):
    """Return an edition of a channel, its fragments kept."""
    entries = store.members(key, 50)
    fragments = [
        Fragment(f"{fmt}{entry.digest}", f"<entry>{entry.id} {fmt}</entry>\n".encode() * 20) for entry in entries
    ]
    store.keep_fragments(fragments)
    draft = Edition(
        channel=key,
        format=fmt,
        title=key.path,
        digest="",
        length=0,
        head=f"<{key.path} {fmt} {note}>\n".encode(),
        glue=b"",
        tail=b"</end>\n",
        fragments=tuple(fragment.key for fragment in fragments),
        entries=entries,
        updated=max((entry.updated for entry in entries), default=NOW),
    )
    data = draft.document({fragment.key: fragment.data for fragment in fragments})
    return replace(draft, digest=hashlib.sha256(data).hexdigest(), length=len(data))

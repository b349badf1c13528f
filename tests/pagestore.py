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
    Traits,
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
    drafts = [draft_of(store, one.key, fmt, note) for one in dirty for fmt in Format]
    store.keep_fragments([fragment for _, fragments in drafts for fragment in fragments])
    editions = [edition for edition, _ in drafts]
    shown = {one.channel: tuple(entry.id for entry in one.entries) for one in editions}
    traits = tuple({entry.id: Traits(entry.id, b"", now) for one in editions for entry in one.entries}.values())
    return store.publish(Publication(editions=tuple(editions), settled=dirty, shown=shown, traits=traits), now)


def edition_of(store, key, fmt, note=""):
    """Return an edition of a channel, its fragments kept."""
    edition, fragments = draft_of(store, key, fmt, note)
    store.keep_fragments(fragments)
    return edition


def draft_of(store, key, fmt, note=""):
    """Return an edition of a channel, and the fragments it is made of."""
    entries = store.members(key, 50)
    fragments = [
        Fragment(f"{fmt}{entry.digest}", f"<entry>{entry.id} {fmt}</entry>\n".encode() * 20) for entry in entries
    ]
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
    return replace(draft, digest=hashlib.sha256(data).hexdigest(), length=len(data)), fragments

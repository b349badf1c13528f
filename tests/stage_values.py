"""Values for tests of the pure stages: each function gives a whole value, of which a test changes what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from buzzfeed.articles import ArticleSettings, Identity, TermBook, clean, settle
from buzzfeed.model import Article, Cleaned, LocalFile, RawItem, Record, Status

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
SITE = "https://journal.example"
FEEDS = "https://flux.example"
SETTINGS = ArticleSettings(newsroom_url=SITE, feeds_url=FEEDS)
URL = f"{SITE}/2024/05/le-port/"

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def raw(body: str = "<p>Le port ouvre.</p>", **changes: Any) -> RawItem:
    """Return an item of a folder."""
    given = {"source": "redaction", "origin": "2024/le-port.md", "title": "Le port", "body": body, **changes}
    given.setdefault("published", "2024-05-01T10:00:00+02:00")
    return RawItem(**given)


def cleaned(body: str = "<p>Le port ouvre.</p>", settings: ArticleSettings = SETTINGS, **changes: Any) -> Cleaned:
    """Return an item as it comes out of cleaning."""
    return clean(raw(body, **changes), settings, NOW)


def content(body: str, **changes: Any) -> str:
    """Return the content that cleaning makes of a body whose article has an address of its own."""
    changes.setdefault("url", URL)
    return cleaned(body, **changes).content


def picture(ref: str, data: bytes = PNG, media_type: str = "image/png", **changes: Any) -> LocalFile:
    """Return a picture that lies beside an article."""
    return LocalFile(ref, ref.rpartition("/")[2], media_type, data, **changes)


def article(item: Cleaned | None = None, record: Record | None = None, **changes: Any) -> Article:
    """Return the article that an item settles as."""
    item = item or cleaned(url=URL)
    identity = Identity(
        record.id if record else "tag:journal.example,2024-05-01:redaction/le-port.md", record, item.guid
    )
    uses = TermBook(()).uses(item)
    settled = settle(item, identity, uses, item.slug, {}, SETTINGS, NOW)
    return replace(settled, **changes)


def record(item: Cleaned | None = None, reasons: Sequence[Any] = (), **changes: Any) -> Record:
    """Return what the store knows of an item that was published."""
    item = item or cleaned(url=URL)
    given = {
        "id": "tag:journal.example,2024-05-01:redaction/le-port.md",
        "source": item.source,
        "origin": item.origin,
        "guid": item.guid,
        "url": item.url,
        "slug": item.slug,
        "title": item.title,
        "status": Status.PUBLISHED,
        "first_seen": NOW,
        "published": item.published,
        "updated": item.published,
        "mark": item.mark,
        "revision": 1,
        "reasons": tuple(reasons),
        "address": next(iter(item.addresses), ""),
        "body": item.body,
        **changes,
    }
    return Record(**given)

"""A client of RFC 5005, written from the RFC alone: it follows a feed's archives back, to one it knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from io import BytesIO

import feedparser

Get = Callable[[str], bytes]


@dataclass
class Document:
    """A feed document as its reader sees it: where it stands, its entries' titles by id, and where it leads."""

    url: str
    entries: dict[str, str]
    links: dict[str, str]
    is_archive: bool
    gone: set[str] = field(default_factory=set)


def read(url: str, data: bytes) -> Document:
    """Read a document in any of the three formats; an id that stands there twice is an error."""
    if url.endswith(".json"):
        feed = json.loads(data)
        pairs = [(item["id"], item["title"]) for item in feed["items"]]
        links = {"prev-archive": feed["next_url"]} if "next_url" in feed else {}
        document = Document(url, dict(pairs), links, is_archive=feed["feed_url"] != url)
    else:
        found = feedparser.parse(BytesIO(data), sanitize_html=False)
        assert not found.bozo, found.bozo_exception
        pairs = [(entry.id, entry.title) for entry in found.entries]
        links = {link.rel: link.href for link in found.feed.links}
        document = Document(url, dict(pairs), links, is_archive="fh_archive" in found.feed)
        assert links["self"] == url
    assert len(pairs) == len(document.entries)
    return document


def history(get: Get, url: str, known: Collection[str] = ()) -> list[Document]:
    """Return a feed and its archives, back to the first, or to the latest that is known by its address (§4)."""
    documents = [read(url, get(url))]
    assert not documents[0].is_archive
    while (before := documents[-1].links.get("prev-archive")) and before not in known:
        document = read(before, get(before))
        assert document.is_archive
        assert before not in [one.url for one in documents]
        if not url.endswith(".json"):
            assert document.links["current"] == url
            assert document.links.get("next-archive", url) == (documents[-1].url)
        documents.append(document)
    return documents


def entries_of(documents: Collection[Document]) -> dict[str, str]:
    """Return the entries of a history: what a later document says of one counts (§4)."""
    merged: dict[str, str] = {}
    for document in documents:
        for id_, title in document.entries.items():
            merged.setdefault(id_, title)
    return merged

"""What verification can find: each code with its gravity and its meaning. `docs/findings.md` holds the same list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from buzzfeed.model import Finding, Severity

_ERRORS = {
    # The document as a whole.
    "empty": "there is nothing in it",
    "too-large": "it, or a text in it, is larger than any reader would take",
    "too-deep": "elements are nested deeper than any reader would follow",
    "encoding": "its bytes are not in the encoding that it declares, or in none that is known",
    "not-well-formed": "it breaks the rules of XML or JSON",
    "undefined-entity": "an entity such as `&nbsp;` is used that XML does not know",
    "undeclared-namespace": "a prefix is used that no namespace was declared for",
    "entity-declaration": "it declares entities of its own, which readers refuse, since they can be made to explode",
    "control-character": "a character that XML 1.0 forbids",
    "lone-surrogate": "half a character, which cannot be written in UTF-8",
    "not-a-feed": "it is neither XML nor JSON",
    "html": "it is a web page",
    "unknown-root": "it is XML or JSON, but no feed in a format that is known",
    "bad-version": "it does not say which version of its format it is, or one that does not exist",
    "media-type": "it is served as something that is no feed, or as another format",
    "duplicate-key": "an object names the same key twice",
    "schema": "it breaks the schema of JSON Feed 1.1",
    # The feed.
    "missing-channel": "the channel is missing (RSS 2.0, required channel elements)",
    "missing-feed-title": "the feed has no title",
    "missing-feed-link": "the feed has no link (RSS 2.0, required channel elements)",
    "missing-feed-description": "the feed has no description (RSS 2.0, required channel elements)",
    "missing-feed-id": "the feed has no id (RFC 4287 §4.1.1)",
    "missing-items": "the list of items is missing",
    "bad-image": "the channel's image lacks its url, title or link (RSS 2.0, image)",
    "bad-cloud": "the channel's cloud lacks one of its five attributes (RSS 2.0, cloud)",
    "misplaced-item": "an item stands outside the channel",
    "bad-tombstone": "a deleted entry does not say which it is, or when (RFC 6721 §3)",
    # Entries.
    "missing-title": "an entry has no title where its format asks for one",
    "missing-title-and-description": "an item has neither title nor description (RSS 2.0, item)",
    "missing-id": "an entry has no id where its format asks for one",
    "missing-updated": "an Atom feed or entry does not say when it was updated (RFC 4287 §4.1)",
    "missing-alternate": "an Atom entry has neither content nor an alternate link (RFC 4287 §4.1.2)",
    "missing-author": "neither an Atom entry nor its feed names an author (RFC 4287 §4.1.2)",
    "missing-summary": "an Atom entry whose content stands elsewhere has no summary (RFC 4287 §4.1.2)",
    "missing-content": "an item has neither content_html nor content_text (JSON Feed 1.1, items)",
    "missing-name": "a person or category has no name",
    "missing-href": "a link leads nowhere",
    "duplicate-id": "two entries have the same id",
    "duplicate-element": "an element stands twice where once is allowed",
    "duplicate-alternate": "two alternate links of one type and language (RFC 4287 §4.1.1)",
    "link-not-absolute": "an address is not absolute",
    "bad-url": "an address is not one: it holds white space or has no host",
    "permalink-not-url": "a guid says it is a permalink and is no address (RSS 2.0, guid)",
    "enclosure-without-url": "an enclosure has no address",
    "enclosure-without-length": "an enclosure has no length (RSS 2.0, enclosure)",
    "enclosure-without-type": "an enclosure has no type (RSS 2.0, enclosure; JSON Feed 1.1, attachments)",
    "bad-length": "a length is no whole number of bytes",
    "bad-number": "a number is none",
    "bad-date": "a date is not written as its format asks (RFC 822, RFC 3339)",
    "day-name": "a date names another day of the week than its own (RFC 822 §5.2)",
    "bad-language": "a language is no language tag (RFC 5646)",
    "bad-attribute": "an attribute has a value that its format does not know",
    "bad-value": "a value is of the wrong kind",
    "unescaped-markup": "elements stand where text was promised (RFC 4287 §3.1)",
    "unknown-atom-element": "an element that Atom does not define stands in Atom's namespace (RFC 4287 §6)",
    # Proof: a document held against the values it was made from.
    "namespaces": "the root does not declare the fixed prefixes, so that an entry would mean something else in it",
    "entry-count": "it holds more or fewer entries than it should",
    "entry-order": "its entries stand in another order than they should",
    "entry-ids": "it holds other entries than it should",
    "entry-deleted": "it says of an entry that it carries that it was deleted",
    "deletion-untold": "it does not say of an entry that was taken back that it was deleted",
    "unexpected-element": "it holds something that its values do not ask for",
    "reader-failed": "feedparser gives up on it",
    "lede-lost": "a reader that sanitises HTML would lose words of the lede",
    "note-lost": "an entry of a personal feed does not end with the sentence that says why it is there",
}

_WARNINGS = {
    "doctype": "it has a document type declaration, which readers ignore or refuse",
    "byte-order-mark": "JSON begins with a byte order mark (RFC 8259 §8.1)",
    "generic-media-type": "it is served as plain XML or JSON: readers must look inside to know it",
    "charset-mismatch": "its media type names another encoding than the document",
    "old-version": "its format has been replaced long ago",
    "missing-self": "it does not give its own address (atom:link rel=self, feed_url)",
    "missing-home": "it does not give the address of the page that it stands for",
    "untitled": "an item has no title",
    "missing-link": "an entry leads nowhere",
    "missing-guid": "an item has no guid, so that readers guess whether they know it",
    "missing-date": "an item does not say when it was published",
    "id-not-iri": "an Atom id is no absolute IRI (RFC 4287 §4.2.6)",
    "several-enclosures": "an item has several enclosures, of which most readers see one",
    "enclosure-untyped": "an Atom enclosure does not say what it is",
    "author-not-email": "an RSS author is no e-mail address (RSS 2.0, author); dc:creator takes names",
    "newer-than-feed": "an entry is newer than the feed says it is itself",
    "relative-link": "an address is relative to xml:base, which many readers do not follow",
    "relative-url": "an address inside the text is relative: it leads nowhere in a reader",
    "script": "the text holds a script, which readers remove",
    "double-escaped": "a text was escaped once too often: readers would show its character references",
    "text-lost": "a reader that sanitises HTML would lose words",
    "c1-control": "a C1 control character, most likely Windows-1252 that was taken for Latin-1",
    "too-long": "a name or address is longer than 2,000 characters",
    "unknown-element": "an element or key that its format does not define",
    "unknown-namespace": "elements of a namespace that few readers know",
    "reader-disagrees": "feedparser makes something else of it",
    "not-looked-into": "it is so large or so unusual that a part was not looked into",
}

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    dict.fromkeys(_ERRORS, Severity.ERROR) | dict.fromkeys(_WARNINGS, Severity.WARNING)
)
"""The gravity of each code that stands for itself; those of fields (`TITLE-differs`) are errors."""

MEANINGS: Mapping[str, str] = MappingProxyType(_ERRORS | _WARNINGS)
"""What each code means, in one phrase."""


def finding(code: str, place: str, text: str) -> Finding:
    """Return a finding with its code's gravity."""
    return Finding(code, SEVERITIES.get(code, Severity.ERROR), place, text)

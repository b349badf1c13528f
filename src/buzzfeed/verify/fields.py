"""How each field stands in each format, and what is evened out before it is compared. `docs/fields.md` holds the same.

Edge white space, CRLF and C1 controls are not evened out: the article itself is free of them, and a feed that is not
must fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buzzfeed.model import Finding
from buzzfeed.verify.codes import finding

NOWHERE = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: where it stands in each format, and how feedparser's reading is evened out before it is compared."""

    name: str
    rss: str
    atom: str
    json: str
    before: str

    @property
    def code(self) -> str:
        """The code of a finding where this field differs."""
        return f"{self.name}-differs"


_MOJIBAKE = "text that looks like UTF-8 read as Latin-1 is undone, as feedparser does"
_SLASHES = "feedparser joins `:///` to `://`"

ENTRY_FIELDS: tuple[Field, ...] = (
    Field("id", "`guid`", "`id`", "`id`", f"{_SLASHES} (RSS: in a permalink); {_MOJIBAKE}"),
    Field("permalink", "`guid@isPermaLink`: true where it is the address", NOWHERE, NOWHERE, "not read by feedparser"),
    Field("title", "`title`, plain text", "`title`, type text", "`title`", _MOJIBAKE),
    Field(
        "link",
        "`link`",
        "`link rel=alternate`",
        "`url`",
        f"{_SLASHES}; in RSS it drops the semicolon of `&name;` and reads `&amp;` as `&`; {_MOJIBAKE}",
    ),
    Field(
        "lede",
        "`description`: escaped as HTML, then as XML",
        "`summary type=text`",
        "`summary`",
        f"without a lede feedparser gives the full text; {_MOJIBAKE}; in RSS a sanitised parse keeps every word",
    ),
    Field("content", "`content:encoded`", "`content type=html`", "`content_html`", _MOJIBAKE),
    Field("published", "`pubDate` (RFC 822)", "`published`", "`date_published`", "read as an instant, to the second"),
    Field("updated", "`atom:updated`", "`updated`", "`date_modified`", "read as an instant, to the second"),
    Field(
        "authors",
        "`dc:creator`, one each",
        "`author/name`, one each",
        "`authors[].name`",
        f"a name that holds an e-mail address is compared by lxml alone; in RSS {_MOJIBAKE}",
    ),
    Field(
        "terms",
        "`category`: label, `domain` for the kind",
        "`category`: `term` slug, `label`, `scheme` for the kind",
        "`tags[]`: labels",
        f"categories, then tags; in RSS {_MOJIBAKE}",
    ),
    Field("language", "`dc:language`", "`xml:lang` on the entry", "`language`", "feedparser turns `_` into `-`"),
    Field(
        "image",
        "`media:content` with `media:thumbnail`, `media:credit`, `media:description`",
        "`media:content` with `media:thumbnail`, `media:credit`, `media:description`",
        "`image`: its address",
        "the description, which feedparser mixes up with the summary, by lxml alone; types without case",
    ),
    Field(
        "enclosures",
        "`enclosure`: the first",
        "`link rel=enclosure`, one each",
        "`attachments[]`",
        f"types without case; in Atom {_SLASHES}",
    ),
)

FEED_FIELDS: tuple[Field, ...] = (
    Field("feed-title", "`title`", "`title`", "`title`", _MOJIBAKE),
    Field("feed-link", "`link`", "`link rel=alternate`", "`home_page_url`", _SLASHES),
    Field("feed-self", "`atom:link rel=self`", "`link rel=self`", "`feed_url`", _SLASHES),
    Field("feed-hubs", "`atom:link rel=hub`, one each", "`link rel=hub`, one each", "`hubs[]`, type WebSub", _SLASHES),
    Field("feed-archive", "`fh:archive` in an archive", "`fh:archive` in an archive", NOWHERE, "by lxml alone"),
    Field("feed-current", "`atom:link rel=current`", "`link rel=current`", NOWHERE, _SLASHES),
    Field("feed-previous", "`atom:link rel=prev-archive`", "`link rel=prev-archive`", "`next_url`", _SLASHES),
    Field("feed-following", "`atom:link rel=next-archive`", "`link rel=next-archive`", NOWHERE, _SLASHES),
    Field("feed-id", NOWHERE, "`id`", NOWHERE, _SLASHES),
    Field("feed-updated", "`lastBuildDate` (RFC 822)", "`updated`", NOWHERE, "read as an instant, to the second"),
    Field("feed-description", "`description`", "`subtitle`", "`description`", _MOJIBAKE),
    Field("feed-language", "`language`", "`xml:lang` on the feed", "`language`", "feedparser turns `_` into `-`"),
    Field("feed-author", NOWHERE, "`author`: name and uri", "`authors[]`: name and url", "by lxml alone"),
    Field("feed-generator", "`generator`", "`generator`", NOWHERE, "nothing"),
    Field("feed-rights", "`copyright`", "`rights`", NOWHERE, _MOJIBAKE),
    Field("feed-ttl", "`ttl`, minutes", NOWHERE, NOWHERE, "nothing"),
    Field("feed-cloud", "`cloud`: its five attributes", NOWHERE, NOWHERE, "by lxml alone"),
    Field("feed-image", "`image`: url, title, link", "`icon`, `logo`", "`icon`, `favicon`", "by lxml alone"),
    Field(
        "feed-webfeeds",
        "`webfeeds:cover` (`image`), `webfeeds:icon`, `webfeeds:logo`, `webfeeds:accentColor`",
        "`webfeeds:cover` (`image`), `webfeeds:icon`, `webfeeds:logo`, `webfeeds:accentColor`",
        NOWHERE,
        "by lxml alone",
    ),
    Field(
        "feed-tombstones",
        NOWHERE,
        "`at:deleted-entry`: `ref` and `when`, one each",
        NOWHERE,
        "by lxml alone: feedparser makes one of several",
    ),
)

CODES: Mapping[str, str] = {field.name: field.code for field in ENTRY_FIELDS + FEED_FIELDS}

Values = Mapping[str, object]
"""The values of a document's fields, by name."""


def compare(wanted: Values, got: Values, place: str) -> Iterator[Finding]:
    """Yield a finding for each field that was read and is not what it should be."""
    for name, value in got.items():
        if value != wanted[name]:
            yield finding(CODES[name], place, f"is {_shown(value)} and should be {_shown(wanted[name])}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:80]}… ({len(text)} characters)"

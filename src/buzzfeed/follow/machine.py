"""The directory for machines: a JSON document of our own, and JSON-LD (schema.org) within the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from buzzfeed.channels import MOST_TERMS
from buzzfeed.follow.listing import RHYTHM_DAYS, Listing
from buzzfeed.model import ChannelKey, ChannelKind, ChannelState, Format, follow_path

VERSION = 1
"""Of the JSON document: it rises only where a reader of the former one would be misled; keys may be added any time."""

DIRECTORY_JSON = "/directory.json"
WELL_KNOWN = "/.well-known/feeds"
"""Where programs look for a site's feeds as OPML, whatever its pages (provisionally registered, RFC 8615 §3.1)."""

_FULLEST = 25
_ALL = ChannelKey(ChannelKind.ALL)


def directory_json(listing: Listing) -> bytes:
    """Return every public channel as JSON, whatever the page's language: `docs/directory.md` tells each key."""
    site = listing.site
    whole = listing.channels.get(_ALL)
    listed = sorted(listing.listed(), key=lambda state: state.key)
    document = {
        "version": VERSION,
        "title": site.title,
        "description": site.description,
        "url": site.url,
        "page": site.address("/"),
        "language": site.language,
        "opml": site.address("/feeds.opml"),
        "mix": {
            "feeds": {fmt.value: site.address(f"/feeds/mix.{fmt}{{?any,all,none}}") for fmt in Format},
            "page": site.address("/follow/mix{?any,all,none}"),
            "most_terms": MOST_TERMS,
        },
        "recent_days": RHYTHM_DAYS,
        "channels": [_channel(listing, state) for state in ([whole] if whole is not None else []) + listed],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _channel(listing: Listing, state: ChannelState) -> Mapping[str, object]:
    site, key = listing.site, state.key
    return {
        "kind": key.kind.value,
        "slug": key.slug,
        "title": site.title if key == _ALL else state.title or key.slug,
        "articles": state.articles,
        "recent": listing.recent.get(key, 0),
        "latest": state.latest.strftime("%Y-%m-%dT%H:%M:%SZ") if state.latest and state.articles else None,
        "page": site.address(follow_path(key)),
        "feeds": {fmt.value: site.feed(key, fmt) for fmt in Format},
    }


def directory_data(listing: Listing, name: str, description: str) -> str:
    """Return the directory's JSON-LD: the page, whose it is, and the fullest channels with their feeds."""
    site = listing.site
    fullest = sorted(listing.listed(), key=lambda state: (-state.articles, state.key))[:_FULLEST]
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "item": {
                "@type": "DataFeed",
                "name": listing.item(state).title,
                "url": site.address(follow_path(state.key)),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": fmt.media_type.partition(";")[0],
                        "contentUrl": site.feed(state.key, fmt),
                    }
                    for fmt in Format
                ],
            },
        }
        for place, state in enumerate(fullest, 1)
    ]
    return script_data(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": site.address("/"),
            "url": site.address("/"),
            "name": name,
            "description": description,
            "inLanguage": listing.links.language,
            "isPartOf": {"@type": "WebSite", "name": site.title, "url": site.url},
            "publisher": {"@type": "NewsMediaOrganization", "name": site.title, "url": site.url},
            "mainEntity": {"@type": "ItemList", "numberOfItems": len(listing.listed()), "itemListElement": items},
        }
    )


def script_data(value: Mapping[str, Any]) -> str:
    """Return a value as JSON that no letter of can end the ``<script>`` it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

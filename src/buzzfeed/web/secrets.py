"""The two secrets of a personal feed: one manages it, and the one that its address holds follows from that.

The address need not be kept to be shown again to whoever has the edit link; and whoever has the address, a reading
service say, learns nothing of the link (HMAC, RFC 2104, turns one way alone). Of both, digests alone are kept.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode

from buzzfeed.model.personalfeeds import PersonalFeed, feed_digest
from buzzfeed.ports.personal import PersonalFeeds

MOST_ADDRESSES = 20
"""Addresses that one edit link can have had; from then on a new address takes a new link."""
_BYTES = 24
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")


def is_secret(token: str) -> bool:
    """Whether a text may be a secret at all: of others nothing is looked up."""
    return _SECRET.fullmatch(token) is not None


def feed_secret(edit: str, number: int) -> str:
    """Return the secret of the feed's address with this number, counted from 0 (192 bits)."""
    made = hmac.digest(edit.encode(), b"personal feed %d" % number, "sha256")
    return urlsafe_b64encode(made[:_BYTES]).decode("ascii")


def address_of(store: PersonalFeeds, edit: str, feed: PersonalFeed) -> tuple[str, int]:
    """Return the secret of a feed's address now, and its number; an empty one where it does not follow from ``edit``.

    Raises:
        StoreError: the store cannot be read.
    """
    for number in range(MOST_ADDRESSES):
        secret = feed_secret(edit, number)
        found = store.personal_by_feed(feed_digest(secret))
        # Those before it are gone; after a while nothing is known of them any more.
        if isinstance(found, PersonalFeed) and found.number == feed.number:
            return secret, number
    return "", MOST_ADDRESSES

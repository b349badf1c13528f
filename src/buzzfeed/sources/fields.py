"""From front matter (or a page's head, or a JSON file) to the fields of a raw item, as many generators name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from buzzfeed.model import Enclosure, RawImage
from buzzfeed.sources.dates import iso
from buzzfeed.sources.frontmatter import Meta, plain_keys
from buzzfeed.sources.templates import resolve_text
from buzzfeed.sources.text import BLANK, plain, scrub, squeeze

_NESTED = ("taxonomies", "params", "extra", "fields", "meta")
_LEDES = ("lede", "chapo", "description", "excerpt", "summary", "standfirst", "abstract")
_IMAGES = (
    "image", "featured_image", "featuredimage", "feature_image", "cover", "cover_image", "hero_image", "hero", "header",
    "banner", "thumbnail", "thumb", "images", "og_image", "og:image", "twitter:image",
)  # fmt: skip
_IN_IMAGE = ("src", "url", "path", "image", "href", "feature", "teaser", "overlay_image", "relative")
_WORDS = 20_000
_NAMES = 200
_REFERENCE = re.compile(r"(?=.*[./{])[^\n]{1,2000}")
_PATH = re.compile(r"(?:https?://|/)?[^\s{}<>]{1,2000}")


@dataclass(slots=True)
class Fields:
    """A mapping's values as a raw item wants them; texts are plain, without markup or template code.

    ``removed`` are the forms of template code that were taken out.
    """

    meta: Meta
    removed: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let what stands in ``taxonomies``, ``params`` and their like fill what the top does not name."""
        for name in _NESTED:
            nested = self.meta.get(name)
            if isinstance(nested, dict):
                self.meta = {**plain_keys(nested), **self.meta}

    def text(self, *names: str) -> str:
        """Return the first of these that holds words, on one line and plain."""
        return plain(self._resolved(self.raw(*names)))

    def raw(self, *names: str) -> str:
        """Return the first of these that holds words, as written but for the white space at its edges."""
        return next((words for name in names if (words := words_of(self.meta.get(name)))), "")

    def names(self, plural: str, singular: str) -> tuple[str, ...]:
        """Return names, each once: of a list of words or mappings, of text parted by commas or else by spaces.

        What stands under the singular key is one name, commas and spaces included.
        """
        found: list[str] = []
        # A person's name has spaces in it: only tags and categories may stand apart by nothing else.
        spaced = plural != "authors"
        for value, many in ((self.meta.get(plural), True), (self.meta.get(singular), False)):
            found += [squeeze(plain(self._resolved(name))) for name in _names(value, many, spaced)]
        return tuple(dict.fromkeys(name for name in found if name))[:_NAMES]

    def date(self, *names: str) -> str:
        """Return the first of these that holds a date, as ISO 8601 words where it can be read so."""
        return next((iso(words) for name in names if (words := self._date(name))), "")

    def embargo(self, *names: str) -> str:
        """Return when an embargo ends, as ISO 8601 words where it can be read so; nothing where there is none.

        An embargo without a readable end (``embargo: true``) is given as it is written: it must not pass for none.
        """
        for name in names:
            value = self.meta.get(name)
            if value is True:
                return "true"
            words = words_of(value)
            if words and TRUTHS.get(words.lower(), True):
                return iso(words)
        return ""

    def lines(self, *names: str) -> tuple[str, ...]:
        """Return the first of these that is a list of sentences or titles."""
        for name in names:
            value = self.meta.get(name)
            if isinstance(value, list):
                lines = (plain(self._resolved(words_of(_named(one)))) for one in value[:_NAMES])
                return tuple(line for line in lines if line)
        return ()

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a list, or the one that stands alone, as written."""
        value = self.meta.get(name)
        found = (words_of(one) for one in (value[:_NAMES] if isinstance(value, list) else [value]))
        return tuple(words for words in found if words)

    def address(self) -> str:
        """Return the address or path that an article names as its own; one with placeholders is none."""
        words = self.raw("url", "permalink")
        resolved = self._resolved(words)
        if resolved != words or not _PATH.fullmatch(resolved) or "/:" in resolved:
            return ""
        return resolved if "/" in resolved or "." in resolved else ""

    def image(self) -> RawImage | None:
        """Return the main image, with the words that stand beside it."""
        for name in _IMAGES:
            value = self.meta.get(name)
            inner = _first_mapping(value)
            reference = words_of(value) or next((words for key in _IN_IMAGE if (words := words_of(inner.get(key)))), "")
            if not _REFERENCE.fullmatch(reference) or reference.lower() in TRUTHS:
                continue
            beside = Fields({**{key: self.meta[key] for key in self.meta if key in _BESIDE}, **inner}, self.removed)
            return RawImage(
                ref=self._resolved(reference),
                alt=beside.text("alt", "image_alt", "alt_text", "cover_alt", "og:image:alt"),
                credit=beside.text("credit", "image_credit", "photo_credit", "image_credits", "copyright"),
                caption=beside.text("caption", "image_caption", "image_figcaption", "cover_caption"),
                width=pixels(beside.raw("width", "image_width", "og:image:width")),
                height=pixels(beside.raw("height", "image_height", "og:image:height")),
            )
        return None

    def enclosures(self) -> tuple[Enclosure, ...]:
        """Return the media files of ``attachments`` or ``enclosures``: an address, a media type, a length in bytes."""
        value = self.meta.get("attachments") or self.meta.get("enclosures")
        found = []
        for one in value[:20] if isinstance(value, list) else ():
            inner = Fields(plain_keys(one)) if isinstance(one, dict) else Fields({})
            address, media = inner.raw("url", "href", "src"), inner.raw("mime_type", "type", "media_type")
            if address and media:
                length = inner.raw("size_in_bytes", "length", "size")
                found.append(Enclosure(address, media, int(length) if re.fullmatch(r"\d{1,15}", length) else 0))
        return tuple(found)

    def _date(self, name: str) -> str:
        name, _, part = name.partition(".")
        value = self.meta.get(name)
        if isinstance(value, dict):
            value = plain_keys(value).get(part or "created")
        elif part:
            return ""
        words = words_of(value)
        return "" if words.lower() in TRUTHS else words

    def _resolved(self, words: str) -> str:
        if "{" not in words:
            return words
        resolved = resolve_text(words, values_of(self.meta))
        self.removed.update(resolved.removed)
        return squeeze(resolved.text)


TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "on", "1", "oui", "vrai", "y"), True),
    **dict.fromkeys(("false", "no", "off", "0", "non", "faux", "n", ""), False),
}
"""Words that say yes or no, as YAML and people write them."""

_BESIDE = frozenset(
    "image_alt alt_text cover_alt og:image:alt image_credit photo_credit image_credits image_caption image_figcaption "
    "cover_caption image_width og:image:width image_height og:image:height".split()
)


def words_of(value: object) -> str:
    """Return a value as words: text and numbers; the first of a list; nothing of a mapping, of yes and no."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return scrub(str(value))[:_WORDS].strip(BLANK)


def pixels(value: str) -> int | None:
    """Return a size in pixels, ``None`` where there is none."""
    found = re.fullmatch(r"(\d{1,5})(?:px)?", value)
    return int(found[1]) or None if found else None


def values_of(meta: Mapping[str, object]) -> dict[str, str]:
    """Return the texts that template code may name: the front matter's, by key, without template code of their own."""
    texts = ((key, words_of(value)) for key, value in meta.items())
    return {key: words for key, words in texts if words and "{{" not in words and "{%" not in words}


def lede_of(fields: Fields) -> str:
    """Return the lede that front matter gives under one of its usual names."""
    return fields.text(*_LEDES)


def _names(value: object, many: bool, spaced: bool) -> Iterator[str]:
    if isinstance(value, list):
        yield from (words_of(_named(one)) for one in value[:_NAMES])
    elif isinstance(value, dict):
        named = words_of(_named(value))
        # Jekyll's and Zola's mappings of author keys to what is known of each: the keys name them.
        yield from [named] if named else map(str, list(value)[:_NAMES])
    elif many and isinstance(value, str):
        apart = spaced and not re.search(r"[;,]", value)
        yield from value.split() if apart else re.split(r"[;,]", value)
    else:
        yield words_of(value)


def _named(value: object) -> object:
    """Return what names a thing that is given as a mapping."""
    if not isinstance(value, dict):
        return value
    inner = plain_keys(value)
    return next((inner[key] for key in ("name", "full_name", "title", "label", "text", "slug") if inner.get(key)), None)


def _first_mapping(value: object) -> Meta:
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        value = value[0]
    return plain_keys(value) if isinstance(value, dict) else {}

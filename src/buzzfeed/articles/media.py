"""Pictures that lie beside an article: recognised by what the article calls them, and served where it has no address.

A picture's bytes are hostile too: only what begins like the raster format it claims to be is served, and SVG only where
nothing in it could run or load anything.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import unquote

from lxml import etree

from buzzfeed.model import LocalFile, Media, Problem, Severity

LARGEST = 20_000_000
"""A picture with more bytes is left out."""

TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}
"""Media types of pictures by the ending of their names."""

_BEGINNINGS = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/avif": re.compile(rb"....ftypavi[fs]", re.DOTALL),
}
_SVG = "image/svg+xml"
_SVG_LARGEST = 1_000_000
_SVG_TAGS = frozenset(
    "svg g defs title desc metadata path rect circle ellipse line polyline polygon text tspan textPath use symbol "
    "marker clipPath mask pattern linearGradient radialGradient stop".split()
)
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_NOTES = frozenset(  # what drawing programs note of themselves and of the licence
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://creativecommons.org/ns#",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.inkscape.org/namespaces/inkscape",
    }
)
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_LINKS_OUT = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|@import|\\|expression|javascript:|data:", re.IGNORECASE)
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})(?:[?#]|$)")


def type_of(name: str) -> str:
    """Return the media type that a picture's name or address ends in; empty where it says nothing."""
    ending = _ENDING.search(name)
    return TYPES.get(ending[1].lower(), "") if ending else ""


class Pictures:
    """The pictures beside one article, and those of them that it shows."""

    def __init__(self, files: tuple[LocalFile, ...], feeds_url: str, *, served: bool) -> None:
        """Know the files; ``served`` is whether buzzfeed shows them itself."""
        self._files = {_plain(file.ref): file for file in files}
        self._feeds_url = feeds_url
        self._served = served
        self._media: dict[str, Media] = {}
        self._refused: dict[str, Problem] = {}
        self._addresses: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._files)

    @property
    def media(self) -> tuple[Media, ...]:
        """The pictures that were asked for by `address`."""
        return tuple(self._media.values())

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """Why pictures that were asked for are left out."""
        return tuple(self._refused.values())

    def find(self, ref: str) -> LocalFile | None:
        """Return the file that the article calls so."""
        return self._files.get(_plain(ref)) if self._files else None

    def address(self, file: LocalFile) -> str | None:
        """Return where buzzfeed serves the file; empty where it refuses to, ``None`` where it does not serve any."""
        if not self._served:
            return None
        if file.ref not in self._addresses:
            self._addresses[file.ref] = self._serve(file)
        return self._addresses[file.ref]

    def _serve(self, file: LocalFile) -> str:
        cause = refusal(file)
        if cause:
            subject = file.name or file.ref
            self._refused[file.ref] = Problem("picture-left-out", Severity.WARNING, subject, cause)
            return ""
        media = Media(served_name(file), file.media_type, file.data)
        self._media[media.name] = media
        return f"{self._feeds_url}/a/media/{media.name}"


def served_name(file: LocalFile) -> str:
    """Return the name under which a picture is served: 16 digits of its SHA-256, and what its file was called."""
    stem = _UNSAFE_NAME.sub("-", (file.name or file.ref).rpartition("/")[2].rpartition(".")[0]).strip("-.")[:60]
    ending = next((ending for ending, kind in TYPES.items() if kind == file.media_type), "bin")
    return f"{hashlib.sha256(file.data).hexdigest()[:16]}-{stem or 'picture'}.{ending}"


def refusal(file: LocalFile) -> str:
    """Return why a picture is not served, in one plain sentence; empty where it is."""
    if len(file.data) > LARGEST:
        return f"The picture has more than {LARGEST // 1_000_000} MB and is left out."
    if file.media_type == _SVG:
        return "" if _harmless_svg(file.data) else "The SVG picture holds what could run or load something; left out."
    beginning = _BEGINNINGS.get(file.media_type)
    if beginning is None:
        return "The picture is of a kind that feeds do not show and is left out."
    return "" if beginning.match(file.data) else f"The picture is not the {file.media_type} it claims to be; left out."


def _harmless_svg(data: bytes) -> bool:
    if len(data) > _SVG_LARGEST or b"<!" in data.replace(b"<!--", b"") or b"<?xml-" in data:
        return False
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        return False
    if root.tag != f"{{{_SVG_NAMESPACE}}}svg":
        return False
    return all(_harmless_element(element) for element in root.iter())


def _harmless_element(element: etree._Element) -> bool:
    if isinstance(element, etree._Comment):  # noqa: SLF001 - lxml has no public name for it
        return True
    if isinstance(element, etree._ProcessingInstruction | etree._Entity):  # noqa: SLF001
        return False
    name = etree.QName(element)
    if name.namespace not in _NOTES and (name.namespace != _SVG_NAMESPACE or name.localname not in _SVG_TAGS):
        return False
    for key, value in element.attrib.items():
        local = etree.QName(key).localname.lower()
        if local.startswith("on") or _LINKS_OUT.search(str(value)):
            return False
        if local in ("href", "src") and not str(value).startswith("#"):
            return False
    return True


def _plain(ref: str) -> str:
    path = unquote(ref.strip()).partition("?")[0].partition("#")[0].replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    return path

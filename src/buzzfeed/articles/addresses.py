"""Addresses: made absolute the way browsers read them, and only such as lead somewhere harmless."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

ALLOWED = ("http", "https", "mailto", "tel")
"""The schemes that an address in an article may have."""

LONGEST = 4096
"""An address with more characters is none."""

# RFC 3986 §3, with nothing that needs a second look: what almost every address is.
_PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,4})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?"
)
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@/-]*)?")
_EDGES = "".join(map(chr, range(0x21)))
_INSIDE = re.compile("[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TAIL = re.compile(r"[?#]")
_LEADING_SLASHES = re.compile(r"/{2,}")
_WEB_AUTHORITY = re.compile(r"(https?):/*", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
_SAFE_PATH = "/:@!$&'()*+,;=~-._%"
_SAFE_QUERY = _SAFE_PATH + "?"


def absolute(ref: str, base: str) -> str:
    """Return ``ref`` as an absolute address of scheme http, https, mailto or tel; empty where it is none.

    As the WHATWG URL standard reads it: control characters and line breaks inside are left out, a backslash is a slash.
    ``//host/path`` gets https. Credentials make it none. Beyond ASCII it is percent-encoded, the host in IDNA.

    Args:
        ref: the address as written, perhaps relative.
        base: the absolute http(s) address it is relative to; empty where there is none.
    """
    if len(ref) > LONGEST:
        return ""
    if _PLAIN.fullmatch(ref):
        return ref
    if base and _PLAIN_PATH.fullmatch(ref) and "/." not in ref:
        return "/".join(base.split("/", 3)[:3]) + ref
    return _read(_INSIDE.sub("", ref.strip(_EDGES)), base)


def web_address(ref: str, base: str = "", longest: int = 2048) -> str:
    """Return ``ref`` as an absolute http(s) address of ``longest`` characters at most; empty where it is none."""
    url = absolute(ref, base)
    return url if url.startswith(("http://", "https://")) and len(url) <= longest else ""


def under(base: str, path: str) -> str:
    """Return the address of a path (with a leading slash) of the site at ``base``, which may itself stand in a folder.

    A path that already begins with that folder is taken from the host's root.
    """
    folder = urlsplit(base).path.rstrip("/")
    if folder and (path == folder or path.startswith(folder + "/")):
        return absolute(path, base)
    return absolute(folder + path, base)


def srcset(value: str, resolve: Callable[[str], str], limit: int = 16) -> tuple[tuple[str, str], ...]:
    """Return the candidates of a ``srcset`` as (address, descriptor), bad ones left out (HTML §4.8.4.2).

    ``resolve`` makes an address absolute; what it gives as empty is bad.
    """
    candidates: list[tuple[str, str]] = []
    words = value[: 4 * LONGEST].split()[: 4 * limit]
    words.reverse()
    while words and len(candidates) < limit:
        ref, descriptor = words.pop(), ""
        if not ref.endswith(",") and words:
            descriptor, comma, rest = words.pop().partition(",")
            if comma and rest:
                words.append(rest)
        url = resolve(ref.strip(","))
        if url and _DESCRIPTOR.fullmatch(descriptor):
            candidates.append((url, descriptor))
    return tuple(candidates)


_DESCRIPTOR = re.compile(r"(?:[0-9]{1,5}w|[0-9]{1,3}(?:\.[0-9]{1,3})?x)?")


def _read(ref: str, base: str) -> str:
    scheme = _SCHEME.match(ref)
    name = scheme[1].lower() if scheme else ""
    if scheme and name in ("mailto", "tel"):
        return _other(name, ref[scheme.end() :])
    if not ref or name not in ("", "http", "https"):
        return ""
    try:
        return _web(_joined(_slashed(ref), base))
    except ValueError:  # what urllib says of a host or port that cannot be; UnicodeError of IDNA is one, too
        return ""


def _other(scheme: str, rest: str) -> str:
    rest = _encoded(rest.strip(), _SAFE_QUERY)
    return f"{scheme}:{rest}" if rest and len(rest) <= 500 else ""


def _slashed(ref: str) -> str:
    """Read backslashes before the query as slashes, and any number of slashes before a host as two."""
    tail = _TAIL.search(ref)
    end = tail.start() if tail else len(ref)
    ref = ref[:end].replace("\\", "/") + ref[end:]
    web = _WEB_AUTHORITY.match(ref)
    if web:
        return f"{web[1].lower()}://{ref[web.end() :]}"
    slashes = _LEADING_SLASHES.match(ref)
    return f"https://{ref[slashes.end() :]}" if slashes else ref


def _joined(ref: str, base: str) -> str:
    return urljoin(base, ref) if base and not ref.startswith(("http://", "https://")) else ref


def _web(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return ""
    host = parts.hostname or ""
    if len(host) > 253:  # before IDNA, which takes its time over long ones
        return ""
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        return ""
    port = f":{parts.port}" if parts.port is not None else ""
    query = f"?{_encoded(parts.query, _SAFE_QUERY)}" if parts.query else ""
    fragment = f"#{_encoded(parts.fragment, _SAFE_QUERY)}" if parts.fragment else ""
    whole = f"{parts.scheme}://{host}{port}{_encoded(parts.path, _SAFE_PATH)}{query}{fragment}"
    return whole if len(whole) <= LONGEST else ""


def _encoded(text: str, safe: str) -> str:
    return _STRAY_PERCENT.sub("%25", quote(text, safe=safe))

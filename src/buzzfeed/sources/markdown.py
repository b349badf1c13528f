"""Markdown as GitHub writes it (GFM, with footnotes), by cmark; raw HTML passes, since articles are sanitised later."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable

from cmarkgfm import _cmark, cmark

from buzzfeed.sources.spans import outside_code

_OPTIONS: int = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
_EXTENSIONS = ("table", "autolink", "strikethrough", "tasklist")
_DEEP_QUOTE = re.compile(r"^([ \t]{0,3}(?:>[ \t]?){100})[> \t]+", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")

# kramdown's attribute lists and extensions; those of Hugo, Pandoc and markdown-it: `{#id}`, `{.class width="80"}`.
_KRAMDOWN = re.compile(r"\{::?[^{}\n]{0,300}\}")
_BRACES = re.compile(
    r"""[ \t]?\{[ \t]*(?:[#.][\w:-]+|[\w:-]+=(?:"[^"{}<>]*"|&quot;[^{}<>]*?&quot;|[\w./%:-]+))"""
    r"""(?:[ \t]+(?:[#.][\w:-]+|[\w:-]+=(?:"[^"{}<>]*"|&quot;[^{}<>]*?&quot;|[\w./%:-]+))){0,20}[ \t]*\}"""
)
_CONTENTS = re.compile(r"<(ul|ol)>\n<li>TOC\n*\{:toc\}</li>\n</\1>|<p>\[(?:TOC|\[_?TOC_?\])\]</p>", re.IGNORECASE)
_EMPTY = re.compile(r"<p>\s*</p>\n?")


def render(text: str) -> str:
    """Return Markdown as HTML; lone surrogates become U+FFFD, and quotes are nested a hundred deep at most.

    Time and memory are linear in the length of ``text``; the cells that cmark adds to short table rows are bounded.
    """
    text = _DEEP_QUOTE.sub(r"\1 ", _SURROGATE.sub("\ufffd", text))
    cmark.core_extensions_ensure_registered()
    parser = cmark.parser_new(options=_OPTIONS)
    root = None
    try:
        for name in _EXTENSIONS:
            cmark.parser_attach_syntax_extension(parser, cmark.find_syntax_extension(name))
        cmark.parser_feed(parser, text)
        root = cmark.parser_finish(parser)
        html = _cmark.lib.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))
        try:
            return str(_cmark.ffi.string(html).decode("utf-8", "replace"))
        finally:
            _release(html)
    finally:
        if root is not None:
            _free_node(root)
        cmark.parser_free(parser)


def tidy(html: str) -> str:
    """Return rendered Markdown without the attribute lists and contents marks that other renderers would have read."""
    if "{" not in html and "[TOC" not in html.upper():
        return html
    html = _CONTENTS.sub("", html)
    html = outside_code(html, lambda part: _BRACES.sub("", _KRAMDOWN.sub("", part)) if "{" in part else part)
    return _EMPTY.sub("", html)


def _foreign(library: str | None, name: str) -> Callable[[object], object]:
    """Return a C function that takes one pointer; one that does nothing where the library does not show it."""
    try:
        function = getattr(ctypes.CDLL(library), name)
    except (OSError, AttributeError):
        return lambda _pointer: None
    function.argtypes, function.restype = [ctypes.c_void_p], None
    return lambda pointer: function(int(_cmark.ffi.cast("uintptr_t", pointer)))


# cmarkgfm gives back neither the tree nor the text that cmark made (0.2 MB for a page of 5 kB), which a daemon that
# reads articles for months cannot afford; both functions are C's own, by the library that is loaded anyway.
_free_node = _foreign(_cmark.__file__, "cmark_node_free")
_release = _foreign(None, "free")

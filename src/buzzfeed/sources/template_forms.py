"""What the common forms of template code come to: links, images, figures, embeds, values of the front matter."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from buzzfeed.sources.template_tokens import Kind, Token
from buzzfeed.sources.text import plain, squeeze, untag


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a piece of template code comes to: as HTML, and as plain text (in an attribute, in a title).

    ``block`` says whether the HTML is a block of its own, which stands in no paragraph.
    """

    html: str = ""
    text: str = ""
    block: bool = False


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a tag, a shortcode or a filter: those by position, and those by name."""

    words: Sequence[str] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        """Return the first of these named arguments that there is."""
        return next((self.named[name] for name in names if self.named.get(name)), "")


_ARGUMENT = re.compile(r"""(?:([\w.-]{1,60})\s{0,5}[=:]\s{0,5})?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s,"'=`]+))""")
_BASES = frozenset(
    "site.baseurl site.url site.base_url baseurl base_url base_path site.baseURL siteurl".lower().split()
)
_SAME = frozenset(
    "url relative_url absolute_url relURL absURL relLangURL absLangURL asset_url asset_path static_url htmlBaseUrl "
    "fullUrl safe raw escape escape_once xml_escape e h safeHTML safeURL strip trim lstrip rstrip normalize_whitespace "
    "smartify markdownify markdown inline_markdown strip_html striptags plainify newline_to_br default jsonify "
    "uri_escape".lower().split()
)
_CASES: Mapping[str, Callable[[str], str]] = {
    "upcase": str.upper,
    "upper": str.upper,
    "downcase": str.lower,
    "lower": str.lower,
    "capitalize": lambda value: value[:1].upper() + value[1:],
    "title": str.title,
}
_IMAGES = frozenset(
    "image img picture figure image_with_class responsive_image photo asset_img lazyimg imgproc".split()
)
_INCLUDES = frozenset("include include_relative include_cached render partial component".split())
_SOURCES = ("src", "image", "image_path", "image_url", "img", "url", "path", "file", "source", "image-src")
_CAPTIONS = ("caption", "figcaption", "image_caption", "attr", "title")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:[?#].*)?$", re.IGNORECASE)
_POST = re.compile(r"(?:.*/)?(\d{4})-(\d{1,2})-(\d{1,2})-([^/]+?)(?:\.\w{1,8})?$")
_VIDEO = re.compile(r"[\w-]{5,30}")


def outcome_of(token: Token, values: Mapping[str, str]) -> Outcome | None:
    """Return what a piece of template code comes to, ``None`` where only the site's generator would know.

    ``values`` are the front matter's texts by their keys, and what ``assign`` and ``set`` gave a name.
    """
    if token.kind is Kind.OUTPUT:
        return _output(token.inner, values)
    if token.kind is Kind.LITERAL:
        return Outcome("")
    name = token.name.lower()
    arguments = arguments_of(token.rest)
    if name in ("image_with_class", *_IMAGES):
        return _image(name, token, arguments)
    if name in _INCLUDES:
        return _include(arguments)
    if name in ("link", "post_url", "ref", "relref"):
        return _reference(name, arguments)
    return _embed(name, arguments)


def arguments_of(text: str) -> Arguments:
    """Read arguments: ``"a" 'b' c``, ``name="a"``, ``name: "a"``, with or without commas."""
    words: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(text):
        value = next(part for part in match.groups()[1:] if part is not None)
        if match[1]:
            named.setdefault(match[1].lower(), value)
        else:
            words.append(value)
    return Arguments(words, named)


def evaluate(expression: str, values: Mapping[str, str]) -> str | None:
    """Return the text that an expression such as ``"/path" | url`` comes to, ``None`` where it cannot be known."""
    base, *filters = _split(expression)
    value = _base(base.strip(), values)
    for step in filters:
        if value is None:
            return None
        name, _, rest = step.strip().replace("(", " ", 1).partition(" ")
        value = _filtered(value, name.rstrip(":").lower(), arguments_of(rest.rstrip(") ")), values, rest)
    return value


def figure(source: str, alt: str, caption: str = "", link: str = "") -> str:
    """Return a picture as HTML, as a figure where it has a caption."""
    image = f'<img src="{html.escape(_address(source))}" alt="{html.escape(plain(alt))}">'
    if link:
        image = f'<a href="{html.escape(_address(link))}">{image}</a>'
    if not caption.strip():
        return image
    return f"<figure>{image}<figcaption>{html.escape(plain(caption), quote=False)}</figcaption></figure>"


def _output(inner: str, values: Mapping[str, str]) -> Outcome | None:
    base, *filters = _split(inner)
    names = [step.strip().split(":")[0].strip().lower() for step in filters]
    literal = _literal(base.strip())
    if literal is not None and "embed" in names:
        title = arguments_of(filters[names.index("embed")].partition(":")[2]).words
        return _frame(literal, " ".join(title))
    if literal is not None and names and names[-1].endswith("link"):
        # A site's own filter that makes a link of a name: the name is what can be read.
        return Outcome(html.escape(literal, quote=False), literal)
    value = evaluate(inner, values)
    if value is None:
        return None
    value = _address(value) if names and names[-1] in ("url", "relative_url", "absolute_url") else value
    words = plain(value) if "<" in value else value
    return Outcome(html.escape(words, quote=False), words)


def _split(expression: str) -> list[str]:
    """Part an expression at the pipes that stand outside quotes."""
    parts, quote, begun = [], "", 0
    for position, char in enumerate(expression):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "|":
            parts.append(expression[begun:position])
            begun = position + 1
    return [*parts, expression[begun:]]


def _literal(text: str) -> str | None:
    if len(text) >= 2 and text[0] in "\"'`" and text[-1] == text[0]:
        return text[1:-1]
    return None


def _base(text: str, values: Mapping[str, str]) -> str | None:
    literal = _literal(text)
    if literal is not None:
        return literal
    name = text.lstrip("$.").lower()
    if name in _BASES:
        return ""
    for prefix in ("page.", "params.", "post.", "article."):
        name = name.removeprefix(prefix)
    return values.get(name)


def _filtered(value: str, name: str, given: Arguments, values: Mapping[str, str], rest: str) -> str | None:
    if name in _SAME:
        return untag(value) if name in ("strip_html", "striptags", "plainify") else value
    if name in _CASES:
        return _CASES[name](value)
    if name in ("prepend", "append"):
        other = given.words[0] if given.words and given.words[0] != rest.strip() else _base(rest.strip(), values)
        if other is None:
            return None
        return other + value if name == "prepend" else value + other
    return None


def _address(source: str) -> str:
    """Return a link or a picture's address as HTML wants it: spaces escaped."""
    return source.strip().replace(" ", "%20")


def _rooted(source: str) -> str:
    """Return a generator's path as an address: what names no place of its own starts from the site's root."""
    source = source.strip()
    return source if re.match(r"(?:[A-Za-z][\w+.-]*:|/|\.{1,2}/|#)", source) else "/" + source


def _image(name: str, token: Token, arguments: Arguments) -> Outcome | None:
    """Read ``image "src" "alt"``, ``image_with_class "src" "class" "alt"``, ``figure src=… caption=…``."""
    words = list(arguments.words)
    source = arguments.get(*_SOURCES) or next((word for word in words if _PICTURE.search(word)), "")
    if not source and words:
        source = words[0]
    if not source:
        return None
    named = arguments.get("alt")
    alt = named if named or "alt" in arguments.named else _trailing(token.rest, source, name == "image_with_class")
    caption = arguments.get(*_CAPTIONS) if arguments.named else ""
    given = source if token.kind is Kind.SHORTCODE else _rooted(source)
    markup = figure(given, alt or caption, caption, arguments.get("link", "href"))
    return Outcome(markup, plain(alt), block=bool(caption))


def _trailing(rest: str, source: str, skip_one: bool) -> str:
    """Return the quoted text after the source, inner quotes and all (writers forget to escape them)."""
    tail = rest.partition(source)[2].lstrip("\"'` ,")
    if skip_one:
        tail = tail.partition('"')[2].lstrip(" ,").removeprefix('"')
    return squeeze(tail.rstrip(" ").removesuffix('"').removesuffix("'"))


def _include(arguments: Arguments) -> Outcome | None:
    """Make a figure of an include that is given a picture, a frame of one that is given a video."""
    source = next((arguments.named[name] for name in _SOURCES if _PICTURE.search(arguments.named.get(name, ""))), "")
    if source:
        caption = arguments.get(*_CAPTIONS)
        link = arguments.get("link", "href")
        return Outcome(figure(_rooted(source), arguments.get("alt") or caption, caption, link), block=True)
    file = arguments.words[0] if arguments.words else ""
    for host in ("youtube", "vimeo"):
        if host in file.lower():
            return _embed(host, Arguments((), arguments.named))
    return None


def _reference(name: str, arguments: Arguments) -> Outcome | None:
    """Link by a file's name: a dated post stands at ``/YYYY/MM/DD/name/``, as Jekyll has it, a page at ``/name/``."""
    target = (arguments.get("path") or (arguments.words[0] if arguments.words else "")).strip()
    target, _, fragment = target.partition("#")
    if not target:
        return Outcome("#" + fragment, "#" + fragment) if fragment else None
    post = _POST.match(target)
    if post:
        address = f"/{post[1]}/{post[2]:0>2}/{post[3]:0>2}/{post[4]}/"
    elif target.endswith((".md", ".markdown", ".html")) or name in ("ref", "relref"):
        bare = re.sub(r"(?:/_?index)?\.(?:md|markdown|html)$", "", target).strip("/")
        address = f"/{bare}/" if bare else "/"
    else:
        address = _rooted(target)
    address = _address(address) + (f"#{fragment}" if fragment else "")
    return Outcome(html.escape(address), address)


def _embed(name: str, arguments: Arguments) -> Outcome | None:
    identity = arguments.get("id", "video", "videoid", "video_id") or (arguments.words[0] if arguments.words else "")
    title = arguments.get("title", "caption")
    if name in ("youtube", "vimeo") and (identity.startswith("http") or _VIDEO.fullmatch(identity)):
        before = "https://www.youtube-nocookie.com/embed/" if name == "youtube" else "https://player.vimeo.com/video/"
        return _frame(identity if identity.startswith("http") else before + identity, title)
    if name in ("embed", "iframe", "oembed") and (arguments.get("src", "url") or identity).startswith("http"):
        return _frame(arguments.get("src", "url") or identity, title)
    if name in ("video", "audio") and (source := arguments.get("src", "mp4", "url") or identity):
        return Outcome(f'<{name} controls src="{html.escape(_address(source))}"></{name}>', block=True)
    if name == "gist" and arguments.words:
        address = "https://gist.github.com/" + "/".join(arguments.words[:2])
        return Outcome(f'<a href="{html.escape(address)}">{html.escape(address)}</a>', address)
    return None


def _frame(address: str, title: str) -> Outcome:
    title = squeeze(title)
    named = f' title="{html.escape(title)}"' if title else ""
    return Outcome(f'<iframe src="{html.escape(_address(address))}"{named}></iframe>', title or address, block=True)

"""Template code that a site generator would have resolved: common forms become HTML, the rest is taken out and told.

Each piece of code is first hidden behind a word of letters, so that the Markdown parser itself says what stands in a
code span or block; that code keeps its own, everything else is resolved where it stands: in an attribute, or in text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from buzzfeed.sources.spans import Spans, outside_code, spans_of
from buzzfeed.sources.template_forms import Outcome, evaluate, outcome_of
from buzzfeed.sources.template_tokens import Kind, Token, tokens_of
from buzzfeed.sources.text import squeeze

_CHOICES = frozenset("if unless case ifchanged".split())
_DROPPED = frozenset("comment for tablerow paginate macro capture set assign".split())
_SILENT = frozenset("comment capture set assign macro".split())
_CODE = frozenset("highlight codeblock syntaxhighlight prism".split())
_ELSE = frozenset("else elif elsif elseif when".split())
_KEPT = frozenset("block autoescape spaceless markdown import from extends layout filter mark call details".split())
_NESTING = 100
_REST = re.compile(r"\{(?:\{[^{}<>]{0,400}\}\}|%[^{}<>%]{0,400}%\}|#[ \t\n][^{}<>]{0,400}#\}|[{%]+)")
_OPENING = re.compile(r"\{[{%]+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ASSIGNED = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=\s*(.+)", re.DOTALL)


@dataclass(slots=True)
class Resolved:
    """A text without template code outside of code, and the forms that were taken out of it, each told once."""

    text: str
    removed: dict[str, None] = field(default_factory=dict)


def resolve(source: str, values: Mapping[str, str], render: Callable[[str], str]) -> Resolved:
    """Render ``source`` and resolve its template code; ``render`` gives HTML and keeps words of letters as they are."""
    tokens = tokens_of(source)
    if not tokens:
        rendered = render(source)
        return _swept(rendered, {}) if "{" in rendered else Resolved(rendered)
    hidden = _Hidden(source, tokens)
    rendered = render(hidden.text)
    spans = spans_of(rendered)
    in_code = {number for number, start, _ in hidden.places(rendered) if spans.in_code(start)}
    folding = _Folding(source, tokens, in_code, dict(values))
    if folding.needed:
        rendered = render(folding.fold(hidden))
        spans = spans_of(rendered)
    removed = folding.removed
    return _swept(_shown(rendered, spans, hidden, folding, removed), removed)


def resolve_text(source: str, values: Mapping[str, str] | None = None) -> Resolved:
    """Resolve the template code of a plain text, such as a title: there is no code in it, and no HTML comes of it."""
    tokens = tokens_of(source)
    if not tokens:
        return Resolved(source)
    hidden = _Hidden(source, tokens)
    folding = _Folding(source, tokens, set(), dict(values or {}))
    text = folding.fold(hidden) if folding.needed else hidden.text
    pieces, done = [], 0
    for number, start, end in hidden.places(text):
        outcome = folding.outcome(number)
        pieces += [text[done:start], outcome.text if outcome else ""]
        done = end
    text = "".join([*pieces, text[done:]])
    while "{{" in text or "{%" in text:
        text = _OPENING.sub("", text)
    return Resolved(text, folding.removed)


class _Hidden:
    """A source with each piece of template code behind a word that stands nowhere else in it."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        mark = "zqx"
        while mark in source.lower():
            mark += "qx"
        self._mark = mark
        self._word = re.compile(mark + r"(\d{1,9})z")
        pieces, done = [], 0
        for number, token in enumerate(tokens):
            pieces += [source[done : token.start], self.word(number)]
            done = token.end
        self.text = "".join([*pieces, source[done:]])

    def word(self, number: int) -> str:
        return f"{self._mark}{number}z"

    def places(self, text: str) -> Iterator[tuple[int, int, int]]:
        for match in self._word.finditer(text):
            yield int(match[1]), match.start(), match.end()


class _Folding:
    """The structure that tags make: what a condition keeps, what a comment or a loop hides, what is code."""

    def __init__(self, source: str, tokens: list[Token], in_code: set[int], values: dict[str, str]) -> None:
        self.removed: dict[str, None] = {}
        self._source = source
        self._tokens = tokens
        self._in_code = in_code
        self._values = values
        self._outcomes: dict[int, Outcome] = {}
        self._ends: dict[int, int] = {}
        self._jumps: dict[int, int] = {}
        self._pair()
        self._closing = set(self._ends.values())
        structural = _CHOICES | _DROPPED | _CODE
        self.needed = any(
            token.name.lower() in structural and token.kind in (Kind.TAG, Kind.SHORTCODE)
            for number, token in enumerate(tokens)
            if number not in in_code
        )

    def verbatim(self, number: int) -> str:
        """Return what code shows of a token: all of it; the marks of ``raw`` alone were never meant to be seen."""
        token = self._tokens[number]
        return "" if token.kind is Kind.RAW_MARK else self._source[token.start : token.end]

    def outcome(self, number: int) -> Outcome | None:
        """Return what a token outside of code comes to, and remember its form where nothing does."""
        if number in self._outcomes:
            return self._outcomes[number]
        token = self._tokens[number]
        if token.kind in (Kind.RAW_MARK, Kind.COMMENT):
            return Outcome()
        if token.kind is Kind.LITERAL:
            return Outcome(f"<code>{html.escape(self._source[token.start : token.end], quote=False)}</code>")
        name = token.name.lower()
        if token.kind in (Kind.TAG, Kind.SHORTCODE):
            if name in _KEPT or number in self._closing:
                return Outcome()
            if name in _SILENT and _ASSIGNED.match(token.rest):
                return Outcome()
        outcome = None if token.kind is Kind.OPENER else outcome_of(token, self._values)
        if outcome is None:
            self._tell(token)
        return outcome

    def fold(self, hidden: _Hidden) -> str:
        """Return the source with its words, without what comments, loops and other branches hide."""
        pieces: list[str] = []
        cursor = number = 0
        while number < len(self._tokens):
            token, last = self._tokens[number], number
            pieces.append(self._source[cursor : token.start])
            name = token.name.lower() if number not in self._in_code else ""
            if name in _CHOICES and number in self._ends:
                self._tell(token)
            if number in self._jumps:
                last = self._jumps[number]
            elif name in _DROPPED | _CODE and number in self._ends:
                last = self._ends[number]
                self._block(number, name, hidden, pieces)
            elif name not in _CHOICES or number not in self._ends:
                self._assign(token, name)
                pieces.append(hidden.word(number))
            cursor, number = self._tokens[last].end, last + 1
        return "".join([*pieces, self._source[cursor:]])

    def _block(self, number: int, name: str, hidden: _Hidden, pieces: list[str]) -> None:
        """Take a block that is hidden, or code."""
        token, end = self._tokens[number], self._ends[number]
        content = self._source[token.end : self._tokens[end].start]
        if name in _CODE:
            language = token.rest.split()[0].strip("\"',") if token.rest.split() else ""
            chosen = f' class="language-{html.escape(language)}"' if language else ""
            code = html.escape(content.strip("\n"), quote=False)
            self._outcomes[number] = Outcome(f"<pre><code{chosen}>{code}</code></pre>", content, block=True)
            pieces.append(hidden.word(number))
        elif name in ("capture", "set") and token.rest and not tokens_of(content):
            self._values[token.rest.split()[0].lower()] = squeeze(content)
        elif name not in _SILENT:
            self._tell(token)

    def _assign(self, token: Token, name: str) -> None:
        match = _ASSIGNED.match(token.rest) if name in ("assign", "set") else None
        value = evaluate(match[2], self._values) if match else None
        if match and value is not None:
            self._values[match[1].lower()] = value

    def _pair(self) -> None:
        """Pair opening tags with the tags that end them, and find the branches that are not taken."""
        stack: list[int] = []
        waiting: dict[str, int] = {}
        branches: dict[int, list[int]] = {}
        for number, token in enumerate(self._tokens):
            if token.kind not in (Kind.TAG, Kind.SHORTCODE) or number in self._in_code:
                continue
            name = token.name.lower()
            ended = name.removeprefix("/") if name.startswith("/") else name.removeprefix("end")
            if name in _ELSE:
                if choices := [opener for opener in stack[-_NESTING:] if opener in branches]:
                    branches[choices[-1]].append(number)
            elif ended == name or not ended:
                if not (name in _SILENT and _ASSIGNED.match(token.rest)):
                    stack.append(number)
                    waiting[name] = waiting.get(name, 0) + 1
                if name in _CHOICES:
                    branches[number] = []
            else:
                self._end(number, ended, stack, waiting)
        for opener, others in branches.items():
            self._branch(opener, others)

    def _end(self, number: int, ended: str, stack: list[int], waiting: dict[str, int]) -> None:
        """End the innermost block of a name; what stands open inside it was no block."""
        while waiting.get(ended):
            opener = stack.pop()
            opened = self._tokens[opener].name.lower()
            waiting[opened] -= 1
            if opened == ended:
                self._ends[opener] = number
                return

    def _branch(self, opener: int, others: list[int]) -> None:
        """Keep a condition's first branch: which one holds is known to the generator alone."""
        end = self._ends.get(opener)
        if end is None:
            return
        if self._tokens[opener].name.lower() == "case":
            self._jumps[opener] = others[0] if others else end
            others = others[1:]
        if others:
            self._jumps[others[0]] = end

    def _tell(self, token: Token) -> None:
        if len(self.removed) < 50:
            self.removed[_form(token)] = None


def _form(token: Token) -> str:
    """Return a piece of template code as people are told of it: without what it quotes."""
    if token.kind is Kind.OPENER:
        return "{{ without an end"
    inner = token.name if token.kind in (Kind.TAG, Kind.SHORTCODE) else _QUOTED.sub('"…"', squeeze(token.inner))
    return token.kind.value.replace("…", inner[:50] or "…")


def _shown(rendered: str, spans: Spans, hidden: _Hidden, folding: _Folding, removed: dict[str, None]) -> str:
    """Put back what each word stands for: code as it was, an attribute's text, or HTML."""
    pieces, done = [], 0
    for number, start, after in hidden.places(rendered):
        before, end = rendered[done:start], after
        if spans.in_tag(start):
            outcome = folding.outcome(number)
            shown = html.escape(outcome.text) if outcome else ""
        elif spans.in_code(start):
            shown = html.escape(folding.verbatim(number), quote=False)
        else:
            outcome = folding.outcome(number)
            shown = outcome.html if outcome else ""
            if outcome and outcome.block and before.endswith("<p>") and rendered.startswith("</p>", end):
                before, end = before.removesuffix("<p>"), end + len("</p>")
        pieces += [before, shown]
        done = end
    return "".join([*pieces, rendered[done:]])


def _swept(rendered: str, removed: dict[str, None]) -> Resolved:
    """Take out what is left outside of code: marks made of entities, or joined by what was removed between them."""
    return Resolved(outside_code(rendered, lambda part: _sweep(part, removed)), removed)


def _sweep(part: str, removed: dict[str, None]) -> str:
    if "{{" not in part and "{%" not in part:
        return part
    removed["{{ or {% without an end"] = None
    part = _REST.sub("", part)
    while "{{" in part or "{%" in part:
        part = _OPENING.sub("", part)
    return part

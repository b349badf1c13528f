"""YAML as plain text: mappings, lists and words, never a date, a number or an object; bounded, and without recursion.

The tree is built from the parser's events, so that nesting, aliases and unknown tags cost nothing: depth is capped as
it grows, an alias is the one value again, a tag is ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from buzzfeed.errors import one_line
from buzzfeed.sources.text import scrub

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_MOST_EVENTS = 50_000


class YamlError(Exception):
    """A text is not YAML, or beyond the bounds; ``line`` counts from 0."""

    def __init__(self, cause: str, line: int = 0) -> None:
        """Keep both parts."""
        super().__init__(cause, line)
        self.cause = cause
        self.line = line


@dataclass(slots=True)
class _Frame:
    """A mapping or list on its way."""

    value: dict[str, object] | list[object]
    anchor: str | None
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Puts events together; ``root`` is the first document's value."""

    deepest: int
    root: object = None
    stack: list[_Frame] = field(default_factory=list)
    anchors: dict[str, object] = field(default_factory=dict)

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            empty = event.implicit[0] and event.value in _NOTHING
            self._add(None if empty else scrub(event.value), event.anchor, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(self.stack) >= self.deepest:
                raise YamlError(f"nested deeper than {self.deepest}", line)
            if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
                raise YamlError("a key is a list or a mapping", line)
            value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self.stack.append(_Frame(value, event.anchor))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            frame = self.stack.pop()
            self._add(frame.value, frame.anchor, line)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise YamlError(f"*{event.anchor} names nothing: quote a text that begins with *", line)
            self._add(self.anchors[event.anchor], None, line)

    def _add(self, value: object, anchor: str | None, line: int) -> None:
        if anchor:
            self.anchors[anchor] = value
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is None:
            if isinstance(value, (dict, list)):
                raise YamlError("a key is a list or a mapping", line)
            frame.key = str(value or "")
        else:
            frame.value[frame.key] = value
            frame.key = None


def load(text: str, deepest: int) -> object:
    """Return the first document of ``text``: a mapping, a list, words, or ``None`` where it is empty.

    Args:
        text: the YAML.
        deepest: how deep lists and mappings may stand in each other.

    Raises:
        YamlError: it is not YAML, or beyond the bounds.
    """
    builder = _Builder(deepest)
    try:
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if count > _MOST_EVENTS:
                raise YamlError(f"more than {_MOST_EVENTS} values")
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _explained(error) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) if isinstance(error.position, int) else 0
        raise YamlError(f"the character {error.character!r} may not stand in it", line) from None
    return builder.root


def _explained(error: yaml.MarkedYAMLError) -> YamlError:
    """Say what is wrong and where; what never ends is told where it begins."""
    problem = one_line(error.problem or error.context or "broken")
    mark = error.problem_mark or error.context_mark
    if "end of stream" in problem and error.context_mark:
        problem, mark = one_line(error.context or problem) + ": it never ends", error.context_mark
    return YamlError(problem, mark.line if mark else 0)

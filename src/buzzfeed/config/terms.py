"""``[[terms]]``: the newsroom's rules for categories, tags and authors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from buzzfeed.config.section import Section

Kind = Literal["category", "tag", "author"]


class TermSettings(Section):
    """One rule: ``names`` of a ``kind`` are renamed (``to``), become another (``become``), or are left out (``drop``).

    With ``keep`` the term stays beside what it became. With ``words`` instead of names, an article that holds one of
    them is given the term ``to``. ``sources`` are those whose articles the rule is for; all, where none is named.
    """

    kind: Kind = "tag"
    names: tuple[str, ...] = Field((), max_length=500)
    words: tuple[str, ...] = Field((), max_length=500)
    to: str = Field("", max_length=200)
    become: Kind | None = None
    keep: bool = False
    drop: bool = False
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> TermSettings:
        if bool(self.names) == bool(self.words):
            raise ValueError('name either "names" (of terms) or "words" (in the text)')
        if self.words and not self.to:
            raise ValueError('name the term that "words" give: "to"')
        if self.drop and (self.to or self.become or self.keep or self.words):
            raise ValueError('what is dropped becomes nothing: leave out "to", "become", "keep" and "words"')
        if not (self.to or self.become or self.drop):
            raise ValueError('say what becomes of them: "to", "become" or "drop"')
        return self

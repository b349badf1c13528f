"""``[[sources]]``: the places articles come from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from buzzfeed.config.section import Section
from buzzfeed.config.units import BaseUrl, Seconds, Url


class _SourceBase(Section):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")
    every: Seconds | None = None
    cron: str | None = None
    category: str = ""
    language: str = ""
    permalink: str = Field("", pattern=r"^(/.*)?$")
    without_url: Literal["page", "hold"] = "page"
    priority: int = Field(0, ge=-1000, le=1000)
    retract_after: Seconds = 0.0
    most_vanished: float = Field(0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _one_schedule(self) -> _SourceBase:
        if self.every is not None and self.cron is not None:
            raise ValueError('name either "every" or "cron", not both')
        if self.every is not None and self.every < 1:
            raise ValueError('"every" is one second at least')
        return self

    @property
    def interval(self) -> float:
        """Seconds between two looks where no cron is given: five minutes unless set."""
        return self.every if self.every is not None else 300.0


class FolderSource(_SourceBase):
    """A folder of Markdown, HTML, JSON or newsroom text, read recursively and watched.

    A file is read once it has stood still for ``settle``; it counts as gone after a second look ``gone_after`` later.
    """

    type: Literal["folder"] = "folder"
    path: str
    watch: bool = True
    settle: Seconds = 0.3
    gone_after: Seconds = 10.0
    exclude: tuple[str, ...] = ()


class _FeedBase(_SourceBase):
    categories: tuple[str, ...] = ()
    ignore_terms: tuple[str, ...] = ()
    full_text: bool = False


class FeedSource(_FeedBase):
    """An upstream RSS, RDF, Atom or JSON feed. Of its terms, ``categories`` are categories and the rest tags.

    With ``full_text``, the page of each entry is fetched for its text. ``websub`` is whether its hub is asked to push:
    left to us (``auto``) where both are reached by https at public addresses.
    """

    type: Literal["feed"] = "feed"
    url: Url
    websub: bool | Literal["auto"] = "auto"


class OpmlSource(_FeedBase):
    """A list of feeds (OPML) at ``url`` or in the file ``path``, of which the first ``most`` are read as one source.

    ``websub`` is as that of a single feed, for each of them.
    """

    type: Literal["opml"]
    url: Url | Literal[""] = ""
    path: str = ""
    most: int = Field(200, ge=1, le=2000)
    websub: bool | Literal["auto"] = "auto"

    @model_validator(mode="after")
    def _one_list(self) -> OpmlSource:
        if bool(self.url) == bool(self.path):
            raise ValueError('name either "url" or "path", where the list of feeds is')
        return self


class WordPressSource(_SourceBase):
    """A WordPress site, read by its REST API; where that is shut, by its feed.

    All posts are compared with the site's once in ``compare``. With ``user`` and an application password, private and
    protected posts are seen too, so that they are held. ``password`` is never shown.
    """

    type: Literal["wordpress"]
    url: BaseUrl
    user: str = Field("", max_length=200)
    password: str = Field("", repr=False, max_length=200)
    compare: Seconds = 86400.0

    @model_validator(mode="after")
    def _both(self) -> WordPressSource:
        if bool(self.user) != bool(self.password):
            raise ValueError('name both "user" and "password" (an application password), or neither')
        return self


class PushSource(_SourceBase):
    """Articles that are handed in by HTTP: ``/api/articles`` and Micropub. Each is deleted one by one, and is meant."""

    type: Literal["push"]
    most_vanished: float = Field(1.0, ge=0, le=1)


class SiteSource(_SourceBase):
    """The pages that a site's sitemaps list. ``include`` and ``exclude`` are globs of their paths.

    ``sitemaps`` are read in the place of those that robots.txt names. Pages dated longer than ``back`` ago are not
    taken in; with 0 all are.
    """

    type: Literal["site"]
    url: BaseUrl
    sitemaps: tuple[Url, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    back: Seconds = 0.0


SourceSettings = Annotated[
    FolderSource | FeedSource | OpmlSource | WordPressSource | SiteSource | PushSource, Field(discriminator="type")
]

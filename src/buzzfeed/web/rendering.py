"""Rendering: views into HTML by Jinja2, escaped by default, and the style sheet with the newsroom's colour."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from buzzfeed.follow import ArticleView, DirectoryView, FollowView
from buzzfeed.follow.colors import accents
from buzzfeed.follow.embed import EmbedView
from buzzfeed.follow.message import MessageView

_STYLE = resources.files("buzzfeed.web").joinpath("assets", "style.css")


class Renderer:
    """The templates, compiled once; safe for use from several threads."""

    def __init__(self, color: str, prefix: str) -> None:
        """Make the style of ``color``; its address stands below ``prefix``."""
        self.colors = accents(color)
        self._environment = Environment(
            loader=PackageLoader("buzzfeed.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.style = self._style()
        self.style_path = f"/assets/style-{hashlib.sha256(self.style).hexdigest()[:12]}.css"
        self._environment.globals["style"] = prefix + self.style_path

    def directory(self, view: DirectoryView) -> bytes:
        """Return the page at ``/``."""
        return self._page("directory.html", view)

    def follow(self, view: FollowView) -> bytes:
        """Return a follow page."""
        return self._page("follow.html", view)

    def article(self, view: ArticleView) -> bytes:
        """Return an article's page; its content is sanitised already and stands as it is."""
        return self._page("article.html", view)

    def message(self, view: MessageView) -> bytes:
        """Return a page that says one thing: that there is nothing here, say."""
        return self._page("message.html", view)

    def embed(self, view: EmbedView) -> bytes:
        """Return a card that other sites show in a frame."""
        return self._page("embed.html", view)

    def favicon(self) -> bytes:
        """Return the icon: an SVG in the newsroom's colour."""
        template = self._environment.get_template("favicon.svg")
        return template.render(color=self.colors.light, ink=self.colors.on_light).encode()

    def plain(self, template: str, **values: Any) -> bytes:
        """Return an operators' page."""
        return self._environment.get_template(template).render(**values).encode()

    def _page(self, template: str, view: Any) -> bytes:
        # Titles are clean of lone surrogates when they are stored; a config's may not be.
        return self._environment.get_template(template).render(page=view).encode("utf-8", "replace")

    def _style(self) -> bytes:
        colors = self.colors
        own = (
            f":root{{--accent:{colors.light};--on-accent:{colors.on_light};"
            f"--accent-dark:{colors.dark};--on-accent-dark:{colors.on_dark}}}\n"
        )
        return own.encode("ascii") + _STYLE.read_bytes()

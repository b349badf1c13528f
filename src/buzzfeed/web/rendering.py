"""Rendering: views into HTML by Jinja2, escaped by default, in the newsroom's dress."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from buzzfeed.follow import ArticleView, DirectoryView, FollowView, MixView
from buzzfeed.follow.colors import Accents
from buzzfeed.follow.embed import EmbedView
from buzzfeed.follow.message import MessageView
from buzzfeed.follow.my.feedback import FeedbackView
from buzzfeed.follow.my.kept import AskedView, KeptView
from buzzfeed.follow.my.page import DeletedView, DirectView, MyView
from buzzfeed.follow.ownhost import OwnHostView
from buzzfeed.follow.privacy import PrivacyView
from buzzfeed.web.dress import Dress, address_in

_PERSONAL = {
    MyView: "my.html",
    DirectView: "mydirect.html",
    KeptView: "mykept.html",
    AskedView: "myasked.html",
    DeletedView: "mydeleted.html",
    FeedbackView: "myfeedback.html",
}


class Renderer:
    """The templates, compiled once; safe for use from several threads."""

    def __init__(self, dress: Dress, prefix: str) -> None:
        """Dress the pages; their assets stand below ``prefix``."""
        self.dress = dress
        self._environment = Environment(
            loader=PackageLoader("buzzfeed.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.style, self.style_path = dress.style.data, dress.style.path
        asset = address_in(dress, prefix)
        self._environment.globals.update(style=asset("style.css"), asset=asset, own_icon=bool(dress.own_icon))

    @property
    def colors(self) -> Accents:
        """The newsroom's colours as pages have them."""
        return self.dress.colors

    def directory(self, view: DirectoryView) -> bytes:
        """Return the page at ``/``."""
        return self._page("directory.html", view)

    def follow(self, view: FollowView) -> bytes:
        """Return a follow page."""
        return self._page("follow.html", view)

    def mix(self, view: MixView) -> bytes:
        """Return a mix's follow page."""
        return self._page("mix.html", view)

    def own_reader(self, view: OwnHostView) -> bytes:
        """Return the page on the way to a reader on a person's own host."""
        return self._page("ownreader.html", view)

    def article(self, view: ArticleView) -> bytes:
        """Return an article's page; its content is sanitised already and stands as it is."""
        return self._page("article.html", view)

    def message(self, view: MessageView) -> bytes:
        """Return a page that says one thing: that there is nothing here, say."""
        return self._page("message.html", view)

    def privacy(self, view: PrivacyView) -> bytes:
        """Return the page that tells what is counted."""
        return self._page("privacy.html", view)

    def embed(self, view: EmbedView) -> bytes:
        """Return a card that other sites show in a frame."""
        return self._page("embed.html", view)

    def personal(self, view: MyView | DirectView | KeptView | AskedView | DeletedView | FeedbackView) -> bytes:
        """Return a page of personal feeds."""
        return self._page(_PERSONAL[type(view)], view)

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

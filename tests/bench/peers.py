"""The programs we stand beside, each set up for the same task: the full-text feeds of everything, 50 entries at most.

Neither writes a page: their time goes into the feeds alone. Pelican writes RSS and Atom, since it knows no JSON Feed.
Hugo is measured twice: writing RSS alone, and writing all three formats from templates of ours.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import corpus
from measure import Usage, run

ENTRIES = 50
TITLE = "La Gazette de mesure"

_PELICAN = f"""\
AUTHOR = "{TITLE}"
SITENAME = "{TITLE}"
SITEURL = FEED_DOMAIN = "{corpus.HOST}"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
RSS_FEED_SUMMARY_ONLY = False
FEED_MAX_ITEMS = {ENTRIES}
FEED_ALL_RSS, FEED_ALL_ATOM = "feeds/all.rss", "feeds/all.atom"
CATEGORY_FEED_RSS, CATEGORY_FEED_ATOM = "feeds/category/{{slug}}.rss", "feeds/category/{{slug}}.atom"
TAG_FEED_RSS, TAG_FEED_ATOM = "feeds/tag/{{slug}}.rss", "feeds/tag/{{slug}}.atom"
AUTHOR_FEED_RSS, AUTHOR_FEED_ATOM = "feeds/author/{{slug}}.rss", "feeds/author/{{slug}}.atom"
TRANSLATION_FEED_ATOM = None
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
ARTICLE_URL = "{{date:%Y}}/{{slug}}/"
DIRECT_TEMPLATES = []
"""
_PELICAN_TEMPLATES = "article author category index page period_archives tag".split()

_HUGO = Path(__file__).with_name("hugo")
_HUGO_FORMATS = {"rss": '"RSS"', "three": '"RSS", "ATOM", "FEED"'}


def find(name: str) -> Path | None:
    """Return a program's path: Debian keeps nginx out of most users' sight."""
    path = shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")
    return Path(path) if path else None


def find_pelican() -> Path | None:
    """Return Pelican's path: the environment's ``PELICAN``, else one on the path."""
    named = os.environ.get("PELICAN", "")
    if named:
        return Path(named) if Path(named).is_file() else None
    return find("pelican")


class Pelican:
    """A Pelican site over its own tree of the corpus."""

    def __init__(self, program: Path, folder: Path, articles: Iterable[corpus.Article]):
        self._program, self._folder = program, folder
        (folder / "theme" / "static").mkdir(parents=True)
        (folder / "theme" / "templates").mkdir()
        for name in _PELICAN_TEMPLATES:
            (folder / "theme" / "templates" / f"{name}.html").write_text("")
        (folder / "pelicanconf.py").write_text(_PELICAN.replace("{{", "{").replace("}}", "}"), encoding="utf-8")
        self.add(articles)

    def add(self, articles: Iterable[corpus.Article]) -> None:
        """Save further articles."""
        corpus.write(self._folder / "content", articles, corpus.Article.metadata)

    def build(self, *, fresh: bool) -> Usage:
        """Build the feeds; ``fresh`` from nothing, else over what an earlier build left."""
        if fresh:
            shutil.rmtree(self._folder / "output", ignore_errors=True)
        return run([self._program, "--settings", "pelicanconf.py", "--quiet"], self._folder)

    def feeds(self) -> int:
        """Return how many feeds stand in the output."""
        return _count(self._folder / "output", (".rss", ".atom"))


class Hugo:
    """A Hugo site over the tree that buzzfeed reads; ``formats`` is ``rss`` or ``three``."""

    def __init__(self, program: Path, folder: Path, content: Path, formats: str):
        self._program, self._folder, self._content = program, folder, content
        layouts = folder / "layouts" / "_default"
        layouts.mkdir(parents=True)
        for template in _HUGO.glob("list.*"):
            text = template.read_text("utf-8").replace("ENTRIES", str(ENTRIES))
            (layouts / template.name).write_text(text, encoding="utf-8")
        settings = (_HUGO / "config.toml").read_text("utf-8")
        for name, value in (("HOST", corpus.HOST), ("TITLE", TITLE), ("FORMATS", _HUGO_FORMATS[formats])):
            settings = settings.replace(name, value)
        (folder / "config.toml").write_text(settings, encoding="utf-8")

    def build(self, *, fresh: bool) -> Usage:
        """Build the feeds; ``fresh`` from nothing, else over what an earlier build left."""
        if fresh:
            shutil.rmtree(self._folder / "public", ignore_errors=True)
        where: list[str | Path] = ["--contentDir", self._content, "--cacheDir", self._folder / "cache"]
        return run([self._program, "--quiet", "--noBuildLock", *where], self._folder)

    def feeds(self) -> int:
        """Return how many feeds stand in the output."""
        return _count(self._folder / "public", (".xml", ".json"))


def _count(folder: Path, suffixes: tuple[str, ...]) -> int:
    return sum(1 for path in folder.rglob("*") if path.suffix in suffixes)

"""The evaluation set of personal feeds as values: judged articles, readers, and the grade of every pair by rule.

What stands where is told in ``tests/personal/evaluation/README.md``, and so are the rules that `Reader.grade` follows.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from buzzfeed.articles import TermBook
from buzzfeed.model import Article, TermKind, fold
from buzzfeed.sources.reading import read_piece

FOLDER = Path(__file__).parent / "personal" / "evaluation"
CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""When readers look: no article is newer."""
_FIRST = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
_MARKUP = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Judged:
    """An article, the subjects it is about, and those it touches."""

    article: Article
    about: frozenset[str]
    aside: frozenset[str]


@dataclass(frozen=True)
class Reader:
    """What a reader says, as written in the file, and the rules by which articles are graded for this reader."""

    id: str
    said: dict[str, Any]

    @property
    def follows(self) -> frozenset[tuple[TermKind, str]]:
        """The channels that this reader would subscribe to, as kinds and folded labels."""
        pairs = (name.split(":", 1) for name in self.said["follows"])
        return frozenset((TermKind(kind), fold(label)) for kind, label in pairs)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What this reader says, as preferences are written."""
        names = {"words": "word", "hide": "hide", "sentences": "say", "languages": "lang"}
        told = [(name, term) for name in ("much", "little", "never") for term in self.said.get(name, ())]
        told += [("much", f"author:{name}") for name in self.said.get("authors", ())]
        told += [(name, text) for field, name in names.items() for text in self.said.get(field, ())]
        return tuple(told)

    def reads(self, article: Article) -> bool:
        """Whether an article is in a language of this reader."""
        return article.language.partition("-")[0] in self.said["languages"]

    def unwanted(self, judged: Judged) -> bool:
        """Whether an article is about what this reader wants to be spared."""
        return not judged.about.isdisjoint(self.said.get("unwanted", "").split())

    def grade(self, judged: Judged) -> int:
        """Return the grade of an article, 0 to 3, by the written rules."""
        if not self.reads(judged.article) or self.unwanted(judged) or self._hidden(judged.article):
            return 0
        best = max((self._by_subjects(judged, grade) for grade in (3, 2, 1)), default=0)
        if {term.label for term in judged.article.authors} & set(self.said.get("authors", ())):
            best = max(best, self.said.get("grade_author", 0))
        return min(best, 1) if not judged.aside.isdisjoint(self.said.get("unwanted", "").split()) else best

    def _by_subjects(self, judged: Judged, grade: int) -> int:
        found = 0
        for wanted in self.said.get(f"grade{grade}", "").split():
            parts = set(wanted.split("+"))
            if parts & judged.about and parts <= judged.about | judged.aside:
                return grade
            if len(parts) == 1 and parts <= judged.aside:
                found = grade - 1
        return found

    def _hidden(self, article: Article) -> bool:
        if not self.said.get("hide"):
            return False
        words = f" {spaced(article)} "
        hidden = (" ".join(_WORD.findall(fold(word))) for word in self.said.get("hide", ()))
        return any(f" {one} " in words for one in hidden)


@dataclass(frozen=True)
class Negation:
    """A free sentence, and the words that must be understood as liked, as disliked, or asked back."""

    says: str
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]
    ask: tuple[str, ...]


def spaced(article: Article) -> str:
    """Return the visible words of an article, folded, single spaces between them."""
    return " ".join(_WORD.findall(fold(f"{article.title} {article.lede} {_MARKUP.sub(' ', article.content)}")))


def subjects() -> frozenset[str]:
    """Return the subjects there are."""
    known = _toml(FOLDER / "subjects.toml")
    return frozenset(known["plain"].split()) | frozenset(known["explained"])


def readers(part: str) -> tuple[Reader, ...]:
    """Return the readers of a part: ``tuning`` or ``apart``."""
    return tuple(Reader(one["id"], one) for one in _toml(FOLDER / "readers" / f"{part}.toml")["reader"])


def negations(part: str) -> tuple[Negation, ...]:
    """Return the planted negations of a part: ``tuning`` or ``apart``."""
    cases = _toml(FOLDER / "negations" / f"{part}.toml")["case"]
    return tuple(
        Negation(case["says"], *(tuple(case.get(name, ())) for name in ("likes", "dislikes", "ask"))) for case in cases
    )


@cache
def articles(corpus: Path = CORPUS) -> tuple[Judged, ...]:
    """Return the judged articles: ours, and those of the corpora where `corpus` is there; newest first."""
    book = TermBook(())
    found = [*_ours(book), *(_corpora(book, corpus) if corpus.is_dir() else ())]
    return tuple(sorted(found, key=lambda one: (one.article.published, one.article.id), reverse=True))


def _ours(book: TermBook) -> Iterator[Judged]:
    for path in sorted((FOLDER / "articles").glob("*.toml")):
        section = _toml(path)
        for given in section["article"]:
            content = "\n".join(f"<p>{escape(part)}</p>" for part in given["body"].strip().split("\n\n"))
            article = _article(
                book,
                given["id"],
                given["title"],
                given["lede"],
                content,
                given["published"],
                "fr",
                terms=((section["category"],), given["tags"], given["authors"]),
            )
            yield Judged(article, frozenset(given["about"]), frozenset(given.get("aside", ())))


def _corpora(book: TermBook, corpus: Path) -> Iterator[Judged]:
    known = _toml(FOLDER / "corpora.toml")
    places = [(corpus / "us-18f-blog" / f"{name}.md", "en", told) for name, told in known["posts"].items()]
    places += [(corpus / "fr-newsroom-text" / f"{name}.txt", "fr", told) for name, told in known["newsroom"].items()]
    step = (NOW - timedelta(hours=2) - _FIRST) / len(places)
    for number, (path, language, told) in enumerate(places):
        piece = read_piece(path.read_bytes(), path.name)
        title = str(piece.meta.get("title") or piece.title)
        lede = " ".join(str(piece.meta.get("excerpt") or piece.lede).split())
        tags, authors = (_names(piece.meta.get(key)) for key in ("tags", "authors"))
        category = tuple(piece.categories) or ("18F",)
        published = (_FIRST + number * step).replace(microsecond=0)
        article = _article(
            book, path.stem, title, lede, piece.body, published, language, terms=(category, tags, authors)
        )
        about, _, aside = told.partition("|")
        yield Judged(article, frozenset(about.split()), frozenset(aside.split()))


def _article(
    book: TermBook,
    name: str,
    title: str,
    lede: str,
    content: str,
    published: datetime,
    language: str,
    *,
    terms: Sequence[Iterable[str]],
) -> Article:
    kinds = (TermKind.CATEGORY, TermKind.TAG, TermKind.AUTHOR)
    categories, tags, authors = (
        tuple(book.use(kind, label).term for label in labels) for kind, labels in zip(kinds, terms, strict=True)
    )
    return Article(
        id=f"tag:gazette.example,2026:{name}",
        source="gazette",
        origin=name,
        slug=name,
        url=f"https://gazette.example/{name}",
        title=title,
        lede=lede,
        content=content,
        published=published,
        updated=published,
        language=language,
        authors=authors,
        categories=categories,
        tags=tags,
        image=None,
        enclosures=(),
        key_points=(),
        related=(),
        featured=False,
        mark=name,
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))

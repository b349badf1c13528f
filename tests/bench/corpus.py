"""A seeded newsroom: French-like Markdown articles whose sizes, terms and typography resemble a real one's.

Article ``i`` of a seed is the same whatever the number asked for: the corpus of 1,000 is the start of that of 10,000,
and what comes after it can be added to it later. There are two trees with the same bodies; only their front matter
differs, since no form of it is read alike by all: YAML with lists (buzzfeed, Hugo), ``Key: value`` lines (Pelican).
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import words

T = TypeVar("T")

SEED = 2026
SMALLEST, LARGEST = 2_000, 12_000
HOST = "https://gazette.example"

# A Zipf–Mandelbrot law: of 1,000 articles with four tags each, about 1,450 tags, the first one in an eighth of them;
# of 10,000, about 6,500. A French newsroom of 766 articles had 1,221.
_EXPONENT, _SHIFT, _RANKS = 1.2, 8, 20_000
_FIRST = datetime(2015, 1, 5, 6, 0)
_APART = timedelta(hours=6)


class Dice:
    """Random choices from ``random()`` alone, whose sequence no version of Python changes."""

    def __init__(self, seed: str):
        self.roll = random.Random(seed).random

    def below(self, end: int) -> int:
        """Return a whole number from 0 to ``end`` - 1."""
        return int(self.roll() * end)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of ``choices``, each as likely."""
        return choices[self.below(len(choices))]

    def zipf(self, ranks: int, exponent: float, shift: float) -> int:
        """Return a rank from 0 to ``ranks`` - 1 whose chance falls as ``(rank + shift) ** -exponent``."""
        least = (1 + ranks / shift) ** (1 - exponent)
        place = shift * (1 - self.roll() * (1 - least)) ** (1 / (1 - exponent)) - shift
        return min(int(place), ranks - 1)


@dataclass(frozen=True)
class Article:
    """One generated article; ``date`` is without an offset, as newsrooms write it."""

    number: int
    title: str
    slug: str
    date: datetime
    category: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    description: str
    body: str

    @property
    def name(self) -> str:
        """The file's name; its folder is the year."""
        return f"{self.date:%Y}/{self.slug}.md"

    def yaml(self) -> str:
        """Return the file that buzzfeed and Hugo read."""
        return (
            f"---\ntitle: {_quoted(self.title)}\nslug: {self.slug}\ndate: {self.date.isoformat()}\n"
            f"categories: [{_quoted(self.category)}]\ntags: [{', '.join(map(_quoted, self.tags))}]\n"
            f"authors: [{', '.join(map(_quoted, self.authors))}]\ndescription: {_quoted(self.description)}\n---\n\n"
            f"{self.body}"
        )

    def metadata(self) -> str:
        """Return the file that Pelican reads."""
        return (
            f"Title: {self.title}\nSlug: {self.slug}\nDate: {self.date:%Y-%m-%d %H:%M}\nCategory: {self.category}\n"
            f"Tags: {', '.join(self.tags)}\nAuthors: {', '.join(self.authors)}\nSummary: {self.description}\n\n"
            f"{self.body}"
        )


def article(number: int, seed: int = SEED) -> Article:
    """Return article ``number``; later numbers are newer, negative ones older than the first."""
    dice = Dice(f"{seed}:{number}")
    title = _title(dice)
    description = " ".join(_sentence(dice) for _ in range(3))[:320].rsplit(" ", 1)[0] + "…"
    tags = tuple(dict.fromkeys(_tag_name(dice.zipf(_RANKS, _EXPONENT, _SHIFT)) for _ in range(dice.between(2, 6))))
    authors = tuple(dict.fromkeys(_author(dice.zipf(20, 1.1, 4)) for _ in range(1 + (dice.roll() < 0.15))))
    # The sum of three rolls is a hump: most files have 4 to 8 kB, a few 2 or 12.
    size = SMALLEST + 400 + int((LARGEST - SMALLEST - 1_500) * (dice.roll() + dice.roll() + dice.roll()) / 3)
    made = Article(
        number=number,
        title=title,
        slug=f"{'x' if number < 0 else 'n'}{abs(number):05d}-{_name(dice.below(20_000)).lower()}",
        date=_FIRST + number * _APART + timedelta(minutes=dice.below(300)),
        category=words.CATEGORIES[dice.zipf(len(words.CATEGORIES), 1.05, 2)],
        tags=tags,
        authors=authors,
        description=description,
        body="",
    )
    room = size - len(made.yaml().encode())
    return Article(**{**made.__dict__, "body": _body(dice, room)})


def articles(count: int, start: int = 0, seed: int = SEED) -> Iterable[Article]:
    """Yield ``count`` articles from number ``start`` on."""
    return (article(number, seed) for number in range(start, start + count))


def write(folder: Path, chosen: Iterable[Article], form: Callable[[Article], str] = Article.yaml) -> int:
    """Write articles below ``folder``, a folder a year; return how many bytes they have."""
    size = 0
    for one in chosen:
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = form(one).encode()
        path.write_bytes(data)
        size += len(data)
    return size


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _name(number: int) -> str:
    """Return a proper name that no other number has."""
    spelt, base = "", len(words.SYLLABLES)
    for _ in range(2):
        spelt += words.SYLLABLES[number % base]
        number //= base
    while number:
        spelt += words.SYLLABLES[number % base]
        number //= base
    return spelt.capitalize()


def _tag_name(rank: int) -> str:
    """Return the tag of a rank: plain words first, then words with a qualifier, every third a proper name."""
    if rank < len(words.NOUNS):
        return words.NOUNS[rank]
    rank -= len(words.NOUNS)
    noun, qualifier = rank % len(words.NOUNS), rank // len(words.NOUNS)
    if rank % 3 == 0 or qualifier >= len(words.QUALIFIERS):
        return f"Saint-{_name(rank)}"
    return f"{words.NOUNS[noun]} {words.QUALIFIERS[qualifier]}"


def _author(rank: int) -> str:
    return f"{words.FIRST_NAMES[rank]} {_name(rank * 37 + 1_700)}"


def _title(dice: Dice) -> str:
    subject, rest = dice.pick(words.SUBJECTS), f"{dice.pick(words.VERBS)} {dice.pick(words.OBJECTS)}"
    place = _name(dice.below(20_000))
    shape = dice.below(3)
    if shape == 0:
        return f"À {place}, {subject} {rest}"
    if shape == 1:
        return f"{place}{words.NBSP}: {subject} {rest}"
    return f"{subject[0].upper()}{subject[1:]} {rest}"


def _sentence(dice: Dice) -> str:
    text = f"{dice.pick(words.SUBJECTS)} {dice.pick(words.VERBS)} {dice.pick(words.OBJECTS)}"
    shape = dice.below(6)
    if shape < 3:
        text = f"{dice.pick(words.OPENINGS)}, {text} {dice.pick(words.TAILS)}"
    elif shape == 3:
        other = f"{dice.pick(words.SUBJECTS)} {dice.pick(words.VERBS)} cela"
        text = f"à {_name(dice.below(20_000))}, {text}{words.NARROW}; {other}"
    elif shape == 4:
        amount = f"{dice.between(2, 98)}{words.NARROW}{dice.between(100, 999)}"
        text = f"{text}, soit {amount}{words.NBSP}euros et {dice.between(3, 97)}{words.NARROW}% du total"
    else:
        text = f"{text}, de {_name(dice.below(20_000))} à {_name(dice.below(20_000))}"
    return text[0].upper() + text[1:] + "."


def _speech(dice: Dice) -> str:
    who = f"{dice.pick(words.FIRST_NAMES)} {_name(dice.below(60_000))}"
    return f"«{words.NBSP}{dice.pick(words.SPOKEN)}{words.NBSP}», dit {who}, {dice.between(19, 92)} ans."


def _link(dice: Dice) -> str:
    place = dice.below(3)
    inside = f"{HOST if place else ''}/dossier-{dice.below(900)}/"
    outside = f"https://{_name(dice.below(20_000)).lower()}.example/etude-{dice.below(90)}"
    return f"[{dice.pick(words.OBJECTS)}]({inside if place < 2 else outside})"


def _block(dice: Dice) -> str:
    """Return one block of Markdown: mostly a paragraph, now and then a heading, a list or a quotation."""
    shape = dice.below(12)
    if shape == 0:
        return f"## {dice.pick(words.HEADINGS)}\n\n{_sentence(dice)}"
    if shape == 1:
        return f"### {dice.pick(words.HEADINGS)}\n\n{_speech(dice)} {_sentence(dice)}"
    if shape == 2:
        return "\n".join(f"- {_sentence(dice)}" for _ in range(dice.between(2, 5)))
    if shape == 3:
        return "\n".join(f"{n + 1}. **{_name(dice.below(20_000))}** – {dice.pick(words.OBJECTS)}" for n in range(4))
    if shape == 4:
        return f"> {_speech(dice)}\n>\n> {_sentence(dice)}"
    text = [_sentence(dice) for _ in range(dice.between(2, 4))]
    if shape < 8:
        text.insert(1, f"À lire aussi, *sur le même sujet*{words.NBSP}: {_link(dice)}.")
    if shape == 8:
        text.append(_speech(dice))
    return " ".join(text)


def _body(dice: Dice, room: int) -> str:
    blocks = [_sentence(dice)]
    left = room - len(blocks[0].encode())
    while left > 0:
        block = _block(dice)
        blocks.append(block)
        left -= len(block.encode()) + 2
    return "\n\n".join(blocks) + "\n"


def main() -> None:
    """Write a corpus by hand: ``python tests/bench/corpus.py FOLDER 1000``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--pelican", action="store_true", help="Pelican's front matter instead of YAML")
    options = parser.parse_args()
    form = Article.metadata if options.pelican else Article.yaml
    size = write(options.folder, articles(options.count, seed=options.seed), form)
    print(f"{options.count} articles, {size:,} bytes")


if __name__ == "__main__":
    main()

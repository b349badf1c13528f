"""The marks of newsroom text: what a block of lines is, by its words alone, in French and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from buzzfeed.model import fold
from buzzfeed.sources.text import BLANK


class Role(StrEnum):
    """What a block of a newsroom's text is; ``TEXT`` is a heading, a paragraph or a caption, as its place tells."""

    TEXT = "text"
    LIST = "list"
    CREDIT = "credit"
    TOC = "toc"
    RELATED = "related"
    FOLLOW = "follow"
    BREADCRUMB = "breadcrumb"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together; of a list, its points without their bullets."""

    role: Role
    lines: tuple[str, ...]
    ordered: bool = False

    @property
    def text(self) -> str:
        """Its lines as one."""
        return " ".join(self.lines)


@dataclass(slots=True)
class _Draft:
    role: Role
    lines: list[str]
    ordered: bool = False


_BULLET = re.compile(r"[•‣▪◦●■·∙]\s*(?=\S)")
_DASH = re.compile(r"(?:[-*+]|–|—)\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
_CREDIT = re.compile(r"(?:©|\([cC]\)\s|(?:crédits?(?: photos?)?|photos?|image|illustration|credit|picture)\s*:)", re.I)
_CREDITED = re.compile(r"(?:©|\([cC]\)|[^:©]{0,20}:)[ \u00a0\u202f]*(.*?)(?:\s+[-–—|]\s+(.*))?", re.DOTALL)
_TOC_WORDS = (
    "(?:ne plus )?(?:voir|afficher|masquer|cacher|deplier|replier|ouvrir|fermer) (?:le sommaire|la table des matieres)"
    "|(?:show|hide|view|toggle|open|close)(?: the)? (?:table of )?contents|sommaire|table des matieres"
    "|table of contents|dans cet article|in this article"
)
_TOC = re.compile(rf"(?:{_TOC_WORDS})(?: ?[:|/·-]? ?(?:{_TOC_WORDS}))*[ :]*")
_RELATED = re.compile(
    r"(?:(?:À|A|à)\s(?:lire|voir|écouter|LIRE)(?:\s(?:aussi|également))?|À\sLIRE(?:\sAUSSI)?|Lire\s(?:aussi|également)"
    r"|Voir\saussi|(?:Also\s(?:read|see)|Read\s(?:also|more|next)|See\salso|Related))"
    r"[ \u00a0\u202f]*[:–—>→-]?[ \u00a0\u202f]+(?=\S)"
)
_HERE = re.compile(r"(?:vous êtes ici|vous etes ici|you are here)\s*[:>]\s*", re.IGNORECASE)
_STEP = re.compile(r"\s+[/>»›→|]\s+|\s*[›→]\s*")
_HOME = frozenset(("accueil", "home", "une", "a la une", "index"))
_SUM = re.compile(
    r"(?:pour resumer|en resume|en bref|en deux mots|ce qu'il faut retenir|a retenir|points? cles?|les points cles"
    r"|l'essentiel|en conclusion, l'essentiel|key points|key takeaways|takeaways|in short|to sum up|in summary|in brief"
    r"|the essentials)\b"
)
_ASKS = re.compile(r"\b(?:soutenez|suivez|rejoignez|retrouvez|abonnez|ajoutez|follow|support|join|subscribe)\b")
_WHERE = re.compile(
    r"\b(?:google|favoris|newsletter|lettre d'information|whatsapp|telegram|facebook|twitter|instagram|bluesky|mastodon"
    r"|linkedin|tiktok|youtube|discord|reseaux sociaux|notre chaine|flux rss|favourites|favorites|social media)\b"
)
_BYLINE = re.compile(r"(?:Par|By|Texte\s?:|Auteure?\s?:)\s+([^.!?;:0-9]{3,60})")
_WORD = re.compile(r"\w+")
_LONGEST = 300
_SENTENCE = re.compile(r"[^.]\.$")
_QUOTES = re.compile(r"[«»“”\"]")
_FINAL = re.compile(r"(?:[.,;:…]|\.\.\.)[\s»”\")\]]*$")


def blocks_of(text: str) -> list[Block]:
    """Part a text at its blank lines, and say of each block what it is; lists that follow each other are one."""
    drafts: list[_Draft] = []
    for lines in _paragraphs(text):
        begun = False
        dashed = sum(bool(_DASH.match(line)) for line in lines) > 1
        numbered = sum(bool(_NUMBER.match(line)) for line in lines) > 1
        for line in lines:
            draft = _line(line, dashed, numbered)
            last = drafts[-1] if drafts else None
            alike = last is not None and (last.role, last.ordered) == (draft.role, draft.ordered)
            if last is not None and alike and (draft.role is Role.LIST or (begun and draft.role is Role.TEXT)):
                last.lines += draft.lines
            else:
                drafts.append(draft)
            begun = True
    return [Block(draft.role, tuple(draft.lines), draft.ordered) for draft in drafts]


def may_head(block: Block) -> bool:
    """Whether a block could be a heading: one short line that does not end as a sentence does, and is no dialogue."""
    text = block.text
    if block.role is not Role.TEXT or len(block.lines) != 1 or not 3 <= len(text) <= 120:
        return False
    if text.startswith(("–", "—", "-")) or _FINAL.search(text):
        return False
    words = len(_WORD.findall(text))
    return words >= (4 if text.endswith("!") else 2 if text.endswith("?") else 1)


def sums_up(text: str) -> bool:
    """Whether a line announces a list of key points (« Pour résumer … »)."""
    return bool(_SUM.match(fold(text))) and len(text) <= 200


def related_title(text: str) -> str:
    """Return the title that an « À lire … » line names."""
    return _RELATED.sub("", text, count=1).strip(BLANK)


def credit_of(text: str) -> tuple[str, str]:
    """Return whom a credit line names, and the words that follow the name."""
    match = _CREDITED.fullmatch(text)
    return (match[1].strip(BLANK), (match[2] or "").strip(BLANK)) if match else (text, "")


def trail_of(text: str, title: str) -> list[str]:
    """Return the categories of a breadcrumb: what stands between the home page and the article itself."""
    steps = [step.strip(BLANK) for step in _STEP.split(_HERE.sub("", text, count=1))]
    for index in range(len(steps)):
        if fold(" / ".join(steps[index:])) == fold(" / ".join(_STEP.split(title))):
            steps = steps[:index]
            break
    else:
        # A title that the breadcrumb shortens or words differently is still its last step.
        if len(steps) > 1 and (len(steps[-1]) > 40 or steps[-1].endswith("…")):
            steps.pop()
    return [step for step in steps if step and fold(step) not in _HOME][:3]


def byline_of(text: str) -> list[str]:
    """Return the authors of a line such as « Par Jeanne Martin et Paul Roy », none where it is no such line."""
    match = _BYLINE.fullmatch(text)
    if match is None:
        return []
    names = re.split(r"\s*,\s*|\s+(?:et|and|&)\s+", match[1].strip(BLANK))
    return names if all(name[:1].isupper() and len(name.split()) <= 4 for name in names) else []


def _paragraphs(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(line.strip(BLANK))
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def _line(line: str, dashed: bool, numbered: bool) -> _Draft:
    for pattern, listed, ordered in ((_BULLET, True, False), (_DASH, dashed, False), (_NUMBER, numbered, True)):
        if listed and (match := pattern.match(line)):
            return _Draft(Role.LIST, [line[match.end() :]], ordered)
    return _Draft(role_of(line), [line])


def role_of(line: str) -> Role:
    """Say what a line is by its words; a long one is always text."""
    if len(line) > _LONGEST:
        return Role.TEXT
    plain = fold(line)
    signs = (
        (Role.BREADCRUMB, bool(_HERE.match(line)) or _trails(line, plain)),
        (Role.TOC, bool(_TOC.fullmatch(plain))),
        (Role.CREDIT, bool(_CREDIT.match(line))),
        (Role.RELATED, bool(_RELATED.match(line)) and not _SENTENCE.search(line)),
        (Role.FOLLOW, bool(_ASKS.search(plain) and _WHERE.search(plain)) and not _QUOTES.search(line)),
    )
    return next((role for role, found in signs if found), Role.TEXT)


def _trails(line: str, plain: str) -> bool:
    """Whether a line is a breadcrumb without its words: « Accueil / High Tech / … »."""
    return plain.split(" ", maxsplit=1)[0] in ("accueil", "home") and len(_STEP.split(line)) > 2

"""More or less like this: which stated choice would change, told before it is changed, and how to undo it.

A change is one step of one choice that concerns the article itself: a term it bears, a word it holds, the front page's
share. Whoever has the feed's address can ask for such a step, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from buzzfeed.errors import PreferencesError
from buzzfeed.follow.frame import Frame, frame_of
from buzzfeed.follow.my.preview import effect
from buzzfeed.follow.phrases import quoted
from buzzfeed.follow.site import Links, Site
from buzzfeed.follow.words import WORDS
from buzzfeed.follow.words.feedback import FEEDBACK, FeedbackWords
from buzzfeed.follow.words.my import MY
from buzzfeed.model import Article, TermKind
from buzzfeed.personal import (
    Difference,
    Ground,
    Part,
    Preferences,
    Want,
    Wished,
    candidate_of,
    pairs_of,
    preferences_of,
)
from buzzfeed.personal.preferences import MOST_TERMS, MOST_WORDS, in_order
from buzzfeed.personal.spelling import holds, stems, with_signs

MOST_STEPS, MOST_TRIED = 3, 6
"""Steps that are proposed, and those that are tried to find them."""
_UP: Mapping[str, str] = {"": Want.LITTLE, Want.LITTLE: Want.MUCH}
_DOWN: Mapping[str, str] = {Want.MUCH: Want.LITTLE, Want.LITTLE: ""}
_FOLLOWED = frozenset({Ground.TERM, Ground.AUTHOR})


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one choice: ``field`` is ``tag:IA``, ``word:école`` or ``front``, from one value to another."""

    field: str
    before: str
    after: str

    @property
    def back(self) -> Step:
        """What undoes it."""
        return Step(self.field, self.after, self.before)

    def __str__(self) -> str:
        """Return it as a form sends it."""
        return f"{self.field}={self.before}={self.after}"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the page tells it: its button's value, and what it would do."""

    value: str
    text: str
    effect: str


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """The page. ``told`` says what was just done, ``undo`` undoes it; ``steps`` are what may be done."""

    frame: Frame
    words: FeedbackWords
    heading: str
    title: str
    lead: str
    told: str
    undo: str
    steps: tuple[StepView, ...]
    action: str
    version: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How far it has come: the feed's version, what may be done with what each does, what was done, or undone."""

    version: int
    steps: Mapping[Step, Difference] = field(default_factory=dict)
    done: Step | None = None
    undone: bool = False


def steps_for(
    preferences: Preferences, article: Article, parts: tuple[Part, ...], way: str, *, by_front: bool = False
) -> tuple[Step, ...]:
    """Return the steps that give more or less of what an article is about, the aptest first, to be tried.

    Args:
        preferences: as they are.
        article: the one it is about.
        parts: what gave it points.
        way: ``more`` or ``less``.
        by_front: whether the front page's share brought it in.
    """
    found = _more(preferences, article) if way == "more" else _less(preferences, article, parts, by_front=by_front)
    return tuple(dict.fromkeys(step for step in found if stepped(preferences, article, step) is not None))[:MOST_TRIED]


def worth_telling(tried: Mapping[Step, Difference], way: str) -> dict[Step, Difference]:
    """Return the steps to propose. For less, one without effect says nothing where others have one.

    What is wanted more may well stand there already: such a step is for what comes.
    """
    apt = {step: found for step, found in tried.items() if way == "more" or found.gained or found.lost}
    return dict(list((apt or tried).items())[:MOST_STEPS])


def step_in(text: str) -> Step | None:
    """Return the step that a form sends; ``None`` where it is none."""
    parts = text.rsplit("=", 2)
    return Step(*parts) if len(parts) == 3 and len(text) < 400 else None


def stepped(preferences: Preferences, article: Article, step: Step) -> Preferences | None:
    """Return the preferences after a step.

    ``None`` where it does not concern the article, they are not as it says they are before, or would not be valid.
    """
    kind, _, name = step.field.partition(":")
    if step.field == "front":
        after = _front(preferences, step)
    else:
        after = _word(preferences, article, step, name) if kind == "word" else _term(preferences, article, step)
    try:
        return None if after is None else preferences_of(pairs_of(after))
    except PreferencesError:
        return None


def _term(preferences: Preferences, article: Article, step: Step) -> Preferences | None:
    kind, _, name = step.field.partition(":")
    term = next((one for one in article.terms if (one.kind, one.label) == (kind, name)), None)
    if term is None or step.after not in ("", *Want):
        return None
    held = next((one for one in preferences.terms if (one.kind, one.key) == (term.kind, term.key)), None)
    if (held.want.value if held else "") != step.before or step.before == step.after:
        return None
    others = tuple(one for one in preferences.terms if one is not held)
    if not step.after:
        return replace(preferences, terms=others)
    if len(others) >= MOST_TERMS:
        return None
    wished = Wished(term.kind, term.key, held.label if held else term.label, Want(step.after))
    return replace(preferences, terms=in_order((*others, wished)))


def feedback_view(
    site: Site,
    links: Links,
    path: str,
    way: str,
    article: Article,
    state: Taken,
) -> FeedbackView:
    """Return the page of an article at ``path``; ``way`` is ``more`` or ``less``."""
    steps, done, undone = state.steps, state.done, state.undone
    words = FEEDBACK[links.language]
    lead = (words.asked_one if len(steps) == 1 else words.asked) if steps else words.none[way]
    told = words.undone if undone else f"{words.done} {_text(done, links.language)}" if done else ""
    return FeedbackView(
        frame=replace(frame_of(site, links, path, title=words.headings[way]), canonical=""),
        words=words,
        heading=words.headings[way],
        title=words.of.format(name=quoted(article.title, WORDS[links.language])),
        lead="" if done or undone else lead,
        told=told,
        undo=str(done.back) if done and not undone else "",
        steps=tuple(
            StepView(str(step), _text(step, links.language), _effect(changed, links.language))
            for step, changed in ({} if done or undone else steps).items()
        ),
        action=links.page(path),
        version=state.version,
    )


def _more(preferences: Preferences, article: Article) -> Iterator[Step]:
    """Yield what is wanted a little and may be wanted a lot; then what nobody spoke of yet: tags before categories."""
    held = {(one.kind, one.key): one.want for one in preferences.terms}
    terms = sorted(article.terms, key=lambda one: [TermKind.TAG, TermKind.CATEGORY, TermKind.AUTHOR].index(one.kind))
    for known in (True, False):
        for term in terms:
            want = held.get((term.kind, term.key), "")
            if bool(want) is known and want in _UP and (term.kind is not TermKind.AUTHOR or known):
                yield Step(f"{term.kind}:{term.label}", str(want), str(_UP[want]))


def _less(preferences: Preferences, article: Article, parts: tuple[Part, ...], *, by_front: bool) -> Iterator[Step]:
    """Yield what brought the article in and may be wanted less; then tags nobody spoke of, to be refused."""
    if by_front and preferences.front:  # no term and no word is why it is there
        yield Step("front", str(preferences.front), str(preferences.front - 1))
    held = {(one.kind, one.key): one.want for one in preferences.terms}
    for term in article.terms:
        want = held.get((term.kind, term.key), "")
        if want in _DOWN:
            yield Step(f"{term.kind}:{term.label}", str(want), str(_DOWN[want]))
    for part in parts:
        if part.ground is Ground.WORD and part.points > 0:
            yield Step(f"word:{part.name}", "1", "")
    for term in article.tags:
        if (term.kind, term.key) not in held:
            yield Step(f"{term.kind}:{term.label}", "", Want.NEVER.value)


def _front(preferences: Preferences, step: Step) -> Preferences | None:
    if step.before != str(preferences.front) or not (step.after.isdecimal() and len(step.after) < 3):
        return None
    after = int(step.after)
    near = abs(after - preferences.front) == 1 and after <= preferences.amount
    return replace(preferences, front=after) if near else None


def _word(preferences: Preferences, article: Article, step: Step, word: str) -> Preferences | None:
    held = {with_signs(one): one for one in preferences.words}
    key = with_signs(word)
    if not _concerns(article, word, key):
        return None
    if (step.before, step.after) == ("1", "") and key in held:
        return replace(preferences, words=tuple(one for one in preferences.words if with_signs(one) != key))
    back = (step.before, step.after) == ("", "1") and key and key not in held and len(held) < MOST_WORDS
    if not back:
        return None
    words = {**held, key: word}
    return replace(preferences, words=tuple(words[one] for one in sorted(words)))


def _concerns(article: Article, word: str, key: str) -> bool:
    """Whether a text is a word to follow, as it would be kept, and an article holds it: as it is, or by its stems."""
    try:
        if preferences_of([("word", word)]).words != (word,):
            return False
    except PreferencesError:
        return False
    text = candidate_of(article).text
    wanted = stems(word)
    return holds(text, key) or (bool(wanted) and set(wanted) <= set(stems(text)))


def _text(step: Step | None, language: str) -> str:
    if step is None:
        return ""
    words, own = WORDS[language], FEEDBACK[language]
    kind, _, name = step.field.partition(":")
    if step.field == "front":
        return own.change.format(name=own.front, before=step.before, after=step.after)
    names = {"1": own.word, "": own.word_gone} if kind == "word" else own.wants
    before, after = names.get(step.before, ""), names.get(step.after, "")
    return own.change.format(name=quoted(name, words), before=before, after=after)


def _effect(changed: Difference, language: str) -> str:
    own = FEEDBACK[language]
    text = effect(changed, MY[language])
    return own.effect.format(effect=text) if text else own.no_effect

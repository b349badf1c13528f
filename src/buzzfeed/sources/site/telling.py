"""What a part of a round tells the newsroom: pages that did not answer, are hard to read, or lead nowhere."""

from __future__ import annotations

from buzzfeed.errors import RestError
from buzzfeed.model import Problem, Severity
from buzzfeed.sources.site.round import Round


def problems(site: str, round_: Round, *, over: bool, rest: RestError | None, ill: bool, bare: int) -> list[Problem]:
    """Return what is to be told of a round; most of it once it is ``over``.

    ``rest`` is why the site is left alone for now; ``ill`` whether it does not answer; ``bare`` how many pages are
    known where none of them is an article, else 0.
    """
    found = []
    if (over or rest or ill) and round_.unanswered:
        first, cause = next(iter(round_.unanswered.items()))
        text = f"{len(round_.unanswered)} of its pages did not answer, the first of them {first}: {cause}"
        hint = "what is known of them stays as it is; they are asked for again"
        severity = Severity.ERROR if ill else Severity.WARNING
        found.append(Problem("pages-unanswered", severity, site, text, hint))
    if over and round_.unread:
        first, (cause, mend) = next(iter(round_.unread.items()))
        text = f"{len(round_.unread)} of its pages could not be read, the first of them {first}: {cause}"
        hint = f"what is known of them stays as it is; {mend}"
        found.append(Problem("pages-unread", Severity.WARNING, site, text, hint))
    if over and round_.orphans:
        first, named = next(iter(round_.orphans.items()))
        text = f"{len(round_.orphans)} of its pages name a canonical address that is dead, or leads back"
        text += f", the first of them {first}: {named}"
        hint = "they are published under their own addresses; mend what the site writes as rel=canonical"
        found.append(Problem("canonical-lost", Severity.WARNING, site, text, hint))
    if over and round_.copies:
        first, named = next(iter(round_.copies.items()))
        text = f"{len(round_.copies)} of its pages name a canonical address whose article was taken back"
        text += f", the first of them {first}: {named}"
        hint = "they are left out; where one is an article of its own, have it name its own address as canonical"
        found.append(Problem("canonical-retracted", Severity.WARNING, site, text, hint))
    if over and round_.lists:
        first, mend = next(iter(round_.lists.items()))
        text = f"{len(round_.lists)} of its new pages seem to be lists of articles, the first of them {first}"
        found.append(Problem("pages-listed", Severity.WARNING, site, f"{text}: they are left out", mend))
    if rest is not None and rest.troubled:
        found.append(Problem(rest.code, Severity.WARNING, rest.subject, rest.cause, rest.hint))
    if over and bare:
        text = f"of its {bare} pages that were looked at, none is an article"
        hint = "see what one of them gives: buzzfeed preview ADDRESS; include and exclude say which are looked at"
        found.append(Problem("no-articles", Severity.WARNING, site, text, hint))
    return found

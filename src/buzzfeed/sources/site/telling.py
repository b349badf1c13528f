"""What a part of a round tells the newsroom: pages that did not answer, are hard to read, or lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

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
        hint = "what is known of them stays as it is; they are asked for again"
        one = _pages("pages-unanswered", site, "pages did not answer", round_.unanswered, hint)
        found.append(replace(one, severity=Severity.ERROR) if ill else one)
    if over:
        found += _unread(site, round_)
    if rest is not None and rest.troubled:
        found.append(Problem(rest.code, Severity.WARNING, rest.subject, rest.cause, rest.hint))
    if over and bare:
        text = f"of its {bare} pages that were looked at, none is an article"
        hint = "see what one of them gives: buzzfeed preview ADDRESS; include and exclude say which are looked at"
        found.append(Problem("no-articles", Severity.WARNING, site, text, hint))
    return found


def _unread(site: str, round_: Round) -> Iterator[Problem]:
    """Yield what is to be told of pages that answered: unread ones, those with odd canonical addresses, lists."""
    if round_.unread:
        causes = {url: cause for url, (cause, _) in round_.unread.items()}
        _, mend = next(iter(round_.unread.values()))
        hint = f"what is known of them stays as it is; {mend}"
        yield _pages("pages-unread", site, "pages could not be read", causes, hint)
    if round_.orphans:
        say = "pages name a canonical address that is dead, or leads back"
        hint = "they are published under their own addresses; mend what the site writes as rel=canonical"
        yield _pages("canonical-lost", site, say, round_.orphans, hint)
    if round_.copies:
        say = "pages name a canonical address whose article was taken back"
        hint = "they are left out; where one is an article of its own, have it name its own address as canonical"
        yield _pages("canonical-retracted", site, say, round_.copies, hint)
    if round_.lists:
        left_out = dict.fromkeys(round_.lists, "they are left out")
        mend = next(iter(round_.lists.values()))
        yield _pages("pages-listed", site, "new pages seem to be lists of articles", left_out, mend)


def _pages(code: str, site: str, say: str, pages: Mapping[str, str], hint: str) -> Problem:
    """Return what is to be told of some pages, with the first of them and what is so of it."""
    first, why = next(iter(pages.items()))
    return Problem(code, Severity.WARNING, site, f"{len(pages)} of its {say}, the first of them {first}: {why}", hint)

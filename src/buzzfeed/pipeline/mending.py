"""What an editor does about an article that is public, or was: bring it back, or put a dated correction at its top."""

from __future__ import annotations

from datetime import datetime

from buzzfeed import articles, channels, guard
from buzzfeed.config import Config
from buzzfeed.errors import StaleError
from buzzfeed.guard import RELEASED
from buzzfeed.model import Correction, Decision, IdentityKeys, Intake, Judgement, Reason, Record, Revision, Status
from buzzfeed.pipeline.editor import DecisionError, unknown
from buzzfeed.pipeline.works import cleaning_of, queries_of
from buzzfeed.ports import Store

LONGEST_NOTE = 2000
"""Characters of a correction at most."""
_TRIES = 5


def undo(store: Store, article: str, now: datetime, *, by: str = "", note: str = "") -> Status:
    """Bring a retracted article back under its own id, as it was last public; its times stay as they were.

    Its source is read again: what changed there meanwhile is judged as any edit is. Where the source has it no more,
    it stays as it was stored until somebody retracts it.

    Raises:
        DecisionError: there is no such article, it is not retracted, or it was never public.
    """
    record = _record(store, article)
    if record.status is not Status.RETRACTED:
        mend = "publish it in its source" if record.status is Status.DRAFT else "see: buzzfeed articles"
        raise DecisionError(article, f"is {record.status}, not retracted", mend)
    open_ones = [one.revision for one in store.retractions(article) if one.undone is None]
    if not open_ones:
        raise DecisionError(article, "was never public, so there is nothing to bring back", "see: buzzfeed articles")
    reason = Reason(RELEASED, f"brought back by {by or 'an editor'}" + (f": {note}" if note else ""))
    reasons = (reason, *_overruled(store, article, open_ones[0]))
    store.decide([Decision(article, open_ones[0], Judgement(Status.PUBLISHED, reasons), by, note)], now)
    return Status.PUBLISHED


def _overruled(store: Store, article: str, number: int) -> tuple[Reason, ...]:
    """Return what an editor's release of this revision overruled, before it was taken back."""
    revision = store.revision(article)
    if revision is None or revision.number != number:
        return ()
    return tuple(one for one in revision.judgement.reasons[1:] if one.code != RELEASED)


def correct(store: Store, config: Config, article: str, note: str, now: datetime, *, by: str = "") -> Status:
    """Put a dated note at the top of a published article; readers see an update of the same entry.

    The note is kept with the article, not in its source, so that it stays through every later edit.

    Raises:
        DecisionError: there is no such article, it is not published, an edit of it waits, the note is no note, or it
            says what the guard would hold in an article.
    """
    words = " ".join(note.split())
    if not words:
        raise DecisionError(article, "the note says nothing", 'write what was wrong: --note "…"')
    if len(words) > LONGEST_NOTE or not words.isprintable():
        cause = f"the note is longer than {LONGEST_NOTE} characters, or holds some that cannot be shown"
        raise DecisionError(article, cause, "say it in fewer, plain words")
    _refuse_what_would_be_held(words, config)
    for last in (False,) * _TRIES + (True,):
        revision = _published(store, article)
        try:
            _correct(store, config, revision, Correction(article, words, by, now), now)
            break
        except StaleError:
            if last:
                raise
    return Status.PUBLISHED


def _refuse_what_would_be_held(words: str, config: Config) -> None:
    """Hold a note to what an article is held to: it goes out at once, so that it is refused where that is held."""
    found = guard.inspect_words(words, guard.Lookout.of(config.guard, config.newsroom.language))
    held = next((reason for reason in found if config.guard.action(reason.code) == "hold"), None)
    if held is not None:
        cause = f"an article that says this would be held ({held.code}): {held.excerpt}"
        raise DecisionError("the note", cause, "write it without that")


def _correct(store: Store, config: Config, revision: Revision, one: Correction, now: datetime) -> None:
    earlier = store.corrections([one.article]).get(one.article, ())
    settings = cleaning_of(config, revision.article.source)
    corrected = articles.correct(revision.article, earlier, one, settings, now)
    bearing = Revision(
        article=corrected,
        number=revision.number + 1,
        judgement=revision.judgement,
        guid=revision.guid,
        stamp=revision.stamp,
        wish=revision.wish,
        first_seen=revision.first_seen,
        dated=revision.dated,
        uses=revision.uses,
        channels=channels.channels_of(corrected, queries_of(config)),
        title_key=revision.title_key,
        wanted=revision.wanted,
        turn=revision.turn,
        address=revision.address,
        body=revision.body,
    )
    store.absorb(Intake(corrected.source, (bearing,), correction=one), now)


def _published(store: Store, article: str) -> Revision:
    record, revision = _record(store, article), store.revision(article)
    if revision is None or record.status is not Status.PUBLISHED:
        raise DecisionError(article, f"is {record.status}, so no reader has it", "mend it in its source")
    if revision.judgement.status is not Status.PUBLISHED:
        cause = f"an edit of it is {revision.judgement.status}, and would be passed over"
        raise DecisionError(article, cause, "release or reject that first: buzzfeed held")
    return revision


def _record(store: Store, article: str) -> Record:
    record = store.ledger([IdentityKeys("", "", "", ids=(article,))]).by_id.get(article)
    if record is None:
        raise unknown(article)
    return record

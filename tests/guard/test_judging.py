"""The guard: default deny, plain reasons, and editors' decisions that hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.config import GUARD_CODES, GuardSettings
from buzzfeed.guard import (
    FIRM,
    REJECTED,
    RELEASED,
    RETRACTED_BY_EDITOR,
    RULES,
    SENTENCES,
    Case,
    Past,
    judge,
    warnings,
)
from buzzfeed.model import ORIGIN_VANISHED, Reason, Status, Wish
from stage_values import NOW, URL, article, cleaned, record

SETTINGS = GuardSettings()


def judged(item=None, known=None, faults=(), settings=SETTINGS, without_url="page", now=NOW, **changes):
    """Judge an item that settles as an article with some changes."""
    item = item or cleaned(url=URL)
    return judge(Case(item, article(item, known, **changes), known, settings, without_url, now, faults))


def codes(judgement):
    """Return the codes of the reasons."""
    return [reason.code for reason in judgement.reasons]


def test_sound_article_is_published():
    """Where nothing speaks against it, an article goes out, without a reason."""
    judgement = judged()
    assert (judgement.status, judgement.reasons, judgement.due) == (Status.PUBLISHED, (), None)


@pytest.mark.parametrize("wish", [Wish.DRAFT, Wish.PRIVATE, Wish.PROTECTED])
def test_what_the_newsroom_keeps_back_is_a_draft(wish):
    """Drafts, private and protected articles are never published, not even one that was, or was released."""
    item = cleaned(url=URL, wish=wish)
    for known in (None, record(item), record(item, [Reason(RELEASED, "x")])):
        judgement = judged(item, known)
        assert judgement.status is Status.DRAFT
        assert codes(judgement) == [wish.value]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "empty-title"),
        ({"body": ""}, "empty-body"),
        ({"published": "9999-12-31"}, "date-too-far"),
        ({"published": "0001-02-03"}, "date-too-early"),
        ({"published": "0000-00-00"}, "bad-date"),
        ({"url": "javascript:x"}, "bad-url"),
        ({"faults": (Reason("not-utf8", "The file is not UTF-8."),)}, "not-utf8"),
    ],
)
def test_what_is_wrong_is_held_with_its_reason(changes, code):
    """Each fault, and each date beyond bounds, holds an article under its own code, with one plain sentence."""
    judgement = judged(cleaned(**{"url": URL, **changes}))
    assert judgement.status is Status.HELD
    assert codes(judgement) == [code]
    assert judgement.reasons[0].text.endswith(".")
    assert judgement.due is None


def test_faults_of_its_identity_hold_an_article():
    """A guid or an address that another has holds it; all reasons are told, each once."""
    faults = (Reason("duplicate-id", "x"), Reason("duplicate-url", "y"))
    judgement = judged(cleaned(url=URL, title=""), faults=faults)
    assert judgement.status is Status.HELD
    assert codes(judgement) == ["empty-title", "duplicate-id", "duplicate-url"]


def test_text_beyond_the_bound_is_held():
    """The size is that of the text in bytes, as it would stand in a feed; at the bound it is not too large."""
    item = cleaned("<p>été</p>", url=URL)
    size = len(item.content.encode())
    assert judged(item, settings=GuardSettings(max_bytes=size)).status is Status.PUBLISHED
    assert codes(judged(item, settings=GuardSettings(max_bytes=size - 1))) == ["too-large"]


def test_bounds_of_dates_are_settings():
    """What lies a second beyond them is held."""
    far = NOW + timedelta(seconds=100)
    assert judged(published=far, settings=GuardSettings(max_future=100)).status is Status.SCHEDULED
    assert codes(judged(published=far, settings=GuardSettings(max_future=99))) == ["date-too-far"]
    assert codes(judged(settings=GuardSettings(earliest=2025))) == ["date-too-early"]


def test_article_without_an_address_may_be_held():
    """A source can ask for it; an article with an address is none of these."""
    assert judged(cleaned()).status is Status.PUBLISHED
    assert codes(judged(cleaned(), without_url="hold")) == ["no-address"]
    assert judged(without_url="hold").status is Status.PUBLISHED


def test_article_whose_time_is_to_come_is_scheduled():
    """It waits until its time, to the second."""
    later = NOW + timedelta(seconds=1)
    judgement = judged(published=later)
    assert (judgement.status, judgement.due) == (Status.SCHEDULED, later)
    assert judged(published=later, now=later).status is Status.PUBLISHED


def test_published_article_stays_out_when_the_clock_is_put_back():
    """What was published is not withdrawn because a clock says that its time is to come."""
    assert judged(known=record(), now=NOW - timedelta(days=90)).status is Status.PUBLISHED


def test_released_revision_is_published():
    """An editor's release overrules what the guard finds, and is remembered beside the revision."""
    item = cleaned("", url=URL)
    reasons = [Reason(RELEASED, "Released by Ana."), Reason("empty-body", "x"), Reason("duplicate-url", "y")]
    known = record(item, reasons, status=Status.PUBLISHED)
    judgement = judged(item, known, faults=(Reason("duplicate-url", "y"),))
    assert (judgement.status, codes(judgement)) == (Status.PUBLISHED, [RELEASED, "empty-body", "duplicate-url"])


def test_a_release_that_answered_nothing_overrules_nothing():
    """Who brings an article back, or corrects it, has not looked at what would hold it."""
    item = cleaned("", url=URL)
    judgement = judged(item, record(item, [Reason(RELEASED, "Brought back by Ana.")], status=Status.PUBLISHED))
    assert (judgement.status, codes(judgement)) == (Status.HELD, ["empty-body"])


def test_release_does_not_hasten():
    """A released article whose time is to come waits for it, and stays released."""
    item = cleaned("", url=URL, published="2024-06-02")
    released = [Reason(RELEASED, "x"), Reason("empty-body", "y")]
    judgement = judged(item, record(item, released, status=Status.SCHEDULED))
    assert (judgement.status, codes(judgement)) == (Status.SCHEDULED, [RELEASED, "empty-body"])


def test_release_holds_for_that_revision_alone():
    """Changed content is judged anew."""
    known = record(cleaned("<p>Avant</p>", url=URL), [Reason(RELEASED, "x")])
    judgement = judged(cleaned("", url=URL), known)
    assert (judgement.status, codes(judgement)) == (Status.HELD, ["empty-body"])


def test_release_covers_the_reasons_it_answered():
    """A reason that the editor did not see holds the same revision anew; all are told, so that one answer is enough."""
    item = cleaned("", url=URL)
    known = record(item, [Reason(RELEASED, "x"), Reason("empty-body", "y")], status=Status.PUBLISHED)
    assert judged(item, known).status is Status.PUBLISHED
    judgement = judged(item, known, faults=(Reason("duplicate-url", "y"),))
    assert (judgement.status, codes(judgement)) == (Status.HELD, ["empty-body", "duplicate-url"])


def test_release_is_spent_when_an_edit_comes_back():
    """An edit that returns to a text released before is judged anew: another revision lay between."""
    released, other = cleaned("", url=URL), cleaned("<p>Entre-temps</p>", url=URL)
    judgement = judged(released, record(other, status=Status.PUBLISHED))
    assert (judgement.status, codes(judgement)) == (Status.HELD, ["empty-body"])


@pytest.mark.parametrize(
    ("action", "status"), [("hold", Status.HELD), ("warn", Status.PUBLISHED), ("off", Status.PUBLISHED)]
)
def test_rules_hold_warn_or_are_off(action, status):
    """What is only warned of goes out and is told; what is off is neither."""
    item = cleaned("", url=URL, published="1970-01-01")
    settings = GuardSettings(rules=dict.fromkeys(("empty-body", "date-too-early", "phone"), action))
    found = (Reason("phone", "x"),)
    case = Case(item, article(item), None, settings, "page", NOW, found=found if action != "off" else ())
    assert judge(case).status is status
    assert {one.code for one in warnings(case)} == (
        {"empty-body", "phone", "date-too-early"} if action == "warn" else set()
    )


def test_faults_that_are_no_rules_always_hold():
    """What could not be read or identified is not set by the rules."""
    case = Case(cleaned(url=URL), article(), None, SETTINGS, "page", NOW, (Reason("duplicate-url", "x"),))
    assert judge(case).status is Status.HELD
    with pytest.raises(ValueError, match="there is no rule"):
        GuardSettings(rules={"duplicate-url": "off"})


LONG = "<p>" + "Le port ouvre. " * 40 + "</p>"


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        (LONG, "<p>Le port ouvre.</p>", True),
        (LONG, "", True),
        (LONG, LONG[: len(LONG) // 2 + 30] + "</p>", False),
        (LONG[:200] + "</p>", "<p>Le port ouvre.</p>", False),
        (LONG, LONG, False),
    ],
)
def test_body_that_shrank_by_most_is_held(before, after, holds):
    """Held against what readers have now; a short text may become shorter."""
    item = cleaned(after, url=URL)
    past = Past(cleared=cleaned(before, url=URL).content)
    known = record(cleaned(before, url=URL), status=Status.PUBLISHED)
    case = Case(item, article(item, known), known, SETTINGS, "page", NOW, past=past)
    assert ("shrunk" in codes(judge(case))) == holds


def test_flood_holds_what_is_new_until_somebody_looks():
    """All new articles of a flood wait; known ones do not; read again as it was it still waits, edited it is free."""
    item = cleaned(url=URL)
    flood = Past(arrivals=SETTINGS.flood + 1)

    def case(item, known, past=flood):
        return Case(item, article(item, known), known, SETTINGS, "page", NOW, past=past)

    held = judge(case(item, None))
    assert codes(held) == ["flood"]
    assert judge(case(item, record(item, status=Status.PUBLISHED))).status is Status.PUBLISHED
    waiting = record(item, held.reasons, status=Status.HELD)
    assert codes(judge(case(item, waiting, Past()))) == ["flood"]
    assert judge(case(cleaned("<p>Relu, et corrigé.</p>", url=URL), waiting, Past())).status is Status.PUBLISHED
    assert judge(case(item, None, Past(arrivals=9999, first_import=True))).status is Status.PUBLISHED


def test_old_dates_of_what_is_published_stay():
    """A bound that is drawn later, or an archive that is met for the first time, takes nothing from readers."""
    item = cleaned(url=URL, published="1970-01-01")
    known = record(item, status=Status.PUBLISHED)
    assert judge(Case(item, article(item, known), known, SETTINGS, "page", NOW)).status is Status.PUBLISHED
    first = Case(item, article(item), None, SETTINGS, "page", NOW, past=Past(first_import=True))
    assert judge(first).status is Status.PUBLISHED
    assert codes(judge(Case(item, article(item), None, SETTINGS, "page", NOW))) == ["date-too-early"]


@pytest.mark.parametrize("code", sorted(FIRM))
def test_some_faults_no_release_overrules(code):
    """What leaves nothing to publish is held even if it was released."""
    item = replace(cleaned(url=URL), faults=(Reason(code, "x"), Reason("bad-date", "y")))
    judgement = judged(item, record(item, [Reason(RELEASED, "x"), *item.faults]))
    assert (judgement.status, codes(judgement)) == (Status.HELD, [code])


def test_rejected_revision_stays_rejected():
    """As long as a reader would see the same; what is changed is judged anew."""
    reasons = [Reason(REJECTED, "Rejected by Ana.")]
    item = cleaned(url=URL)
    for status in (Status.REJECTED, Status.PUBLISHED):  # an earlier revision may be served meanwhile
        judgement = judged(item, record(item, reasons, status=status))
        assert (judgement.status, judgement.reasons) == (Status.REJECTED, tuple(reasons))
        assert judged(cleaned("<p>Neuf</p>", url=URL), record(item, reasons, status=status)).status is Status.PUBLISHED


def test_what_an_editor_retracted_stays_retracted():
    """Whatever changes, and whatever the newsroom says: only the editor brings it back."""
    reasons = [Reason(RETRACTED_BY_EDITOR, "Retracted by Ana.")]
    for item in (cleaned(url=URL), cleaned("<p>Neuf</p>", url=URL), cleaned(url=URL, wish=Wish.DRAFT)):
        judgement = judged(item, record(reasons=reasons, status=Status.RETRACTED))
        assert (judgement.status, judgement.reasons) == (Status.RETRACTED, tuple(reasons))
    assert judged(known=record(status=Status.RETRACTED)).status is Status.RETRACTED


def test_what_came_back_is_judged_anew():
    """An article that was retracted since its origin vanished is published again with it."""
    known = record(reasons=[Reason(ORIGIN_VANISHED, "x")], status=Status.RETRACTED)
    assert judged(known=known).status is Status.PUBLISHED
    assert judged(cleaned(url=URL, wish=Wish.DRAFT), known).status is Status.DRAFT


def test_rules_have_codes_of_their_own():
    """Each rule can be told from the others by a stable code."""
    found = [rule.code for rule in RULES]
    assert len(set(found)) == len(found)
    assert all(code == code.lower() and " " not in code for code in found)
    assert set(SENTENCES) == set(GUARD_CODES)
    assert all(english.endswith(".") and french.endswith(".") for english, french in SENTENCES.values())


GUARD_FAULTS = ("duplicate-id", "duplicate-url", *GUARD_CODES)


@given(
    st.sampled_from(Wish),
    st.sampled_from(["", "<p>a</p>"]),
    st.sampled_from(["", "Titre"]),
    st.sampled_from(["2024-05-01", "2024-07-01", "9999-01-01", "x"]),
    st.sampled_from(["page", "hold"]),
    st.lists(st.sampled_from(["duplicate-id", "duplicate-url"]), max_size=2),
    st.none() | st.tuples(st.sampled_from(Status), st.sampled_from(["", RELEASED, REJECTED, ORIGIN_VANISHED])),
)
def test_nothing_goes_out_by_accident(wish, body, title, published, without_url, faults, past):
    """What is published, or will be by itself, is meant to be, and has no fault that an editor did not overrule."""
    item = cleaned(body, title=title, published=published, wish=wish)
    known = None
    if past is not None:
        answered = [Reason(code, "x") for code in GUARD_FAULTS] if past[1] == RELEASED else []
        known = record(item, [Reason(past[1], "x"), *answered] if past[1] else [], status=past[0])
    judgement = judged(item, known, [Reason(code, "x") for code in faults], without_url=without_url)
    if judgement.status in (Status.PUBLISHED, Status.SCHEDULED):
        assert wish is Wish.PUBLISH
        assert title
        assert not (item.faults or faults or without_url == "hold") or codes(judgement)[:1] == [RELEASED]
        assert (judgement.status is Status.SCHEDULED) == (judgement.due is not None)
    else:
        assert judgement.reasons or past is not None
        assert judgement.due is None

"""What the doctor says of the last publication."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from buzzfeed.daemon.doctor.visible import judged
from buzzfeed.model import Appearance, AppearanceState

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SEEN = Appearance("v", (), (), NOW, NOW, state=AppearanceState.VISIBLE, seen=NOW + timedelta(seconds=2))


def test_how_long_it_took_is_said():
    """What was seen is well."""
    assert judged(SEEN).ok
    assert "after 2 s" in judged(SEEN).text


def test_a_cache_that_keeps_the_old_copy_is_to_be_mended_and_an_unseen_address_is_not():
    """Nobody is told to mend what is not known to be wrong."""
    late = judged(replace(SEEN, state=AppearanceState.LATE, seen=None, words="not seen in 20 min"))
    assert not late.ok
    assert "[cdn]" in late.hint
    assert judged(replace(SEEN, state=AppearanceState.UNPROVED, seen=None, words="not to be seen from here")).ok

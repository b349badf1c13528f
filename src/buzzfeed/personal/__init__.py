"""Personal feeds: selecting articles from what a reader says, with whole numbers, no clock and no chance.

A newsroom's recent articles become an `Offer` of `Candidate`s, made once for all readers. What one reader says becomes
`Preferences` (checked) and a `Taste` (made ready). `select` gives the articles that stand in the feed at an instant,
and what to remember of it; `reason` tells of each why, `left_out`, `why_not` and `what_if` tell of the others.
"""

from buzzfeed.personal.arrivals import Standing, standing_of, touched
from buzzfeed.personal.candidates import Candidate, candidate_of, pieces_of
from buzzfeed.personal.naming import called, feedback_labels
from buzzfeed.personal.offer import Offer, TermKey
from buzzfeed.personal.preferences import (
    Hidden,
    Pace,
    Preferences,
    Variety,
    Want,
    Wished,
    canonical,
    pairs_of,
    preferences_of,
    readable,
)
from buzzfeed.personal.preview import Change, Difference, at_odds, change_for, difference, left_out, what_if
from buzzfeed.personal.reasons import reason, why_not
from buzzfeed.personal.remembering import key_of, pack_shown, unpack_shown
from buzzfeed.personal.scoring import ENOUGH, Bar, Compared, Ground, Part, Scored, compare, score
from buzzfeed.personal.selecting import KEPT, MOST_ENTRIES, OFFERED, Chosen, Selection, Shown, select
from buzzfeed.personal.sentences import Understood, understand
from buzzfeed.personal.taste import MOST_PARTS_MEANT, MOST_WORDS_MEANT, Taste, beyond_meaning, phrases_of, taste_of

__all__ = [
    "ENOUGH",
    "KEPT",
    "MOST_ENTRIES",
    "MOST_PARTS_MEANT",
    "MOST_WORDS_MEANT",
    "OFFERED",
    "Bar",
    "Candidate",
    "Change",
    "Chosen",
    "Compared",
    "Difference",
    "Ground",
    "Hidden",
    "Offer",
    "Pace",
    "Part",
    "Preferences",
    "Scored",
    "Selection",
    "Shown",
    "Standing",
    "Taste",
    "TermKey",
    "Understood",
    "Variety",
    "Want",
    "Wished",
    "at_odds",
    "beyond_meaning",
    "called",
    "candidate_of",
    "canonical",
    "change_for",
    "compare",
    "difference",
    "feedback_labels",
    "key_of",
    "left_out",
    "pack_shown",
    "pairs_of",
    "phrases_of",
    "pieces_of",
    "preferences_of",
    "readable",
    "reason",
    "score",
    "select",
    "standing_of",
    "taste_of",
    "touched",
    "understand",
    "unpack_shown",
    "what_if",
    "why_not",
]

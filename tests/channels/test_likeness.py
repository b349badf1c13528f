"""Terms that seem to be one."""

import pytest

from buzzfeed.channels import Counted, groups
from buzzfeed.model import TermKind


def tags(*labels):
    """Return tags, each with fewer articles than the one before."""
    return [Counted(TermKind.TAG, label, 100 - number) for number, label in enumerate(labels)]


def told(terms):
    """Return the groups as lists of labels."""
    return [[group.keep.label, *(other.label for other in group.others)] for group in groups(terms)]


@pytest.mark.parametrize(
    "labels",
    [
        ["IA", "I.A.", "intelligence artificielle"],
        ["Énergies renouvelables", "énergie renouvelable"],
        ["cyber-sécurité", "cybersécurité"],
        ["Environnement", "Environement"],
        ["Jeux vidéo", "jeu vidéo"],
        ["Union européenne", "UE"],
    ],
)
def test_names_of_one_thing_are_one_group(labels):
    """Punctuation, initials, plurals and slips are seen; the most frequent spelling is kept."""
    assert told(tags(*labels)) == [labels]


@pytest.mark.parametrize(
    "labels",
    [
        ["Élections 2024", "Élections 2025"],
        ["Union européenne", "Une enquête"],
        ["Paris", "Pars"],
        ["Canada", "Panama"],
        ["Football", "Handball"],
        ["Mali", "Malte"],
    ],
)
def test_names_of_different_things_are_none(labels):
    """Short names that differ in a letter, and names with other numbers, are left apart."""
    assert told(tags(*labels)) == []


def test_kinds_are_kept_apart():
    """A category and a tag of one name are two things."""
    assert groups([Counted(TermKind.TAG, "IA", 3), Counted(TermKind.CATEGORY, "I.A.", 2)]) == ()


def test_initials_of_a_person_are_nobody():
    """Authors are not merged by their initials."""
    assert groups([Counted(TermKind.AUTHOR, "Anne Roux", 3), Counted(TermKind.AUTHOR, "AR", 2)]) == ()

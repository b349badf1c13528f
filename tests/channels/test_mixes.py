"""Mixes: one canonical form for one meaning, and clear words where there is none."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.channels import MOST_TERMS, mix_of, mix_title, term_name
from buzzfeed.errors import MixError
from buzzfeed.model import ChannelKey, ChannelKind

SLUGS = st.sampled_from(["ia", "mer", "foot", "a", "b-2"])
KEYS = st.builds(ChannelKey, st.sampled_from([ChannelKind.TAG, ChannelKind.CATEGORY, ChannelKind.AUTHOR]), SLUGS)
PARTS = st.lists(KEYS, max_size=3)


def read(query):
    """Read a mix from a query."""
    return mix_of(parse_qsl(query))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("any=tag:ia&any=category:high-tech&none=tag:sport", "any=category:high-tech,tag:ia&none=tag:sport"),
        ("none=tag:sport&any=tag:ia,,tag:ia, TAG:b", "any=tag:b,tag:ia&none=tag:sport"),
        ("all=tag:ia", "any=tag:ia"),
        ("any=tag:ia&all=tag:b", "all=tag:b,tag:ia"),
        ("any=tag:ia,tag:c&all=tag:ia", "any=tag:ia"),
        ("any=tag:ia,tag:c&none=tag:c", "any=tag:ia&none=tag:c"),
        ("none=tag:ia", "none=tag:ia"),
        ("any=tag:ia,tag:b&lang=en&utm_source=x", "any=tag:b,tag:ia"),
    ],
)
def test_one_meaning_has_one_form(written, canonical):
    """Order, repetition and roundabout ways of saying the same thing leave one address."""
    assert read(written).query == canonical


@given(any_=PARTS, all_=PARTS, none=PARTS, tried=st.sets(KEYS))
def test_canonical_form_means_the_same_and_is_stable(any_, all_, none, tried):
    """Whatever terms an article has, the canonical mix holds it exactly where the one as written does."""
    pairs = [(role, term_name(key)) for role, part in (("any", any_), ("all", all_), ("none", none)) for key in part]

    def holds(wanted, each, never):
        return (not wanted or bool(tried & set(wanted))) and set(each) <= tried and not tried & set(never)

    try:
        mix = mix_of(pairs)
    except MixError:
        # Where nothing is named, or where no set of terms would do: it is wanted and excluded.
        assert not pairs or not holds(any_, all_, none)
        return
    assert holds(mix.any, mix.all, mix.none) == holds(any_, all_, none)
    assert read(mix.query) == mix
    assert len(mix.keys) == len(set(mix.keys)) <= MOST_TERMS


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "empty"),
        ("any=&none=,", "empty"),
        ("any=ia", "unknown"),
        ("any=tag:../x", "unknown"),
        ("any=all:x", "unknown"),
        ("any=mix:x", "unknown"),
        ("any=tag:é", "unknown"),
        ("all=tag:ia&none=tag:ia", "contradiction"),
        ("any=tag:ia&none=tag:ia", "contradiction"),
        ("any=" + ",".join(f"tag:t{number}" for number in range(11)), "too-many"),
        ("any=" + "tag:ia," * 1000, "too-many"),
    ],
)
def test_what_is_no_mix_is_said_so(query, code):
    """Nothing named, too much, what is no term, and what is wanted and excluded at once have each their own code."""
    with pytest.raises(MixError) as caught:
        read(query)
    assert caught.value.code == code
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("query", "french", "english"),
    [
        ("any=category:ht,tag:ia&none=tag:sport", "High Tech + IA, sans Sport", "High Tech + IA, without Sport"),
        ("all=tag:ia,tag:sport", "IA et Sport à la fois", "IA and Sport at once"),
        ("any=tag:ia,tag:sport&all=category:ht", "IA + Sport, avec High Tech", "IA + Sport, with High Tech"),
        ("none=tag:ia,tag:sport", "Tout, sans IA ni Sport", "Everything, without IA or Sport"),
    ],
)
def test_a_mix_is_called_by_what_it_holds(query, french, english):
    """Its title says what is in it and what is not, in the feed's language."""
    mix = read(query)
    names = {"ht": "High Tech", "ia": "IA", "sport": "Sport"}
    titles = {key: names[key.slug] for key in mix.keys}
    assert (mix_title(mix, titles, "fr-CA"), mix_title(mix, titles, "en")) == (french, english)

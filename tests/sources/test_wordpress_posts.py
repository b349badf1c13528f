"""Posts of the REST API: what comes is read, or left out; nothing that comes is a fault of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import RawItem, Wish
from buzzfeed.sources.wordpress.posts import Stamp, item_of, number_of, posts_in, stamp_of
from wprest import posts

SITE = "https://lefanal.example"
NAMES = (
    "id guid slug status link title content excerpt sticky password date_gmt modified_gmt _embedded author wp:term "
    "wp:featuredmedia rendered protected source_url media_details width taxonomy name"
).split()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_whatever_stands_in_a_post_is_read_or_left_out(values: dict[str, object]) -> None:
    """Values of any type where others are expected make no error, and never a public article of a protected post."""
    item = item_of("site", values, SITE)
    assert item is None or isinstance(item, RawItem)
    if item is not None:
        assert Stamp.of(item.origin, str(stamp_of(values, item))).number == number_of(values)
        if values.get("password") or values.get("status", "publish") != "publish":
            assert item.wish is not Wish.PUBLISH
            assert item.body == ""


@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_an_answer_is_a_list_of_posts_or_none(body: bytes) -> None:
    """What is no list of objects is told apart, however it is broken."""
    found = posts_in(body)
    assert found is None or all(isinstance(one, dict) for one in found)


def test_a_bomb_of_brackets_is_no_list() -> None:
    """Nesting beyond all measure is refused, not followed."""
    assert posts_in(b"[" * 2_000_000) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Écrit à la main.", "Écrit à la main."),
        ("Coupé par WordPress [&hellip;]", ""),
        ("Coupé par un thème&#8230;", ""),
        ('Coupé <a class="more-link" href="/x">Lire la suite</a> [&hellip;]', ""),
    ],
)
def test_an_excerpt_that_was_cut_says_nothing_of_its_own(text: str, kept: str) -> None:
    """An excerpt that somebody wrote is the lede; one cut from the text is not."""
    values = posts(1)[0].rendered(SITE)
    values["excerpt"] = {"rendered": f"<p>{text}</p>", "protected": False}
    item = item_of("site", values, SITE)
    assert item is not None
    assert item.lede == kept


def test_a_site_that_hides_its_users_gives_no_author() -> None:
    """The error in the author's place is no name."""
    values = posts(1)[0].rendered(SITE)
    values["_embedded"] = {"author": [{"code": "rest_user_invalid_id", "message": "Invalid user ID."}]}
    item = item_of("site", values, SITE)
    assert item is not None
    assert item.authors == ()

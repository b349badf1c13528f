import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.follow.colors import DARK_CARD, DEFAULT, LIGHT_PAPER, accents
from buzzfeed.model.contrast import contrast


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_every_color_is_made_legible(number):
    """Links on the page and ink on buttons have WCAG's 4.5:1, in light and dark, whatever colour a newsroom has."""
    found = accents(f"#{number:06x}")
    assert contrast(found.light, LIGHT_PAPER) >= 4.5
    assert contrast(found.light, "#ffffff") >= 4.5
    assert contrast(found.dark, DARK_CARD) >= 4.5
    assert contrast(found.light, found.on_light) >= 4.5
    assert contrast(found.dark, found.on_dark) >= 4.5


def test_a_legible_color_is_left_alone():
    """The newsroom's own colour is used as it is where it can be read."""
    assert accents("#123456").light == "#123456"
    assert accents("#ffcc00").dark == "#ffcc00"
    assert accents("").light == DEFAULT


@pytest.mark.parametrize(("first", "second", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_wcags(first, second, ratio):
    """Known ratios come out, in either order."""
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == pytest.approx(ratio, abs=0.01)

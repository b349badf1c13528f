"""The newsroom's dress as it is served: style, logo, fonts and icons, from our own host and in the right types."""

import io
import re

import pytest
from PIL import Image

from buzzfeed.config import Config
from buzzfeed.follow.colors import ground
from buzzfeed.model.contrast import contrast
from buzzfeed.web.dress import dress_of
from buzzfeed.web.fixed import fixed_documents
from buzzfeed.web.rendering import Renderer
from dressing import lay
from pagevalues import config


def dressed(folder, **look):
    """Return a config with a dress, its files written."""
    lay(folder, *(name for name in look.values() if name.endswith((".svg", ".png", ".woff2"))))
    values = config(color="#1a5fb4").model_dump(exclude_unset=True)
    return Config.model_validate({**values, "base": folder, "look": look})


def served(made):
    """Return the documents of a config by path."""
    return fixed_documents(made, Renderer(dress_of(made), ""))


def test_files_are_served_under_names_that_never_mean_others(tmp_path):
    """Logo and font stand under their digest, for good, in their types; an SVG runs nothing even by itself."""
    made = dressed(tmp_path, logo="logo.svg", heading_font="own.woff2")
    found = served(made)
    logo = next(path for path in found if re.fullmatch(r"/assets/logo-[0-9a-f]{12}\.svg", path))
    font = next(path for path in found if re.fullmatch(r"/assets/heading-font-[0-9a-f]{12}\.woff2", path))
    assert found[logo].media_type == "image/svg+xml"
    assert "immutable" in found[logo].cache_control
    assert b"sandbox" in dict(found[logo].headers())[b"content-security-policy"]
    assert found[font].media_type == "font/woff2"
    style = dress_of(made).style.data.decode()
    assert f"url({font.rpartition('/')[2]})" in style
    assert '--own-display:"Newsroom Heading"' in style


def test_the_dress_is_the_same_for_the_same_config_and_another_for_another(tmp_path):
    """The style's address moves with what it says, and with nothing else."""
    plain = dress_of(dressed(tmp_path)).style.path
    assert dress_of(dressed(tmp_path)).style.path == plain
    assert dress_of(dressed(tmp_path, paper="#fff4e0")).style.path != plain


@pytest.mark.parametrize("own", [False, True])
def test_icons_have_the_sizes_that_are_fetched(tmp_path, own):
    """The favicon holds 16, 32 and 48 pixels; a phone's icon is opaque; a picture of one's own takes their place."""
    found = served(dressed(tmp_path, **({"icon": "icon.png"} if own else {})))
    with Image.open(io.BytesIO(found["/favicon.ico"].load())) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    sides = {"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}
    for path, side in sides.items():
        data = found[path].load()
        assert found[path].media_type == "image/png"
        assert len(data) < 20_000
        with Image.open(io.BytesIO(data)) as icon:
            assert icon.size == (side, side)
            assert icon.convert("RGBA").getpixel((side // 2, 2))[:3] == pytest.approx((0x1A, 0x5F, 0xB4), abs=6)
            if path.startswith("/apple"):
                assert icon.convert("RGBA").getpixel((0, 0))[3] == 255
    assert ("/favicon.svg" in found) is not own


@pytest.mark.parametrize(
    ("paper", "dark"),
    [("#fff4e0", False), ("#e8f0f0", False), ("#ffffff", False), ("#000000", True), ("#10241c", True)],
)
def test_what_stands_on_any_ground_can_be_read(paper, dark):
    """Ink, softer text and the edges of fields have their contrast on the ground and on its cards."""
    made = ground(paper, dark=dark)
    for under in (made.paper, made.card):
        assert contrast(made.ink, under) >= 7
        assert contrast(made.soft, under) >= 4.5
        assert contrast(made.edge, under) >= 3

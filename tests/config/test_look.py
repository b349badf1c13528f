"""What `[look]` and `[follow]` take: files of the right size and type, grounds that can be read on, handles."""

import struct
import zlib

import pytest

from buzzfeed.config import load, look_files
from buzzfeed.errors import ConfigError
from dressing import SVG, WOFF2, lay, png

LEAST = """
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example"
feeds_url = "https://flux.lefanal.example"
[[sources]]
name = "redaction"
path = "articles"
"""


def loaded(folder, more):
    """Load a config with these lines besides what is required."""
    path = folder / "buzzfeed.toml"
    path.write_text(LEAST + more, encoding="utf-8")
    return load(path)


def _chunk(kind, data):
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _sized(width, height):
    """Return the chunk that tells a PNG's size."""
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


@pytest.mark.parametrize(
    "data",
    [
        png()[:-40],
        png()[:60] + b"\0" * 40 + png()[100:],
        png()[:33],
        png()[:8] + _sized(192, 192) + _sized(30000, 30000) + png()[33:],
        png()[:8] + _sized(192, 192) + _chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 80_000_000)) + png()[33:],
        png()[:33] + _chunk(b"IDAT", b"none"),
    ],
    ids=["cut", "overwritten", "empty", "two sizes", "text of 80 MB", "no picture"],
)
def test_a_damaged_icon_is_an_error_of_the_config(tmp_path, data):
    """What could not be made smaller when a browser asks for it is told when the config is read."""
    (tmp_path / "icon.png").write_bytes(data)
    with pytest.raises(ConfigError) as told:
        loaded(tmp_path, '[look]\nicon = "icon.png"\n')
    assert told.value.subject.endswith("look.icon")
    assert told.value.cause == "it is a damaged PNG"


def test_files_are_read_by_their_true_type(tmp_path):
    """Logo, icon and fonts come with the media type that their bytes tell, whatever their ending."""
    lay(tmp_path, "logo.svg", "icon.png", "own.woff2")
    (tmp_path / "dark.svg").write_bytes(png())
    config = loaded(
        tmp_path,
        '[look]\nlogo = "logo.svg"\nlogo_dark = "dark.svg"\nicon = "icon.png"\nheading_font = "own.woff2"\n'
        'text_font = "Georgia, serif"\n',
    )
    found = {key: (file.media_type, file.ending) for key, file in look_files(config).items()}
    assert found == {
        "logo": ("image/svg+xml", "svg"),
        "logo_dark": ("image/png", "png"),
        "icon": ("image/png", "png"),
        "heading_font": ("font/woff2", "woff2"),
    }


@pytest.mark.parametrize(
    ("key", "name", "data", "cause"),
    [
        ("logo", "none.svg", None, "no such file"),
        ("logo", "page.svg", b"<html><script>alert(1)</script></html>", "no type that is known"),
        ("logo", "large.svg", SVG + b" " * 100_000, "larger than 100 kB"),
        ("logo", "font.png", WOFF2, "font/woff2"),
        ("icon", "small.png", png(64, 64), "64 by 64"),
        ("icon", "wide.png", png(400, 200), "400 by 200"),
        ("icon", "drawn.png", SVG, "image/svg+xml"),
        ("text_font", "picture.woff2", png(), "image/png"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_before_anything_starts(tmp_path, key, name, data, cause):
    """Missing, too large, of another type, or an icon that is small or not square: one line names the key and why."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigError) as told:
        loaded(tmp_path, f'[look]\n{key} = "{name}"\n')
    assert told.value.subject.endswith(f"look.{key}")
    assert cause in told.value.cause


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ('logo = "logo.exe"', "no picture"),
        ('icon = "icon.svg"', "no PNG"),
        ('text_font = "x;} body{display:none"', "no font"),
        ('heading_font = "Georgia, url(https://x)"', "no font"),
        ('paper = "#777777"', "lighter"),
        ('paper_dark = "#999999"', "darker"),
        ('paper = "red"', 'write a colour such as "#a4371f"'),
        ('color_dark = "#fff"', 'write a colour such as "#a4371f"'),
    ],
)
def test_values_that_would_spoil_pages_are_errors(tmp_path, line, cause):
    """No name of a font ends a rule, and no ground makes text hard to read."""
    with pytest.raises(ConfigError, match=cause):
        loaded(tmp_path, f"[look]\n{line}\n")


def test_a_handle_is_written_in_one_way(tmp_path):
    """With or without the first @, its host in lower case; what is no handle is an error."""
    assert loaded(tmp_path, '[follow]\nfediverse = "redaction@Social.Example"\n').follow.fediverse == (
        "@redaction@social.example"
    )
    for wrong in ("redaction", "@redaction", "@a@b", "@a@b.example/<script>", "@a@b.example@c.example"):
        with pytest.raises(ConfigError, match="handle"):
            loaded(tmp_path, f'[follow]\nfediverse = "{wrong}"\n')
    with pytest.raises(ConfigError, match="whole address"):
        loaded(tmp_path, '[follow]\nnewsletter = "javascript:alert(1)"\n')

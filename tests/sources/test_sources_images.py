"""Pictures beside an article: found inside the folder alone, known by their bytes, bounded in size and number."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import RawImage, RawItem
from buzzfeed.sources import images
from buzzfeed.sources.images import with_pictures
from buzzfeed.sources.pictures import kind_of, size_of


def png(width, height, pad=0):
    """Make a whole PNG of this size, padded with a comment."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\x00" + b"\x00" * ((width + 7) // 8)) * height))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"tEXt", b"c\x00" + b" " * pad) + rows + chunk(b"IEND", b"")


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
    + b"\x00" * 9
    + b"\xff\xc0\x00\x11\x08\x00\x20\x00\x40\x03"
    + b"\x00" * 9
    + b"\xff\xd9"
)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + b"\x3f\x00\x00" + b"\x1f\x00\x00"
LOSSLESS = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f" + struct.pack("<I", 63 | (31 << 14)) + b"\x00" * 5
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf\x00\x00\x00\x14ispe\x00\x00\x00\x00" + struct.pack(
    ">II", 64, 32
)
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32.5"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(64, 32), "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a\x40\x00\x20\x00\x00", "image/gif"),
        (WEBP, "image/webp"),
        (LOSSLESS, "image/webp"),
        (AVIF, "image/avif"),
        (SVG, "image/svg+xml"),
        (b'<svg width="64px" height="32" viewBox="0 0 1 1">', "image/svg+xml"),
    ],
)
def test_a_picture_is_known_by_its_bytes(data, kind):
    """Every kind that readers show is told from its head, with its size"""
    assert kind_of(data) == kind
    assert size_of(data, kind) == (64, 32)


@given(
    st.sampled_from([png(3, 2)[:40], JPEG[:20], WEBP[:16], AVIF[:30], SVG[:60], b"GIF89a", b"\xff\xd8\xff"]),
    st.binary(max_size=80),
)
def test_any_bytes_have_a_size_or_none(head, tail):
    """Cut and broken heads give no size or a possible one, and never fail"""
    size = size_of(head + tail, kind_of(head + tail))
    assert size is None or all(0 < side <= 100_000 for side in size)


@pytest.fixture
def root(tmp_path):
    """Make a source's folder with pictures, one outside of it, and links that lead there."""
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a b.png").write_bytes(png(30, 20))
    (folder / "root.png").write_bytes(png(40, 20))
    (folder / "words.png").write_bytes(b"not a picture")
    (tmp_path / "secret.png").write_bytes(png(9, 9))
    (folder / "sub" / "link.png").symlink_to(tmp_path / "secret.png")
    return folder


def item(body, image=None):
    """Make an item that stands in the folder `sub`."""
    return RawItem("s", "sub/a.md", "t", body, image=image)


def test_pictures_are_found_beside_the_article_and_from_the_root(root):
    """A relative reference starts from the article's folder, one with a slash from the source's"""
    body = '<img src="a%20b.png?v=1" alt="x"><img alt="y" src=/root.png><img width="5" src="../root.png">'
    found = with_pictures(item(body, RawImage("a b.png", alt="z")), root, keep=True)
    assert [(file.ref, file.name, file.width, file.height) for file in found.files] == [
        ("a b.png", "a b.png", 30, 20),
        ("a%20b.png?v=1", "a b.png", 30, 20),
        ("/root.png", "root.png", 40, 20),
        ("../root.png", "root.png", 40, 20),
    ]
    assert found.files[0].data == png(30, 20)
    assert (found.image.width, found.image.height, found.image.media_type) == (30, 20, "image/png")
    assert found.image.length == len(png(30, 20))
    assert found.body.startswith('<img width="30" height="20" src="a%20b.png?v=1"')
    assert '<img width="5" src="../root.png">' in found.body


def test_sizes_are_told_where_the_bytes_are_not_wanted(root):
    """An article with an address of its own keeps no files, yet readers learn how large its pictures are"""
    found = with_pictures(item('<img src="/root.png">'), root, keep=False)
    assert found.files == ()
    assert found.body == '<img width="40" height="20" src="/root.png">'


@pytest.mark.parametrize(
    "reference",
    ["../../secret.png", "link.png", "/../secret.png", "..%2f..%2fsecret.png", "words.png", "missing.png", "sub",
     "https://x.example/root.png", "//x.example/root.png", "data:image/png;base64,AAAA", "#a", "", "a\x00.png",
     "a" * 5000],
)  # fmt: skip
def test_nothing_outside_and_nothing_else_is_read(root, reference):
    """No `..`, link, escape or other scheme leads out of the folder, and only pictures are pictures"""
    found = with_pictures(item(f'<img src="{reference}">', RawImage(reference)), root, keep=True)
    assert found.files == ()
    assert "width" not in found.body


def test_what_is_too_large_is_left_out_and_told(root, monkeypatch):
    """One picture, and all of an article's together, have their limits"""
    monkeypatch.setattr(images, "LARGEST", 5000)
    monkeypatch.setattr(images, "LARGEST_SUM", 6000)
    for name, pad in (("big", 6000), ("one", 4000), ("two", 4000)):
        (root / f"{name}.png").write_bytes(png(8, 8, pad))
    found = with_pictures(item('<img src="/big.png"><img src="/one.png"><img src="/two.png">'), root, keep=True)
    assert [file.name for file in found.files] == ["one.png"]
    assert [remark.code for remark in found.remarks] == ["image-too-large", "image-too-large"]
    assert "big.png" in found.remarks[0].text
    assert "two.png" in found.remarks[1].text

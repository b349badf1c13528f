"""Pictures that lie beside an article."""

import hashlib

import pytest

from buzzfeed.articles.media import refusal, served_name
from buzzfeed.model import RawImage
from stage_values import FEEDS, PNG, URL, cleaned, picture

NAME = f"{hashlib.sha256(PNG).hexdigest()[:16]}-quai.png"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><!-- d --><g><path d="M0 0"/><use href="#a"/></g></svg>'
)


def test_picture_is_served_where_the_article_has_no_address():
    """A picture the text shows gets an address of ours and its file's size, and travels with the article."""
    item = cleaned('<img src="./img/quai.png" alt="Q">', files=(picture("img/quai.png", width=640, height=480),))
    assert item.content == f'<img src="{FEEDS}/a/media/{NAME}" alt="Q" width="640" height="480">'
    assert [(media.name, media.media_type, media.data) for media in item.media] == [(NAME, "image/png", PNG)]


def test_picture_that_is_not_shown_stays_behind():
    """Only the pictures that the article shows are served."""
    assert cleaned(files=(picture("quai.png"),)).media == ()


def test_picture_stands_on_the_site_where_the_article_does():
    """Where the article has an address, its pictures are relative to that; the file still gives size and length."""
    item = cleaned('<img src="q%20u.png">', url=URL, files=(picture("q u.png", width=640, height=480),))
    assert item.content == f'<img src="{URL}q%20u.png" alt="" width="640" height="480">'
    assert item.media == ()
    assert item.image is not None
    assert (item.image.length, item.image.width) == (len(PNG), 640)


def test_main_image_may_lie_beside_the_article():
    """The image that front matter names is found among the files, too."""
    item = cleaned(
        image=RawImage("quai.png", alt="Quai", credit="Ana"), files=(picture("quai.png", width=9, height=8),)
    )
    assert item.image is not None
    assert item.image.url == f"{FEEDS}/a/media/{NAME}"
    assert (item.image.alt, item.image.credit, item.image.media_type) == ("Quai", "Ana", "image/png")
    assert (item.image.width, item.image.height, item.image.length) == (9, 8, len(PNG))
    assert len(item.media) == 1


def test_pictures_in_a_srcset_are_served_too():
    """Each candidate that lies beside the article gets its address."""
    files = (picture("a.png"), picture("b.png", PNG + b"b"))
    item = cleaned('<img src="a.png" srcset="a.png 1x, b.png 2x">', files=files)
    assert len(item.media) == 2
    assert f"{FEEDS}/a/media/" in item.content.split("srcset=")[1]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<html><script>alert(1)</script>", "image/png"),
        (b"GIF89a", "image/png"),
        (PNG, "text/html"),
        (PNG, "application/octet-stream"),
        (PNG + b"\0" * 20_000_000, "image/png"),
        (SVG.replace(b"<g>", b"<script>x</script><g>"), "image/svg+xml"),
        (SVG.replace(b"<g>", b"<g onload='x'>"), "image/svg+xml"),
        (SVG.replace(b"<g>", b"<foreignObject/><g>"), "image/svg+xml"),
        (SVG.replace(b"<g>", b"<style>*{}</style><g>"), "image/svg+xml"),
        (SVG.replace(b"#a", b"https://evil.example/x.svg#a"), "image/svg+xml"),
        (SVG.replace(b"<g>", b"<g style='fill:url(//evil.example/x)'>"), "image/svg+xml"),
        (SVG.replace(b"<g>", b"<h:script xmlns:h='http://www.w3.org/1999/xhtml'/><g>"), "image/svg+xml"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "image/svg+xml"),
        (b'<?xml-stylesheet href="x"?>' + SVG, "image/svg+xml"),
        (SVG.replace(b"<g>", b"<?php x?><g>"), "image/svg+xml"),
        (b"<svg", "image/svg+xml"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "image/svg+xml"),
    ],
)
def test_picture_that_could_do_harm_is_left_out(data, media_type):
    """What is not the picture it claims to be, or could run or load anything, is not served; that is remarked."""
    item = cleaned('<p>a<img src="q.png"></p>', files=(picture("q.png", data, media_type),))
    assert item.content == "<p>a</p>"
    assert item.media == ()
    assert [remark.code for remark in item.remarks] == ["picture-left-out"]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"\0\0\0\x1cftypavif", "image/avif"),
        (SVG, "image/svg+xml"),
    ],
)
def test_harmless_picture_is_served(data, media_type):
    """The formats that readers show are served, drawings among them."""
    assert refusal(picture("q", data, media_type)) == ""


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "a/b c?d#é.png", "….png", "x" * 300 + ".png", ""])
def test_served_name_is_safe(name):
    """A served name is the digest and a short ASCII name without any folder."""
    served = served_name(picture(name or "."))
    assert served.isascii()
    assert len(served) < 100
    assert not set(served) & set("/\\ ?#%")
    assert served.endswith(".png")

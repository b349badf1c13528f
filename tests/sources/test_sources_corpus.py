"""A real blog of 509 posts: all of it is read, and none of its template code is left."""

import re

import pytest

from buzzfeed.config import Config, FolderSource
from buzzfeed.model import SourceMemory, Wish
from buzzfeed.sources import build
from buzzfeed.testing import FakeClock

CODE = re.compile(r"<(pre|code)\b[^<>]*>.*?</\1>", re.DOTALL)


@pytest.fixture(scope="module")
def items(corpus):
    """Read the whole corpus once."""
    settings = FolderSource(name="blog", path="us-18f-blog")
    newsroom = {"title": "N", "url": "https://n.example", "feeds_url": "https://n.example", "language": "en"}
    config = Config(file=corpus / "c.toml", base=corpus, newsroom=newsroom, sources=(settings,))
    source = build(settings, config, None)
    look = source.look(SourceMemory("blog"), FakeClock())
    return [source.read(find) for find in look.finds]


@pytest.mark.corpus
def test_every_post_is_read(items):
    """Each of the 509 has a title, a date, tags, a lede, authors and text, and none is a draft"""
    assert len(items) == 509
    for item in items:
        assert item.title, item.origin
        assert re.match(r"20\d\d-\d\d-\d\d($|T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$)", item.published), item.origin
        assert item.tags, item.origin
        assert item.lede, item.origin
        assert item.authors, item.origin
        assert len(item.body) > 100, item.origin
        assert item.wish is Wish.PUBLISH
    assert len({tag for item in items for tag in item.tags}) == 142


@pytest.mark.corpus
def test_no_template_code_is_left_outside_code(items):
    """Neither bodies, ledes and titles nor the images' words show any, kramdown's attribute lists included"""
    for item in items:
        words = [item.title, item.lede, item.url, *item.tags, CODE.sub("·", item.body)]
        words += [item.image.ref, item.image.alt, item.image.caption] if item.image else []
        for text in words:
            assert not re.search(r"\{\{|\{%|\{:|%\}", text), item.origin


@pytest.mark.corpus
def test_common_forms_became_html(items):
    """Pictures, links and embeds are where they were; what was taken out is told, by few posts"""
    bodies = "".join(item.body for item in items)
    assert bodies.count('<img src="/assets/') > 400
    assert bodies.count('href="/20') > 400
    assert bodies.count("<iframe src=") >= 15
    told = {problem.text for item in items for problem in item.remarks}
    assert all("team_photo" in text for text in told)

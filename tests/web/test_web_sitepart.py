"""The part of a follow page that is for the publisher's own site."""

import pytest
from lxml import html

from buzzfeed.follow.snippets import TOOLS
from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article, term

HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Give the state that serves one article whose newsroom and term are called as badly as can be."""
    config = make_config(tmp_path_factory.mktemp("part"), newsroom={"title": f"Le Fanal {HOSTILE}"})
    store = writer(config)
    url = f"{config.newsroom.feeds_url}/a/mare"
    take_in(store, article(url=url, image=None, tags=(term("tag", "eau", f"Eau {HOSTILE}"),)))
    publish(store)
    state = State(config)
    state.attach(store)
    yield state
    state.close()
    store.close()


@pytest.mark.parametrize(
    ("path", "title"), [("/follow/tag/eau", "Pour votre site"), ("/follow/tag/eau?lang=en", "For your site")]
)
def test_each_tool_is_folded_away_with_what_to_copy(state, path, title):
    """Every tool has its pieces in fields that nobody can change, each named, with this channel's real addresses."""
    page = html.document_fromstring(ask(state, path)[2])
    (part,) = page.find_class("snippets")
    assert part.findtext("h2") == title
    assert [one.text for one in part.iter("summary")] == list(TOOLS.values())
    assert all("open" not in one.attrib for one in part.iter("details"))
    fields = list(part.iter("textarea"))
    assert len(fields) > 15
    assert all("readonly" in one.attrib for one in fields)
    labels = [one.get("aria-label") for one in fields]
    assert len(labels) == len(set(labels))
    base = state.config.newsroom.feeds_url
    assert f'href="{base}/feeds/tag/eau.rss"' in fields[0].text
    assert f"{base}/embed/tag/eau" in part.text_content()


def test_what_is_to_be_copied_stays_text(state):
    """Nothing in a field ends it: no element comes of the newsroom's or the channel's name."""
    page = html.document_fromstring(ask(state, "/follow/tag/eau")[2])
    (part,) = page.find_class("snippets")
    assert {one.tag for one in part.iter()} == {"section", "h2", "p", "details", "summary", "textarea"}
    assert not [one for one in page.iter("script") if one.text and "alert" in one.text and one.get("type") is None]

"""A frame that is checked without feedparser: what is sound there is sound to feedparser as well."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed import feeds, verify
from buzzfeed.channels import mix_of
from buzzfeed.errors import RenderError
from buzzfeed.model import Format
from made_feeds import BARE_NEWSROOM, NEWSROOM, a_channel, texts

MIX = mix_of([("any", "category:high-tech,tag:ia"), ("none", "tag:sport")]).key


@given(title=texts, description=st.just("") | texts, fmt=st.sampled_from(list(Format)), full=st.booleans())
@settings(max_examples=40)
def test_what_is_sound_without_feedparser_is_sound_with_it(title, description, fmt, full):
    """Of any name, whatever markup, quotes or scripts it holds, both proofs say the same of a mix's frame."""
    newsroom = NEWSROOM if full else BARE_NEWSROOM
    channel = a_channel(key=MIX, title=title, description=description)
    document = feeds.frame(channel, fmt, newsroom, channel.created).document
    checked = verify.check_frame(document, fmt, channel, newsroom, channel.created)
    assert checked.findings == ()
    assert verify.prove_frame(document, fmt, channel, newsroom, channel.created).findings == ()


@given(text=st.text(max_size=30), fmt=st.sampled_from(list(Format)))
@settings(max_examples=60)
def test_no_text_passes_that_feedparser_reads_otherwise(text, fmt):
    """Whatever text gets into a name, cleaned or not: the check never lets through what the proof would refuse."""
    channel = a_channel(key=MIX, title=f"{text}a", description=text or "b")
    try:
        document = feeds.frame(channel, fmt, NEWSROOM, channel.created).document
    except RenderError:
        return
    if verify.check_frame(document, fmt, channel, NEWSROOM, channel.created).sound:
        assert verify.prove_frame(document, fmt, channel, NEWSROOM, channel.created).findings == ()


@pytest.mark.parametrize("fmt", Format)
def test_frame_with_other_values_is_found(fmt):
    """Another name, address, language or page is found here too, and so is an entry in it."""
    channel = a_channel(key=MIX)
    document = feeds.frame(channel, fmt, NEWSROOM, channel.created).document

    def found(**changes):
        other = replace(channel, **changes)
        return {one.code for one in verify.check_frame(document, fmt, other, NEWSROOM, channel.created).findings}

    assert found() == set()
    assert "feed-title-differs" in found(title="Autre")
    assert "feed-self-differs" in found(key=mix_of([("any", "tag:ia,tag:mer")]).key)
    assert "feed-link-differs" in found(page="https://flux.fanal.example/autre")
    assert found(language="en") == {"feed-language-differs"}
    assert verify.check_frame(document[:-8], fmt, channel, NEWSROOM, channel.created).sound is False

from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import NOW, publish, take_in
from pagevalues import article


def test_a_page_that_lists_more_than_its_feed_is_made_again(tmp_path):
    """Where a feed holds fewer entries than its follow page, a change of one beyond it still reaches the page."""
    config = make_config(tmp_path, feeds={"items": 1})
    store = writer(config)
    base = config.newsroom.feeds_url
    take_in(store, article(url=f"{base}/a/mare", title="Avant"))
    publish(store)
    state = State(config)
    state.attach(store)
    try:
        assert "Avant" in ask(state, "/follow/all")[2].decode()
        take_in(store, article(url=f"{base}/a/mare", title="Apres"), number=2, now=NOW)
        state.refresh()
        assert "Apres" in ask(state, "/follow/all")[2].decode()
    finally:
        state.close()
        store.close()

from buzzfeed.model import Media, Status
from buzzfeed.web.state import State
from pageask import ask
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article, term


def test_denied_articles_have_no_page_and_retracted_ones_are_gone(tmp_path):
    """Draft, scheduled, embargoed, held and rejected articles are a 404 like any other; a retracted one a 410."""
    config = make_config(tmp_path)
    base = config.newsroom.feeds_url
    store = writer(config)
    shown = [article(id=name, slug=name, origin=name, url=f"{base}/a/{name}", image=None) for name in ("one", "two")]
    take_in(store, *shown)
    for status in (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD, Status.REJECTED):
        name = f"canary-{status}"
        take_in(
            store,
            article(
                id=name,
                slug=name,
                origin=name,
                url=f"{base}/a/{name}",
                title=f"Canary {status}",
                tags=(term("tag", name, f"Canary {status}"),),
            ),
            status=status,
            media=[Media("c0de.png", "image/png", b"png")],
        )
    publish(store)
    state = State(config)
    state.attach(store)
    for status in (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD, Status.REJECTED):
        for path in (f"/a/canary-{status}", f"/follow/tag/canary-{status}", f"/feeds/tag/canary-{status}.rss"):
            assert ask(state, path)[0] == 404
    assert ask(state, "/a/media/c0de.png")[0] == 404
    for path in ("/", "/follow/all", "/feeds.opml", "/feeds/all.rss", "/a/one"):
        status, _, body = ask(state, path)
        assert (status, b"anary" in body) == (200, False), path
    take_in(store, shown[0], status=Status.RETRACTED, number=2)
    publish(store)
    state.refresh()
    status, headers, page = ask(state, "/a/one")
    assert (status, headers[b"cache-control"]) == (410, b"no-store")
    assert "retirée" in page.decode()
    assert "La mare" not in page.decode()
    assert ask(state, "/a/two")[0] == 200
    state.close()


def test_a_page_whose_slug_changed_leads_on(tmp_path):
    """The old address answers 301 to the new one, for good."""
    config = make_config(tmp_path)
    base = config.newsroom.feeds_url
    store = writer(config)
    take_in(store, article(url=f"{base}/a/mare"))
    take_in(store, article(slug="la-mare", url=f"{base}/a/la-mare"), number=2)
    publish(store)
    state = State(config)
    state.attach(store)
    status, headers, _ = ask(state, "/a/mare?lang=en")
    assert (status, headers[b"location"]) == (301, b"/a/la-mare?lang=en")
    assert ask(state, "/a/la-mare")[0] == 200
    state.close()

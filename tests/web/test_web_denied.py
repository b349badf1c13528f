from buzzfeed.model import Media, Status
from pageserver import make_config, writer
from pagestore import publish, take_in
from pagevalues import article, term

from harness import until


def test_denied_articles_have_no_page_and_retracted_ones_are_gone(serve, tmp_path):
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
    served = serve(config)
    for status in (Status.DRAFT, Status.SCHEDULED, Status.EMBARGOED, Status.HELD, Status.REJECTED):
        for path in (f"/a/canary-{status}", f"/follow/tag/canary-{status}", f"/feeds/tag/canary-{status}.rss"):
            assert served.get(path).status_code == 404
    assert served.get("/a/media/c0de.png").status_code == 404
    for path in ("/", "/follow/all", "/feeds.opml", "/feeds/all.rss", "/a/one"):
        assert "anary" not in served.get(path).text
    take_in(store, shown[0], status=Status.RETRACTED, number=2)
    publish(store)
    until(lambda: served.get("/a/one").status_code == 410)
    page = served.get("/a/one", {"Accept": "text/html", "Accept-Language": "fr"})
    assert "retirée" in page.text
    assert "La mare" not in page.text
    assert served.get("/a/two").status_code == 200
    store.close()


def test_a_page_whose_slug_changed_leads_on(serve, tmp_path):
    """The old address answers 301 to the new one, for good."""
    config = make_config(tmp_path)
    base = config.newsroom.feeds_url
    store = writer(config)
    take_in(store, article(url=f"{base}/a/mare"))
    take_in(store, article(slug="la-mare", url=f"{base}/a/la-mare"), number=2)
    publish(store)
    served = serve(config)
    answer = served.get("/a/mare?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (301, "/a/la-mare?lang=en")
    assert served.get("/a/la-mare").status_code == 200
    store.close()

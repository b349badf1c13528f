import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from buzzfeed.model import Delivery, DeliveryState, Publication, Status
from buzzfeed.web import METRICS
from pageserver import Served, make_config, operator_token, writer
from pagestore import NOW, publish, take_in
from pagevalues import article


@pytest.fixture(scope="module")
def operated(tmp_path_factory):
    """Serve a newsroom with a held article, two deliveries and a last pass; only one test asks its public address."""
    config = make_config(tmp_path_factory.mktemp("operated"))
    store = writer(config)
    take_in(store, article())
    take_in(store, article(id="held", slug="held", origin="held"), status=Status.HELD)
    publish(store)
    payload = {"topics": ("https://flux.example/feeds/all.rss",)}
    waiting = Delivery("d1", "hub.example", "websub", payload, ("a", "b"), NOW, NOW + timedelta(minutes=5))
    sent = replace(waiting, id="d2", target="<script>alert(1)</script>", state=DeliveryState.SENT, answer="204 & fine")
    store.publish(Publication(deliveries=(waiting, sent)), NOW)
    store.keep_setting("last_pass", json.dumps({"at": "2026-11-12T09:00:00+00:00", "seconds": 1.5, "problems": 2}))
    token = operator_token(store)
    store.close()
    served = Served(config)
    served.token = token
    try:
        yield served
    finally:
        served.kill()


def ask(served, path):
    """GET from the operators' address, with a token where there is one."""
    headers = {"Authorization": f"Bearer {served.token}"} if hasattr(served, "token") else {}
    return requests.get(served.admin + path, headers=headers, timeout=10, allow_redirects=False)


def test_metrics_tell_the_state(operated):
    """Requests by class and status, feeds, generation, articles and deliveries by state, the last pass, the version."""
    for path in ("/feeds/all.rss", "/feeds/all.rss", "/feeds/none.rss", "/", "/nothing", "/healthz"):
        operated.get(path)
    etag = operated.get("/feeds/all.rss").headers["etag"]
    operated.get("/feeds/all.rss", {"If-None-Match": etag})
    answer = ask(operated, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = answer.text.splitlines()
    for line in (
        'buzzfeed_requests_total{kind="feed",status="200"} 3.0',
        'buzzfeed_requests_total{kind="feed",status="304"} 1.0',
        'buzzfeed_requests_total{kind="feed",status="404"} 1.0',
        'buzzfeed_requests_total{kind="page",status="200"} 1.0',
        'buzzfeed_requests_total{kind="other",status="404"} 1.0',
        'buzzfeed_requests_total{kind="health",status="200"} 1.0',
        "buzzfeed_feeds_served 21.0",
        "buzzfeed_generation 2.0",
        "buzzfeed_ready 1.0",
        'buzzfeed_articles{status="published"} 1.0',
        'buzzfeed_articles{status="held"} 1.0',
        'buzzfeed_articles{status="rejected"} 0.0',
        'buzzfeed_deliveries{state="waiting"} 1.0',
        'buzzfeed_deliveries{state="sent"} 1.0',
        "buzzfeed_last_pass_duration_seconds 1.5",
        "buzzfeed_last_pass_problems 2.0",
        "buzzfeed_last_pass_timestamp_seconds 1.794474e+09",
    ):
        assert line in lines, line


def test_every_metric_is_documented_and_nothing_names_an_article(operated):
    """What is scraped is what the table names; no label holds a title, a term or an address."""
    text = ask(operated, "/metrics").text
    scraped = {name for name in re.findall(r"^# HELP (\S+)", text, re.MULTILINE) if name.startswith("buzzfeed_")}
    assert scraped == set(METRICS)
    assert "mare" not in text
    assert "http" not in text.replace("HTTP", "")


def test_deliveries_can_be_seen(operated):
    """The page shows each delivery as text; the JSON has the shape of the command's."""
    page = ask(operated, "/deliveries")
    assert page.status_code == 200
    assert "hub.example" in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    rows = {row["id"]: row for row in ask(operated, "/deliveries.json").json()}
    assert rows["d1"] == {
        "id": "d1",
        "target": "hub.example",
        "type": "websub",
        "state": "waiting",
        "attempts": 0,
        "due": "2026-11-12T09:05:00Z",
        "answer": None,
        "articles": ["a", "b"],
    }
    assert rows["d2"]["answer"] == "204 & fine"


def test_operators_pages_are_kept_by_no_cache(operated):
    """Nothing of the operators' is cached, sniffed or framed; the page's style is served beside it."""
    for path in ("/metrics", "/deliveries", "/deliveries.json", "/healthz"):
        headers = ask(operated, path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    style = re.search(r'href="(/assets/[^"]+)"', ask(operated, "/deliveries").text)[1]
    assert ask(operated, style).headers["content-type"].startswith("text/css")
    assert ask(operated, "/").headers["location"] == "/deliveries"


def test_the_public_site_is_not_on_the_operators_address(operated):
    """Feeds and pages stand on the public address alone, whoever asks."""
    for path in ("/feeds/all.rss", "/follow/all", "/a/mare"):
        assert ask(operated, path).status_code == 404


def test_without_a_store_metrics_answer_all_the_same(serve):
    """Before the store is there, what is known is told, and deliveries are 503."""
    served = serve()
    assert "buzzfeed_ready 0.0" in ask(served, "/metrics").text
    assert ask(served, "/deliveries").status_code == 503
    assert ask(served, "/deliveries.json").status_code == 503

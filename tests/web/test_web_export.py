import gzip
import http.server
import re
import threading
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from buzzfeed.errors import PublishError
from buzzfeed.model import Media, Status
from buzzfeed.publish import FolderPublisher
from buzzfeed.web import export
from pageserver import KEY, make_config, writer
from pagestore import publish, take_in
from pagevalues import article

PNG = b"\x89PNG" + bytes(50)


@pytest.fixture
def newsroom(tmp_path):
    """Give a config and a store with two published articles and a draft."""
    config = make_config(
        tmp_path, prefix="/flux", aliases={"/feed/": "all.rss", "/flux/vieux.xml": "all.atom", "/no/": "tag/no.rss"}
    )
    store = writer(config)
    base = config.newsroom.feeds_url
    image = article().image.__class__(f"{base}/a/media/0a1b.png", "Une mare")
    two = article(id="two", slug="two", origin="two", url=f"{base}/a/two", image=None, title="Deux")
    take_in(store, article(url=f"{base}/a/mare", image=image), media=[Media("0a1b.png", "image/png", PNG)])
    take_in(store, two)
    draft = article(id="d", slug="draft", origin="d", url=f"{base}/a/draft", title="Canari")
    take_in(store, draft, status=Status.DRAFT, media=[Media("dead.png", "image/png", PNG)])
    publish(store)
    yield config, store, two
    store.close()


def files(root):
    """Return every public file of an export by its path."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_the_site_is_the_same_as_served(newsroom, serve, tmp_path):
    """Every path below the prefix that the serve process answers is a file with the same bytes."""
    config, store, _ = newsroom
    summary = export(config, store, FolderPublisher(tmp_path / "site"))
    found = files(tmp_path / "site")
    assert summary.written == len(found)
    served = serve(config)
    for feed in store.served():
        assert found[feed.path.lstrip("/")] == served.get(feed.path).content
    for path in ("robots.txt", f"{KEY}.txt", "favicon.svg", "feeds.opml", "a/media/0a1b.png"):
        got = served.get(f"/{path}")
        assert got.status_code == 200
        if path != "feeds.opml":
            assert found[path] == got.content
    assert found["feeds.opml"].count(b"xmlUrl") == served.get("/feeds.opml").content.count(b"xmlUrl")
    for page in ("", "follow/all/", "follow/tag/eau/", "a/mare/", "a/two/"):
        text = served.get(f"/{page.rstrip('/')}").text
        heading = text.partition("<h1")[2].partition("</h1>")[0]
        assert heading in found[f"{page}index.html"].decode()
        assert f"{page}index.en.html" in found


def test_each_text_has_its_gzip_beside_it(newsroom, tmp_path):
    """What nginx's gzip_static serves gives back the file; pictures have none; without precompressing there is none."""
    config, store, _ = newsroom
    export(config, store, FolderPublisher(tmp_path / "site"))
    found = files(tmp_path / "site")
    for path, data in found.items():
        if path.endswith((".rss", ".atom", ".json", ".html", ".css", ".svg", ".txt", ".opml")):
            assert gzip.decompress(found[f"{path}.gz"]) == data
    assert "a/media/0a1b.png.gz" not in found
    export(config, store, FolderPublisher(tmp_path / "plain"), precompress=False)
    assert not [path for path in files(tmp_path / "plain") if path.endswith(".gz")]


def test_a_second_export_touches_nothing(newsroom, tmp_path):
    """The same store gives the same files: none is written, none removed."""
    config, store, _ = newsroom
    first = export(config, store, FolderPublisher(tmp_path / "site"))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.is_file()}
    second = export(config, store, FolderPublisher(tmp_path / "site"))
    assert (second.written, second.unchanged, second.removed) == (0, first.written, 0)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_nothing_denied_is_exported_and_what_is_retracted_goes(newsroom, tmp_path):
    """A draft is in no file, by title, slug or picture; a retracted article's page is removed with the next export."""
    config, store, two = newsroom
    root = tmp_path / "site"
    export(config, store, FolderPublisher(root))
    assert "a/two/index.html" in files(root)
    take_in(store, two, status=Status.RETRACTED, number=2)
    publish(store)
    summary = export(config, store, FolderPublisher(root))
    found = files(root)
    assert summary.removed == 4
    assert not [path for path in found if path.startswith("a/two")]
    assert not [path for path in found if "draft" in path or "dead" in path]
    everything = b"".join(data for path, data in found.items() if not path.endswith(".gz"))
    assert b"Canari" not in everything
    assert b"Deux" not in everything


def test_aliases_are_files_too(newsroom, tmp_path):
    """An alias is the feed's bytes at its path; one that ends in a slash is its folder's index."""
    config, store, _ = newsroom
    export(config, store, FolderPublisher(tmp_path / "site"))
    found = files(tmp_path / "site")
    assert found["feed/index.rss"] == found["feeds/all.rss"]
    assert found["vieux.xml"] == found["feeds/all.atom"]
    assert not [path for path in found if path.startswith("no/")]


def test_the_files_work_behind_any_static_server(newsroom, tmp_path):
    """Behind a server that knows nothing of us, every link between the pages leads to a file."""
    config, store, _ = newsroom
    root = tmp_path / "www"
    export(config, store, FolderPublisher(root / "flux"))
    handler = partial(Silent, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        seen, ahead = set(), ["/flux/"]
        while ahead:
            path = ahead.pop()
            if path in seen:
                continue
            seen.add(path)
            answer = requests.get(base + path, timeout=10)
            assert answer.status_code == 200, path
            if path.endswith(("/", ".html")):
                ahead += re.findall(r'(?:href|src)="(/[^"]*)"', answer.text)
        server.shutdown()
    assert {"/flux/a/mare/", "/flux/index.en.html", "/flux/a/mare/index.en.html", "/flux/follow/tag/eau/"} <= seen


class Silent(http.server.SimpleHTTPRequestHandler):
    """A static server without a log."""

    def log_message(self, *_args):
        """Say nothing."""


def test_a_folder_that_cannot_be_written_is_one_line(newsroom, tmp_path):
    """A file in the place of the folder is told with the mend."""
    config, store, _ = newsroom
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishError) as caught:
        export(config, store, FolderPublisher(Path(tmp_path / "file" / "site")))
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_an_alias_that_leaves_the_folder_is_refused(tmp_path):
    """A config whose alias climbs out of the site writes nothing there."""
    config = make_config(tmp_path, aliases={"/%2e%2e/%2e%2e/escaped.xml": "all.rss"})
    store = writer(config)
    take_in(store, article())
    publish(store)
    with pytest.raises(PublishError, match="no path below"):
        export(config, store, FolderPublisher(tmp_path / "deep" / "site"))
    assert not (tmp_path / "escaped.xml").exists()
    store.close()


def test_keys_for_other_hosts_stand_apart(newsroom, tmp_path):
    """IndexNow’s key for the articles’ own host, which is not ours to serve, is written for the newsroom to place."""
    config, store, _ = newsroom
    export(config, store, FolderPublisher(tmp_path / "site"))
    host = urlsplit(config.newsroom.url).hostname
    assert (tmp_path / "site" / "elsewhere" / host / f"{KEY}.txt").read_text() == KEY

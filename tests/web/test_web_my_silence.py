"""Previews of a newsroom that is silent, or by meaning, or of what nothing meets; and how often feeds change."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode

import pytest
import structlog

from buzzfeed.model.personalfeeds import edit_digest, feed_digest
from buzzfeed.pipeline.meaning import make_meanings
from buzzfeed.semantic import find_meaning
from buzzfeed.store import open_inbox, open_window
from buzzfeed.web.state import State
from mixdesk import Desk
from pageask import ask
from pageserver import make_config, writer

EVENING = datetime(2026, 3, 7, 22, 0, tzinfo=UTC)
"""The day of the newest article, which is of 7 March."""
LONG_AFTER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
RIDES = "On y roule à vélo, loin des voitures, pour aller au travail ou faire ses courses. Les cyclistes sont contents."
MUCH = urlencode({"much": "tag:Foot"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a newsroom whose articles are of the first days of March."""
    made = Desk(tmp_path_factory.mktemp("redaction"))
    made.write("pistes", 5, tags=["Vélo"], title="Quarante kilomètres de pistes", content_html=f"<p>{RIDES}</p>")
    made.run(serve=True)
    made.state.inbox = open_inbox(made.config.store_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def at(desk):
    """Give a function that asks for a page at an instant; return its status, headers and text, on one line."""
    states = {}

    def get(path, now=LONG_AFTER, method="GET"):
        if now not in states:  # each server's clock goes on alone
            states[now] = State(desk.config)
            states[now].attach(open_window(desk.config.store_url))
            states[now].now = lambda: now
        status, headers, body = ask(states[now], path, method)
        return status, {name.decode(): value.decode() for name, value in headers.items()}, plain(body)

    yield get
    for state in states.values():
        state.close()


def plain(body):
    """Return a page's text with its no-break spaces as spaces."""
    return " ".join(unescape(body.decode()).replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("extra", "heading", "silence", "reason"),
    [
        (
            "",
            "Ce que cela aurait donné le 7 mars 2026",
            "n’a rien publié depuis le 7 mars 2026. Votre fil est donc vide pour l’instant",
            "Parce que vous suivez « Foot ».",
        ),
        (
            "&lang=en",
            "What would have come of it on 7 March 2026",
            "has published nothing since 7 March 2026. So your feed is empty for now",
            "Because you follow “Foot”.",
        ),
    ],
)
@pytest.mark.parametrize("pace", ["", "&per=week"])
def test_a_preview_of_what_came_last_says_so(at, extra, heading, silence, reason, pace):
    """Months later it tells of the day (week) of the newest article, and that the feed is empty for now."""
    _, _, page = at(f"/my?{MUCH}{pace}{extra}")
    assert (heading if not pace else heading.replace("7", "8")) in page
    assert silence in page
    assert reason in page
    assert not re.search("aujourd’hui<|ces derniers jours|in the last days|come of it today", page)
    shown = at(f"/my?{MUCH}{pace}{extra}", EVENING if not pace else datetime(2026, 3, 8, 22, 59, 59, tzinfo=UTC))[2]
    assert re.findall("<h3 .*?</h3>", page) == re.findall("<h3 .*?</h3>", shown), "as it would have been then"
    assert silence not in shown


def test_the_feed_is_empty_meanwhile_and_says_nothing_wrong(at):
    """It is sound, and holds no entry; what came last stands in it as long as it would."""
    status, _, body = at(f"/my/feed.json?{MUCH}")
    assert (status, json.loads(body)["items"]) == (200, [])
    assert json.loads(at(f"/my/feed.json?{MUCH}", EVENING)[2])["items"]


def test_a_draft_is_compared_as_of_the_same_day(at, desk):
    """On the page of a feed that is kept, what would come and go is of that day too; its address is canonical."""
    link = ask(desk.state, "/my", "POST")[1][b"location"].decode().partition("?")[0]
    where = at(f"{link}?tag:Foot=much&words=phare,+quai&say=&version=1")
    assert (where[0], where[1]["location"]) == (303, f"{link}?much=tag%3AFoot&word=phare&word=quai")
    _, _, page = at(f"{link}?{MUCH}&front=0")
    assert "Ce que cela aurait donné le 7 mars 2026" in page
    goes = page.partition("Ce qui sort")[2].partition("</ol>")[0]
    assert re.findall(r'<p class="why"[^>]*>(.*?)</p>', goes)
    assert "Le phare" in goes
    assert "Parmi les derniers articles" in at(f"{link}?title=x")[2]


def test_choices_that_nothing_meets_are_told_kindly_and_how_to_change_them(at):
    """Each change that is offered brings something in; so does one place for the front page."""
    _, _, page = at("/my?word=zanzibar&front=0", EVENING)
    assert "Aucun article récent ne répond à ces choix, et ce n’est pas grave." in page
    changes = page.partition('id="changes"')[2].partition('id="out"')[0]
    assert "Laisser une place à la une" in changes
    links = re.findall(r'<a href="(/my\?[^"#]*)#preview"', changes)
    assert len(links) > 1
    for link in links:
        assert 'class="entries chosen"' in at(link, EVENING)[2]
    assert "Rien de ce que vous demandez n’y est assez présent." in page


def test_the_share_of_the_front_page_is_explained_beside_its_setting(at):
    """What « jamais » does not reach is said there, in the open; an entry that comes in by it says so."""
    _, _, page = at("/my?never=category%3ACulture", EVENING)
    setting = page.partition('id="front"')[2].partition("</section>")[0]
    assert "« Jamais » et les phrases ne les écartent pas, les mots masqués et le choix des langues si." in setting
    assert "<details" not in setting
    assert re.search(r'<option value="0">aucun', setting)
    assert "une part à la une, où vos refus ne comptent pas : il était l’un des plus récents." in page
    assert "où vos refus" not in at("/my?never=category%3ACulture&front=0", EVENING)[2]


@pytest.mark.parametrize(
    ("extra", "told"), [("", "n’a encore rien publié"), ("&lang=en", "has not published anything yet")]
)
def test_a_newsroom_without_an_article_says_that(tmp_path, extra, told):
    """The form stands, the preview says that nothing was published so far, and the feed can be made."""
    config = make_config(tmp_path)
    writer(config).close()
    with closing(State(config)) as state:
        state.attach(open_window(config.store_url))
        status, _, body = ask(state, f"/my?word=phare{extra}")
        assert status == 200
        assert told in plain(body)
        assert 'id="changes"' not in plain(body)


def test_by_meaning_all_the_way(desk):
    """The preview compares meanings and says so, a reason claims nearness alone, and so does the feed."""
    with closing(writer(desk.config)) as store:
        while make_meanings(store, find_meaning(), EVENING, lambda: False):
            pass
    with closing(State(desk.config)) as state:
        state.attach(open_window(desk.config.store_url))
        state.now = lambda: EVENING
        said = urlencode({"say": "se déplacer à bicyclette", "front": "0"})
        page = plain(ask(state, f"/my?{said}")[2])
        assert "Ce que vous écrivez est comparé par son sens." in page
        assert "Proche de ce que vous avez écrit : « déplacer à bicyclette »." in page
        assert "Parce que vous avez écrit" not in page
        feed = json.loads(ask(state, f"/my/feed.json?{said}")[2])
        assert feed["description"].endswith("par les mots et par le sens.")
        assert [one["title"] for one in feed["items"]] == ["Quarante kilomètres de pistes"]
        assert "Proche de ce que vous avez écrit" in feed["items"][0]["content_html"]
        many = urlencode([("word", f"mot{number:02}") for number in range(25)] + [("front", "0")])
        assert "Les 24 premiers mots et les 35 premières choses" in plain(ask(state, f"/my?{many}")[2])
        english = plain(ask(state, f"/my?{said}&lang=en")[2])
        assert "Close to what you wrote: “déplacer à bicyclette”." in english


def test_changes_are_bounded_and_wiping_is_not(desk):
    """Whoever changes feeds without end is asked to wait, in words; what was typed stays, and wiping always works."""
    config = desk.config.model_copy(update={"personal": desk.config.personal.model_copy(update={"made_per_hour": 1})})
    with closing(State(config)) as state:
        state.attach(open_window(config.store_url))
        state.inbox = open_inbox(config.store_url)
        link = ask(state, "/my", "POST")[1][b"location"].decode().partition("?")[0]
        assert [ask(state, f"{link}/pause", "POST")[0] for _ in range(12)] == [303] * 12
        for doing in ("", "/pause", "/rotate"):
            status, headers, body = ask(state, link + doing, "POST")
            assert status == 429
            assert 0 < int(headers[b"retry-after"]) <= 300
            assert "Réessayez dans un instant" in body.decode()
        digests = feed_digest("f" * 32), edit_digest("e" * 32)
        assert state.inbox.keep_personal(*digests, "", "fr", "", True, EVENING, 1000)
        puce = json.loads(ask(state, "/feeds/all.json")[2])["items"][0]["id"]
        status, headers, body = ask(state, f"/my/{'f' * 32}/more?{urlencode({'id': puce})}", "POST")
        assert (status, b"retry-after" in headers, "Réessayez" in body.decode()) == (429, True, True)
        assert ask(state, link)[0] == 200
        assert ask(state, f"{link}/delete", "POST")[0] == 303
        assert ask(state, link)[0] == 410


def test_an_entry_that_cannot_end_with_its_reason_is_left_out(desk, monkeypatch):
    """One whose bytes are not as they should be is missing; the others are served, and the log says which and why."""
    real = type(desk.state.desk._shelf).proved

    def proved(self, *args):
        found = list(real(self, *args))
        return [(found[0][0], b"<item>no end of its own"), *found[1:]]

    monkeypatch.setattr(type(desk.state.desk._shelf), "proved", proved)
    monkeypatch.setattr(desk.state, "now", lambda: EVENING)
    for fmt in ("rss", "atom", "json"):
        with structlog.testing.capture_logs() as logs:
            status, _, body = ask(desk.state, f"/my/feed.{fmt}?much=tag:Foot&much=tag:IA&amount=7")
        assert status == 200
        assert "Un robot" in body.decode()
        assert [one["event"] for one in logs] == ["left out of a personal feed"]
        assert "no place for a note" in logs[0]["cause"]

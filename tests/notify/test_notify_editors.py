"""Telling editors what is held: what a message says, in which shape, and what a fault of theirs does to it."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from buzzfeed.model import Reason
from buzzfeed.notify import Dispatcher, Hold, build_targets, notices
from buzzfeed.testing import Answer, LoopbackServer, PostOffice

PHONE = Reason("phone", "It holds a phone number.", "06 ** ** ** 78", "Il contient un numéro de téléphone.")


class Desk(LoopbackServer):
    """A webhook that keeps what it is posted, as bytes and headers; ``moved`` is where it says that it moved."""

    moved = ""

    @property
    def documents(self):
        """What it was posted, read."""
        return [json.loads(request.body) for request in self.requests]

    def answer(self, request):
        """Thank, or say where it moved."""
        return Answer(301, {"Location": self.moved}) if self.moved else Answer(204)


@pytest.fixture
def desk():
    """Give a running webhook."""
    with Desk() as server:
        yield server


@pytest.fixture
def office():
    """Give a running mail server without TLS."""
    with PostOffice() as server:
        yield server


def hold(number=1, **more):
    """Return something held."""
    values = {"title": f"Le budget {number}", "source": "redaction", "origin": f"{number}.md", "reasons": (PHONE,)}
    return Hold(f"tag:news.example,2026:{number}", "m1", **{**values, **more})


@pytest.fixture
def told(config, fetch, outbox, clock):
    """Give what has these editors owed some holds and drains the outbox."""

    class Told:
        def __init__(self, *editors, **more):
            self.config = config(editors=editors, **more)
            self.targets = build_targets(self.config, fetch)
            self.dispatcher = Dispatcher(outbox, self.targets, clock)

        def owe(self, *holds):
            deliveries = notices(holds, self.config, self.targets, clock.now())
            outbox.owe(*deliveries)
            return deliveries

        def drain(self):
            return self.dispatcher.drain(5)

    return Told


def webhook(desk, **more):
    """Return the settings of a webhook."""
    return {"type": "webhook", "url": f"{desk.url}/held", **more}


def email(office, **more):
    """Return the settings of a mailbox."""
    return {
        "type": "email",
        "host": "127.0.0.1",
        "port": office.port,
        "security": "none",
        "to": ["une@news.example"],
        **more,
    }


def test_a_webhook_is_posted_what_its_page_says(told, desk):
    """Title, origin, reasons in the newsroom's language, and the commands; the id stands in a header, too."""
    editors = told(webhook(desk))
    editors.owe(hold(edit=True))
    assert editors.drain().sent == 1
    (document,) = desk.documents
    assert desk.requests[0].headers["x-buzzfeed-delivery"] == document["id"]
    assert document == {
        "event": "held",
        "id": document["id"],
        "newsroom": {"title": "Le Phare & Cie", "url": "https://news.example"},
        "more": 0,
        "holds": [
            {
                "id": "tag:news.example,2026:1",
                "version": "m1",
                "title": "Le budget 1",
                "source": "redaction",
                "origin": "1.md",
                "edit": True,
                "since": "2026-03-02T08:00:00Z",
                "reasons": [
                    {"code": "phone", "text": "Il contient un numéro de téléphone.", "excerpt": "06 ** ** ** 78"}
                ],
                "release": "buzzfeed release tag:news.example,2026:1",
                "reject": "buzzfeed reject tag:news.example,2026:1",
            }
        ],
    }


def test_a_secret_signs_what_is_posted(told, desk):
    """The signature is the HMAC-SHA256 of the very bytes; without a secret there is none."""
    editors = told(webhook(desk, secret="sésame"), webhook(desk, name="open"))
    editors.owe(hold())
    editors.drain()
    signed = [one for one in desk.requests if "x-buzzfeed-signature" in one.headers]
    assert len(signed) == 1
    expected = hmac.new("sésame".encode(), signed[0].body, hashlib.sha256).hexdigest()
    assert signed[0].headers["x-buzzfeed-signature"] == f"sha256={expected}"


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("fr", "[Le Phare & Cie] à relire : Le budget 1", ("numéro de téléphone", "Pour publier", "Pour refuser")),
        ("en", "[Le Phare & Cie] to review: Le budget 1", ("a phone number", "To publish", "To refuse")),
    ],
)
def test_a_letter_speaks_the_newsrooms_language(told, office, language, subject, words):
    """Subject, reasons and commands are in French or English, the excerpt is as the guard masked it."""
    editors = told(email(office, sender="robot@news.example"), language=language)
    (delivery,) = editors.owe(hold())
    editors.drain()
    (letter,) = office.letters
    assert (letter.sender, letter.to) == ("robot@news.example", ("une@news.example",))
    assert letter.message["Subject"] == subject
    assert letter.message["Message-ID"] == f"<{delivery.id}@news.example>"
    assert letter.message["Auto-Submitted"] == "auto-generated"
    for one in (*words, "06 ** ** ** 78", "buzzfeed release tag:news.example,2026:1", "1.md"):
        assert one in letter.text


def test_what_cannot_be_read_can_only_be_rejected(told, office):
    """An item without a title or text is told by its place."""
    editors = told(email(office), language="en")
    editors.owe(Hold("unreadable:abc", "s", "", "redaction", "latin.md", (Reason("not-utf8", "It is not UTF-8."),)))
    editors.drain()
    text = office.letters[0].text
    assert "latin.md" in text
    assert "buzzfeed reject unreadable:abc" in text
    assert "buzzfeed release" not in text


def test_no_title_breaks_out_of_a_header(told, office):
    """Line breaks, long titles and lone surrogates make no header, and lose no letter."""
    editors = told(email(office))
    editors.owe(hold(title="A\r\nBcc: x@evil.example\r\n\r\nB \ud800" + "x" * 900))
    assert editors.drain().sent == 1
    (letter,) = office.letters
    assert letter.message["Bcc"] is None
    assert letter.to == ("une@news.example",)
    assert letter.message["Subject"].startswith("[Le Phare & Cie] à relire : A Bcc: x@evil.example B")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_encoded_title_becomes_a_header(told, office, language):
    """A title that is written as an encoded word (RFC 2047) stays what it is: nothing of it is decoded."""
    editors = told(email(office), language=language)
    editors.owe(hold(title="=?utf-8?q?x=0D=0ABcc:_x@evil.example=0D=0A=0D=0A<a_href=https://evil.example>?="))
    assert editors.drain().sent == 1
    (letter,) = office.letters
    assert letter.message["Bcc"] is None
    assert "evil" in letter.message["Subject"]
    assert letter.message.get_content_type() == "text/plain"
    assert "buzzfeed release" in letter.message.get_content()


def test_a_flood_is_one_message(told, desk, office, clock):
    """What is due goes in one, the first hundred in full; what comes within `coalesce` waits, and is not lost."""
    editors = told(webhook(desk), email(office))
    for start in range(0, 240, 80):
        editors.owe(*(hold(start + number) for number in range(80)))
    editors.drain()
    assert [(len(one["holds"]), one["more"]) for one in desk.documents] == [(100, 140)]
    assert [letter.message["Subject"] for letter in office.letters] == ["[Le Phare & Cie] 240 articles à relire"]
    assert "140 de plus" in office.letters[0].text
    editors.owe(hold(900))
    editors.owe(hold(901))
    assert editors.drain().sent == 0
    clock.advance(300)
    editors.drain()
    assert {hold["title"] for hold in desk.documents[1]["holds"]} == {"Le budget 900", "Le budget 901"}
    assert len(office.letters) == 2


def test_the_same_hold_is_owed_once(told, desk):
    """Ids are those of what is held: stored twice, it is told once."""
    editors = told(webhook(desk))
    assert editors.owe(hold())[0].id == editors.owe(hold())[0].id
    assert editors.owe(hold(reasons=(Reason("iban", "x"),)))[0].id != editors.owe(hold())[0].id
    editors.drain()
    assert len(desk.documents) == 1


@pytest.mark.parametrize("fault", ["down", "status", "slow"])
def test_a_webhook_in_trouble_is_told_later(told, desk, outbox, clock, fault):
    """It is tried again, with what came meanwhile, and nothing is superseded."""
    editors = told(webhook(desk, timeout="200ms"))
    setattr(desk, fault, {"down": True, "status": 503, "slow": 0.5}[fault])
    (first,) = editors.owe(hold(1))
    assert editors.drain().waiting == 1
    assert outbox[first.id].attempts == 1
    assert "/held" not in outbox[first.id].answer  # the path may be a secret
    setattr(desk, fault, {"down": False, "status": None, "slow": 0.0}[fault])
    (second,) = editors.owe(hold(2))
    desk.requests.clear()
    editors.drain()
    clock.advance(301)
    editors.drain()
    assert outbox.states() == {first.id: "sent", second.id: "sent"}
    assert {hold["title"] for one in desk.documents for hold in one["holds"]} == {"Le budget 1", "Le budget 2"}


@pytest.mark.parametrize("fault", [{"down": True}, {"verdict": "451 later"}, {"greeting": "421 busy"}])
def test_a_mail_server_in_trouble_is_told_later(told, office, outbox, clock, fault):
    """A server that is down, or says later, has its letter once it is well."""
    editors = told(email(office))
    before = {name: getattr(office, name) for name in fault}
    for name, value in fault.items():
        setattr(office, name, value)
    (delivery,) = editors.owe(hold())
    editors.drain()
    assert (str(outbox[delivery.id].state), outbox[delivery.id].attempts) == ("waiting", 1)
    assert "Le budget" not in outbox[delivery.id].answer
    for name, value in before.items():
        setattr(office, name, value)
    clock.advance(10)
    editors.drain()
    assert len(office.letters) == 1
    assert outbox[delivery.id].answer == "taken for 1 of 1"


def test_a_mailbox_that_is_refused_for_good_is_given_up(told, office, outbox):
    """A 550 is the operator's to mend: the delivery says so."""
    editors = told(email(office))
    office.unknown.add("une@news.example")
    (delivery,) = editors.owe(hold())
    assert editors.drain().failed == 1
    assert "550" in outbox[delivery.id].answer


def test_a_target_that_keeps_failing_is_left_alone(told, desk, outbox, clock):
    """Five failures in a row open the circuit; a probe closes it, and every hold is told."""
    desk.status = 500
    editors = told(webhook(desk))
    owed = []
    for number in range(5):
        owed += editors.owe(hold(number))
        editors.drain()
        clock.advance(20000)
    asked = len(desk.requests)
    owed += editors.owe(hold(9))
    editors.drain()
    desk.status = None
    clock.advance(timedelta(hours=11).total_seconds())
    desk.requests.clear()
    editors.drain()
    assert asked == 5
    assert {hold["title"] for one in desk.documents for hold in one["holds"]} >= {"Le budget 9", "Le budget 4"}


def test_a_password_is_never_shown(config, office):
    """Neither the config's own words nor those of a target tell a secret."""
    settings = config(
        editors=[email(office, security="starttls", user="u", password="hush"), webhook_of("https://x.example")]
    )
    assert "hush" not in repr(settings)
    assert "whisper" not in repr(settings)


def test_where_a_webhook_moved_is_never_shown(told, desk, outbox):
    """Where it leads elsewhere, the new address may be as secret as the old one."""
    desk.moved = "https://chat.example/hooks/hush/"
    editors = told({"type": "webhook", "url": desk.url + "/hooks/old/"})
    editors.owe(hold())
    editors.drain()
    (one,) = outbox.deliveries()
    assert "301" in one.answer
    assert "hush" not in one.answer


@pytest.mark.parametrize("key", ["user", "password"])
def test_what_a_mail_server_cannot_be_told_is_refused_by_the_config(config, office, key):
    """Letters beyond ASCII need an extension that few servers have: that is said before anything is lost."""
    with pytest.raises(ValueError, match="beyond ASCII"):
        config(editors=[email(office, security="starttls", **{"user": "u", "password": "p", key: "été"})])


def webhook_of(url):
    """Return the settings of a webhook with a secret."""
    return {"type": "webhook", "url": url, "secret": "whisper"}

"""Pinging a service by XML-RPC, on the wire, and reading what it says."""

import xmlrpc.client

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.errors import DeliveryError
from buzzfeed.notify import build_targets
from buzzfeed.notify.xmlrpc_wire import NotXmlRpcError, PingAnswer, call, read_answer
from buzzfeed.testing import Ping, PingService, Website

PAYLOAD = {
    "site": ["https://news.example/"],
    "page": ["https://news.example/"],
    "feed": ["https://f.example/feeds/all.rss?a=1&b=<2>"],
    "tags": ["ia", "été"],
}
SHORT = ("Le Phare & Cie", "https://news.example/")


@pytest.fixture
def target(config, fetch):
    """Give a maker of targets for a service."""
    return lambda service, **more: build_targets(config({"type": "xmlrpc", "url": service.url, **more}), fetch)[0]


@pytest.fixture
def ping(owed):
    """Give a ping that is owed."""
    return owed("p1", "ping.example", "xmlrpc", **PAYLOAD)


def test_a_ping_is_extended_where_it_can_be(target, ping):
    """Name, site, page, feed and tags arrive as they are; the service's thanks are the answer."""
    with PingService() as service:
        assert target(service).send(ping) == "Thanks for the ping."
    expected = (*SHORT, "https://news.example/", "https://f.example/feeds/all.rss?a=1&b=<2>", "ia|été")
    assert service.calls == [Ping("weblogUpdates.extendedPing", expected)]
    assert service.requests[0].headers["content-type"] == "text/xml; charset=utf-8"


def test_without_tags_there_is_no_fifth_parameter(target, owed):
    """Services that count parameters get four."""
    with PingService() as service:
        target(service).send(owed("p", "ping.example", "xmlrpc", **{**PAYLOAD, "tags": []}))
    assert len(service.calls[0].params) == 4


def test_a_service_that_knows_no_extended_ping_gets_the_plain_one(target, ping):
    """After a fault the plain ping goes out, and from then on alone."""
    with PingService() as service:
        service.extended = False
        told = target(service)
        assert told.send(ping) == "Thanks for the ping."
        told.send(ping)
    assert [one.method.removeprefix("weblogUpdates.") for one in service.calls] == ["extendedPing", "ping", "ping"]
    assert service.pings[0].params == SHORT


def test_a_fault_to_both_pings_is_tried_again(target, ping):
    """The service's own words stand in the error."""
    with PingService() as service:
        service.fault = "too busy"
        with pytest.raises(DeliveryError, match="fault: too busy") as raised:
            target(service).send(ping)
        assert raised.value.retryable
        service.fault = ""
        target(service).send(ping)
    assert service.calls[-1].method == "weblogUpdates.extendedPing"


@pytest.mark.parametrize("key", ["flerror", "flError"])
def test_an_error_is_believed_in_both_spellings(target, ping, key):
    """A refusal waits as long as two pings should lie apart."""
    with PingService() as service:
        service.error, service.error_key = "You ping too often", key
        with pytest.raises(DeliveryError, match="it refused: You ping too often") as raised:
            target(service, coalesce="20m").send(ping)
    assert (raised.value.retryable, raised.value.retry_after) == (True, 1200.0)


@pytest.mark.parametrize(
    "garbage",
    [b"", b"<html><body>OK</body></html>", b"\xff\xfe", b"<methodResponse/>", b"x" * 70_000, b"<methodCall><params/>"],
)
def test_garbage_is_told_as_such(target, ping, garbage):
    """What is no XML-RPC is neither thanks nor a crash."""
    with PingService() as service:
        service.garbage = garbage
        with pytest.raises(DeliveryError, match="not XML-RPC") as raised:
            target(service).send(ping)
    assert raised.value.retryable
    assert len(raised.value.cause) <= 200


def test_a_slow_service_is_cut_off_at_its_limit(target, ping):
    """The limit is three seconds unless set."""
    with PingService() as service:
        assert target(service)._settings.timeout == 3.0
        service.slow = 2.0
        with pytest.raises(DeliveryError, match=r"within 0\.1 s") as raised:
            target(service, timeout=0.1).send(ping)
    assert raised.value.retryable


@pytest.mark.parametrize(("status", "retryable"), [(404, False), (403, False), (429, True), (502, True)])
def test_statuses_are_told_apart(target, ping, status, retryable):
    """An address where no service is any more is ours to mend."""
    with Website({"/": (status, {}, b"")}) as site, pytest.raises(DeliveryError) as raised:
        target(site).send(ping)
    assert raised.value.retryable is retryable


def test_the_last_state_wins(target, owed, seconds):
    """Of several pings that wait, only the newest is sent."""
    with PingService() as service:
        told = target(service)
    old, new = owed("b", created=owed().created), owed("a", created=owed().created + seconds(1))
    (bundle,) = told.merge([new, old])
    assert (bundle.request, bundle.covers) == (new, ("a",))
    assert told.merge([]) == ()


@given(st.lists(st.text(), max_size=5))
def test_a_call_is_xml_rpc_whatever_its_texts(texts):
    """The standard library reads back every text, but for what XML 1.0 forbids and its line ends."""
    forbidden = {chr(code) for code in [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]}
    params, method = xmlrpc.client.loads(call("weblogUpdates.ping", texts))
    assert method == "weblogUpdates.ping"
    plain = ["".join(char for char in text if char not in forbidden) for text in texts]
    assert list(params) == [text.replace("\r\n", "\n").replace("\r", "\n") for text in plain]


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(body):
    """Reading never fails in another way."""
    try:
        read_answer(body)
    except NotXmlRpcError:
        return


def members(**values):
    """Make a struct."""
    inner = "".join(f"<member><name>{name}</name><value>{value}</value></member>" for name, value in values.items())
    return f"<value><struct>{inner}</struct></value>"


def struct(**values):
    """Make an answer of a struct."""
    params = f"<params><param>{members(**values)}</param></params>"
    return f"<?xml version='1.0'?><methodResponse>{params}</methodResponse>".encode()


FAULT = members(faultCode="<int>4</int>", faultString="<string>Too many params</string>")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (struct(flerror="<boolean>0</boolean>", message="<string>Merci</string>"), PingAnswer(None, False, "Merci")),
        (struct(flerror="<boolean>1</boolean>", message="Non"), PingAnswer(None, True, "Non")),
        (struct(flError="<string>true</string>", message="Non"), PingAnswer(None, True, "Non")),
        (struct(flerror=" 1 "), PingAnswer(None, True, "")),
        (struct(flerror="<int>0</int>", message="a &amp; b"), PingAnswer(None, False, "a & b")),
        (struct(message="ok", legal="x", flerror="<boolean>false</boolean>"), PingAnswer(None, False, "ok")),
        (
            b"<methodResponse><params><param><value><string>Thanks</string></value></param></params></methodResponse>",
            PingAnswer(None, False, ""),
        ),
        (f"<methodResponse><fault>{FAULT}</fault></methodResponse>".encode(), PingAnswer("Too many params", True, "")),
        (b"<methodResponse><fault/></methodResponse>", PingAnswer("fault", True, "")),
    ],
)
def test_answers_are_read_as_services_write_them(body, answer):
    """Booleans, strings and bare values; both spellings; faults."""
    assert read_answer(body) == answer


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "boom">]><methodResponse><params>&x;</params></methodResponse>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><methodResponse><params>&x;</params></methodResponse>',
        b"<methodResponse><params>&x;</params></methodResponse>",
        b"<methodResponse><params>" + b"<value>" * 40 + b"</value>" * 40 + b"</params></methodResponse>",
        b"<methodResponse><params>" + b"<value>" * 9000,
        b"<a><params/><fault/></a>",
        struct(message="x" * 70_000),
    ],
    ids=["entity", "external", "undefined", "deep", "unclosed", "another", "large"],
)
def test_hostile_answers_are_refused(body):
    """No entity is resolved, and size and depth are bounded."""
    with pytest.raises(NotXmlRpcError):
        read_answer(body)

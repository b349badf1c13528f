"""The fakes do what they say, and leave nothing behind: a test that leans on a broken fake proves nothing."""

import socket
import threading
import time
import xmlrpc.client
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected

import pytest

from buzzfeed.testing import Answer, CountingListener, Hub, IndexNowEndpoint, PingService, Website


def call(server, method="GET", target="/", body=None, headers=None, timeout=5.0):
    """Make one request and return (status, headers, body)."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=timeout)) as connection:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


@pytest.mark.parametrize("make", [PingService, Hub, IndexNowEndpoint, Website])
def test_a_server_ends_every_thread_and_frees_its_port(make):
    """Leaving the context ends idle connections, slow answers and the listener."""
    before = set(threading.enumerate())
    with make() as server:
        server.slow = 30.0
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as idle:
            idle.connect()
            with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as waiting:
                waiting.request("GET", "/")
                while not server.requests:
                    time.sleep(0.01)
                started = time.monotonic()
                server.stop()
                assert time.monotonic() - started < 2
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)


def test_a_server_comes_back_at_its_port():
    """After `stop`, `start` listens at the same port."""
    with Website({"/": b"here"}) as site:
        port = site.port
        site.stop()
        site.start()
        assert (site.port, call(site)[2]) == (port, b"here")


def test_a_server_that_is_down_takes_connections_and_drops_them():
    """A connection arrives and is counted, yet no request is read."""
    with Website({"/": b"here"}) as site:
        site.down = True
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            call(site)
        assert (site.connections, site.requests) == (1, [])
        site.down = False
        assert call(site)[0] == 200


def test_a_server_answers_the_status_it_is_told():
    """`status` and `retry_after` stand in for every answer."""
    with Hub() as hub:
        hub.status, hub.retry_after = 503, "7"
        status, headers, body = call(hub, "POST", body=b"hub.mode=publish&hub.url=http://a/")
        assert (status, headers["retry-after"], body) == (503, "7", b"")
        assert hub.topics == []


def test_a_website_serves_pages_functions_and_validators():
    """Pages are bytes, answers or functions; a request that names their ETag gets 304."""
    pages = {
        "/text": "mot",
        "/tuple": (201, {"X-A": "1"}, b"deux"),
        "/tagged": Answer(200, {"ETag": '"1"'}, b"corps"),
        "/echo": lambda request: Answer(200, {}, request.query.encode()),
    }
    with Website(pages) as site:
        assert call(site, target="/text")[::2] == (200, b"mot")
        assert call(site, target="/tuple")[0] == 201
        assert call(site, target="/tagged", headers={"If-None-Match": '"1"'})[::2] == (304, b"")
        assert call(site, target="/tagged", headers={"If-None-Match": '"2"'})[::2] == (200, b"corps")
        assert call(site, target="/echo?q=1")[2] == b"q=1"
        assert call(site, target="/none")[0] == 404
        site.redirect("/from", "/to", 301)
        assert call(site, target="/from")[1]["location"] == "/to"
        assert site.hits("/tagged") == 2


def test_a_dripping_website_sends_byte_by_byte():
    """`drip` spaces the bytes of a body."""
    with Website({"/": b"12345"}) as site:
        site.drip = 0.03
        started = time.monotonic()
        assert call(site)[2] == b"12345"
        assert time.monotonic() - started >= 0.12


def test_the_ping_service_speaks_xml_rpc():
    """The standard library's client is thanked for both pings; the switches change what it hears."""
    with PingService() as service, xmlrpc.client.ServerProxy(service.url) as proxy:
        assert proxy.weblogUpdates.ping("Nom", "https://a.example")["flerror"] is False
        assert proxy.weblogUpdates.extendedPing("Nom", "https://a.example", "c", "f")["flerror"] is False
        service.extended = False
        with pytest.raises(xmlrpc.client.Fault, match="no such method"):
            proxy.weblogUpdates.extendedPing("Nom", "https://a.example", "c", "f")
        service.error = "too fast"
        assert proxy.weblogUpdates.ping("Nom", "https://a.example") == {"flerror": True, "message": "too fast"}
        assert len(service.calls) == 4
        assert [ping.method for ping in service.pings] == ["weblogUpdates.ping"] * 2


def test_the_hub_takes_topics_under_its_own_name():
    """Topics are recorded per request; the wrong parameter gets 400."""
    with Hub() as hub:
        form = b"hub.mode=publish&hub.url=http%3A%2F%2Fa%2F&hub.url=http%3A%2F%2Fb%2F"
        assert call(hub, "POST", body=form)[0] == 204
        hub.parameter = "hub.topic"
        assert call(hub, "POST", body=form)[0] == 400
        assert hub.publications == [("http://a/", "http://b/")]


def test_the_endpoint_holds_lists_against_the_protocol():
    """One host a list, addresses of that host only; its key file stands whatever the switches say."""
    with IndexNowEndpoint() as endpoint:
        endpoint.files["/k.txt"] = b"k"
        json_type = {"Content-Type": "application/json; charset=utf-8"}
        good = b'{"host": "a.example", "key": "k", "urlList": ["https://a.example/1"]}'
        alien = b'{"host": "a.example", "key": "k", "urlList": ["https://b.example/1"]}'
        assert call(endpoint, "POST", "/indexnow", good, json_type)[0] == 200
        assert call(endpoint, "POST", "/indexnow", alien, json_type)[0] == 422
        endpoint.status = 500
        assert call(endpoint, target="/k.txt")[2] == b"k"
        assert call(endpoint, "POST", "/indexnow", good, json_type)[0] == 500
        assert endpoint.urls == ["https://a.example/1"]


def test_a_counting_listener_counts_and_ends():
    """Each connection counts; the thread ends with the context."""
    before = set(threading.enumerate())
    with CountingListener() as listener:
        for _ in range(3):
            socket.create_connection(("127.0.0.1", listener.port), timeout=2).close()
        while listener.connections < 3:
            time.sleep(0.01)
    assert listener.connections == 3
    assert set(threading.enumerate()) == before

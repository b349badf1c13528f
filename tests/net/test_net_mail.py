"""Mail out: a real server on this machine, what it refuses, and what keeps the deadline."""

import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from buzzfeed.config import NetSettings
from buzzfeed.errors import AddressError, FetchError
from buzzfeed.net import Net
from buzzfeed.ports import MailServer
from buzzfeed.testing import PostOffice

CERTIFICATE = Path(__file__).parent / "self-signed.pem"
MESSAGE = b"Subject: Bonjour\r\n\r\n.un point en t\xc3\xaate\r\n"


@pytest.fixture
def net():
    """Give the way out."""
    with Net(NetSettings()) as way:
        yield way


def server(office, security="none", host="127.0.0.1", timeout=5.0, **more):
    """Return how to reach a post office."""
    return MailServer(host, office.port, security, timeout=timeout, **more)


def send(net, office, security="none", to=("a@news.example",), **more):
    """Hand over a message."""
    return net.send_mail(server(office, security, **more), "b@news.example", to, MESSAGE)


def test_a_letter_arrives_as_it_was_written(net):
    """Envelope and bytes, dots at the head of a line included; the answer counts mailboxes."""
    with PostOffice() as office:
        assert send(net, office, to=("a@news.example", "c@news.example")) == "taken for 2 of 2"
    (letter,) = office.letters
    assert (letter.sender, letter.to) == ("b@news.example", ("a@news.example", "c@news.example"))
    assert letter.data == MESSAGE
    assert not letter.encrypted


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_what_is_to_be_encrypted_is(net, monkeypatch, security):
    """The certificate is looked at, and the password goes out behind it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with PostOffice(CERTIFICATE, wrapped=security == "tls") as office:
        office.users["redaction"] = "secret"
        send(net, office, security, host="localhost", user="redaction", password="secret")
        (letter,) = office.letters
        assert (letter.encrypted, letter.user) == (True, "redaction")
        with pytest.raises(FetchError, match=r"does not let us in: 535.*check user and password") as raised:
            send(net, office, security, host="localhost", user="redaction", password="wrong")
    assert raised.value.retryable
    assert "wrong" not in str(raised.value)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_signed_is_refused(net, security):
    """No letter goes to whoever cannot prove its name."""
    with PostOffice(CERTIFICATE, wrapped=security == "tls") as office:
        with pytest.raises(FetchError, match="certificate is not valid: self-signed") as raised:
            send(net, office, security, host="localhost")
        assert office.letters == []
    assert raised.value.retryable


def test_a_server_without_starttls_gets_nothing(net):
    """What was to be encrypted is never sent in the open instead."""
    with PostOffice() as office, pytest.raises(FetchError, match="does not offer what was asked") as raised:
        send(net, office, "starttls")
    assert raised.value.retryable
    assert office.letters == []


@pytest.mark.parametrize(
    ("fault", "cause", "retryable"),
    [
        ({"greeting": "421 later"}, "refused: 421 later", True),
        ({"greeting": "554 never"}, "refused: 554 never", False),
        ({"verdict": "451 later"}, "refused: 451 later", True),
        ({"verdict": "554 never"}, "refused: 554 never", False),
        ({"unknown": {"a@news.example"}}, "takes it for nobody: 550 nobody", False),
        ({"down": True}, "closed", True),
    ],
)
def test_a_refusal_says_what_it_is(net, fault, cause, retryable):
    """Refusals for now are tried again, those for good are not; the server's words are told."""
    with PostOffice() as office:
        for name, value in fault.items():
            setattr(office, name, value)
        with pytest.raises(FetchError, match=cause) as raised:
            send(net, office)
    assert raised.value.retryable is retryable
    assert str(office.port) in raised.value.subject


def test_one_unknown_mailbox_keeps_no_other_from_its_letter(net):
    """It is taken for the rest, and the answer says so."""
    with PostOffice() as office:
        office.unknown.add("a@news.example")
        assert send(net, office, to=("a@news.example", "c@news.example")) == "taken for 1 of 2"


@contextmanager
def dripping():
    """Give the port of a server that says a byte of a greeting without an end every now and then."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            peer, _ = listener.accept()
            with peer:
                while not stop.wait(0.05):
                    try:
                        peer.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        thread.join()


def test_a_server_that_drips_keeps_nobody(net):
    """The deadline is for all of it, however little comes however often."""
    with dripping() as port:
        begun = time.monotonic()
        with pytest.raises(FetchError, match=r"no whole answer within 0\.4 s") as raised:
            net.check_mail(MailServer("127.0.0.1", port, "none", timeout=0.4))
        assert time.monotonic() - begun < 2
    assert raised.value.retryable


def test_addresses_of_clouds_are_refused():
    """The operator may name private servers, and no metadata service."""
    with Net(NetSettings()) as net, pytest.raises(AddressError):
        net.check_mail(MailServer("169.254.169.254", 25, "none", timeout=1.0))


def test_nobody_is_written_to_by_a_check(net):
    """It says hello, and goes."""
    with PostOffice() as office:
        assert net.check_mail(server(office)) == "answers"
        assert office.letters == []
    with pytest.raises(FetchError, match="refused") as raised:
        net.check_mail(server(office))
    assert raised.value.retryable

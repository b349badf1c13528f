"""The bucket of each client: fills by the minute, is one for a household, and their number is bounded."""

import pytest

from buzzfeed.web.limiting import MOST_CLIENTS, Limiter, area_of, network_of, site_of


def test_tokens_come_back_with_time():
    """So many at once, then one for each part of a minute; a client that waited as long as it was told is let in."""
    now = [0.0]
    limiter = Limiter(6, lambda: now[0])
    assert [limiter.wait("192.0.2.1") for _ in range(6)] == [0.0] * 6
    wait = limiter.wait("192.0.2.1")
    assert wait == 10.0
    assert limiter.wait("192.0.2.2") == 0.0
    now[0] += wait
    assert limiter.wait("192.0.2.1") == 0.0
    assert limiter.wait("192.0.2.1") > 0


def test_what_is_more_work_costs_more_tokens():
    """It takes as many as it costs, never more than there can be; what is too dear for now takes none."""
    now = [0.0]
    limiter = Limiter(6, lambda: now[0])
    assert limiter.wait("192.0.2.1", 4) == 0.0
    assert limiter.wait("192.0.2.1", 4) == 20.0
    assert [limiter.wait("192.0.2.1") for _ in range(2)] == [0.0, 0.0]
    assert limiter.wait("192.0.2.1", 100) == 60.0
    now[0] += 60.0
    assert limiter.wait("192.0.2.1", 100) == 0.0


def test_a_household_is_one_client_and_a_mapped_address_itself():
    """The /64 of IPv6 counts as one, IPv4 in IPv6 as the IPv4 address, and what is no address as one unknown."""
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%lo") == network_of("fe80::1%25lo") == network_of("fe80::1")
    assert network_of("x") == network_of("") == ""


def test_what_lies_around_a_client_is_one_area():
    """A /48 of IPv6 and a /24 of IPv4, mapped or not: whoever has one has as many networks as it wants."""
    assert area_of("2001:db8:1:2::1") == area_of("2001:db8:1:ffff::9") != area_of("2001:db8:2:2::1")
    assert area_of("192.0.2.1") == area_of("::ffff:192.0.2.250") != area_of("192.0.3.1")
    assert area_of("x") == area_of("") == ""


def test_a_flood_of_clients_takes_no_more_memory():
    """Beyond the bound, those are forgotten that asked longest ago."""
    limiter = Limiter(1)
    for number in range(MOST_CLIENTS + 500):
        limiter.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(limiter) == MOST_CLIENTS


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("reader.example", "reader.example"),
        ("a.b.reader.example", "reader.example"),
        ("x.reader.co.uk", "reader.co.uk"),
        ("x.abc.fr", "abc.fr"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::3", "2001:0db8:0001:0002"),
    ],
)
def test_names_below_one_count_as_one_host(host, site):
    """Whoever has a name has all below it: they share its bounds; addresses of one network do as well."""
    assert site_of(host) == site

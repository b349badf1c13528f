"""Which addresses may be reached: by content only public ones and ``net.allow``, by the operator private ones too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from ipaddress import ip_network

from ssrfguard import DEFAULT_DENIED, AddressTable, Policy, Reach

from buzzfeed.errors import ConfigError

# Networks that an operator's own machines stand in (RFC 1918, 4193, 6598; loopback). Link-local ones stay out, since
# clouds hand out credentials there; so do the metadata addresses inside these networks, by more specific rows.
_PRIVATE = frozenset(
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)

# The guard's own table, and what a stateless translator makes of an IPv4 address (RFC 2765 §2.1), in which any private
# one may stand; nothing public has such an address.
_DENIED = AddressTable(
    (
        *DEFAULT_DENIED.blocks,
        replace(
            DEFAULT_DENIED.blocks[0],
            network=ip_network("::ffff:0:0:0/96"),
            name="IPv4-translated",
            rfc="RFC2765",
            reach=Reach.DENIED,
        ),
    )
)

# Ports above 1023 that speak something else than HTTP: the Fetch Standard's list (section 2.9, "bad port"), and the
# stores that take a request's lines for commands.
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
    | {1433, 1521, 2375, 2379, 3306, 5432, 6379, 9200, 11211, 27017}
)


class _Ports(frozenset[int]):
    """Ports as a rule: the guard asks ``in``, and a set of sixty thousand numbers would cost megabytes."""

    trusted = False

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and port_allowed(port, trusted=self.trusted)


class _TrustedPorts(_Ports):
    trusted = True


ATTEMPTS = 3
"""How many of a name's addresses are tried, within the one deadline."""


def port_allowed(port: int, *, trusted: bool) -> bool:
    """Whether a port may be spoken to: content leads to 80, 443 and most above 1023, the operator anywhere."""
    if trusted:
        return 0 < port < 65536
    return port in (80, 443) or (1023 < port < 65536 and port not in _BAD_PORTS)


def content_policy(allow: Collection[str] = ()) -> Policy:
    """Return the policy for addresses found in content: public ones, and those in ``allow``.

    Raises:
        ConfigError: an entry of ``allow`` would let every address behind a translation prefix (RFC 6052) pass.
    """
    return _policy(_DENIED, allow, trusted=False)


def trusted_policy(allow: Collection[str] = ()) -> Policy:
    """Return the policy for addresses that the operator typed: private networks too, metadata services never.

    Raises:
        ConfigError: as `content_policy`.
    """
    blocks = tuple(
        replace(block, reach=Reach.PERMITTED) if block.network in _PRIVATE else block for block in _DENIED.blocks
    )
    return _policy(AddressTable(blocks), allow, trusted=True)


def _policy(table: AddressTable, allow: Collection[str], *, trusted: bool) -> Policy:
    networks = tuple(ip_network(network, strict=False) for network in allow)
    try:
        policy = Policy(
            denied_networks=table,
            allowed_networks=networks,
            # A name typed by the operator may well have a link-local address beside its own.
            on_partial_block="drop" if trusted else "reject",
            max_connection_attempts=ATTEMPTS,
        )
    except ValueError as error:
        hint = "name the IPv4 network behind the prefix instead"
        raise ConfigError("net.allow", f"an entry lies in a translation prefix: {error}"[:200], hint) from error
    object.__setattr__(policy, "allowed_ports", _TrustedPorts({80, 443}) if trusted else _Ports({80, 443}))
    return policy

"""Where targets may be: anywhere on the open net by HTTPS; inside, only where it was allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from warehouse.central.errors import TargetIncomplete

Address = IPv4Address | IPv6Address
NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a target listens."""

    is_secure: bool
    host: str
    port: int
    path: str


def read_endpoint(address: str) -> Endpoint:
    """Read a target's address.

    Raises:
        TargetIncomplete: It is no address of HTTP, or holds a name and password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise TargetIncomplete(why="its address cannot be read") from None
    is_clean = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_clean:
        raise TargetIncomplete(why="its address must be https://host/path")
    if parts.username or parts.password or parts.fragment:
        raise TargetIncomplete(why="its address must hold no password and no “#”")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_secure = parts.scheme == "https"
    return Endpoint(is_secure, parts.hostname, port or (443 if is_secure else 80), path)


def may_be_called(text: str, allowed: Iterable[str], *, is_secure: bool) -> bool:
    """Tell whether an address that a name led to may be spoken to.

    Private, local and reserved ones only within the allowed networks: else whoever may name a
    target could have this machine ask what only it can reach. The open net only by HTTPS.

    Args:
        allowed: Networks, as 10.1.0.0/16.
    """
    address = _embedded(ip_address(text.partition("%")[0]))
    if any(_within(address, network) for network in allowed):
        return True
    return is_secure and address.is_global and not address.is_multicast


def _within(address: Address, network: str) -> bool:
    found = ip_network(network)
    return found.version == address.version and address in found


def _embedded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        return inner or address
    return address

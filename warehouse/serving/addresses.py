"""What this machine is called on the local network, so that handhelds find it."""

import fcntl
import ipaddress
import socket
import struct
import sys

from warehouse.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface, see netdevice(7)
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def names_of_this_machine(settings: Settings) -> tuple[str, ...]:
    """Every name and address that a device may type, the most useful one first.

    The configured names lead; then the address that leads out of this machine, the other
    interfaces' addresses, the host name with and without `.local`, and the loopback.
    """
    found = [*settings.names]
    if settings.host not in _EVERYWHERE:
        found.append(settings.host)
    found += outward_addresses()
    found += interface_addresses()
    host = socket.gethostname().lower()
    if _is_host_name(host):
        found += [host] if "." in host else [host, f"{host}.local"]
    found += LOOPBACK
    return tuple(dict.fromkeys(found))


def address(settings: Settings, names: tuple[str, ...]) -> str:
    """The address to open in a browser and to show as a QR code."""
    host = f"[{names[0]}]" if ":" in names[0] else names[0]
    usual = {"http": 80, "https": 443}[settings.scheme]
    port = "" if settings.port == usual else f":{settings.port}"
    return f"{settings.scheme}://{host}{port}/"


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now; False as well for an address not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def outward_addresses() -> list[str]:
    """The address from which this machine would speak to another network; sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # 192.0.2.0/24 belongs to nobody (RFC 5737); a datagram socket only looks up the route.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        found: str = probe.getsockname()[0]
        return [found]


def interface_addresses() -> list[str]:
    """The IPv4 addresses of all interfaces that are up; elsewhere than on Linux none."""
    if sys.platform != "linux":
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # an interface without an IPv4 address
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def is_address(name: str) -> bool:
    """Whether a name is an IP address; certificates list these apart."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_host_name(name: str) -> bool:
    """A certificate takes only letters, digits, hyphens and dots (RFC 1123)."""
    return name.isascii() and all(part.replace("-", "a").isalnum() for part in name.split("."))

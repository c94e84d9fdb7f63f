"""HTTP to targets: to checked addresses only, without redirects, and with an end to waiting."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.central.rules.addresses import Endpoint, may_be_called, read_endpoint
from warehouse.central.targets import Destination, TryLater

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body as an object; an empty one where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Line:
    """A connection that is kept open while there is something to say."""

    def __init__(self, destination: Destination, *, asks_again: bool = True) -> None:
        """Remember where to; it is opened when it is needed.

        Args:
            asks_again: Whether to send a request once more where a kept connection was closed
                meanwhile; not where a request has an effect each time that it arrives.
        """
        self._asks_again = asks_again
        self.endpoint = read_endpoint(destination.address)
        self._allowed = destination.allowed
        self._authority = destination.authority
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send a request and read its answer.

        Raises:
            TryLater: No whole answer came.
        """
        for is_fresh in (self._connection is None, True):
            try:
                return self._ask(method, path, headers, body)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                # A kept connection may have been closed meanwhile: that is tried once more.
                gone = (http.client.RemoteDisconnected, ConnectionError, ssl.SSLEOFError)
                if is_fresh or not self._asks_again or not isinstance(error, gone):
                    raise TryLater(_words(error)) from error
        raise AssertionError("the second turn returns or raises")

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self._connection is None:
            self._connection = _connected(self.endpoint, self._allowed, self._authority)
        self._connection.request(method, path, body or None, dict(headers))
        response = self._connection.getresponse()
        content = response.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES or response.will_close:
            self.close()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, content)

    def close(self) -> None:
        """Close the connection; the next request opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connected(
    endpoint: Endpoint, allowed: tuple[str, ...], authority: str
) -> http.client.HTTPConnection:
    """Open a connection to an address that was looked at, so that no second look-up can differ."""
    connection = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=ANSWER_SECONDS)
    plain = _socket(endpoint, allowed)
    try:
        if endpoint.is_secure:
            context = ssl.create_default_context(cadata=authority or None)
            plain = context.wrap_socket(plain, server_hostname=endpoint.host)
        plain.settimeout(ANSWER_SECONDS)
    except BaseException:
        plain.close()
        raise
    connection.sock = plain
    return connection


def _socket(endpoint: Endpoint, allowed: tuple[str, ...]) -> socket.socket:
    found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    for *_, where in found:
        if not may_be_called(str(where[0]), allowed, is_secure=endpoint.is_secure):
            raise PermissionError(
                f"{endpoint.host} is {where[0]}, which is inside and not among "
                "WAREHOUSE_PRIVATE_TARGETS, or is not asked by https"
            )
    family, kind, protocol, _, where = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.settimeout(CONNECT_SECONDS)
        opened.connect(where)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        opened.close()
        raise
    return opened


def _words(error: Exception) -> str:
    """Say in a few words why nothing came of a request."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return (str(error) or type(error).__name__)[:300]

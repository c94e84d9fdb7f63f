"""The server's own page: what its template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TrustScreen:
    """How a device comes to trust this server, or why there is nothing to install.

    `fingerprint` is "" where the machine has no authority of its own: then its certificate was
    given to it (`is_secure`), or it speaks plain HTTP.
    """

    template: ClassVar[str] = "serving/trust.html"
    address: str
    authority: str
    fingerprint: str
    is_secure: bool

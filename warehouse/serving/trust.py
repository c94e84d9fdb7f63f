"""The authority's certificate in the forms that devices install."""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from warehouse.settings import Settings

FILE_NAME = "warehouse-floor"


@dataclass(frozen=True, slots=True)
class Authority:
    """The local authority: what it is called, its certificate, and how people compare it."""

    name: str
    pem: bytes
    der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in pairs of hex digits, as devices show it."""
        return sha256(self.der).digest().hex(":").upper()


def authority(settings: Settings) -> Authority | None:
    """Return the authority that signs this machine's certificate; None where it has none."""
    if settings.tls != "auto" or not settings.authority_cert.is_file():
        return None
    pem = settings.authority_cert.read_bytes()
    found = x509.load_pem_x509_certificate(pem)
    name = found.subject.rfc4514_string().removeprefix("CN=")
    return Authority(name, pem, found.public_bytes(Encoding.DER))


def apple_profile(found: Authority) -> bytes:
    """Make the configuration profile that brings the authority to iPhones, iPads and Macs.

    Format: Apple, Configuration Profile Reference, "Certificates payload". Its identifiers come
    from the certificate, so that installing it again replaces it.
    """
    digest = sha256(found.der).digest()
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": "warehouse-floor.authority.certificate",
        "PayloadUUID": str(UUID(bytes=digest[:16], version=5)),
        "PayloadDisplayName": found.name,
        "PayloadCertificateFileName": f"{FILE_NAME}.cer",
        "PayloadContent": found.der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "warehouse-floor.authority",
            "PayloadUUID": str(UUID(bytes=digest[16:], version=5)),
            "PayloadDisplayName": "Warehouse Floor",
            "PayloadDescription": "Lets this device trust the warehouse's own server.",
            "PayloadContent": [payload],
        }
    )

"""A certificate authority of this machine's own, and the server certificate that it signs.

Browsers give the camera, the service worker and the wake lock to HTTPS pages only, and a
warehouse's local network has no public name. Devices install the authority once; server
certificates then change without anybody noticing.
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from warehouse.serving.addresses import is_address
from warehouse.settings import Settings

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397  # browsers distrust longer ones (CA/Browser Forum, ballot SC31)
RENEW_DAYS = 30
_EARLIER = timedelta(days=1)  # a handheld's clock may lag


@dataclass(frozen=True)
class Certificate:
    """Where the server's certificate (with its authority's behind it) and key stand, in PEM."""

    cert: Path
    key: Path
    renewed: bool = False


def certificate(settings: Settings, names: tuple[str, ...], *, now: datetime) -> Certificate | None:
    """Find or make what the server shows to devices; None where it speaks plain HTTP.

    A certificate of our own is made anew when it lacks one of `names`, within 30 days of its
    end, or when its authority changed. An address that went away does not renew it: it may
    come back, and every renewal restarts the server's workers.
    """
    if settings.tls == "off":
        return None
    if settings.tls == "files":
        assert settings.tls_cert is not None, "settings check that both files are named"
        assert settings.tls_key is not None, "settings check that both files are named"
        return Certificate(settings.tls_cert, settings.tls_key)
    folder = settings.authority_cert.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = _authority(settings, now)
    cert, key = folder / "server.pem", folder / "server-key.pem"
    if key.exists() and _serves(cert, names, authority, now):
        return Certificate(cert, key)
    made, made_key = _sign_server(names, authority, authority_key, now)
    _write(key, _private(made_key), mode=0o600)
    _write(cert, _public(made) + _public(authority), mode=0o644)
    return Certificate(cert, key, renewed=True)


def _authority(
    settings: Settings, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path = settings.authority_cert
    key_path = path.with_name("authority-key.pem")
    if path.exists() and key_path.exists():
        found = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
        # The authority must outlive whatever it signs.
        lasts = found.not_valid_after_utc > now + timedelta(days=SERVER_DAYS)
        if lasts and isinstance(key, ec.EllipticCurvePrivateKey):
            return found, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Warehouse Floor {now:%Y-%m-%d}")
    made = (
        _builder(name, name, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _private(key), mode=0o600)
    _write(path, _public(made), mode=0o644)
    return made, key


def _serves(path: Path, names: tuple[str, ...], authority: x509.Certificate, now: datetime) -> bool:
    if not path.exists():
        return False
    found = x509.load_pem_x509_certificate(path.read_bytes())
    listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {str(entry.value) for entry in listed}
    return (
        set(names) <= known
        and found.not_valid_after_utc > now + timedelta(days=RENEW_DAYS)
        and found.issuer == authority.subject
        and _authority_id(found) == _key_id(authority)
    )


def _sign_server(
    names: tuple[str, ...],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    listed = [
        x509.IPAddress(ipaddress.ip_address(name)) if is_address(name) else x509.DNSName(name)
        for name in names
    ]
    made = (
        _builder(_name(names[0]), authority.subject, key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(listed), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(_subject_id(authority)),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    return made, key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage(*, signs: bool) -> x509.KeyUsage:
    """What the key is for: the authority's signs certificates, the server's shakes hands."""
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _subject_id(cert: x509.Certificate) -> x509.SubjectKeyIdentifier:
    return cert.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value


def _key_id(cert: x509.Certificate) -> bytes:
    return _subject_id(cert).digest


def _authority_id(cert: x509.Certificate) -> bytes | None:
    return cert.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier


def _public(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Replace a file at once, never readable by more people than `mode` says."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)

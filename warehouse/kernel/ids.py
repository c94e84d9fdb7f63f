"""The one place that makes ids and secrets."""

import hashlib
import os
import secrets
import time
from uuid import UUID


def new_event_id() -> UUID:
    """Make a UUIDv7: 48 bits of Unix milliseconds, then randomness (RFC 9562, section 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | tail
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def new_secret() -> str:
    """Make 256 random bits as URL-safe text, for session cookies and tokens."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return the SHA-256 of a secret, as hex: what we store in place of the secret itself."""
    return hashlib.sha256(secret.encode()).hexdigest()

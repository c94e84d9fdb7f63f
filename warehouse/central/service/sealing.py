"""Secrets of targets, sealed with the installation's own key: a copy of the database has none."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


def _box(secret_key: str) -> Fernet:
    key = hashlib.sha256(b"warehouse targets\n" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret_key: str, text: str) -> str:
    """Seal a secret; "" stays ""."""
    return _box(secret_key).encrypt(text.encode()).decode() if text else ""


def unseal(secret_key: str, sealed: str) -> str:
    """Open a secret; "" where it was sealed with another key, as after moving a database."""
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""

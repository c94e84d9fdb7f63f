"""Signatures of webhooks.

Source: the Standard Webhooks specification, sections "Webhook Headers" and "Signature scheme".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_webhook_secret() -> str:
    """Make a secret of 256 bits, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_webhook_secret(text: str) -> bool:
    """Tell whether a text is a secret of 24 to 64 bytes."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(PREFIX) and 24 <= len(key) <= 64


def signed_headers(
    message_id: str, body: bytes, keys: Sequence[str], *, now: datetime
) -> dict[str, str]:
    """Return the headers of one delivery, signed with each secret: two while one is exchanged."""
    stamp = str(int(now.timestamp()))
    content = b".".join((message_id.encode(), stamp.encode(), body))
    signatures = (
        hmac.new(base64.b64decode(key.removeprefix(PREFIX)), content, hashlib.sha256).digest()
        for key in keys
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(signature).decode()}" for signature in signatures
        ),
    }

"""What the ledger decides without a database."""

from warehouse.ledger.rules.chain import (
    POSTED,
    QUARANTINED,
    REJECTED,
    REVIEW,
    Capture,
    Transfer,
    body_fingerprint,
    canonical,
    chained_hash,
)

__all__ = [
    "POSTED",
    "QUARANTINED",
    "REJECTED",
    "REVIEW",
    "Capture",
    "Transfer",
    "body_fingerprint",
    "canonical",
    "chained_hash",
]

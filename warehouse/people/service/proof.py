"""Hashes of PINs and passwords: argon2id, slow on purpose, so never under the write lock."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes, one lane: the least that OWASP's password storage cheat sheet asks for;
# about 25 ms on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Of a secret that nobody kept: looked at where there is no hash, so that it takes as long.
DECOY = (
    "$argon2id$v=19$m=19456,t=2,p=1$9nwZfNwRwyB9MUNSBpVt5A"
    "$fRfuFnvXlx10aWikk2PzlHlCRCVi4MnDrCPJVAhU9eg"
)


def made_hash(secret: str) -> str:
    """Return what is kept of a PIN or password."""
    return _HASHER.hash(secret)


def is_proven(kept: str | None, secret: str) -> bool:
    """Tell whether the secret is the one that was kept.

    Takes the same time for a wrong secret and for none kept.
    """
    usable = kept if kept and kept.startswith("$argon2") else None
    try:
        _HASHER.verify(usable or DECOY, secret)
    except (VerificationError, InvalidHashError):
        return False
    return usable is not None


def is_outdated(kept: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)

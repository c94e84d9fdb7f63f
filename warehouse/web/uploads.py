"""What a form brings along as a file."""

from __future__ import annotations

from flask import request


def read_upload(name: str, *, most: int) -> bytes:
    """Return an uploaded file, or as much of it as shows that it is too large; b"" if none."""
    found = request.files.get(name)
    return found.stream.read(most + 1) if found else b""

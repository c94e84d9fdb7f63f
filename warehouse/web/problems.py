"""Refusals for other systems: problem documents after RFC 9457, under the addresses of the API."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

API = "/api/"
EXPLAINED_AT = "/api/v1/docs#refusals"


def is_asked_by_system() -> bool:
    """Tell whether the address is one of the API, where a page would help nobody."""
    return request.path.startswith(API)


def problem(status: int, code: str, sentence: str, **more: Any) -> Response:
    """Answer with why something was not done.

    Args:
        more: Further members, such as the position that a ledger has reached.
    """
    response = jsonify(
        type=EXPLAINED_AT,
        title=code.replace("_", " ").capitalize(),
        status=status,
        detail=sentence,
        code=code,
        **more,
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response

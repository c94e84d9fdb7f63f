"""The two cookies: who is signed in, and which device this is."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from warehouse.web.guard import SESSION_COOKIE

DEVICE_COOKIE_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer


def keep(response: BaseResponse, name: str, value: str, *, seconds: int) -> None:
    """Set a cookie that only the server reads, over HTTPS only where the request came so."""
    response.set_cookie(
        name, value, max_age=seconds, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def forget_session(response: BaseResponse) -> None:
    """Take the session's cookie away; the device's stays."""
    response.delete_cookie(SESSION_COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")

"""Headers that keep a page to itself, and the check that a request comes from our own pages."""

from __future__ import annotations

from flask import Flask, Response, abort, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
READER = "js/reader.js"
"""The camera's worker. A worker obeys the policy that its own script came with, so WebAssembly
is allowed in there and on no page."""

READER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": HEADERS["X-Content-Type-Options"],
}
"""Of scripts, styles and fonts, of which a page has dozens: a page obeys its own policy, and what
is no document has no referrer, no opener and no camera."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Add the headers to every answer, and refuse what no page or device of ours would send."""
    app.before_request(from_our_own_pages)
    app.before_request(text_that_databases_can_hold)
    app.after_request(harden)


def from_our_own_pages() -> None:
    """Refuse a write that another site's page sends."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if site is None and origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)


def text_that_databases_can_hold() -> None:
    """Refuse NUL in forms and addresses; the intake writes a scanned one down as a visible sign."""
    if request.endpoint == "sync.act":
        return
    if any("\x00" in value for texts in request.values.listvalues() for value in texts):
        abort(400)


def harden(response: Response) -> Response:
    """Add the headers."""
    headers = HEADERS
    if request.endpoint == "static" and response.status_code < 400:
        name = (request.view_args or {})["filename"]
        headers = HEADERS if name.endswith(".svg") else FILE_HEADERS
        if name == READER:
            response.headers["Content-Security-Policy"] = READER_POLICY
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.is_secure and headers is HEADERS:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response

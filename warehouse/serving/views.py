"""The page that devices install the authority from, and the QR codes that lead devices here."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, request, url_for
from markupsafe import Markup

from warehouse.kernel.errors import NotYours
from warehouse.printing import symbols
from warehouse.serving import addresses, trust
from warehouse.serving.screens import TrustScreen
from warehouse.web.guard import public
from warehouse.web.show import show

bp = Blueprint("serving", __name__)


@bp.get("/trust")
@public
def trust_page() -> Response:
    """Say, for every kind of device, how it comes to trust this server."""
    found = trust.authority(current_app.extensions["settings"])
    address = device_address() + url_for("serving.trust_page")
    name, fingerprint = (found.name, found.fingerprint) if found else ("", "")
    return show(TrustScreen(address, name, fingerprint, request.is_secure))


@bp.get(f"/trust/{trust.FILE_NAME}.crt")
@public
def certificate() -> Response:
    """Hand the authority out as Android, Windows, macOS and Linux take it."""
    return _download(_authority().pem, "application/x-x509-ca-cert", "crt")


@bp.get(f"/trust/{trust.FILE_NAME}.mobileconfig")
@public
def profile() -> Response:
    """Hand the authority out as iPhones and iPads take it."""
    made = trust.apple_profile(_authority())
    return _download(made, "application/x-apple-aspen-config", "mobileconfig")


@bp.app_template_global()
def device_address() -> str:
    """Return the address by which a device on the network reaches this page's server, no slash.

    As this browser does, unless it sits on the machine itself and calls it by a name that leads
    every other device to itself.
    """
    settings = current_app.extensions["settings"]
    here = request.host_url.rstrip("/")
    if settings.behind_proxy or urlsplit(here).hostname not in addresses.LOOPBACK:
        return here
    return addresses.address(settings, addresses.names_of_this_machine(settings)).rstrip("/")


@bp.app_template_global()
def qr_svg(text: str, label: str) -> Markup:
    """Draw a QR code with its quiet zone, dark on white in every theme, as one SVG path."""
    symbol = symbols.qr(text)
    quiet = symbol.quiet_left
    size = len(symbol.rows) + 2 * quiet
    runs = []
    for y, row in enumerate(symbol.rows, quiet):
        x = quiet
        for module, run in groupby(row):
            width = len(list(run))
            if module == "1":
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" width="264" '
        'height="264" shape-rendering="crispEdges"><rect width="{size}" height="{size}" '
        'fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).format(label=label, size=size, path="".join(runs))


def _authority() -> trust.Authority:
    found = trust.authority(current_app.extensions["settings"])
    if found is None:
        raise NotYours
    return found


def _download(content: bytes, kind: str, ending: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{trust.FILE_NAME}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response

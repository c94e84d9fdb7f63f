"""The worker, the manifest, and the page for when there is no network; open to everybody."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, url_for

from warehouse.app import queries
from warehouse.app.screens import OfflineScreen
from warehouse.web.guard import public
from warehouse.web.show import show

bp = Blueprint("app", __name__)


def _static() -> tuple[Path, str]:
    """Return the folder of the static files and the address of this release's."""
    folder, base = current_app.static_folder, current_app.static_url_path
    assert folder is not None, "create_app always names both"
    assert base is not None, "create_app always names both"
    return Path(folder), base


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker; asked for anew each time, so that a new release is seen at once."""
    response = Response(queries.worker_script(*_static()), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a browser needs to put the app on the device's home screen."""
    content = queries.manifest(
        _static()[1],
        home=url_for("people.home"),
        pick=url_for("picking.tasks"),
        pack=url_for("packing.start"),
    )
    response = Response(json.dumps(content), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
@public
def offline() -> Response:
    """What goes on without network, and what must wait for it."""
    return show(OfflineScreen())

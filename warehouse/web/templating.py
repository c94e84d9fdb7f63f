"""What every template can use besides its screen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined

from warehouse.settings import Settings
from warehouse.web import authorship

PACKAGE = Path(__file__).parent.parent

DESK_NAV = (
    ("Orders", "orders.desk", "orders"),
    ("Exceptions", "orders.exceptions", "exceptions"),
    ("Tasks", "picking.desk", "tasks"),
    ("Shortages", "picking.shortages", "shortages"),
    ("Cases", "sync.cases", "exceptions"),
    ("Counts", "counting.desk", "counts"),
    ("Items", "stock.items", "items"),
    ("Bins", "stock.bins", "bins"),
    ("Floor", "routing.floor", "map"),
    ("Labels", "labels.desk", "labels"),
    ("Printers", "printers.desk", "print"),
    ("Slips", "packing.slips", "label"),
    ("Cartons", "cartons.desk", "carton"),
    ("People", "people.desk", "people"),
    ("Devices", "people.devices", "devices"),
    ("Connections", "central.connections", "swap"),
)


def shipped(folder: str) -> Path:
    """Return templates/ or static/: inside the package in a wheel, beside it in a checkout."""
    packed = PACKAGE / folder
    return packed if packed.is_dir() else PACKAGE.parent / folder


def digest_of(static: Path) -> str:
    """Name a release's static files by their content, so that browsers may keep them for ever.

    The digest is part of the path, not of the query: modules import each other by relative
    addresses, and all of one release load together or not at all.
    """
    digest = hashlib.sha256()
    for path in sorted(static.rglob("*")):
        if path.suffix in {".css", ".js", ".svg", ".png", ".woff2", ".wasm"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def install(app: Flask, settings: Settings) -> None:
    """Make undefined names an error, and give templates the actor and lasting addresses."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["settings"] = settings

    def asset(path: str) -> str:
        return f"{app.static_url_path}/{path}"

    app.jinja_env.globals["asset"] = asset

    @app.context_processor
    def about_the_request() -> dict[str, Any]:
        actor = g.get("actor")
        return {
            "actor": actor,
            "site_name": actor.site_name if actor else "",
            "desk_nav": _desk_nav(app),
            "here": request.path,
            "author_note": lambda: authorship.note(actor, g.now) if actor else "",
        }

    def _desk_nav(app: Flask) -> list[tuple[str, str, str]]:
        actor = g.get("actor")
        if actor is None or not actor.may("supervisor", "administrator"):
            return []
        return [
            (label, url_for(endpoint), icon)
            for label, endpoint, icon in DESK_NAV
            if endpoint in app.view_functions
        ]

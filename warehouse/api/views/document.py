"""The description of the API: as OpenAPI for machines, as a page for people."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Response, jsonify

from warehouse import __version__
from warehouse.api.queries.explained import docs_screen
from warehouse.api.routing import ROUTES, bp
from warehouse.api.rules.openapi import document
from warehouse.api.rules.routes import PREFIX
from warehouse.web.guard import public
from warehouse.web.show import show


@cache
def described() -> dict[str, Any]:
    """Return the OpenAPI document; routes do not change while a process runs."""
    return document(ROUTES, version=__version__)


@bp.get(f"{PREFIX}/openapi.json")
@public
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    return jsonify(described())


@bp.get(f"{PREFIX}/docs")
@public
def docs() -> Response:
    """The same as a page, without a script and without anything from elsewhere."""
    return show(docs_screen(ROUTES, described()))

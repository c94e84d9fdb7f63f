"""Warehouse Floor: `create_app` puts the rooms together; a table of contents."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from warehouse.settings import Settings

try:
    __version__ = version("warehouse-floor")
except PackageNotFoundError:  # a bare checkout that nobody installed
    __version__ = "0"

SLICES = (
    "people",
    "printers",
    "ledger",
    "orders",
    "putback",
    "routing",
    "picking",
    "cartons",
    "packing",
    "counting",
    "channels",
    "labels",
    "app",
    "devices",
    "sync",
    "central",
    "api",
    "serving",
    "demo",
)


def create_app(settings: Settings) -> Flask:
    """Make the application: settings, database, guard, rooms, error pages."""
    from importlib import import_module

    from flask import Flask
    from flask_compress import Compress
    from werkzeug.middleware.proxy_fix import ProxyFix

    from warehouse.db.uow import Database
    from warehouse.people.queries import load_actor
    from warehouse.web import files, guard, pages, security, templating

    static = templating.shipped("static")
    app = Flask(
        "warehouse",
        static_folder=str(static),
        static_url_path=f"/static/{templating.digest_of(static)}",
        template_folder=str(templating.shipped("templates")),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # the address of a static file names its content
        COMPRESS_MIN_SIZE=500,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_GZIP_LEVEL=5,
    )
    Compress(app)
    files.install(app)
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # Flask's documented way
    database = Database(settings.database_url)
    app.extensions["database"] = database
    app.extensions["reports"] = Database(settings.reports_url) if settings.reports_url else database
    app.extensions["settings"] = settings
    templating.install(app, settings)
    security.install(app)
    guard.install(app, lambda token, now: load_actor(database, token, now))
    pages.install(app)
    for name in SLICES:
        app.register_blueprint(import_module(f"warehouse.{name}.views").bp)
    app.extensions["composers"] = offered("COMPOSERS")
    return app


def offered(table: str) -> dict[str, Any]:
    """Gather what each slice's `jobs.py` can do: its `HANDLERS` of jobs, or its `COMPOSERS`.

    Composers make what a print job prints; both are tables by the kind of job.
    """
    from importlib import import_module
    from importlib.util import find_spec

    found: dict[str, Any] = {}
    for name in SLICES:
        if find_spec(f"warehouse.{name}.jobs"):
            more = getattr(import_module(f"warehouse.{name}.jobs"), table, {})
            assert not found.keys() & more.keys(), "a kind of job has one handler"
            found |= more
    return found

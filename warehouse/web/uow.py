"""The application's database, for views: `uow.read()`, `.glance()`, `.command()`, `.decide(…)`."""

from __future__ import annotations

from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from warehouse.db.uow import Database

uow = cast("Database", LocalProxy(lambda: current_app.extensions["database"]))

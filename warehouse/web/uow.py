"""The application's databases, for views.

`uow.read()`, `.glance()`, `.command()`, `.decide(…)` speak to the warehouse's own; `reports.read()`
to the one that reports are read from, which may be a standby that is a moment behind.
"""

from __future__ import annotations

from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from warehouse.db.uow import Database

uow = cast("Database", LocalProxy(lambda: current_app.extensions["database"]))
reports = cast("Database", LocalProxy(lambda: current_app.extensions["reports"]))

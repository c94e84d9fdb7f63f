"""The counting room's blueprint, and who may use its desk."""

from __future__ import annotations

from flask import Blueprint

from warehouse.people.models import ADMINISTRATOR, SUPERVISOR

bp = Blueprint("counting", __name__, url_prefix="/counts")

DESK = (SUPERVISOR, ADMINISTRATOR)

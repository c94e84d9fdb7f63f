"""The blueprint, and who may open what."""

from flask import Blueprint

from warehouse.people.models import ADMINISTRATOR, COUNTER, PACKER, PICKER, SUPERVISOR

bp = Blueprint("printers", __name__)

ADMIN = (ADMINISTRATOR,)
DESK = (SUPERVISOR, ADMINISTRATOR)
EVERYBODY = (PICKER, PACKER, COUNTER, SUPERVISOR, ADMINISTRATOR)

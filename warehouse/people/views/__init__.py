"""Signing in and out, the desk's list of people, and its list of devices."""

from warehouse.people.views import devices as devices
from warehouse.people.views import signing as signing
from warehouse.people.views import staff as staff
from warehouse.people.views.blueprint import bp as bp
from warehouse.people.views.signing import ROOMS as ROOMS

"""Routes of printers: the administrator's list, print jobs, this device's choice, print agents."""

from warehouse.printers.views import agents, jobs, printers
from warehouse.printers.views.blueprint import bp

__all__ = ["agents", "bp", "jobs", "printers"]

"""A warehouse to try everything in, made by a seeded generator. See docs/demo.md."""

from warehouse.demo.crew import DemoAccess as DemoAccess
from warehouse.demo.crew import DemoBadge as DemoBadge
from warehouse.demo.crew import access as access
from warehouse.demo.queries import try_it_sheet as try_it_sheet
from warehouse.demo.service import STEPS as STEPS
from warehouse.demo.service import load as load

"""What the intake shows."""

from warehouse.sync.queries.authors import author_as_actor as author_as_actor
from warehouse.sync.queries.desk import case_desk as case_desk
from warehouse.sync.queries.desk import health_desk as health_desk
from warehouse.sync.queries.drawing import next_screen as next_screen

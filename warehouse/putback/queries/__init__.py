"""What putting back shows."""

from warehouse.putback.queries.instruction import put_back_screen as put_back_screen
from warehouse.putback.queries.tasks import put_backs as put_backs

"""What the ledger tells: stock, history, and whether everything still adds up."""

from warehouse.ledger.queries.devices import NewestEvent as NewestEvent
from warehouse.ledger.queries.devices import StoredEvent as StoredEvent
from warehouse.ledger.queries.devices import events_by_id as events_by_id
from warehouse.ledger.queries.devices import has_number as has_number
from warehouse.ledger.queries.devices import newest_of as newest_of
from warehouse.ledger.queries.stock import HistoryRow as HistoryRow
from warehouse.ledger.queries.stock import PostedEvent as PostedEvent
from warehouse.ledger.queries.stock import StockRow as StockRow
from warehouse.ledger.queries.stock import balance_of as balance_of
from warehouse.ledger.queries.stock import contents_of as contents_of
from warehouse.ledger.queries.stock import history as history
from warehouse.ledger.queries.stock import home_of as home_of
from warehouse.ledger.queries.stock import homes_of as homes_of
from warehouse.ledger.queries.stock import is_empty as is_empty
from warehouse.ledger.queries.stock import latest_posted as latest_posted
from warehouse.ledger.queries.stock import on_hand_of as on_hand_of
from warehouse.ledger.queries.stock import open_allocations as open_allocations
from warehouse.ledger.queries.stock import sent_from as sent_from
from warehouse.ledger.queries.stock import stock_of_item as stock_of_item
from warehouse.ledger.queries.stock import story as story
from warehouse.ledger.queries.verify import Finding as Finding
from warehouse.ledger.queries.verify import count_events as count_events
from warehouse.ledger.queries.verify import verify as verify

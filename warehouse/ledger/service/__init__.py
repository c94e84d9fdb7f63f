"""The ledger's use cases; every one needs the site's turn, see `take_turn`."""

from warehouse.ledger.service.allocation import Allocated as Allocated
from warehouse.ledger.service.allocation import StandIn as StandIn
from warehouse.ledger.service.allocation import allocate as allocate
from warehouse.ledger.service.allocation import hold as hold
from warehouse.ledger.service.allocation import lift as lift
from warehouse.ledger.service.allocation import pin as pin
from warehouse.ledger.service.allocation import release as release
from warehouse.ledger.service.allocation import release_in_turn as release_in_turn
from warehouse.ledger.service.allocation import release_line as release_line
from warehouse.ledger.service.allocation import stand_ins as stand_ins
from warehouse.ledger.service.allocation import take as take
from warehouse.ledger.service.allocation import take_in_turn as take_in_turn
from warehouse.ledger.service.reversal import last_undoable as last_undoable
from warehouse.ledger.service.reversal import moves_back as moves_back
from warehouse.ledger.service.turn import Changes as Changes
from warehouse.ledger.service.turn import Known as Known
from warehouse.ledger.service.turn import Turn as Turn
from warehouse.ledger.service.turn import own_capture as own_capture
from warehouse.ledger.service.turn import post as post
from warehouse.ledger.service.turn import record_without_moves as record_without_moves
from warehouse.ledger.service.turn import take_turn as take_turn

"""The intake's use cases."""

from warehouse.sync.service.cases import decide as decide
from warehouse.sync.service.flags import is_news as is_news
from warehouse.sync.service.flags import note_state as note_state
from warehouse.sync.service.intake import Verdict as Verdict
from warehouse.sync.service.intake import take_in as take_in

"""Counting's use cases. HANDLERS are what devices ask for, by the kind of their event."""

from warehouse.counting.service.asking import request_bins as request_bins
from warehouse.counting.service.claim import claim as claim
from warehouse.counting.service.claim import pause as pause
from warehouse.counting.service.claim import spot as spot
from warehouse.counting.service.desk import Chosen as Chosen
from warehouse.counting.service.desk import approve as approve
from warehouse.counting.service.desk import reject as reject
from warehouse.counting.service.desk import swap as swap
from warehouse.counting.service.limits import set_limit as set_limit
from warehouse.counting.service.photo import keep_photo as keep_photo
from warehouse.counting.service.plan_settings import set_plan as set_plan
from warehouse.counting.service.planning import PLAN_JOB as PLAN_JOB
from warehouse.counting.service.planning import ask_for_next_plan as ask_for_next_plan
from warehouse.counting.service.planning import draft_day as draft_day
from warehouse.counting.service.planning import plan_on_time as plan_on_time
from warehouse.counting.service.planning import plan_today as plan_today
from warehouse.counting.service.records import plan_settings as plan_settings
from warehouse.counting.service.records import setting_of as setting_of
from warehouse.counting.service.request import request_count as request_count
from warehouse.counting.service.rounds import load_held as load_held
from warehouse.counting.service.scan import absent as absent
from warehouse.counting.service.scan import done as done
from warehouse.counting.service.scan import empty as empty
from warehouse.counting.service.scan import more as more
from warehouse.counting.service.scan import quantity as quantity
from warehouse.counting.service.scan import scan as scan
from warehouse.counting.service.sheets import Typed as Typed
from warehouse.counting.service.sheets import enter_bin as enter_bin
from warehouse.counting.service.sheets import print_sheet as print_sheet
from warehouse.counting.service.stock_take import close_stock_take as close_stock_take
from warehouse.counting.service.stock_take import start_stock_take as start_stock_take
from warehouse.counting.service.take_back import close_unknown as close_unknown
from warehouse.counting.service.take_back import take_back as take_back
from warehouse.counting.service.undo import undo as undo
from warehouse.counting.service.zero_check import prove_empty as prove_empty
from warehouse.people.models import COUNTER, SUPERVISOR

ROLES = (COUNTER, SUPERVISOR)

HANDLERS = {
    "count.claim": claim,
    "count.spot": spot,
    "count.scan": scan,
    "count.quantity": quantity,
    "count.empty": empty,
    "count.done": done,
    "count.absent": absent,
    "count.more": more,
    "count.undo": undo,
    "count.pause": pause,
}

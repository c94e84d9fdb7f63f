"""What counting's templates are given."""

from warehouse.counting.screens.desk import PAGE_SIZE as PAGE_SIZE
from warehouse.counting.screens.desk import CountDesk as CountDesk
from warehouse.counting.screens.desk import DecisionRow as DecisionRow
from warehouse.counting.screens.desk import LimitDesk as LimitDesk
from warehouse.counting.screens.desk import LimitRow as LimitRow
from warehouse.counting.screens.desk import LookRow as LookRow
from warehouse.counting.screens.desk import ResultScreen as ResultScreen
from warehouse.counting.screens.desk import SwapRow as SwapRow
from warehouse.counting.screens.desk import UnknownRow as UnknownRow
from warehouse.counting.screens.desk import VarianceRow as VarianceRow
from warehouse.counting.screens.desk import WaitingDesk as WaitingDesk
from warehouse.counting.screens.desk import WaitingRow as WaitingRow
from warehouse.counting.screens.floor import CountCard as CountCard
from warehouse.counting.screens.floor import CountedRow as CountedRow
from warehouse.counting.screens.floor import CountList as CountList
from warehouse.counting.screens.floor import CountScreen as CountScreen

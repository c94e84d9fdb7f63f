"""What counting shows."""

from warehouse.counting.queries.accuracy import accuracy_desk as accuracy_desk
from warehouse.counting.queries.desk import count_desk as count_desk
from warehouse.counting.queries.desk import limit_desk as limit_desk
from warehouse.counting.queries.desk import waiting_desk as waiting_desk
from warehouse.counting.queries.floor import after_count as after_count
from warehouse.counting.queries.floor import count_list as count_list
from warehouse.counting.queries.floor import count_screen as count_screen
from warehouse.counting.queries.floor import item_book as item_book
from warehouse.counting.queries.photo import photo_of as photo_of
from warehouse.counting.queries.photo import photos_of as photos_of
from warehouse.counting.queries.planning import FIGURES as FIGURES
from warehouse.counting.queries.planning import coverage_desk as coverage_desk
from warehouse.counting.queries.planning import day_made as day_made
from warehouse.counting.queries.planning import planned_desk as planned_desk
from warehouse.counting.queries.planning import preview_desk as preview_desk
from warehouse.counting.queries.planning import settings_screen as settings_screen
from warehouse.counting.queries.result import result_screen as result_screen
from warehouse.counting.queries.sheets import entry_screen as entry_screen
from warehouse.counting.queries.sheets import paper_sheet as paper_sheet
from warehouse.counting.queries.sheets import sheet_screen as sheet_screen
from warehouse.counting.queries.stock_take import cutover_rows as cutover_rows
from warehouse.counting.queries.stock_take import report_head as report_head
from warehouse.counting.queries.stock_take import stock_take_desk as stock_take_desk
from warehouse.counting.queries.stock_take import stock_takes as stock_takes

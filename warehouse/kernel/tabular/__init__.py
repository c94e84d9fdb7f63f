"""Tables that people hand in as files: decoding, splitting, and cells read one by one."""

from warehouse.kernel.tabular.cells import (
    LAST_MOMENT,
    Report,
    choice,
    code,
    country,
    currency,
    day,
    flag,
    minor_units,
    moment,
    priced,
    text,
    whole,
)
from warehouse.kernel.tabular.decoding import decode
from warehouse.kernel.tabular.imported import ImportReport
from warehouse.kernel.tabular.refusals import CellError, CellFault, TableErrors
from warehouse.kernel.tabular.table import (
    Delimiter,
    Row,
    Table,
    header_names,
    read_cells,
    read_table,
)

__all__ = [
    "LAST_MOMENT",
    "CellError",
    "CellFault",
    "Delimiter",
    "ImportReport",
    "Report",
    "Row",
    "Table",
    "TableErrors",
    "choice",
    "code",
    "country",
    "currency",
    "day",
    "decode",
    "flag",
    "header_names",
    "minor_units",
    "moment",
    "priced",
    "read_cells",
    "read_table",
    "text",
    "whole",
]

"""What a scanned or typed text means, whatever the database holds. See docs/codes.md."""

from warehouse.scanning.rules.lines import scan_lines
from warehouse.scanning.rules.own import OwnKind, own_code
from warehouse.scanning.rules.reading import parse
from warehouse.scanning.rules.scan import Kind, Scan

__all__ = ["Kind", "OwnKind", "Scan", "own_code", "parse", "scan_lines"]

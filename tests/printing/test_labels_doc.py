from pathlib import Path

from warehouse.printing.labels import SIZES
from warehouse.printing.sheets import PAPERS
from warehouse.printing.symbols import SymbolKind

DOC = (Path(__file__).parents[2] / "docs" / "labels.md").read_text(encoding="utf-8")


def test_the_document_names_every_size_and_symbol():
    missing = [name for name in (*SIZES, *PAPERS, *SymbolKind) if name not in DOC]
    assert missing == []

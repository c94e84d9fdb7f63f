"""`python -m tests.bench.paper`: how long labels and slips take on one core, and what they hold."""

import dataclasses
import re
import sys
import time
import tracemalloc
from datetime import date

from tests.bench.report import PAGE, machine
from warehouse.printing.labels import BinLabel, CartonLabel, labels_pdf, labels_zpl
from warehouse.printing.slip_table import SlipLine
from warehouse.printing.slips import PackingSlip, packing_slip_pdf

BEGIN, END = "<!-- paper: written by make bench-paper -->", "<!-- end of paper -->"
ROUNDS = 3
BINS = [
    BinLabel(f"A-{aisle:02}-{bay:02}-{level}", "Ambient", str(level), "up", "47")
    for aisle in range(10)
    for bay in range(20)
    for level in range(1, 6)
]
CARTON = CartonLabel("0" * 18, ("Ana Pérez", "Calle Mayor 1", "SPAIN"), "111-1", 1, 1, 1200, "UPS")
SLIP = PackingSlip(
    order_ref="114-3941689-8772232", channel="Amazon.de", placed_on=date(2026, 11, 3),
    seller_name="Kiln & Thread", seller_address=("Weg 1",), returns_text="Within 30 days.",
    ship_to=("Ana", "Weg 2", "ES"),
    lines=tuple(SlipLine(f"SKU-{n:05}", f"Item number {n} with a name", 3, 2, 1, (f"L{n}",))
                for n in range(500)),
)  # fmt: skip
ARABIC = dataclasses.replace(SLIP, language="ar", ship_to=("محمد الأحمد", "الرياض"))
WORK = (
    ("1,000 bin labels, PDF", 2.0, lambda: labels_pdf(BINS, size="100x50")),
    ("1,000 bin labels, ZPL 203 dpi", 2.0, lambda: labels_zpl(BINS, size="100x50")),
    ("1,000 bin labels, ZPL 300 dpi", None, lambda: labels_zpl(BINS, size="100x50", dpi=300)),
    ("1 carton label, ZPL 203 dpi", None, lambda: labels_zpl([CARTON], size="4x6in")),
    ("slip of 500 lines, PDF", 1.0, lambda: packing_slip_pdf(SLIP, paper="A4")),
    ("slip of 500 lines in Arabic, PDF", 1.0, lambda: packing_slip_pdf(ARABIC, paper="A4")),
)


def main():
    """Measure each on this process's own CPU time, the median of three, and write the table."""
    rows = []
    for name, limit, work in WORK:
        work()  # fonts are loaded once a process
        seconds, size = [], 0
        for _ in range(ROUNDS):
            started = time.process_time()
            size = len(work())
            seconds.append(time.process_time() - started)
        taken = sorted(seconds)[ROUNDS // 2]
        promised = f"{limit:.0f} s" if limit else ""
        rows.append(f"| {name} | {taken:.2f} s | {promised} | {size / 1000:.0f} KB |")
        sys.stdout.write(rows[-1] + "\n")
    text = "\n".join(
        [
            f"Processor time of one core, median of {ROUNDS}. {machine()}",
            "",
            "| what | time | promised | size |",
            "|---|---|---|---|",
            *rows,
            "",
            held(),
        ]
    )
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    PAGE.write_text(pattern.sub(f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")


def held():
    """Say how much memory a thousand labels hold beside the file itself, and ten thousand."""
    said = []
    for count in (1_000, 10_000):
        tracemalloc.start()
        size = len(labels_zpl(BINS * (count // 1_000), size="57x32"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        said.append(f"{count:,} labels {max(peak - 2 * size, 0) / 1e6:.1f} MB")
    return (
        "Memory at its peak beside the ZPL itself, which is held twice while it is joined: "
        f"{' · '.join(said)}. A print job draws and sends 25 labels at a time and holds no more."
    )


if __name__ == "__main__":
    main()

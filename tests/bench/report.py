"""The figures in words and tables, and their place in docs/performance.md."""

import os
import platform
import re
from pathlib import Path
from statistics import median

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def percentile(seconds, share):
    return seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000


def middle(runs, figure):
    return median(figure(run) for run in runs)


def machine():
    """Say what was measured on, and how busy it was with other things."""
    cpus = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", cpus)
    name = model[1].strip() if model else platform.machine()
    return (
        f"{name}, {os.cpu_count()} cores shared by clients, web server and database; "
        f"Python {platform.python_version()}, Linux."
    )


def pick_row(name, clients, runs):
    """One line of the table: medians over the runs of one side at one number of clients."""
    return (
        f"| {name} | {clients} | {middle(runs, lambda r: r.shift.rate):.0f} "
        + "".join(
            f"| {middle(runs, lambda r, s=share: percentile(r.shift.seconds, s)):.1f} "
            for share in (0.5, 0.95, 0.99)
        )
        + f"| {middle(runs, lambda r: r.server_cpu / len(r.shift.seconds)) * 1000:.2f} "
        + f"| {middle(runs, lambda r: r.database_cpu / len(r.shift.seconds)) * 1000:.2f} |"
    )


def ratios(product, floor):
    """Return throughput and p99 of the product as multiples of the floor's, pair by pair."""
    pairs = list(zip(product, floor, strict=True))
    return (
        median(a.shift.rate / b.shift.rate for a, b in pairs),
        median(
            percentile(a.shift.seconds, 0.99) / percentile(b.shift.seconds, 0.99) for a, b in pairs
        ),
    )


def pick_table(kind, results, said, answer, times):
    """The section of one database.

    Args:
        results: (side, clients) → its runs.
        said: The statements of one pick.
        answer: Bytes of the answer's body, bare and as it went over the wire.
        times: How many runs each figure is a median of, and how long each lasted.
    """
    head = (
        "| side | clients | picks/s | p50 ms | p95 ms | p99 ms | server CPU ms/pick "
        "| database CPU ms/pick |\n|---|---|---|---|---|---|---|---|"
    )
    rows = [pick_row(side, clients, runs) for (side, clients), runs in results.items()]
    compared = [
        f"| {clients} | {rate:.2f} | {p99:.2f} |"
        for clients in dict.fromkeys(clients for _, clients in results)
        for rate, p99 in [ratios(results["product", clients], results["floor", clients])]
    ]
    bare, packed = answer
    facts = (
        f"{len(said)} statements a pick (BEGIN and COMMIT not counted); the answer is {bare} bytes,"
        f" {packed} compressed. Each figure is the median of {times[0]} runs of {times[1]:g} s."
        f" {others(run for runs in results.values() for run in runs)}"
    )
    return "\n".join([
        f"### {NAMES[kind]}",
        "",
        facts,
        "",
        head,
        *rows,
        "",
        "| clients | throughput, product : floor | p99, product : floor |\n|---|---|---|",
        *compared,
        "",
    ])  # fmt: skip


def growth_table(kind, sizes, runs):
    """The section that compares a short ledger with a long one."""
    small, large = sizes
    pairs = list(zip(runs[small], runs[large], strict=True))
    slower = median(a.shift.rate / b.shift.rate for a, b in pairs)
    busier = median(
        (b.server_cpu + b.database_cpu) / len(b.shift.seconds)
        / ((a.server_cpu + a.database_cpu) / len(a.shift.seconds))
        for a, b in pairs
    )  # fmt: skip
    rows = [
        f"| {size:,} | {1000 / middle(runs[size], lambda r: r.shift.rate):.2f} "
        f"| {middle(runs[size], lambda r: percentile(r.shift.seconds, 0.5)):.2f} "
        f"| {middle(runs[size], cpu_a_pick) * 1000:.2f} |"
        for size in sizes
    ]
    return "\n".join([
        f"### {NAMES[kind]}: a longer ledger",
        "",
        "| ledger events | ms/pick, 1 client | p50 ms | CPU ms/pick, all processes |",
        "|---|---|---|---|",
        *rows,
        f"| ratio, pair by pair | {slower:.2f} | | {busier:.2f} |",
        "",
        others(run for found in runs.values() for run in found),
        "",
    ])  # fmt: skip


def others(runs):
    """Say how much the measured ones were disturbed."""
    share = median(run.others for run in runs)
    return f"Other programs took {share:.0%} of the machine's CPU meanwhile."


def cpu_a_pick(run):
    return (run.server_cpu + run.database_cpu) / len(run.shift.seconds)


def write(sections):
    """Put the sections between the page's marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    body = "\n".join([f"Measured on {machine()}", "", *sections])
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}", encoding="utf-8")

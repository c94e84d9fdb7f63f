"""What a run came to, in words and tables, and its place in docs/reliability.md."""

import os
import platform
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def marks(kind):
    return f"<!-- {kind}: written by make chaos -->", f"<!-- end of {kind} -->"


def section(kind, plan, outcome):
    """Return the section of one database."""
    verdict = (
        "Nothing lost, nothing twice, no gap; `warehouse verify` is clean."
        if not outcome.findings
        else f"{len(outcome.findings)} findings."
    )
    kills = sum(outcome.killed.values())
    facts = (
        f"Seed {plan.seed}: {plan.devices} devices × {plan.scans} scans × {plan.rounds} rounds in "
        f"{outcome.seconds / 60:.0f} minutes on {os.cpu_count()} cores "
        f"(Python {platform.python_version()}, {platform.system()})."
    )
    numbers = (
        f"{outcome.events:,} events in the ledger, {outcome.tones:,} accepting tones heard, "
        f"{outcome.rejected:,} refused, {outcome.quarantined:,} laid before the supervisor; "
        f"{kills:,} kills."
    )
    rows = [
        *(f"| killed: {what} | {times:,} |" for what, times in sorted(outcome.killed.items())),
        *(f"| batch: {what} | {times:,} |" for what, times in sorted(outcome.faults.items())),
        *(
            f"| share: {slot.radio}, {slot.mishap} | {times:,} |"
            for slot, times in sorted(outcome.slots.items(), key=lambda one: str(one[0]))
        ),
    ]
    table = ["| what happened | times |", "|---|---|", *rows]
    return "\n".join(
        [f"### {NAMES[kind]}", "", f"**{verdict}**", "", facts, numbers, "", *table, ""]
    )


def write(kind, plan, outcome):
    """Put a run's section between its marks."""
    begin, end = marks(kind)
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    _, after = rest.split(end)
    PAGE.write_text(
        f"{before}{begin}\n\n{section(kind, plan, outcome)}\n{end}{after}", encoding="utf-8"
    )

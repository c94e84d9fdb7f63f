"""The table of the simulation, and its place in docs/performance.md."""

import re
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev

from tests.simulate.floor import COUNTS_A_DAY
from tests.simulate.world import DAYS, PICKS_A_DAY, RECORDS, WARM_UP
from warehouse.counting.rules.accuracy import wilson

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- counts: written by make simulate-counts -->", "<!-- end of counts -->"
OURS, CALENDAR = "the product's plan", "ABC calendar"


def spread(values):
    """Mean ± the half width of its 95 % interval over the seeds."""
    half = 1.96 * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return f"{fmean(values):.1f} ± {half:.1f}"


def row(name, runs):
    return (
        f"| {name} | {spread([r.wrong_picks_a_day for r in runs])} "
        f"| {spread([r.error_days_a_day for r in runs])} "
        f"| {100 * fmean(r.accuracy for r in runs):.1f} "
        f"| {100 * fmean(r.accuracy_of_picks for r in runs):.1f} "
        f"| {100 * fmean(r.counts_wrong / r.counts for r in runs):.1f} |"
    )


def ratio(results):
    """Our picks on wrong records for one of the calendar's, over all seeds."""
    ours, calendar = results[OURS], results[CALENDAR]
    return sum(r.wrong_picks_a_day for r in ours) / sum(r.wrong_picks_a_day for r in calendar)


def covered(runs):
    """In how many runs the true accuracy lies within the control group's own 95 % interval."""
    hits = 0
    for run in runs:
        low, high = wilson(run.control - run.control_wrong, run.control)
        hits += low <= run.accuracy <= high
    return hits


def bias(runs, figure):
    """Percentage points by which a figure of each run lies over the truth, over the seeds."""
    return [100 * (figure(run) - run.accuracy) for run in runs]


def section(results):
    runs = results[OURS]
    setting = (
        f"{len(runs)} seeds; {RECORDS:,} records, {PICKS_A_DAY:,} picks and {COUNTS_A_DAY} counts "
        f"a day, {DAYS} days of which the first {WARM_UP} are left out; every plan with the zero "
        "check. Means over the seeds with the 95 % interval of the mean."
    )
    heading = (
        "| plan | picks a day on a wrong record | error-days by value, a day "
        "| accuracy by record, % | weighted by picks, % | counts that find a variance, % |"
    )
    rows = "\n".join(row(name, found) for name, found in results.items())
    measured = spread(bias(runs, lambda run: run.control_accuracy))
    from_all = spread(bias(runs, lambda run: run.counted_accuracy))
    return (
        f"{setting}\n\n{heading}\n|---|---|---|---|---|---|\n{rows}\n\n"
        f"The product's plan has {ratio(results):.2f} of the ABC calendar's picks on wrong "
        f"records.\n\nAccuracy that the control group measures, less the true one: {measured} "
        "points; the truth lies within the group's own Wilson interval in "
        f"{covered(runs)} of {len(runs)} runs. Read from all planned counts it would be {from_all} "
        "points off."
    )


def write(text):
    page = PAGE.read_text(encoding="utf-8")
    found = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    assert found.search(page), "docs/performance.md has no place for the table"
    PAGE.write_text(found.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page), encoding="utf-8")

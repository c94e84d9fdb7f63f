"""Accuracy as a file for spreadsheets: one row for each figure of each group."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from warehouse.counting.rules.accuracy import Accuracy, Variances

COLUMNS = (
    "figure", "group", "name", "right", "counted", "accuracy_percent", "low_percent",
    "high_percent", "records_off", "over_units", "under_units", "net_units", "gross_units",
    "over_value", "under_value", "net_value", "gross_value", "currency",
)  # fmt: skip
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def accuracy_csv(
    accuracies: Iterable[tuple[str, str, Sequence[Accuracy]]],
    variances: Iterable[tuple[str, Sequence[Variances]]],
    *,
    currency: str,
) -> bytes:
    """Write the groups as UTF-8 with a mark for spreadsheets, values in whole currency units.

    Args:
        accuracies: Figure ("accuracy" of the control group, "counter"), kind of group, groups.
        variances: Kind of group, groups.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for figure, group, members in accuracies:
        for one in members:
            writer.writerow(
                {"figure": figure, "group": group, "name": safe(one.name)} | _shares(one)
            )
    for group, sums in variances:
        for each in sums:
            names = {"figure": "variance", "group": group, "name": safe(each.name)}
            writer.writerow(names | _sums(each) | {"currency": currency})
    return text.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def money(minor: int) -> str:
    """Write minor units as whole ones with two decimals, without separators."""
    sign, whole = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _shares(one: Accuracy) -> dict[str, str]:
    low, high = one.interval
    shares = {"accuracy_percent": one.share, "low_percent": low, "high_percent": high}
    return {"right": str(one.right), "counted": str(one.counted)} | {
        name: f"{100 * share:.2f}"
        for name, share in shares.items()
        if share is not None and one.counted
    }


def _sums(one: Variances) -> dict[str, str]:
    return {
        "records_off": str(one.records),
        "over_units": str(one.over_units),
        "under_units": str(one.under_units),
        "net_units": str(one.net_units),
        "gross_units": str(one.gross_units),
        "over_value": money(one.over_value_minor),
        "under_value": money(one.under_value_minor),
        "net_value": money(one.net_value_minor),
        "gross_value": money(one.gross_value_minor),
    }

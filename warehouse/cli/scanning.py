"""`warehouse scan`: what a scanned text means, without any database."""

import sys

import click


@click.command()
def scan() -> None:
    """Say what scanned texts mean: JSON strings on standard input, one a line.

    For each one a JSON object is printed: kind, gtin as 14 digits, ais as a map of GS1
    application identifiers to values, error with a code. Answers do not depend on any database.
    """
    from warehouse.scanning.rules import scan_lines  # noqa: PLC0415

    # Lines end at a newline only: other separators belong to what was scanned.
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")  # type: ignore[union-attr] # a real stream here
    for answer in scan_lines(sys.stdin):
        click.echo(answer)

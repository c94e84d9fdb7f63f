"""`warehouse route` and `warehouse batch`: questions as JSON in, answers out, no database."""

import json
import sys
from typing import Any

import click


@click.command()
def route() -> None:
    """Order stops: a JSON question on standard input, {"order": [...], "length": n} out.

    Asked is {"floor": {...}, "stops": [...]} with bins or points of the floor, or
    {"matrix": [[...]], "start": i, "end": j, "stops": [...]} with rows of the matrix.
    The same question has the same answer. docs/routing.md describes floors and lengths.
    """
    from warehouse.routing.rules import answer_route  # noqa: PLC0415

    _say(answer_route(sys.stdin.buffer.read()))


@click.command()
def batch() -> None:
    """Put orders on carts: a JSON question on standard input, the carts with their routes out.

    Asked is {"matrix": [[...]], "depot": i, "orders": [{"id": ..., "stops": [...], "size": n}],
    "capacity": n, "seconds": s, "seed": k}, or a floor in place of the matrix. Answered is
    {"carts": [{"orders": [...], "route": [...], "length": n}], "length": n}. Give the oldest
    order first. The same seed has the same answer.
    """
    from warehouse.routing.rules import answer_batch  # noqa: PLC0415

    _say(answer_batch(sys.stdin.buffer.read()))


def _say(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))

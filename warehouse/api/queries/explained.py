"""The page that explains the API, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from warehouse.api.rules.openapi import ALWAYS
from warehouse.api.rules.routes import PREFIX, Route
from warehouse.api.rules.tokens import SCOPES
from warehouse.api.screens.desk import DocsScreen, RouteCard, Shape, Word
from warehouse.kernel.errors import NotYours, Refusal

TAGS = ("Sites", "Items", "Places", "Stock", "Ledger", "Orders", "Central ledger")
"""The order in which the page explains them."""


def docs_screen(routes: Iterable[Route], described: Mapping[str, Any]) -> DocsScreen:
    """Arrange the routes by tag, with their words, bodies and answers."""
    kept = sorted(routes, key=lambda one: (TAGS.index(one.tag), one.method, one.path))
    tags = dict.fromkeys(route.tag for route in kept)
    refusals: set[type[Refusal]] = {*ALWAYS, NotYours}
    refusals.update(kind for route in kept for kind in route.refusals)
    return DocsScreen(
        tags=tuple(
            (tag, tuple(_card(one, described) for one in kept if one.tag == tag)) for tag in tags
        ),
        shapes=tuple(
            _shape(name, schema) for name, schema in described["components"]["schemas"].items()
        ),
        scopes=tuple(SCOPES.items()),
        refusals=tuple(
            (kind.status, kind.code, _first_line(kind))
            for kind in sorted(refusals, key=lambda one: (one.status, one.code))
        ),
    )


def _first_line(kind: type[Refusal]) -> str:
    return (kind.__doc__ or "").partition("\n")[0]


def _card(route: Route, described: Mapping[str, Any]) -> RouteCard:
    found = next(
        one
        for methods in described["paths"].values()
        for one in methods.values()
        if one["operationId"] == route.name
    )
    path = next(path for path, methods in described["paths"].items() if found in methods.values())
    body = found.get("requestBody")
    return RouteCard(
        name=route.name,
        method=route.method,
        path=path.removeprefix(PREFIX),
        summary=route.summary,
        details=route.details,
        scope=route.scope,
        words=tuple(
            Word(
                one["name"],
                _kind(one["schema"]),
                one["required"],
                one["schema"].get("description", ""),
                "",
            )
            for one in found["parameters"]
        ),
        body=_kind(body["content"]["application/json"]["schema"]) if body else "",
        answer=_kind(found["responses"]["200"]["content"]["application/json"]["schema"]),
        refusals=tuple((kind.code, _first_line(kind)) for kind in route.refusals),
    )


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    needed = schema["required"]
    return Shape(
        name,
        schema["description"],
        tuple(
            Word(field, _kind(one), field in needed, one.get("description", ""), _shape_in(one))
            for field, one in schema["properties"].items()
        ),
    )


def _shape_in(schema: Mapping[str, Any]) -> str:
    """Return the name of the object that a value is or lists, or nothing."""
    inner = schema.get("items") or next(iter(schema.get("anyOf", ())), schema)
    return str(inner.get("$ref", "")).rpartition("/")[2]


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in a word or two what a value is."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return f"{_kind(schema['anyOf'][0])} or null"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}"
    if isinstance(schema["type"], list):
        return f"{_kind({**schema, 'type': schema['type'][0]})} or null"
    return str(schema.get("format") or schema["type"])

"""The OpenAPI 3.1 document, made of the same descriptions that read the requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Annotated, Any

from warehouse.api.errors import BadRequest, NoToken, TooManyRequests, WrongScope
from warehouse.api.rules.routes import PREFIX, Route
from warehouse.api.rules.schemas import Schemas
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.kernel.shapes import hints_of, is_needed

_PART = re.compile(r"<(?:(?P<kind>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
ALWAYS: tuple[type[Refusal], ...] = (BadRequest, NoToken, WrongScope, TooManyRequests)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, after RFC 9457."""

    type: Annotated[str, "Address of the explanation of `code`."]
    title: Annotated[str, "The code in words."]
    status: int
    detail: Annotated[str, "A sentence for people: what is wrong, and what to do."]
    code: Annotated[str, "Stable, for machines; all stand in docs/errors.md."]


def document(routes: Iterable[Route], *, version: str) -> dict[str, Any]:
    """Describe the routes."""
    schemas = Schemas()
    schemas.answered(Problem)
    schemas.named["Problem"]["additionalProperties"] = True  # some refusals tell more
    paths: dict[str, Any] = {}
    for route in routes:
        path = PREFIX + _PART.sub(r"{\g<name>}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Warehouse Floor",
            "version": version,
            "description": "Items, stock, orders and the ledger of a warehouse. Every answer "
            "is JSON; what is refused is a problem after RFC 9457 with a stable code.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.named,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that an administrator made; it begins with wft_.",
                }
            },
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "description": f"{route.details} Scope: `{route.scope}`.".strip(),
        "parameters": [*_path_words(route), *_query_words(route, schemas)],
        "responses": {
            "200": {
                "description": "Done.",
                "content": {"application/json": {"schema": schemas.answered(route.answers)}},
            },
            **({"304": {"description": "Unchanged since the ETag that was sent."}}
               if route.method == "GET" else {}),
            **_refusals(route),
        },
    }  # fmt: skip
    if route.body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas.asked(route.body)}},
        }
    return found


def _path_words(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": part["name"],
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
            if part["kind"] == "int"
            else {"type": "string", "minLength": 1},
        }
        for part in _PART.finditer(route.path)
    ]


def _query_words(route: Route, schemas: Schemas) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    hints = hints_of(route.query)
    return [
        {
            "name": one.name,
            "in": "query",
            "required": is_needed(one),
            "schema": _one_word(schemas.asked(hints[one.name])),
        }
        for one in fields(route.query)
    ]


def _one_word(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave `null` out: an address has no way to say it but to leave the word away."""
    if isinstance(schema.get("type"), list):
        return {**schema, "type": schema["type"][0]}
    if "anyOf" in schema:
        rest = {name: value for name, value in schema.items() if name != "anyOf"}
        return {**schema["anyOf"][0], **rest}
    return schema


def _refusals(route: Route) -> dict[str, Any]:
    by_status: dict[int, set[str]] = {}
    own = (NotYours,) if "<" in route.path else ()
    for refusal in (*ALWAYS, *own, *route.refusals):
        by_status.setdefault(refusal.status, set()).add(refusal.code)
    return {
        str(status): {
            "description": ", ".join(f"`{code}`" for code in sorted(codes)),
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status, codes in sorted(by_status.items())
    }

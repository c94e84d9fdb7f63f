"""JSON Schema (2020-12, as OpenAPI 3.1 takes it) of the shapes."""

from __future__ import annotations

from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from warehouse.kernel.shapes import Shape, hints_of, is_needed, shape_of, written

_PLAIN: dict[Any, dict[str, str]] = {
    bool: {"type": "boolean"},
    dict: {"type": "object"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


class Schemas:
    """Schemas of dataclasses by name, as `components` of one OpenAPI document.

    What we ask for says its bounds; what we answer does not, as no reader should rely on them.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.named: dict[str, Any] = {}

    def asked(self, annotation: Any) -> dict[str, Any]:
        """Return the schema of what a request may hold, with its bounds."""
        return self._schema(annotation, bounded=True)

    def answered(self, annotation: Any) -> dict[str, Any]:
        """Return the schema of an answer."""
        return self._schema(annotation, bounded=False)

    def _schema(self, annotation: Any, *, bounded: bool) -> dict[str, Any]:
        shape = shape_of(annotation)
        found = self._plain(shape, bounded=bounded)
        if shape.is_optional:
            is_plain = "type" in found and "enum" not in found
            found = (
                {**found, "type": [found["type"], "null"]}
                if is_plain
                else {"anyOf": [found, {"type": "null"}]}
            )
        return {**found, "description": shape.about} if shape.about else found

    def _plain(self, shape: Shape, *, bounded: bool) -> dict[str, Any]:
        kind = shape.kind
        if is_dataclass(kind):
            assert isinstance(kind, type), "an annotation names a class"
            return self._reference(kind, bounded=bounded)
        if get_origin(kind) is tuple:
            items = self._schema(get_args(kind)[0], bounded=bounded)
            many = shape.many if bounded else None
            limits = {"minItems": many.least, "maxItems": many.most} if many else {}
            return {"type": "array", "items": items, **limits}
        if get_origin(kind) is Literal:
            return {"type": "string", "enum": list(get_args(kind))}
        if kind is int:
            whole = shape.whole
            limits = {"minimum": whole.least, "maximum": whole.most} if bounded else {}
            return {"type": "integer", **limits}
        if kind is str:
            return {"type": "string", **(_limits(shape) if bounded else {})}
        return dict(_PLAIN[get_origin(kind) or kind])

    def _reference(self, kind: type, *, bounded: bool) -> dict[str, Any]:
        if kind.__name__ not in self.named:
            self.named[kind.__name__] = {}  # so that it may hold itself
            self.named[kind.__name__] = {
                "type": "object",
                "description": (kind.__doc__ or "").splitlines()[0],
                "properties": {
                    one.name: self._field(one, kind, bounded=bounded) for one in fields(kind)
                },
                "required": [one.name for one in fields(kind) if is_needed(one) or not bounded],
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{kind.__name__}"}

    def _field(self, one: Field[Any], kind: type, *, bounded: bool) -> dict[str, Any]:
        found = self._schema(hints_of(kind)[one.name], bounded=bounded)
        if bounded and not is_needed(one) and one.default not in (None, (), ""):
            return {**found, "default": written(one.default)}
        return found


def _limits(shape: Shape) -> dict[str, Any]:
    text = shape.text
    limits: dict[str, Any] = {"minLength": text.least, "maxLength": text.longest}
    if text.pattern:
        limits["pattern"] = f"^(?:{text.pattern})$"
    return limits

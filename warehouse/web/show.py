"""Showing a screen: a whole page, or for htmx its main block alone."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from flask import Response, current_app, make_response, request


class Screen(Protocol):
    """A frozen dataclass that is the contract of one template."""

    template: ClassVar[str]


def wants_fragment() -> bool:
    """Tell whether htmx asks for the main block only."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def show(screen: Screen, status: int = 200) -> Response:
    """Render a screen through its template; in the template it is called `screen`."""
    context: dict[str, Any] = {"screen": screen}
    current_app.update_template_context(context)
    template = current_app.jinja_env.get_template(screen.template)
    if wants_fragment():
        html = "".join(template.blocks["main"](template.new_context(context)))
    else:
        html = template.render(context)
    response = make_response(html, status)
    response.headers["Vary"] = "HX-Request"
    response.headers["Cache-Control"] = "no-store"
    return response


def show_pdf(content: bytes, name: str) -> Response:
    """Hand out a PDF under a name, to be opened in the browser."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def show_photo(content: bytes) -> Response:
    """Show a JPEG in a page."""
    response = make_response(content)
    response.mimetype = "image/jpeg"
    response.headers["Cache-Control"] = "no-store"
    return response


def show_zpl(content: bytes, name: str) -> Response:
    """Hand out labels in the printers' own language, to be saved and sent to one."""
    response = make_response(content)
    response.mimetype = "application/zpl"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response

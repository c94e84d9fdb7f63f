"""Error pages: whatever goes wrong, the person is told in a sentence and shown a way on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from warehouse.db.uow import connection_is_gone
from warehouse.kernel.errors import Refusal
from warehouse.web.problems import is_asked_by_system, problem
from warehouse.web.show import show

log = logging.getLogger("warehouse.web")

SENTENCES = {
    400: "The request did not arrive whole. Go back and try again.",
    403: "Your badge does not open this. Ask a supervisor.",
    404: "There is nothing here for you under that address.",
    405: "That address does not take this kind of request.",
    413: "The file is too large. Split it, or ask the administrator to raise the limit.",
    503: "The database does not answer at the moment. Nothing is lost; try again in a moment.",
    500: "The fault is ours and was written down. Nothing was half done; try again.",
}


@dataclass(frozen=True, slots=True)
class ErrorScreen:
    """What went wrong, by status and sentence."""

    template: ClassVar[str] = "errors/error.html"
    status: int
    code: str
    sentence: str


def install(app: Flask) -> None:
    """Answer refusals, HTTP errors and bugs with our own page, or with JSON to who wants JSON."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        return _answer(error.status, error.code, str(error))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]  # a redirect made by werkzeug
        status = error.code or 500
        return _answer(status, f"http_{status}", SENTENCES.get(status, error.name))

    @app.errorhandler(DBAPIError)
    def database_fault(error: DBAPIError) -> Response:
        # A restarting database is no bug: with this status a device shows the copy that it keeps.
        return _answer(503, "http_503", SENTENCES[503]) if connection_is_gone(error) else bug(error)

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        log.error("a request failed: %s %s", request.method, request.path, exc_info=error)
        if app.testing:
            raise error
        return _answer(500, "http_500", SENTENCES[500])


def _answer(status: int, code: str, sentence: str) -> Response:
    if is_asked_by_system():
        return problem(status, code, sentence)
    if request.is_json or request.accept_mimetypes.best == "application/json":
        response = jsonify(code=code, sentence=sentence)
        response.status_code = status
        return response
    return show(ErrorScreen(status=status, code=code, sentence=sentence), status)

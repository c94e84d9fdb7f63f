"""How a described route is answered: whose request, may it, read, do, tell."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.exceptions import BadRequest as UnreadableBody
from werkzeug.exceptions import RequestEntityTooLarge

from warehouse.api.errors import BadRequest, BodyTooLarge, TooManyRequests, WrongScope
from warehouse.api.queries.sites import site_of
from warehouse.api.rules.limits import Buckets
from warehouse.api.rules.routes import PREFIX, Route
from warehouse.api.rules.tokens import Caller
from warehouse.api.service.tokens import caller_of
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.kernel.shapes import BadShape, read, read_words, written
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger.queries.feed import SiteLedger
from warehouse.settings import Settings
from warehouse.web.problems import problem
from warehouse.web.uow import uow

bp = Blueprint("api", __name__)

ROUTES: list[Route] = []
MOST_BYTES = 8 * 1024 * 1024
MOST_BULK_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NoWords:
    """What an address takes that describes no query."""


View = TypeVar("View", bound=Callable[..., Any])


def route(  # noqa: PLR0913 - the parts of a description
    method: str,
    path: str,
    *,
    tag: str,
    scope: str,
    answers: Any,
    query: Any = None,
    body: Any = None,
    refusals: tuple[type[Refusal], ...] = (),
    is_bulk: bool = False,
) -> Callable[[View], View]:
    """Describe a route once; its docstring says what it does.

    The view gets the parts of the path, `query` and `body` as they are described, and returns
    what is described as `answers`.
    """

    def describe(view: View) -> View:
        if body is not None:
            nonlocal refusals
            refusals = (*refusals, BodyTooLarge)
        described = Route(
            name=view.__name__,
            method=method,
            path=path,
            tag=tag,
            scope=scope,
            about=view.__doc__ or "",
            query=query,
            body=body,
            answers=answers,
            refusals=refusals,
            is_bulk=is_bulk,
        )
        ROUTES.append(described)

        @functools.wraps(view)
        def answered(**parts: Any) -> Response:
            return _answer(described, view, parts)

        marked: Any = answered
        marked.open_to, marked.scope = None, scope
        bp.add_url_rule(PREFIX + path, view_func=answered, methods=[method])
        return view

    return describe


def caller() -> Caller:
    """Return whose token the request carries."""
    found: Caller = g.caller
    return found


def settings() -> Settings:
    """Return the installation's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def _answer(described: Route, view: Callable[..., Any], parts: dict[str, Any]) -> Response:
    try:
        g.caller = caller_of(uow, request.headers.get("Authorization", ""), g.now)
        if not described.is_bulk:
            _within_limits(g.caller)
        if described.scope not in g.caller.scopes:
            raise WrongScope(name=g.caller.name, scope=described.scope)
        told = view(**_read(described, parts))
    except TooManyRequests as refusal:
        response = problem(refusal.status, refusal.code, str(refusal))
        response.headers["Retry-After"] = str(refusal.fields["seconds"])
        return response
    except TableErrors as refusal:
        return problem(refusal.status, refusal.code, str(refusal), errors=refusal.fields["errors"])
    except Refusal as refusal:
        return problem(refusal.status, refusal.code, str(refusal), **getattr(refusal, "more", {}))
    response = jsonify(written(told))
    response.headers["Cache-Control"] = "private, no-cache"
    if described.method == "GET":
        response.add_etag()
        response.make_conditional(request)
    return response


def _within_limits(whose: Caller) -> None:
    buckets: Buckets | None = current_app.extensions.get("api_buckets")
    if buckets is None:
        buckets = Buckets(settings().api_rate)
        current_app.extensions["api_buckets"] = buckets
    seconds = buckets.take(whose.token_id, g.now)
    if seconds:
        raise TooManyRequests(name=whose.name, seconds=seconds)


def _read(described: Route, parts: dict[str, Any]) -> dict[str, Any]:
    given = dict(parts)
    try:
        if "site" in parts:
            given["site"] = _site(parts["site"])
        if described.query is not None:
            given["query"] = read_words(described.query, request.args.to_dict())
        else:
            read_words(NoWords, request.args.to_dict())
        if described.body is not None:
            given["body"] = read(described.body, _body(described))
    except BadShape as error:
        raise BadRequest(why=error) from None
    return given


def _site(code: str) -> SiteLedger:
    if not g.caller.may_see(code) or re.search(r"[\x00\ud800-\udfff]", code):
        raise NotYours
    with uow.read() as session:
        return site_of(session, code)


def _body(described: Route) -> object:
    most = MOST_BULK_BYTES if described.is_bulk else MOST_BYTES
    if (request.content_length or 0) > most:
        raise BodyTooLarge(most=most)
    try:
        return cast("object", request.get_json(force=True))
    except RequestEntityTooLarge:
        raise BodyTooLarge(most=most) from None
    except (UnreadableBody, RecursionError):
        raise BadShape("the body is not JSON") from None

"""The administrator's page of tokens."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.api.queries.tokens import tokens_screen
from warehouse.api.routing import bp
from warehouse.api.rules.tokens import checked_wish
from warehouse.api.screens.desk import Draft
from warehouse.api.service.tokens import make_token, revoke_token
from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.people.models import ADMINISTRATOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

DONE = {"revoked": "The token is revoked; whoever uses it is refused from now on."}


@bp.get("/connections/tokens")
@open_to(ADMINISTRATOR)
def tokens() -> Response:
    """The tokens that may see the site, and the form for a new one."""
    done = DONE.get(request.args.get("done", ""), "")
    with uow.read() as session:
        return show(tokens_screen(session, actor().site_code, now=g.now, done=done))


@bp.post("/connections/tokens")
@open_to(ADMINISTRATOR)
def add_token() -> Response:
    """Make a token for the site; its text is shown this once."""
    me, draft = actor(), _draft()
    made, refusal = "", None
    try:
        wish = checked_wish(
            draft.name, list(draft.scopes), [me.site_code], _days(draft.days), now=g.now
        )
        made = uow.decide(
            lambda s: make_token(s, wish, badge=draft.badge, made_by=me.user_id, now=g.now)
        )
    except Refusal as error:
        refusal = error
    with uow.read() as session:
        screen = tokens_screen(
            session, me.site_code, now=g.now, made=made, refusal=str(refusal) if refusal else None,
            draft=None if made else draft,
        )  # fmt: skip
    return show(screen, refusal.status if refusal else 200)


def _draft() -> Draft:
    form = request.form
    return Draft(
        name=form.get("name", ""),
        scopes=tuple(form.getlist("scopes")),
        days=form.get("days", ""),
        badge=form.get("badge", ""),
    )


@bp.post("/connections/tokens/<int(max=2147483647):token_id>/revoke")
@open_to(ADMINISTRATOR)
def revoke(token_id: int) -> BaseResponse:
    """End a token at once."""
    code = actor().site_code
    uow.decide(lambda s: revoke_token(s, token_id, now=g.now, site_code=code))
    return redirect(url_for("api.tokens", done="revoked"), 303)


def _days(text: str) -> int | None:
    """Read after how many days a token ends; blank is never, and what cannot be meant is 0."""
    return (whole_number(text) or 0) if text.strip() else None

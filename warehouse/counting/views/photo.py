"""Photos: taken while counting, looked at where it is decided."""

from __future__ import annotations

from flask import Response, g, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.printing.pictures import LARGEST_PHOTO, read_photo
from warehouse.web.guard import actor, open_to
from warehouse.web.uow import uow
from warehouse.web.uploads import read_upload


@bp.post("/<int(max=2147483647):task_id>/photo")
@open_to(*service.ROLES)
def take_photo(task_id: int) -> BaseResponse:
    """Keep a photo of what was found; the handheld's script asks for JSON."""
    with uow.read() as session:
        service.load_held(session, actor(), task_id)  # whose it is comes before what it is
    content = read_photo(read_upload("photo", most=LARGEST_PHOTO))
    taken = uow.decide(
        lambda session: service.keep_photo(session, actor(), task_id, content, now=g.now)
    )
    if request.accept_mimetypes.best != "application/json":
        return redirect(url_for("counting.count", task_id=task_id), 303)
    answer = jsonify(sentence=f"The supervisor sees it: photo {taken} of this count.")
    answer.status_code = 201
    return answer


@bp.get("/photos/<int(max=2147483647):photo_id>")
@open_to(*DESK)
def photo(photo_id: int) -> Response:
    """One photo."""
    with uow.read() as session:
        media_type, content = queries.photo_of(session, actor().site_id, photo_id)
    answer = make_response(content)
    answer.mimetype = media_type
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer

"""Speaking with Tryton by its own JSON-RPC: sign in, ask, hear what it refuses."""

from __future__ import annotations

import base64
import json
import zlib
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from warehouse.central.targets import Destination, TryLater
from warehouse.central.targets.line import MOST_BYTES, Line

WAIT_FOR_ADMINISTRATOR = timedelta(minutes=2)
"""Sign-in and set-up are not the event's fault, and soon mended or not at all."""


class Rejected(Exception):  # noqa: N818 - a word of Tryton's, not an error of ours
    """Tryton refused a document, in its own words; nothing of that request is kept there."""


class Session:
    """One signed-in conversation with one database of a Tryton server."""

    def __init__(self, destination: Destination) -> None:
        """Remember where and as whom: https://host/DATABASE, and `user:password`."""
        self._line = Line(destination, asks_again=False)
        *before, database = self._line.endpoint.path.rstrip("/").split("/")
        self._path = f"{'/'.join(before)}/{quote(database, safe='%')}/rpc/"
        self._login, _, self._password = destination.secrets[0].partition(":")
        self._authorization = ""
        self._user = 0
        self._context: dict[str, Any] = {}

    @property
    def company(self) -> int:
        """The company that the user works for; documents are made for it."""
        self._sign_in()
        company: int = self._context["company"]
        return company

    @property
    def user(self) -> int:
        """Tryton's number of the user."""
        self._sign_in()
        return self._user

    def call(self, method: str, *params: Any, **context: Any) -> Any:
        """Ask Tryton, as its own clients do; one call is one transaction over there.

        Raises:
            Rejected: It refuses what was asked, and says why.
            TryLater: No answer, or no session.
        """
        self._sign_in()
        return self._ask(f"model.{method}", *params, {**self._context, **context})

    def _sign_in(self) -> None:
        if self._authorization:
            return
        self._user, token, *_ = self._ask(
            "common.db.login", self._login, {"password": self._password}, "en"
        )
        text = f"{self._login}:{self._user}:{token}".encode()
        self._authorization = f"Session {base64.b64encode(text).decode()}"
        wishes = self._ask("model.res.user.get_preferences", True, {})
        if not wishes.get("company"):
            why = f"Tryton's user {self._login} works for no company"
            raise TryLater(why, wait=WAIT_FOR_ADMINISTRATOR)
        self._context = {"company": wishes["company"], "language": wishes["language"]}

    def _ask(self, method: str, *params: Any) -> Any:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        if self._authorization:
            headers["Authorization"] = self._authorization
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        answer = self._line.ask("POST", self._path, headers, body)
        if answer.status in {401, 403, 404}:
            why = f"Tryton answered {answer.status}: look at address, user and password"
            raise TryLater(why, wait=WAIT_FOR_ADMINISTRATOR)
        told = _read(answer.body) if answer.status == 200 else None
        if not isinstance(told, dict) or not {"error", "result"} & told.keys():
            raise TryLater(f"Tryton answered {answer.status}")
        if "error" in told:
            raise _trouble(told["error"])
        return told["result"]

    def close(self) -> None:
        """Sign out, if that can be done, and close the connection."""
        if self._authorization:
            with suppress(TryLater, Rejected):
                self._ask("common.db.logout")
        self._line.close()


def _read(body: bytes) -> Any:
    # Tryton calls long answers gzip, whether it packed them or not: what they are decides.
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(31).decompress(body, MOST_BYTES)
        except zlib.error:
            return None
    try:
        return json.loads(body)
    except ValueError:
        return None


def _trouble(error: Any) -> Rejected | TryLater:
    """Tell a document that is refused from a server that failed."""
    kind, told = error[0], error[1]
    words = {"UserError": slice(0, 2), "UserWarning": slice(1, 3)}.get(kind)
    if words is None:
        return TryLater(f"Tryton failed: {kind}"[:300])
    return Rejected(" ".join(part.strip() for part in told[words] if part)[:300])

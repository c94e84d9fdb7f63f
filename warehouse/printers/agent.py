"""The print agent's loop: fetch from the server, print next door, report."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from warehouse.kernel.errors import Refusal
from warehouse.printers.wire import Delivery, Patience, Trouble, deliver

ANSWER_SECONDS = 60.0


class AgentStopped(Exception):  # noqa: N818 - a sentence for whoever runs the agent
    """The server does not know the token: asking again makes no sense."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where jobs come from; `context` trusts its certificate."""

    address: str
    token: str
    context: ssl.SSLContext | None

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Post JSON and return the answer's, None where it has none.

        Raises:
            AgentStopped: The token is not known.
            OSError: The server is not there, or answers with a fault.
        """
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at by the command
            f"{self.address}{path}",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(  # noqa: S310 - as above
                request, timeout=ANSWER_SECONDS, context=self.context
            ) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 401:
                raise AgentStopped(
                    "The server does not know this token. Make a new one under Printers."
                ) from error
            raise
        return json.loads(content) if content else None


def serve_once(server: Server, patience: Patience) -> bool:
    """Fetch one delivery, print it and report; returns False where nothing waits.

    Raises:
        AgentStopped, OSError: As `Server.post`.
    """
    found = server.post("/print-agent/claim", {})
    if found is None:
        return False
    if found.get("job") is None:
        return True
    delivery = Delivery(
        connection=str(found["connection"]),
        address=str(found["address"]),
        answers=bool(found["answers"]),
        title=str(found["title"]),
        media=str(found["media"]),
        content=base64.b64decode(found["content"]),
    )
    told: dict[str, Any] = {"job": found["job"], "token": found["token"]}
    try:
        told["condition"] = deliver(delivery, patience).sentence
    except Trouble as trouble:
        told |= {"trouble": str(trouble), "nothing_sent": trouble.nothing_sent}
    except Refusal as refusal:
        told |= {"trouble": str(refusal), "nothing_sent": True}
    server.post("/print-agent/report", told)
    return True

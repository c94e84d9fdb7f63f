"""The product behind a real port, and devices that speak to it over HTTP."""

import http.client
import json
import threading
from contextlib import contextmanager
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server

from warehouse.kernel.ids import new_event_id
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, sends at once, and says nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_request(self, *_args):
        """Say nothing of what went well."""


@contextmanager
def served(app):
    """Answer on a port of the loopback address; yields the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class Web:
    """All devices of the house, over one connection, each with its own cookies."""

    def __init__(self, port, house):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.house = house
        self.requests = 0

    def _ask(self, who, method, path, body=None, kind=None):
        token, secret = self.house.people[who]
        headers = {"Cookie": f"{SESSION_COOKIE}={token}; {DEVICE_COOKIE}={secret}"}
        if kind:
            headers["Content-Type"] = kind
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        assert answer.status < 500, (path, answer.status, text[:500])
        return answer.status, text

    def get(self, who, path):
        """Fetch a page, or JSON where it is that."""
        status, text = self._ask(who, "GET", path)
        assert status != 303, f"{who} was sent away from {path}"
        return status, text

    def form(self, who, path, **fields):
        """Send a form; lists are sent as several fields of the name."""
        body = urlencode(fields, doseq=True)
        return self._ask(who, "POST", path, body, "application/x-www-form-urlencoded")

    def send(self, who, *events):
        """Send events as a device does; returns their answers, each with its status."""
        batch = [{"id": str(new_event_id()), "kind": kind, "body": body} for kind, body in events]
        status, text = self._ask(
            who, "POST", "/events", json.dumps({"events": batch}), "application/json"
        )
        assert status == 200, text[:300]
        return [answer["answer"] | {"status": answer["status"]}
                for answer in json.loads(text)["events"]]  # fmt: skip

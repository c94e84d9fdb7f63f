"""Real HTTP on loopback: applications served in threads, and a proxy that loses and reorders."""

import random
import threading
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        """Say nothing: the tests look at answers."""


@contextmanager
def served(app, port=0):
    """Serve an application; yields its address."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Received:
    """One request that a receiver got."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body


@contextmanager
def receiver(answer):
    """Listen, and answer each POST with what `answer(request)` returns: (status, headers, body).

    None stands for a connection that breaks. Yields the address and the list of requests.
    """
    got = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Received(self.path, dict(self.headers), body)
            request.method = self.command
            got.append(request)
            told = answer(request)
            if told is None:
                self.close_connection = True
                self.connection.close()
                return
            status, headers, content = told
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_):
            """Say nothing."""

        def finish(self):
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True  # we broke it ourselves

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class BadLine:
    """Loses requests and replies, sends requests twice, and brings old ones again much later."""

    def __init__(self, forward, seed, *, trouble=0.5):
        self.forward = forward
        self.chance = random.Random(seed)
        self.trouble = trouble
        self.old = []
        self.counted = dict.fromkeys(("lost request", "lost reply", "twice", "late", "fine"), 0)
        self.lock = threading.Lock()

    def __call__(self, request):
        with self.lock:
            lot = self.chance.random()
            kind = "fine" if lot > self.trouble else self.chance.choice(list(self.counted))
            late = self.chance.choice(self.old) if kind == "late" and self.old else None
            self.counted[kind] += 1
            if request.method == "POST":
                self.old = [*self.old, request][-50:]
        if kind == "lost request":
            return None
        if late is not None:
            self.forward(late)
        told = self.forward(request)
        if kind == "twice":
            told = self.forward(request)
        return None if kind == "lost reply" else told


def forwarding(address):
    """Return what hands a request on to an address, and its answer back."""
    host = address.removeprefix("http://")
    kept = {"Authorization", "Content-Type", "Accept"}

    def forward(request):
        connection = HTTPConnection(host, timeout=30)
        headers = {name: value for name, value in request.headers.items() if name in kept}
        try:
            connection.request(request.method, request.path, request.body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        names = {"Content-Type", "Retry-After"}
        told = {name: value for name, value in answer.getheaders() if name in names}
        return answer.status, told, content

    return forward

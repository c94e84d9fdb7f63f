"""A small server with real pages of the floor, which answers what a test has laid ready."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from warehouse.web.security import POLICY

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
STEP = """{% extends "floor.html" %}{% block main %}
{% from "_macros.html" import action_bar, button, demo_codes, dock, keypad, post_button %}
{% from "_macros.html" import scan_form, signal, step %}
<div class="stage">
{% if screen.signal %}{{ signal(screen.signal, "Seen", screen.code) }}{% endif %}
{{ step("Step " ~ screen.number) }}
{% if screen.number < 90 %}
{{ keypad("/quantity", "e-1", {"kind": "pick.quantity", "line": screen.number}, "13") }}
{% endif %}
</div>
{% set at = {"kind": "pick.scan", "line": screen.number} %}
{% set skip = {"kind": "pick.skip"} %}
{% if screen.number < 90 %}{% call dock() %}
{{ demo_codes([("Item", "DEMO-1")]) }}
{% call action_bar() %}{{ post_button("/press", "Skip", skip, "e-2") }}{% endcall %}
{{ scan_form("/scan", "item", "server-made", hidden=at, idle_ms=400) }}
{% endcall %}{% endif %}{% endblock %}"""


class Warehouse(ThreadingHTTPServer):
    """Keeps what was posted, and answers each post with what the test has laid ready."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.posts = []
        self.arrived = threading.Condition()
        self.open = threading.Event()
        self.open.set()
        self.answers = []  # (status, signal), "drop", "busy" or "away"; used up in turn
        self.batches = []  # of events, as they came
        self.states = []  # how the device said it was doing, with each batch
        self.verdicts = []  # a status for each event, an HTTP status for all, or "drop"; in turn
        self.effects = []  # ids, each when it came in for the first time
        self.at_once = 0
        self.most_at_once = 0
        loaders = [FileSystemLoader(ROOT / "templates"), DictLoader({"step.html": STEP})]
        self.pages = Environment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            autoescape=True,
        )
        self.pages.globals.update(
            asset=lambda path: f"/static/{path}?v=1",
            url_for=lambda endpoint: f"/{endpoint}",
            author_note=lambda: "signed",
            actor=SimpleNamespace(user_id=7, name="Ana", roles=frozenset({"picker"})),
            site_name="Hamburg",
            desk_nav=[],
            here="/",
        )

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A browser that closes its connections is no error."""

    def wait_for(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.posts) >= count, timeout=20), self.posts
        return [post["code"] for post in self.posts]

    def take_in(self, event_id):
        if event_id not in self.effects:
            self.effects.append(event_id)

    def page(self, number, *, whole, signal="", code=""):
        context = {"screen": SimpleNamespace(number=number, signal=signal, code=code)}
        template = self.pages.get_template("step.html")
        if whole:
            return template.render(context)
        return "".join(template.blocks["main"](template.new_context(context)))


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Warehouse

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if not path.startswith("/static/"):
            text = "<!doctype html><title>In</title>" if path == "/sign-in" else None
            self.answer(200, text or self.server.page(1, whole=True))
            return
        file = ROOT / path[1:]
        self.answer(200, file.read_bytes(), KINDS[file.suffix])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/events":
            batch = json.loads(body)
            self.server.states.append(batch["device"])
            self.judge(batch["events"])
            return
        fields = {name: values[0] for name, values in parse_qs(body, True).items()}
        server = self.server
        with server.arrived:
            server.posts.append({"path": self.path, "code": fields.get("code", ""), **fields})
            server.take_in(fields.get("event_id"))
            number = len(server.posts)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            answer = server.answers.pop(0) if server.answers else (200, "")
            server.arrived.notify_all()
        server.open.wait(20)
        with server.arrived:
            server.at_once -= 1
        if answer == "drop":
            self.break_off()
        elif answer == "busy":
            self.answer(503, "<!doctype html><title>Busy</title>")
        elif answer == "away":
            self.send_response(303)
            self.send_header("Location", "/sign-in")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            status, signal = answer
            shown = 90 if signal == "done" else number + 1
            kind = "" if signal == "done" else signal
            self.answer(
                status, server.page(shown, whole=False, signal=kind, code=fields.get("code", ""))
            )

    def judge(self, events):
        server = self.server
        with server.arrived:
            server.batches.append(events)
            verdict = server.verdicts.pop(0) if server.verdicts else "posted"
            if verdict not in (400, 401, 503):
                for event in events:
                    server.take_in(event["id"])
            server.arrived.notify_all()
        if verdict == "drop":
            self.break_off()
        elif isinstance(verdict, int):
            self.answer(verdict, '{"code":"no"}', "application/json")
        else:
            told = {"title": "Wrong item", "sentence": "That is a spoon."}
            answers = [{"id": e["id"], "status": verdict, "answer": told} for e in events]
            text = json.dumps({"events": answers, "server_time": "2026-01-01T00:00:00+00:00"})
            self.answer(200, text, "application/json")

    def break_off(self):
        # Half an answer: a browser repeats a post by itself when it got nothing at all.
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"<p>")
        self.close_connection = True

    def answer(self, status, content, kind="text/html; charset=utf-8"):
        content = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def answering():
    """Serve on a free port until the test is over."""
    server = Warehouse()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.open.set()
    server.shutdown()
    thread.join()
    server.server_close()

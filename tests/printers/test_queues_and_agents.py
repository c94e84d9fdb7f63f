"""IPP queues, print agents, and the desk: addresses only from an administrator's list."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from tests.support.paper import burnt, read, texts
from tests.support.printers import IMPATIENT, READY, build_printer, fake_printer
from warehouse import offered
from warehouse.kernel import clock
from warehouse.printers import agent as print_agent
from warehouse.printers.agent import AgentStopped, Server, serve_once
from warehouse.printers.errors import BadPrinterAddress
from warehouse.printers.models import Printer, PrinterChoice, PrintJob
from warehouse.printers.rules import read_address, read_status
from warehouse.printers.sender import print_next
from warehouse.printers.wire.ipp import read_answer

STATE, REASONS = b"printer-state", b"printer-state-reasons"


class Queue(BaseHTTPRequestHandler):
    """An IPP queue: tells its state, and keeps what it is given to print."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, body))
        self.send_response(self.server.http)
        self.end_headers()
        if self.server.http == 200:
            self.wfile.write(self.answer(int.from_bytes(body[2:4], "big")))

    def answer(self, operation):
        said = b"\x01\x01" + self.server.ipp.to_bytes(2, "big") + b"\x00\x00\x00\x01\x04"
        if operation == 0x000B:
            said += self.field(0x23, STATE, self.server.state.to_bytes(4, "big"))
            for number, reason in enumerate(self.server.reasons):
                said += self.field(0x44, b"" if number else REASONS, reason)
        return said + b"\x03"

    @staticmethod
    def field(tag, name, value):
        return (
            bytes([tag]) + len(name).to_bytes(2, "big") + name
            + len(value).to_bytes(2, "big") + value
        )  # fmt: skip

    def log_message(self, *args):
        pass


@pytest.fixture
def queue():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Queue)
    server.requests, server.http, server.ipp = [], 200, 0
    server.state, server.reasons = 3, [b"none"]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def enter_queue(db, floor, queue, **values):
    with db.command() as session:
        address = f"ipp://127.0.0.1:{queue.server_port}/printers/office"
        return build_printer(session, floor, address, connection="ipp", **values).id


def test_page(db, client, printer_id):
    answer = client.post(f"/printers/{printer_id}/test")
    assert answer.status_code == 303
    with db.read() as session:
        return session.execute(select(PrintJob.id).order_by(PrintJob.id.desc())).scalars().first()


test_page.__test__ = False


def send(db):
    return print_next(db, offered("COMPOSERS"), now=clock.now, patience=IMPATIENT)


def state_of(db, job_id):
    with db.read() as session:
        job = session.get(PrintJob, job_id)
        return job.state, job.last_error


def test_a_queue_gets_a_pdf_or_the_printers_own_language(db, floor, queue, client_as):
    office = enter_queue(db, floor, queue, language="pdf", media="A4")
    job_id = test_page(db, client_as("Administrator"), office)
    assert send(db)
    assert state_of(db, job_id) == ("sent", "")
    path, body = queue.requests[-1]
    assert path == "/printers/office"
    assert b"application/pdf" in body
    (text,) = texts(body[body.index(b"%PDF") :])
    assert "X-ZD1" in text
    zebra = enter_queue(db, floor, queue, code="ZD2", documents=())
    test_page(db, client_as("Administrator"), zebra)
    assert send(db)
    body = queue.requests[-1][1]
    (picture,) = burnt(body[body.index(b"^XA") :])
    assert read(picture) == ["X-ZD2"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": 5}, "The printer is stopped."),
        ({"reasons": [b"media-empty-error"]}, "The printer is out of paper."),
        ({"reasons": [b"toner-low", b"cover-open"]}, "The printer's cover is open."),
        ({"ipp": 0x0406}, "The queue tells nothing of itself (IPP 0x0406)."),
        ({"http": 302}, "The queue answers HTTP 302."),
    ],
)
def test_a_queue_that_cannot_print_is_tried_later(db, floor, queue, client_as, change, sentence):
    office = enter_queue(db, floor, queue, language="pdf", media="A4")
    for name, value in change.items():
        setattr(queue, name, value)
    job_id = test_page(db, client_as("Administrator"), office)
    assert send(db)
    assert state_of(db, job_id) == ("queued", sentence)
    assert not any(b"%PDF" in body for _, body in queue.requests)


@pytest.mark.parametrize("raw", [b"", b"\x01\x01", b"\x01\x01\0\0\0\0\0\1\4\x23\0\5abcde\0\xff\1"])
def test_a_cut_off_answer_is_no_ipp(raw):
    with pytest.raises(ValueError):
        read_answer(raw)


class InProcess(Server):
    """The server, asked through a test client in place of a socket."""

    def post(self, path, body):
        answer = self.context.post(
            path, json=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        if answer.status_code == 401:
            raise AgentStopped(answer.json["sentence"])
        assert answer.status_code < 300
        return answer.json if answer.data else None


def token_from(page):
    return page.split("<code>")[-1].split("</code>")[0]


def test_an_agent_fetches_prints_and_reports_what_only_it_can_reach(app, db, floor, client_as):
    boss = client_as("Administrator")
    token = token_from(boss.post("/printers/agents", data={"name": "Hall 2"}).text)
    source = InProcess("", token, app.test_client())
    with fake_printer() as printer:
        with db.command() as session:
            printer_id = build_printer(session, floor, printer.address, agent_id=1).id
        job_id = test_page(db, boss, printer_id)
        assert not send(db), "the server itself does not speak to an agent's printer"
        printer.status = None
        assert serve_once(source, IMPATIENT)
        assert state_of(db, job_id) == ("queued", "The printer does not answer.")
        printer.status = READY
        boss.post(f"/printers/jobs/{job_id}/retry")
        assert serve_once(source, IMPATIENT)
        assert state_of(db, job_id) == ("sent", "")
        (picture,) = burnt(printer.everything)
        assert read(picture) == ["X-ZD1"]
        assert not serve_once(source, IMPATIENT)
    boss.post("/printers/agents/1/revoke")
    with pytest.raises(AgentStopped):
        serve_once(source, IMPATIENT)


def test_a_wrong_token_gets_nothing_and_another_agents_attempt_is_not_reported(app, db, floor):
    client = app.test_client()
    for path in ("/print-agent/claim", "/print-agent/report"):
        answer = client.post(path, json={}, headers={"Authorization": "Bearer guessed"})
        assert (answer.status_code, answer.json["code"]) == (401, "print_agent_unknown")
    assert print_agent.ANSWER_SECONDS > 0


@pytest.mark.parametrize(
    ("connection", "address"),
    [
        ("raw", "169.254.169.254:80"),
        ("raw", "0.0.0.0:9100"),
        ("raw", "224.0.0.1:9100"),
        ("raw", "[fe80::1]:9100"),
        ("raw", "host:99999"),
        ("raw", "ho st:9100"),
        ("raw", "user@host:9100"),
        ("raw", ""),
        ("ipp", "http://host/"),
        ("ipp", "file:///etc/passwd"),
        ("ipp", "ipp://user:pw@host/x"),
        ("ipp", "ipp://169.254.169.254/latest"),
        ("ipp", "host:631"),
    ],
)
def test_what_is_no_printers_address_is_refused(connection, address):
    with pytest.raises(BadPrinterAddress):
        read_address(connection, address)


def test_addresses_are_read_as_people_write_them():
    assert read_address("raw", "printer-1.local").port == 9100
    assert read_address("raw", "10.0.0.5:9101").port == 9101
    found = read_address("ipp", "ipps://cups.local/printers/office")
    assert (found.host, found.port, found.path, found.secure) == (
        "cups.local", 631, "/printers/office", True,
    )  # fmt: skip


@pytest.mark.parametrize("answer", [b"", b"\x02\x03", b"\x02a,b\x03\x02c\x03", b"\xff" * 90])
def test_what_is_no_answer_of_a_zpl_printer_is_not_taken_for_one(answer):
    assert read_status(answer) is None


FORM = {
    "code": "x-zd9", "name": "Bench 1", "connection": "raw", "address": "10.0.0.9:9100",
    "language": "zpl", "dpi": "300", "media": "100x150", "answers": "on", "is_active": "on",
    "document": ["carton_label"],
}  # fmt: skip


def test_an_administrator_enters_a_printer_and_a_device_chooses_it_by_its_code(
    db, floor, client_as
):
    boss = client_as("Administrator")
    assert boss.post("/printers/new", data=FORM).status_code == 303
    assert boss.post("/printers/new", data=FORM).status_code == 422, "the code is taken"
    bad = boss.post("/printers/new", data=FORM | {"code": "X2", "address": "169.254.169.254:80"})
    assert (bad.status_code, "no printer may have it" in bad.text) == (422, True)
    with db.read() as session:
        printer = session.execute(select(Printer)).scalar_one()
        assert (printer.code, printer.dpi, printer.agent_id) == ("ZD9", 300, None)
    assert client_as("Supervisor").get(f"/printers/{printer.id}").status_code == 403
    packer = client_as("Packer")
    answer = packer.post("/printers/here", data={"code": "X-ZD9"})
    assert (answer.status_code, "This device prints at Bench 1" in answer.text) == (200, True)
    assert packer.post("/printers/here", data={"code": "X-NONE"}).status_code == 422
    with db.read() as session:
        chosen = session.execute(
            select(PrinterChoice.document).where(PrinterChoice.device_id != "")
        ).scalars()
        assert "carton_label" in set(chosen)


def test_many_labels_are_sent_to_a_printer_and_watched(db, floor, client_as):
    with fake_printer() as printer, db.command() as session:
        build_printer(session, floor, printer.address)
    desk = client_as("Supervisor")
    answer = desk.post("/labels/print", data={"what": "bins", "printer": "ZD1"})
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "4 bins" in page
    assert 'hx-trigger="every 1s"' in page
    assert desk.get("/printers/jobs?state=queued").text.count("4 bins") == 1
    assert desk.post("/labels/print", data={"what": "bins", "printer": "?"}).status_code == 422
    assert desk.post("/labels/print", data={"what": "x", "printer": "ZD1"}).status_code == 404
    assert NOON.tzinfo is not None

"""The camera of the floor's pages, in a real Chromium whose camera shows a film of labels."""

import itertools
import shutil
import time
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support import film
from tests.support.app import open_session
from tests.support.browser import Person, ask, closed, started_chromium
from tests.support.builders import build_floor
from tests.support.processes import running_warehouse
from warehouse.db.uow import Database
from warehouse.printing import symbols
from warehouse.printing.gs1 import check_digit
from warehouse.scanning.rules import parse
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE
from warehouse.web.security import POLICY, READER_POLICY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("camera")]
GS = "\x1d"
MAKE_BELIEVE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
STREAM = "document.querySelector('[data-camera-sheet] video').srcObject"
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() {
    return ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "data_matrix", "qr_code", "itf"];
  }
  async detect(picture) {
    if (!window.seen) return [];
    const [format, rawValue] = window.seen;
    const boundingBox = new DOMRect(picture.width / 2 - 20, picture.height / 2 - 20, 40, 40);
    const aside = new DOMRect(0, 0, 40, 40);
    return [
      { format: "qr_code", rawValue: "ASIDE", boundingBox: aside },
      { format, rawValue, boundingBox },
    ].slice(format === "itf" ? 1 : 0);
  }
};"""
TORCH = """
window.asked = [];
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
MediaStreamTrack.prototype.applyConstraints = async (wish) => { window.asked.push(wish); };"""
SHEET = "[data-camera-sheet]"
SAID = "[data-camera-said]"


def numbered(payload):
    return payload + check_digit(payload)


MUG = numbered("0952123400001")


def ean13(n):
    number = numbered(f"20000000{n:04}")
    return "]E0" + number, symbols.ean13(number)


def code128(n):
    return f"]C0B-A-{n:02}-2", symbols.code128(f"B-A-{n:02}-2")


def gs1_128(n):
    return f"]C110L{n:02}{GS}21S7", symbols.gs1_128([("10", f"L{n:02}"), ("21", "S7")])


def datamatrix(n):
    parts = [("01", MUG), ("10", f"L{n:02}"), ("21", "77")]
    return f"]d201{MUG}10L{n:02}{GS}2177", symbols.gs1_datamatrix(parts)


def qr(n):
    return f"]Q1T-{n:04}", symbols.qr(f"T-{n:04}")


KINDS = {
    ean13: (2.3, 2.8, 3.4), code128: (2.2, 2.6, 3.0), gs1_128: (2.1, 2.4, 2.7),
    datamatrix: (3.5, 5.5, 8.0), qr: (3.5, 5.5, 8.0),
}  # fmt: skip
"""Five kinds in three sizes: the width of a module in pixels of an 800 by 600 picture."""

TROUBLES = (
    {"degrees": -10},
    {"degrees": 10, "light": 0.3},
    {"blur": 0.9},
    {"degrees": 6, "blur": 0.7, "light": 0.45},
)


def sixty():
    """What must be read, and the symbol and how it is held, for each of the sixty."""
    held = itertools.product(range(3), TROUBLES, KINDS)
    made = [(kind(n), kind, size, how) for n, (size, how, kind) in enumerate(held, start=1)]
    return [
        (code, (symbol, film.Shot(KINDS[kind][size], **how)))
        for (code, symbol), kind, size, how in made
    ]


def more_kinds():
    """Symbols beside the five, and the GTIN that the server must make of each."""
    eight, twelve, case = numbered("9521234"), numbered("01234567890"), numbered("1952123400001")
    return [
        (eight.zfill(14), (symbols.ean8(eight), film.Shot(3))),
        (twelve.zfill(14), (symbols.upca(twelve), film.Shot(2.6))),
        (case, (symbols.itf14(case), film.Shot(2.4))),
    ]


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    """The film of all that, and how long it runs."""
    path = tmp_path_factory.mktemp("film") / "labels.mjpeg"
    seconds = film.write(path, [held for _, held in [*sixty(), *more_kinds()]])
    yield path, seconds
    path.unlink()


@pytest.fixture(scope="module")
def chromium(reel):
    elsewhere = "--host-resolver-rules=MAP warehouse.example 127.0.0.1"
    film_of = f"--use-file-for-fake-video-capture={reel[0]}"
    with started_chromium(*MAKE_BELIEVE, film_of, elsewhere) as browser:
        yield browser


@pytest.fixture(scope="module")
def served(migrated_sqlite, tmp_path_factory):
    """The warehouse as a process of its own; yields its address and a packer's cookies."""
    home = tmp_path_factory.mktemp("camera")
    shutil.copyfile(migrated_sqlite, home / "warehouse.sqlite3")
    url = f"sqlite:///{home}/warehouse.sqlite3"
    database = Database(url)
    with database.command() as session:
        floor = build_floor(session)
        token, device = open_session(session, floor.users["Packer"], floor.site)
    database.dispose()
    with running_warehouse(home, "--no-tls", DATABASE_URL=url) as running:
        address = running.address.replace("https", "http")
        yield address, {SESSION_COOKIE: token, DEVICE_COOKIE: device}


@pytest.fixture
def packer(chromium, served):
    """A packer who is asked for a tote; what her page posts is kept in `posted`."""
    address, cookies = served
    person = Person(chromium, address)
    person.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    person.posted, person.blocked = [], []
    person.page.on("request", lambda request: keep(person.posted, request))
    person.page.on("console", lambda line: keep_fault(person.blocked, line.text))
    yield person
    closed(person.context)
    assert person.blocked == []


def keep(posted, request):
    if request.method == "POST" and request.post_data:
        posted.extend(parse_qs(request.post_data).get("code", []))


def keep_fault(blocked, text):
    if "Content Security Policy" in text:
        blocked.append(text)


def wait_for(person, code):
    """Wait until the page has posted this code last."""
    end = time.monotonic() + 20
    while person.posted[-1:] != [code]:
        assert time.monotonic() < end, person.posted
        person.page.wait_for_timeout(100)


def look_through(person, *, stays=True):
    """Open the page that asks for a tote, and its camera."""
    person.page.add_init_script(f"localStorage.setItem('camera-stays', '{int(stays)}')")
    person.open("/pack")
    person.page.locator("html[data-ready]").wait_for()
    person.press("Camera")
    expect(person.page.locator(SHEET)).to_be_visible()


def test_sixty_labels_are_read_through_the_page(packer, reel):
    """One showing of 43 s is enough; a machine that is busy may need a second."""
    look_through(packer)
    expect(packer.page.locator(f"{SHEET}[data-state=looking]")).to_be_visible()
    wanted = [code for code, _ in sixty()]
    gtins = {gtin for gtin, _ in more_kinds()}
    end = time.monotonic() + 2 * reel[1]
    while time.monotonic() < end and not (
        gtins <= {parse(code).gtin for code in packer.posted} and set(wanted) <= set(packer.posted)
    ):
        packer.page.wait_for_timeout(500)
    right = set(packer.posted) & set(wanted)
    others = {parse(code).gtin for code in set(packer.posted) - right}
    assert others <= gtins, "none is wrong"
    assert len(right) >= 57, sorted(set(wanted) - right)
    assert others == gtins


def test_it_closes_after_a_read_unless_it_shall_stay(packer):
    look_through(packer, stays=False)
    expect(packer.page.locator(SHEET)).to_be_hidden(timeout=20_000)
    assert len(packer.posted) == 1
    assert ask(packer.page, STREAM) is None
    expect(packer.page.locator("#scan")).to_be_focused()


def test_the_camera_is_off_while_the_page_is_hidden(packer):
    look_through(packer)
    expect(packer.page.locator(f"{SHEET}[data-state=looking]")).to_be_visible()
    ask(packer.page, HIDE, True)
    assert ask(packer.page, STREAM) is None
    ask(packer.page, HIDE, False)
    expect(packer.page.locator(f"{SHEET}[data-state=looking]")).to_be_visible()
    packer.page.keyboard.press("Escape")
    expect(packer.page.locator(SHEET)).to_be_hidden()
    assert ask(packer.page, STREAM) is None


def test_a_trigger_still_scans_while_the_camera_looks(packer):
    packer.page.add_init_script(DETECTOR)
    look_through(packer)
    packer.wedge("T-0077")
    expect(packer.page.locator("[data-signal]")).to_contain_text("T-0077")
    assert packer.posted == ["T-0077"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NotAllowedError", "may not use the camera"),
        ("NotFoundError", "no camera"),
        ("NotReadableError", "else is using the camera"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(packer, name, sentence):
    packer.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () =>"
        f" Promise.reject(new DOMException('', '{name}'));"
    )
    look_through(packer)
    expect(packer.page.locator(SAID)).to_contain_text(sentence)
    packer.press("Close the camera")
    expect(packer.page.locator(SHEET)).to_be_hidden()


def test_over_plain_http_there_is_no_button_and_a_reason(chromium, served):
    address, cookies = served
    person = Person(chromium, address.replace("127.0.0.1", "warehouse.example"))
    person.context.add_cookies(
        [
            {"name": name, "value": value, "domain": "warehouse.example", "path": "/"}
            for name, value in cookies.items()
        ]
    )
    person.open("/pack")
    person.page.locator("html[data-ready]").wait_for()
    expect(person.page.locator("[data-camera-open]")).to_be_hidden()
    ask(
        person.page,
        "import(new URL('camera.js', document.querySelector('script[type=module]').src))"
        ".then((camera) => camera.openCamera())",
    )
    expect(person.page.locator(SAID)).to_contain_text("https only")
    person.leave()


def test_the_browsers_own_detector_is_used_where_there_is_one(packer):
    """A stand-in for the detector that Chromium has on Android and not on Linux."""
    packer.page.add_init_script(DETECTOR)
    look_through(packer)
    for seen, posted in (
        (["ean_13", "2000000000015"], "]E02000000000015"),
        (["code_128", f"{GS}10L1{GS}21S7"], f"]C110L1{GS}21S7"),
        (["itf", "123456"], None),
        (["data_matrix", f"{GS}01{MUG}"], f"]d201{MUG}"),
        (["qr_code", "T-0001"], "T-0001"),
    ):
        ask(packer.page, "(seen) => { window.seen = seen; }", seen)
        if posted:
            wait_for(packer, posted)
    assert len(packer.posted) == 4, "what stays in view counts once, and parts of an ITF never"


def test_the_light_is_offered_where_the_camera_has_one(packer):
    packer.page.add_init_script(TORCH)
    look_through(packer)
    packer.press("Light")
    expect(packer.page.get_by_role("button", name="Light")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert ask(packer.page, "window.asked") == [{"advanced": [{"torch": True}]}]


def test_the_wider_policy_goes_to_the_reader_alone(packer):
    packer.open("/pack")
    script = packer.page.locator("script[type=module]").last.get_attribute("src")
    get = packer.context.request.get
    assert "wasm" not in POLICY
    assert get("/pack").headers["content-security-policy"] == POLICY
    assert "wasm" not in get(script).headers["content-security-policy"]
    reader = get(script.replace("floor.js", "reader.js"))
    assert reader.headers["content-security-policy"] == READER_POLICY


def test_every_target_of_the_sheet_fits_a_glove(packer):
    look_through(packer)
    expect(packer.page.locator(f"{SHEET}[data-state=looking]")).to_be_visible()
    boxes = [
        button.bounding_box() for button in packer.page.locator(f"{SHEET} button:visible").all()
    ]
    assert len(boxes) == 2
    assert all(min(box["width"], box["height"]) >= 48 for box in boxes)
    assert Axe().run(packer.page).response["violations"] == []

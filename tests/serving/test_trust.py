import plistlib
import re
from hashlib import sha256

import pytest
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw

from tests.support.app import make_app
from warehouse.kernel import clock
from warehouse.serving import tls, trust
from warehouse.serving.views import qr_svg
from warehouse.settings import Settings


@pytest.fixture
def sqlite(migrated_sqlite, tmp_path):
    """An application whose machine has made its authority."""
    url = f"sqlite:///{migrated_sqlite}"
    settings = Settings(home_dir=tmp_path, database_url=url, secret_key="x" * 32)
    tls.certificate(settings, ("floor.example",), now=clock.now())
    app = make_app(url, tmp_path)
    yield app
    app.extensions["database"].dispose()


def test_the_page_shows_the_fingerprint_that_the_certificate_has(sqlite, tmp_path):
    page = sqlite.test_client().get("/trust").text.replace("<wbr>", "")
    found = x509.load_pem_x509_certificate((tmp_path / "tls/authority.pem").read_bytes())
    shown = re.search(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}", page)[0]
    assert shown == trust.authority(sqlite.extensions["settings"]).fingerprint
    assert (
        bytes.fromhex(shown.replace(":", "")) == sha256(found.public_bytes(Encoding.DER)).digest()
    )


def test_the_authority_is_handed_out_in_the_forms_that_devices_install(sqlite, tmp_path):
    client, pem = sqlite.test_client(), (tmp_path / "tls/authority.pem").read_bytes()
    certificate = client.get("/trust/warehouse-floor.crt")
    assert certificate.mimetype == "application/x-x509-ca-cert"
    assert certificate.data == pem
    assert b"PRIVATE" not in certificate.data
    profile = client.get("/trust/warehouse-floor.mobileconfig")
    assert profile.mimetype == "application/x-apple-aspen-config"
    [payload] = plistlib.loads(profile.data)["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.security.root"
    der = x509.load_der_x509_certificate(payload["PayloadContent"])
    assert der == x509.load_pem_x509_certificate(pem)
    assert client.get("/trust/warehouse-floor.mobileconfig").data == profile.data


@pytest.mark.parametrize("kind", ["off", "files"])
def test_without_an_authority_there_is_nothing_to_install(sqlite, tmp_path, kind):
    app = make_app(sqlite.extensions["settings"].database_url, tmp_path, tls=kind)
    client = app.test_client()
    assert "Nothing to install" in client.get("/trust", base_url="https://floor.example").text
    assert client.get("/trust/warehouse-floor.crt").status_code == 404
    assert client.get("/trust/warehouse-floor.mobileconfig").status_code == 404
    app.extensions["database"].dispose()


def test_a_code_shown_on_the_machine_itself_leads_there_from_elsewhere(sqlite):
    client = sqlite.test_client()
    assert "https://floor:8443/trust" in client.get("/trust", base_url="https://floor:8443").text
    page = client.get("/trust", base_url="https://localhost:8443").text
    assert "https://localhost:8443/trust" not in page
    assert re.search(r"https://[^<\"]+:8443/trust", page)


def test_a_drawn_code_is_read_back_with_its_quiet_zone():
    text = "https://10.0.0.7:8443/enrol?code=" + "aB3_-" * 8
    drawn = str(qr_svg(text, "<Handheld> 7"))
    assert "&lt;Handheld&gt; 7" in drawn
    assert "style" not in drawn
    size = int(re.search(r'viewBox="0 0 ([0-9]+)', drawn)[1])
    picture = Image.new("L", (size * 4, size * 4), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M([0-9]+) ([0-9]+)h([0-9]+)v1h-[0-9]+z", drawn):
        left, top = int(x) * 4, int(y) * 4
        pen.rectangle((left, top, left + int(width) * 4 - 1, top + 3), fill=0)
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == text

import ssl
from datetime import timedelta

import pytest
from cryptography import x509

from tests.support.clock import NOON
from warehouse.serving.tls import AUTHORITY_DAYS, SERVER_DAYS, certificate
from warehouse.settings import Settings

NAMES = ("192.168.1.20", "floor.local", "localhost", "::1")


@pytest.fixture
def settings(tmp_path):
    return Settings(home_dir=tmp_path, database_url="sqlite:///x", secret_key="x")


def serial(found):
    return x509.load_pem_x509_certificate(found.cert.read_bytes()).serial_number


def authority(settings):
    return x509.load_pem_x509_certificate(settings.authority_cert.read_bytes())


def test_the_first_start_makes_an_authority_and_a_certificate_that_it_signed(settings):
    found = certificate(settings, NAMES, now=NOON)
    assert found.renewed
    served = x509.load_pem_x509_certificate(found.cert.read_bytes())
    served.verify_directly_issued_by(authority(settings))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(found.cert, found.key)


def test_keys_are_readable_by_their_owner_only(settings):
    certificate(settings, NAMES, now=NOON)
    keys = sorted(settings.authority_cert.parent.glob("*-key.pem"))
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600, 0o600]


def test_the_second_start_keeps_both(settings):
    first = certificate(settings, NAMES, now=NOON)
    kept = serial(first)
    second = certificate(settings, NAMES, now=NOON + timedelta(days=10))
    assert not second.renewed
    assert serial(second) == kept


def test_a_new_address_renews_the_certificate_but_not_the_authority(settings):
    certificate(settings, NAMES, now=NOON)
    trusted = authority(settings)
    found = certificate(settings, ("10.0.0.7", *NAMES), now=NOON)
    assert found.renewed
    assert authority(settings) == trusted


def test_an_address_that_went_away_renews_nothing(settings):
    certificate(settings, NAMES, now=NOON)
    assert not certificate(settings, NAMES[1:], now=NOON).renewed


def test_a_certificate_near_its_end_is_renewed(settings):
    certificate(settings, NAMES, now=NOON)
    assert certificate(settings, NAMES, now=NOON + timedelta(days=SERVER_DAYS - 29)).renewed


def test_an_authority_that_would_end_before_its_certificate_is_made_anew(settings):
    certificate(settings, NAMES, now=NOON)
    old = authority(settings)
    late = NOON + timedelta(days=AUTHORITY_DAYS - SERVER_DAYS + 10)
    assert certificate(settings, NAMES, now=late).renewed
    assert authority(settings) != old


def test_a_lost_authority_key_is_made_anew_with_a_certificate_to_match(settings):
    certificate(settings, NAMES, now=NOON)
    settings.authority_cert.with_name("authority-key.pem").unlink()
    found = certificate(settings, NAMES, now=NOON)
    served = x509.load_pem_x509_certificate(found.cert.read_bytes())
    served.verify_directly_issued_by(authority(settings))


def test_plain_http_needs_no_certificate(tmp_path):
    settings = Settings(home_dir=tmp_path, database_url="sqlite:///x", secret_key="x", tls="off")
    assert certificate(settings, NAMES, now=NOON) is None
    assert list(tmp_path.iterdir()) == []

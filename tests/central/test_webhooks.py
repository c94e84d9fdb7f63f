"""Webhooks: signed after the specification, in order, tried for days, never where none may be."""

import json
from datetime import timedelta

import pytest
import standardwebhooks

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.two_ledgers import add_a_target
from tests.support.wires import receiver
from warehouse.central.errors import TargetIncomplete
from warehouse.central.rules.addresses import may_be_called, read_endpoint
from warehouse.central.rules.signing import is_webhook_secret, new_webhook_secret, signed_headers
from warehouse.central.rules.waits import WEBHOOK_WAITS, next_wait
from warehouse.central.service.posting import drain
from warehouse.central.service.targets import rotate_secret
from warehouse.kernel import clock as wall

FINE = (204, {}, b"")


@pytest.fixture
def hook(make_site):
    """Make a site whose events go to a receiver, with a known secret."""

    def make(address):
        site = make_site(address, new_webhook_secret(), kind="webhook")
        with site.db.command() as session:
            for units in (1, 2, 3):
                stock(session, site.floor, "MUG", "A-01-1", units)
        return site

    return make


def secret_of(site):
    """Give the target a new secret, as its page does."""
    with site.db.command() as session:
        return rotate_secret(
            session, site.floor.site, site.target, secret_key="x" * 32, now=site.clock()
        )


def test_an_independent_library_takes_our_signature():
    secret = new_webhook_secret()
    body = json.dumps({"type": "ledger.pick.scan"}).encode()
    headers = signed_headers("msg_1", body, [secret], now=wall.now())
    assert standardwebhooks.Webhook(secret).verify(body, headers) == json.loads(body)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(body + b" ", headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(new_webhook_secret()).verify(body, headers)


def test_each_event_is_one_message_in_order_under_its_own_id(hook):
    with receiver(lambda _: FINE) as (address, got):
        site = hook(f"{address}/hook?a=1")
        assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 3
    told = [json.loads(one.body) for one in got]
    assert [one["data"]["pos"] for one in told] == [1, 2, 3]
    assert [one["type"] for one in told] == ["ledger.receive"] * 3
    assert [one["data"]["moves"][0]["quantity"] for one in told] == [1, 2, 3]
    assert [one.headers["webhook-id"] for one in got] == [one["data"]["id"] for one in told]
    assert {one.path for one in got} == {"/hook?a=1"}


def test_while_a_secret_is_exchanged_both_sign(hook):
    with receiver(lambda _: FINE) as (address, got):
        site = hook(address)
        site.clock.now = wall.now()
        first, second = secret_of(site), secret_of(site)
        drain(site.db, site.settings, site.target, tell_time=site.clock)
        for secret in (first, second):
            standardwebhooks.Webhook(secret).verify(got[0].body, lowered(got[0].headers))
        site.clock.forward(days=1, seconds=1)
        with site.db.command() as session:
            stock(session, site.floor, "MUG", "A-01-1", 1)
        drain(site.db, site.settings, site.target, tell_time=site.clock)
    assert len(got[0].headers["webhook-signature"].split()) == 2
    assert len(got[-1].headers["webhook-signature"].split()) == 1


def lowered(headers):
    return {name.lower(): value for name, value in headers.items()}


def test_a_failing_receiver_is_tried_for_days_and_then_somebody_is_told(hook):
    with receiver(lambda _: (500, {}, b"")) as (address, got):
        site = hook(address)
        while site.row().state == "on":
            drain(site.db, site.settings, site.target, tell_time=site.clock)
            site.clock.now = max(site.row().run_after, site.clock.now)
    row = site.row()
    assert (row.state, row.pos) == ("stopped", 0)
    assert timedelta(days=2) < row.run_after - NOON < timedelta(days=5)
    assert len(got) == len(WEBHOOK_WAITS) + 1
    assert {one.headers["webhook-id"] for one in got} == {got[0].headers["webhook-id"]}
    assert len({one.headers["webhook-timestamp"] for one in got}) == len(got)


def test_what_was_taken_before_a_failure_is_kept_and_the_rest_follows(hook):
    answers = iter([FINE, (503, {"Retry-After": "600"}, b""), (503, {"Retry-After": "600"}, b"")])
    with receiver(lambda _: next(answers, FINE)) as (address, got):
        site = hook(address)
        drain(site.db, site.settings, site.target, tell_time=site.clock)
        assert site.row().pos == 1
        assert site.row().run_after >= site.clock.now + timedelta(seconds=600)
        site.clock.forward(hours=1)
        assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 3
    assert [json.loads(one.body)["data"]["pos"] for one in got] == [1, 2, 2, 2, 3]


def test_a_receiver_that_is_gone_for_good_stops_its_target_at_once(hook):
    with receiver(lambda _: (410, {}, b"")) as (address, got):
        site = hook(address)
        drain(site.db, site.settings, site.target, tell_time=site.clock)
    assert site.row().state == "stopped"
    assert len(got) == 1


def test_a_redirect_is_not_followed(hook):
    with (
        receiver(lambda _: FINE) as (elsewhere, never),
        receiver(lambda _: (302, {"Location": elsewhere}, b"")) as (address, _),
    ):
        site = hook(address)
        drain(site.db, site.settings, site.target, tell_time=site.clock)
    assert never == []
    assert "302" in site.row().last_error


def test_one_target_in_trouble_delays_no_other(make_site):
    with (
        receiver(lambda _: FINE) as (fine, got),
        receiver(lambda _: None) as (broken, _),
    ):
        site = make_site(fine, new_webhook_secret(), kind="webhook")
        with site.db.command() as session:
            other = add_a_target(
                session, site.floor.site, broken, "", site.settings, "webhook", "Broken"
            )
            stock(session, site.floor, "MUG", "A-01-1", 1)
        assert drain(site.db, site.settings, other, tell_time=site.clock) == 0
        assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 1
    assert len(got) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "255.255.255.255",
    ],
)  # fmt: skip
def test_addresses_inside_are_called_only_where_it_is_allowed(address):
    assert not may_be_called(address, (), is_secure=True)
    assert not may_be_called(address, ("10.99.0.0/16", "fd00::/8"), is_secure=True)


def test_the_open_net_is_called_by_https_only_and_inside_as_it_is_allowed():
    assert may_be_called("93.184.216.34", (), is_secure=True)
    assert may_be_called("2606:2800:220:1::1", (), is_secure=True)
    assert not may_be_called("93.184.216.34", (), is_secure=False)
    assert may_be_called("10.1.2.3", ("10.1.0.0/16",), is_secure=False)
    assert may_be_called("::ffff:10.1.2.3", ("10.1.0.0/16",), is_secure=False)


@pytest.mark.parametrize(
    "address",
    ["", "shop", "ftp://shop", "https://", "https://a b/", "https://eve:pw@shop/", "file:///etc",
     "https://shop:99999/", "https://shop/#x", "https://shop/\r\nX: 1"],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(address):
    with pytest.raises(TargetIncomplete):
        read_endpoint(address)


def test_waits_grow_are_jittered_and_end_for_webhooks_only():
    assert list(WEBHOOK_WAITS) == sorted(WEBHOOK_WAITS)
    for attempt, planned in enumerate(WEBHOOK_WAITS, start=1):
        assert 0.8 * planned <= next_wait(attempt, gives_up=True) <= 1.2 * planned
    assert next_wait(len(WEBHOOK_WAITS) + 1, gives_up=True) is None
    assert len({next_wait(3, gives_up=True) for _ in range(20)}) > 1
    assert timedelta(minutes=2) < next_wait(10_000, gives_up=False) < timedelta(minutes=8)


def test_secrets_are_sealed_in_the_database(hook):
    with receiver(lambda _: FINE) as (address, _):
        site = hook(address)
        secret = secret_of(site)
    row = site.row()
    assert secret not in row.secret
    assert is_webhook_secret(secret)

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import NOON
from warehouse.people.errors import BadBadge, BadPassword, BadPin, SignInBlocked, SignInLocked
from warehouse.people.rules import (
    Tries,
    badge_of,
    charge,
    checked_badge,
    checked_password,
    checked_pin,
    is_badge_scan,
    is_locked,
    local_path,
)


@pytest.mark.parametrize(("so_far", "minutes"), [(4, 1), (9, 5), (14, 15)])
def test_every_fifth_wrong_try_locks_for_longer(so_far, minutes):
    assert charge(Tries(so_far, so_far), NOON).locked_until == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize("so_far", [0, 1, 3, 5, 8, 10, 19])
def test_other_tries_lock_nothing(so_far):
    assert charge(Tries(so_far, so_far), NOON) == Tries(so_far + 1, so_far + 1, None)


def test_a_locked_person_is_told_how_many_minutes_to_wait():
    tries = Tries(10, 10, NOON + timedelta(minutes=4, seconds=1))
    with pytest.raises(SignInLocked) as refused:
        charge(tries, NOON)
    assert "Wait 5 min" in str(refused.value)


def test_a_lock_opens_when_its_time_is_over():
    tries = Tries(5, 5, NOON)
    assert is_locked(tries, NOON - timedelta(seconds=1))
    assert not is_locked(tries, NOON)


def test_after_twenty_wrong_tries_no_time_unlocks():
    with pytest.raises(SignInBlocked):
        charge(Tries(20, 20, None), NOON + timedelta(days=365))


def test_a_hundred_wrong_tries_on_many_devices_block_too():
    with pytest.raises(SignInBlocked):
        charge(Tries(0, 100, None), NOON)


@pytest.mark.parametrize("scanned", ["U-7F3K", "u-7f3k\r\n", "\t7F3K ", "7f3k"])
def test_a_badge_is_known_with_and_without_its_letter(scanned):
    assert badge_of(scanned) == "7F3K"


def test_a_badge_is_told_from_a_pin():
    assert is_badge_scan("U-1234\r")
    assert not is_badge_scan("1234")


@pytest.mark.parametrize("badge", ["", "-", "A B", "Ä1", "A" * 21, "A\x1dB", "ß"])
def test_a_badge_that_no_scanner_would_read_back_is_refused(badge):
    with pytest.raises(BadBadge):
        checked_badge(badge)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "1234\n", " 1234"])
def test_a_pin_is_four_to_eight_digits(pin):
    with pytest.raises(BadPin):
        checked_pin(pin)


@pytest.mark.parametrize("password", ["", "seven77", "x" * 201])
def test_a_password_has_a_length(password):
    with pytest.raises(BadPassword):
        checked_password(password)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "",
     "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "evil", "/\x00"],
)  # fmt: skip
def test_a_way_to_another_site_is_no_path_of_ours(target):
    assert local_path(target) == ""


@pytest.mark.parametrize("target", ["/", "/pick?", "/stock/items?q=mug&page=2"])
def test_a_path_of_ours_stays_as_it_is(target):
    assert local_path(target) == target


@given(st.text())
def test_no_text_leads_elsewhere(target):
    kept = local_path(target)
    assert kept == "" or (kept[0] == "/" and kept[1:2] not in ("/", "\\"))

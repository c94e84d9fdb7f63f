import hashlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from warehouse.kernel.ids import fingerprint, new_event_id, new_secret


def test_an_event_id_is_a_uuid_of_version_7():
    for made in (new_event_id() for _ in range(1_000)):
        assert made.version == 7
        assert made.variant == "specified in RFC 4122"
        assert UUID(str(made)) == made


def test_an_event_id_begins_with_the_milliseconds_at_which_it_was_made():
    before = time.time_ns() // 1_000_000
    made = new_event_id()
    after = time.time_ns() // 1_000_000
    assert before <= made.int >> 80 <= after


def test_no_two_event_ids_are_alike_from_several_threads_either():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_event_id(), range(20_000)))
    assert len(set(made)) == len(made)


def test_every_bit_beyond_version_and_variant_is_used():
    zeros = ones = 0
    for made in (new_event_id() for _ in range(2_000)):
        ones |= made.int
        zeros |= ~made.int
    tail = (1 << 80) - 1
    fixed = (0xF << 76) | (0x3 << 62)
    assert ones & tail & ~fixed == tail & ~fixed
    assert zeros & tail & ~fixed == tail & ~fixed


def test_a_secret_is_long_and_safe_in_an_address():
    made = {new_secret() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in made)


def test_a_fingerprint_is_the_sha_256_of_the_secret():
    assert fingerprint("abc") == hashlib.sha256(b"abc").hexdigest()
    assert fingerprint("é") == hashlib.sha256("é".encode()).hexdigest()

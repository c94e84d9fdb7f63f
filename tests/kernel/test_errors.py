import pytest

from warehouse.kernel.errors import LostRace, NotYours, Refusal


class FullBin(Refusal):
    code = "full_bin"
    sentence = "{bin} is full; it holds {units} units. Choose another bin."


def test_a_refusal_says_its_sentence_with_its_fields():
    refusal = FullBin(bin="A-01-1", units=40)
    assert str(refusal) == "A-01-1 is full; it holds 40 units. Choose another bin."
    assert refusal.fields == {"bin": "A-01-1", "units": 40}


def test_what_was_scanned_cannot_write_into_the_sentence():
    assert str(FullBin(bin="{units} {0.__class__}", units=1)).startswith("{units} {0.__class__} is")


def test_a_refusal_without_its_fields_is_a_bug_and_not_a_sentence():
    with pytest.raises(KeyError):
        str(FullBin())


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [(Refusal, "refused", 422), (LostRace, "lost_race", 409), (NotYours, "not_found", 404)],
)
def test_every_kind_of_refusal_has_its_status(kind, code, status):
    assert (kind.code, kind.status) == (code, status)
    assert str(kind())


def test_what_is_not_yours_says_the_same_as_what_is_not_there():
    assert str(NotYours(task=7)) == str(NotYours())


def test_a_refusal_shows_its_code_in_a_log():
    assert FullBin(bin="x", units=1).args == ("full_bin",)

"""What `warehouse scan` answers."""

import io
import json

import pytest

from warehouse.scanning.rules import scan_lines


def answers(*lines):
    return [json.loads(answer) for answer in scan_lines(lines)]


def test_a_line_is_answered_with_everything_that_the_code_says():
    (answer,) = answers(json.dumps("]C1010950600013435210L1\x1d1725120021S1\x1d3012") + "\n")
    assert answer == {
        "kind": "gtin",
        "gtin": "09506000134352",
        "ais": {"01": "09506000134352", "10": "L1", "17": "251200", "21": "S1", "30": "12"},
        "error": None,
        "text": "010950600013435210L1\x1d1725120021S1\x1d3012",
        "aim": "]C1",
        "code": None,
        "container": None,
        "sscc": None,
        "also": [],
        "flags": [],
        "lot": "L1",
        "serial": "S1",
        "count": 12,
        "expires_on": "2025-12-31",
        "best_before_on": None,
        "net_weight_g": None,
    }


def test_an_error_has_a_code_and_a_sentence():
    (answer,) = answers('"9506000134353"')
    assert (answer["kind"], answer["gtin"], answer["ais"]) == ("unknown", None, {})
    assert answer["error"] == {
        "code": "bad_check_digit",
        "sentence": "9506000134353 is no valid EAN-13 number: its check digit is 3, "
        "it should be 2. Scan it again, or compare the digits that were typed.",
    }


@pytest.mark.parametrize(
    "line",
    [
        *(
            "",
            " ",
            "9506000134352",
            "null",
            "true",
            "{}",
            '["9506000134352"]',
            '"open',
            "NaN",
            "'x'",
        ),
        *(
            '"a" "b"',
            '"raw \x1d separator"',
            '"\\x"',
            "\x00",
            "\ud800",
            "[" * 100_000,
            "9" * 10_000,
        ),
    ],
)
def test_a_line_that_is_no_json_string_is_told_and_stops_nothing(line):
    broken, right = answers(line, '"9506000134352"')
    assert (broken["kind"], broken["gtin"], broken["ais"]) == ("unknown", None, {})
    assert broken["error"]["code"] == "not_a_json_string"
    assert right["gtin"] == "09506000134352"


def test_lines_come_as_files_give_them():
    text = '\ufeff"9506000134352"\r\n  "B-A-03-2"  \n"\\ud800"\n"T-\\u2028"'
    found = answers(*io.StringIO(text, newline=""))
    assert [answer["kind"] for answer in found] == ["gtin", "bin", "unknown", "unknown"]


def test_an_answer_comes_before_the_next_line_is_asked_for():
    def lines():
        yield '"9506000134352"'
        raise AssertionError("asked too early")

    assert json.loads(next(scan_lines(lines())))["kind"] == "gtin"

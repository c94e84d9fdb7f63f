"""Sizes and words that keep every file readable; raising a limit takes a decision record."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = {".venv", ".git", "vendor", "node_modules", "var", "dist", "build", "__pycache__"}


def files(*patterns, under="."):
    found = (path for pattern in patterns for path in (ROOT / under).rglob(pattern))
    return sorted(
        path
        for path in found
        if path.is_file() and not SKIPPED.intersection(path.relative_to(ROOT).parts)
    )


def name_of(path):
    return path.relative_to(ROOT).as_posix()


PYTHON = [path for top in ("warehouse", "tests", ".ci") for path in files("*.py", under=top)]
# A migration lists what changed at one moment and is never edited again, however long it is.
LIMITED = [path for path in PYTHON if "migrations" not in path.parts]
OURS = [path for path in PYTHON if name_of(path).startswith("warehouse/")]
WRITTEN = [
    *PYTHON,
    *files("*.html", under="templates"),
    *files("*.js", "*.css", under="static"),
    *files("*.md", under="docs"),
    *(path for path in ROOT.iterdir() if path.suffix in {".md", ".toml"}),
    *(path for path in (ROOT / ".ci").iterdir() if path.is_file()),
    ROOT / "Makefile",
]


def definitions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]


def file_limit(path):
    if path.suffix == ".html":
        return 120
    if path.suffix == ".js":
        return 200
    return 250 if path.name == "rules.py" or path.parent.name == "rules" else 400


@pytest.mark.parametrize(
    "path",
    [*LIMITED, *files("*.html", under="templates"), *files("*.js", under="static")],
    ids=name_of,
)
def test_a_file_can_be_taken_in(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= file_limit(path)


def test_the_scripts_of_the_device_grow_no_further():
    """Why they are as long as they are: docs/decisions/0005-scripts-on-the-device.md."""
    scripts = files("*.js", under="static/js")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in scripts) <= 4_000


def test_a_function_fits_a_screen():
    too_long = {
        f"{name_of(path)}:{node.name}": length
        for path in LIMITED
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef) and (length := node.end_lineno - node.lineno + 1) > 60
    }
    assert too_long == {}


def test_a_view_parses_calls_and_shows():
    too_long = {
        f"{name_of(path)}:{node.name}": length
        for path in OURS
        if path.stem in {"views", "api"} or path.parent.name in {"views", "api"}
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef) and (length := node.end_lineno - node.lineno + 1) > 25
    }
    assert too_long == {}


def test_names_say_what_a_thing_is():
    empty_words = re.compile(r"(^|_)(utils?|helpers?|managers?|data)($|_)", re.IGNORECASE)
    classes = re.compile(r"(Utils?|Helpers?|Managers?|Data)$")
    wrong = [name_of(path) for path in PYTHON if empty_words.search(path.stem)]
    for path in OURS:
        for node in definitions(path):
            pattern = classes if isinstance(node, ast.ClassDef) else empty_words
            if pattern.search(node.name):
                wrong.append(f"{name_of(path)}:{node.name}")
    assert wrong == []


def found_in(paths, pattern):
    spots = []
    for path in paths:
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(pattern, line):
                spots.append(f"{name_of(path)}:{number}")
    return spots


def test_nothing_is_left_for_later():
    assert found_in(WRITTEN, r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError") == []


def test_no_file_knows_the_machine_it_was_written_on():
    assert found_in(WRITTEN, r"/(home|root|work|Users)/[a-z]|C:\\\\Users") == []


def test_no_file_names_a_package_registry():
    assert found_in(WRITTEN, r"pypi\.org|pythonhosted|npmjs\.(org|com)|--(extra-)?index-url") == []


def test_only_the_unit_of_work_commits():
    commits = {spot.split(":")[0] for spot in found_in(OURS, r"\.commit\(")}
    assert commits <= {"warehouse/db/uow.py"}


def test_only_the_settings_read_the_environment():
    readers = {spot.split(":")[0] for spot in found_in(OURS, r"\bos\.(environ|getenv)")}
    assert readers == {"warehouse/settings.py"}


def test_a_digit_is_an_ascii_digit():
    """Python's own digit class takes ٣ and ３ as well, which no barcode holds."""
    assert found_in(OURS, r"""r["'].*\\d""") == []

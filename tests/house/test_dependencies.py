import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / ".ci" / "lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(requirements):
    return {re.split(r"[\[<>=~ ]", requirement)[0] for requirement in requirements}


def named_in_the_project():
    run = names(PROJECT["project"]["dependencies"])
    groups = (names(group) for group in PROJECT["dependency-groups"].values())
    browser = json.loads((LOCKS / "package.json").read_text())["dependencies"]
    return run.union(*groups, browser)


def pinned(lock):
    return set(re.findall(r"^([a-z0-9.-]+)==", (LOCKS / lock).read_text(), re.MULTILINE))


def test_every_dependency_has_its_reason():
    text = (ROOT / "docs/decisions/0001-dependencies.md").read_text()
    first_cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    reasoned = {name for cell in first_cells for name in re.split(r",\s*", cell)}
    reasoned = {name.removesuffix(" (binary)") for name in reasoned} - {"package"}
    assert reasoned == named_in_the_project()


@pytest.mark.parametrize(("lock", "group"), [("run.txt", None), ("dev.txt", "dev")])
def test_every_dependency_is_locked(lock, group):
    wanted = names(PROJECT["project"]["dependencies"])
    if group:
        wanted |= names(PROJECT["dependency-groups"][group])
    assert wanted <= pinned(lock)


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt"])
def test_every_locked_package_has_hashes(lock):
    for block in re.split(r"\n(?=[a-z])", (LOCKS / lock).read_text().strip("\n")):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_what_builds_the_project_is_locked_as_the_project_asks():
    text = (LOCKS / "dev.txt").read_text()
    for requirement in PROJECT["build-system"]["requires"]:
        assert f"\n{requirement} \\\n" in text


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.iterdir()))
def test_locks_name_no_place_to_fetch_from(lock):
    text = (LOCKS / lock).read_text()
    assert not re.search(r"://|--index|--find-links|--extra-index|@ file", text)


def test_a_new_browser_lock_loses_its_addresses_and_nothing_else(tmp_path):
    lock, before = tmp_path / "package-lock.json", (LOCKS / "package-lock.json").read_text()
    made = json.loads(before)
    for package in made["packages"].values():
        package["funding"] = {"url": "https://example.com"}
        package["resolved"] = "https://example.com/package.tgz"
    lock.write_text(json.dumps(made))
    subprocess.run([sys.executable, ROOT / ".ci" / "plain_lock.py", lock], check=True)
    assert lock.read_text() == before


def test_the_browser_lock_has_digests_and_no_addresses():
    packages = json.loads((LOCKS / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert path == "" or package["integrity"].startswith("sha512-"), path

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build from a copy, so that tests at the same time do not meet half a build."""
    source = tmp_path_factory.mktemp("source")
    for name in ("warehouse", "templates", "static"):
        shutil.copytree(
            ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", ".vendor-*")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copyfile(ROOT / name, source / name)
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "--wheel-dir", dist, source],
        check=True,
    )  # fmt: skip
    (built,) = dist.glob("*.whl")
    return built


def packed(folder):
    return {
        f"warehouse/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }


def test_the_wheel_holds_templates_static_files_and_vendor_assets(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert packed("templates") | packed("static") <= names
    assert "warehouse/static/vendor/htmx.min.js" in names
    assert "warehouse/static/vendor/fonts/DejaVuSans.ttf" in names


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"warehouse"}


def test_installed_into_an_empty_environment_it_works_in_an_empty_folder(wheel, tmp_path):
    venv.create(tmp_path / "venv", symlinks=True)
    site_packages = tmp_path / "venv/lib" / f"python{sysconfig.get_python_version()}/site-packages"
    python = tmp_path / "venv/bin/python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps",
         "--no-index", wheel],
        check=True,
    )  # fmt: skip
    # The dependencies come from this environment, behind the new one's own packages.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = tmp_path / "venv/bin/warehouse"
    shown = subprocess.run(
        [command, "--version"], capture_output=True, text=True, check=True, cwd=empty, env=env
    )
    verified = subprocess.run(
        [command, "verify"], capture_output=True, text=True, check=True, cwd=empty, env=env
    )
    where = subprocess.run(
        [python, "-c", "import warehouse.settings as s; print(s.__file__)"],
        capture_output=True, text=True, check=True, cwd=empty, env=env,
    )  # fmt: skip
    assert wheel.name.split("-")[1] in shown.stdout
    assert "The ledger holds" in verified.stdout
    assert where.stdout.startswith(str(site_packages))
    assert (tmp_path / ".local/share/warehouse-floor/warehouse.sqlite3").is_file()
    assert list(empty.iterdir()) == []

"""Make `.venv` what the lock files say: Python packages, this project, browser assets.

Run by `make setup` with the machine's own Python, so it uses the standard library only. Nothing
happens when nothing that matters has changed since the last time; a stamp in `.venv` remembers.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / ".ci" / "lock"
STAMP = VENV / "setup-stamp"
VENDOR_STAMP = ROOT / "static" / "vendor" / "stamp"


def main() -> None:
    """Install what is missing; say in one sentence what stopped it."""
    wanted = fingerprint()
    present = all(path.exists() for path in (PYTHON, VENDOR_STAMP, STAMP))
    if present and STAMP.read_text() == wanted + VENDOR_STAMP.read_text():
        return
    try:
        make_environment()
        install_packages()
        copy_assets()
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"Set-up stopped: {' '.join(map(str, error.cmd))} failed; its reason stands above."
        )
    STAMP.write_text(wanted + VENDOR_STAMP.read_text())


def fingerprint() -> str:
    """Digest of all that decides what set-up installs, the Python version included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    digest = hashlib.sha256(repr((sys.version_info[:2], str(ROOT))).encode())
    digest.update(repr((project["build-system"], project["project"])).encode())
    for path in (*sorted(LOCKS.iterdir()), *sorted((ROOT / ".ci").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """Create the virtual environment, on Debian after fetching the module that it splits off."""
    if PYTHON.exists():
        return
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, check=False).returncode == 0:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get", "update")
        run("apt-get", "install", "-y", "python3-venv")
        run(*command, "--clear")
        return
    sys.exit("Set-up stopped: this Python cannot make virtual environments; install python3-venv.")


def install_packages() -> None:
    """Install every pinned package by its hash, then this project itself, editable."""
    pip("--require-hashes", "--no-deps", "-r", str(LOCKS / "dev.txt"))
    # The build requirements came with the lock, so nothing unpinned is fetched to build.
    pip("--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT))


def copy_assets() -> None:
    """Fill static/vendor, with the machine's npm or else a pinned one of our own."""
    path = os.environ["PATH"]
    if not shutil.which("npm"):
        pip("--require-hashes", "--no-deps", "-r", str(LOCKS / "node.txt"))
        path = f"{VENV / 'bin'}{os.pathsep}{path}"
    run(str(PYTHON), str(ROOT / ".ci" / "vendor.py"), env={**os.environ, "PATH": path})


def pip(*arguments: str) -> None:
    """Install quietly; where packages come from is the environment's business (PIP_*)."""
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run a command and pass its failure on."""
    subprocess.run(command, check=True, cwd=ROOT, env=env)


if __name__ == "__main__":
    main()

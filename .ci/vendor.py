"""Fill static/vendor/ with the browser assets that .ci/lock/package-lock.json pins.

npm checks every package against its integrity digest and runs none of their scripts; only the
files named below are copied, each package's licence with them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / ".ci" / "lock"
WORKSHOP = ROOT / ".venv" / "npm"
VENDOR = ROOT / "static" / "vendor"

ATKINSON = "@fontsource/atkinson-hyperlegible-next"
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "fonts/ui.woff2": f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-400-normal.woff2",
    "fonts/ui-bold.woff2": f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-700-normal.woff2",
    "fonts/ui-latin-ext.woff2": (
        f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-ext-400-normal.woff2"
    ),
    "fonts/ui-bold-latin-ext.woff2": (
        f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-ext-700-normal.woff2"
    ),
    "fonts/DejaVuSans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "fonts/DejaVuSans-Bold.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
    # The two modules import each other by these very places, and the first one its WebAssembly.
    "zxing/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    "zxing/share.js": "zxing-wasm/dist/es/share.js",
    "zxing/reader/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/atkinson-hyperlegible-next.txt": f"{ATKINSON}/LICENSE",
    "licences/dejavu.txt": "dejavu-fonts-ttf/LICENSE",
    "licences/zxing-wasm.txt": "zxing-wasm/LICENSE",
}


def main() -> None:
    """Fetch, copy, and leave a stamp that names the lock file that was followed."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not on PATH; `make setup` brings one along.")
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCKS / name, WORKSHOP / name)
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        check=True,
        cwd=WORKSHOP,
        stdout=subprocess.DEVNULL,
    )
    draft = VENDOR.with_name(f".vendor-{os.getpid()}")
    for target, source in FILES.items():
        path = draft / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(WORKSHOP / "node_modules" / source, path)
    lock = (LOCKS / "package-lock.json").read_bytes()
    (draft / "stamp").write_text(hashlib.sha256(lock).hexdigest() + "\n")
    # A server that runs meanwhile never meets a half-filled folder.
    shutil.rmtree(VENDOR, ignore_errors=True)
    draft.rename(VENDOR)


if __name__ == "__main__":
    main()

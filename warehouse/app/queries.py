"""What the installed app consists of: its files, its worker's beginning, and its manifest."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

SHELL = (
    "css/*.css",
    "js/*.js",
    "icons/*.svg",
    "pictures/*.svg",
    "vendor/*.js",
    "vendor/fonts/*.woff2",
)
"""What every handheld needs before it meets a dead spot. The camera's reader, which is large and
which few open, is kept by the worker when it is first fetched."""

WORKER = "js/sw.js"
THEME = "#103330"  # --sign of tokens.css, in which the manifest cannot look
GROUND = "#f1f3ef"  # --ground


@cache
def shell_files(static: Path) -> tuple[str, ...]:
    """Return the static files that the worker fetches when it is installed, in a fixed order."""
    found = {path for pattern in SHELL for path in static.glob(pattern)}
    return tuple(
        sorted(name for path in found if (name := path.relative_to(static).as_posix()) != WORKER)
    )


def worker_script(static: Path, base: str) -> str:
    """Return the worker's script: which release this is, its files, and the program itself.

    A browser takes a worker for a new one when this text differs, and the address of the static
    files, which it names, is made from their content.

    Args:
        static: The folder of the static files.
        base: The address under which they are served, which ends in the release's digest.
    """
    shell = {
        "release": base.rsplit("/", 1)[-1],
        "base": f"{base}/",
        "files": [f"{base}/{name}" for name in shell_files(static)],
    }
    return f"self.shell = {json.dumps(shell)};\nimportScripts({json.dumps(f'{base}/{WORKER}')});\n"


def manifest(base: str, *, home: str, pick: str, pack: str) -> dict[str, Any]:
    """Return the web app manifest (W3C Web Application Manifest).

    Args:
        base: The address under which the static files are served.
        home: Where the app starts.
        pick: The address behind the icon's shortcut to picking.
        pack: The same for packing.
    """
    drawn = {"src": f"{base}/icons/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    return {
        "id": "/",
        "name": "Warehouse Floor",
        "short_name": "Floor",
        "description": "Pick, pack and count by scanning, with or without network.",
        "lang": "en",
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [
            _icon(base, "icon-192", 192, "any"),
            _icon(base, "icon-512", 512, "any"),
            _icon(base, "icon-maskable-512", 512, "maskable"),
            drawn | {"purpose": "any"},
        ],
        "shortcuts": [
            {"name": name, "url": url, "icons": [_icon(base, "icon-192", 192, "any")]}
            for name, url in (("Pick", pick), ("Pack", pack))
        ],
    }


def _icon(base: str, name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": f"{base}/icons/{name}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }

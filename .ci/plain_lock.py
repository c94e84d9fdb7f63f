"""Take out of a package-lock.json what only points elsewhere: whom to pay, whom to tell.

Run by `make lock`, as npm writes such addresses down with every package, and no lock may hold any.
"""

import json
import sys
from pathlib import Path

ADDRESSES = ("funding", "resolved")


def main(path: Path) -> None:
    """Rewrite the file as npm lays it out, without these entries of its packages."""
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        for entry in ADDRESSES:
            package.pop(entry, None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

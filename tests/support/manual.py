"""The commands of docs/operations.md, so that tests run what people will type."""

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def commands(heading):
    """Return the shell blocks below a heading of the page, in order."""
    text = PAGE.read_text(encoding="utf-8")
    _, found, rest = text.partition(f"# {heading}\n")
    assert found, f"no heading {heading!r}"
    section = re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)


def sh(script, programs, *, folder, user=None, **environ):
    """Run shell commands to their end, PostgreSQL's programs first; returns what they say."""
    search = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.defpath])
    done = subprocess.run(
        ["sh", "-eu"],
        input=script,
        env={"PATH": search, "PGUSER": "postgres", "HOME": "/nonexistent"}
        | {name.upper(): str(value) for name, value in environ.items()},
        cwd=folder,
        user=user,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}"
    return done.stdout

"""No request may depend on the process that had the one before it.

What a process keeps between requests is listed in docs/architecture.md, each with its reason; this
test finds the rest. It looks for what a function can change: names said to be `global`, containers
of a module that a function adds to, answers that are cached, and what is hung on the app.
"""

import ast

import pytest

from tests.house.test_limits import OURS, ROOT, name_of

CHANGES = {
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem",
    "popleft", "remove", "setdefault", "update",
}  # fmt: skip
CACHES = {"cache", "lru_cache"}
MODULES = [path for path in OURS if "migrations" not in path.parts]


def kept_by(path):
    """Yield the names of what functions of a module keep after they have returned."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if any(_last_name(mark) in CACHES for mark in function.decorator_list):
            yield function.name
        own = _own_names(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield from node.names
            elif (extension := _hung_on_app(node)) and function.name != "create_app":
                yield f"extensions.{extension}"
            elif (changed := _changed(node)) in names - own:
                yield changed


def _last_name(mark):
    call = mark.func if isinstance(mark, ast.Call) else mark
    return call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")


def _own_names(function):
    arguments = {argument.arg for argument in ast.walk(function.args) if hasattr(argument, "arg")}
    stored = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return arguments | {node.id for node in stored if isinstance(node.ctx, ast.Store)}


def _changed(node):
    """Return the name of the container that an expression changes, or None."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        holder = node.func.value if node.func.attr in CHANGES else None
    elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        holder = node.value
    else:
        return None
    return holder.id if isinstance(holder, ast.Name) else None


def _hung_on_app(node):
    """Return the key under which something is hung on the app, or None."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        held = isinstance(node.value, ast.Attribute) and node.value.attr == "extensions"
        return node.slice.value if held and isinstance(node.slice, ast.Constant) else None
    return None


def told():
    """Return what the page lists: "module.name" between backquotes at the start of a table row."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = page.partition("## What a process keeps\n")[2].partition("\n## ")[0]
    return {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}


def found():
    return {
        f"{name_of(path).removeprefix('warehouse/').removesuffix('.py').replace('/', '.')}.{name}"
        for path in MODULES
        for name in kept_by(path)
    }


def test_what_a_process_keeps_between_requests_is_told():
    assert found() == told()


@pytest.mark.parametrize(
    "lines",
    [
        "SEEN = set()\ndef see(x):\n    SEEN.add(x)",
        "LAST = {}\ndef note(x):\n    LAST[x] = 1",
        "n = 0\ndef count():\n    global n\n    n += 1",
        "@functools.cache\ndef users():\n    return load()",
    ],
)
def test_state_in_a_module_would_be_found(lines, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(lines)
    assert list(kept_by(path))

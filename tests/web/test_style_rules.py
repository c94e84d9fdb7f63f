"""What every template, stylesheet and script of ours keeps to."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from warehouse.people.views import ROOMS
from warehouse.web.templating import DESK_NAV

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SPRITE = ROOT / "static" / "icons" / "sprite.svg"
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


def relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_holds_no_inline_style_script_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_fits_on_a_few_screens(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", SCRIPTS, ids=relative)
def test_a_script_is_short_and_checked_by_types(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "// @ts-check"
    assert len(lines) <= 200


@pytest.mark.parametrize("path", SHEETS, ids=relative)
def test_a_stylesheet_fetches_from_nobody_and_hides_nothing_behind_hovering(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r":hover|https?:|data:|@import", text)


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    named = set()
    for path in TEMPLATES:
        named |= set(re.findall(r'\bicon\("([^"]+)"\)', path.read_text(encoding="utf-8")))
    assert named <= drawn
    assert {"accepted", "refused", "look", "late"} <= drawn
    assert {icon for _, _, icon in DESK_NAV} <= drawn
    assert {room.icon for rooms in ROOMS.values() for room in rooms} <= drawn


def test_every_name_that_pages_import_is_there():
    site = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True
    )
    site.globals["asset"] = lambda path: f"/static/{path}"
    macros = site.get_template("_macros.html").module
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for names in re.findall(r'from "_macros\.html" import ([\w, ]+?) ?%', text):
            for name in names.removesuffix(" with context").split(","):
                assert hasattr(macros, name.split(" as ")[0].strip()), (relative(path), name)


def themes():
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return {"light": named, "dark": named | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark))}


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


INSTRUCTIONS = [
    *[("ink", ground) for ground in ("ground", "surface", "sunken")],
    *[("ink-soft", ground) for ground in ("ground", "surface", "sunken")],
    ("on-sign", "sign"),
    ("sign-soft", "sign"),
    ("on-accent", "accent"),
    *[(kind, f"{kind}-soft") for kind in ("accepted", "refused", "look", "late")],
    *[("ink", f"{kind}-soft") for kind in ("accepted", "refused", "look", "late", "accent")],
    ("on-state", "late"),
]
SECONDARY = [("accent", "surface"), ("accent", "ground"), ("accent", "accent-soft")]
BORDERS = [("line-strong", "surface"), ("line-strong", "ground"), ("focus", "ground")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), INSTRUCTIONS)
def test_an_instruction_is_read_in_glare(theme, text, ground):
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), SECONDARY)
def test_all_other_text_has_the_usual_contrast(theme, text, ground):
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), BORDERS)
def test_the_border_of_a_control_is_seen(theme, line, ground):
    colours = themes()[theme]
    assert contrast(colours[line], colours[ground]) >= 3

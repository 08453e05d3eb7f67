"""The page's scripts are held to rules that their checkers (biome, tsc: ``make lint``) do not know."""

from __future__ import annotations

import json
import re

import pytest

from tests.source import PACKAGE, ROOT, assets

SCRIPTS = assets(".js")
SHARED = re.compile(
    r"\b(?:window|globalThis|self)\.tlgui\w*|\b(?:window|globalThis)(?:\.(?!requestAnimationFrame\b)\w+|\[[^\]]+\]) = "
)
"""That the browser's frames are asked for less often is not shared by scripts: it is for Gradio's (``boot.js``)."""
STATIC = re.compile(r'(?:from|import) "([^"]+)"')


def imported(script: str) -> list[str]:
    return STATIC.findall(SCRIPTS[script])


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_imports_what_it_needs_from_beside_it(script: str) -> None:
    """By a relative address, so that it comes from the folder with the same version; nothing is shared through ``window``."""
    assert [name for name in imported(script) if not (name.startswith("./") and name[2:] in SCRIPTS)] == []
    assert SHARED.findall(SCRIPTS[script]) == []


def test_python_gives_gradio_no_javascript_that_goes_through_a_global() -> None:
    assert [path.name for path in PACKAGE.rglob("*.py") if "window.tlgui" in path.read_text("utf-8")] == []


def test_every_script_is_held_to_all_of_its_types() -> None:
    """A parameter without a type is an error in all of them (`make lint`)."""
    asked = json.loads((ROOT / "tsconfig.json").read_text("utf-8"))
    assert asked["include"] == ["assets/*.js"]
    assert asked["compilerOptions"]["strict"]
    assert "noImplicitAny" not in asked["compilerOptions"]


def test_a_moment_is_said_in_one_form() -> None:
    assert [name for name, text in SCRIPTS.items() if "toLocale" in text] == ["moments.js"]


def test_no_check_is_switched_off_for_a_whole_script() -> None:
    off = re.compile(r"@ts-(?:nocheck|ignore)|biome-ignore-(?:all|start)")
    assert [name for name, text in SCRIPTS.items() if off.search(text)] == []


def test_the_locked_packages_name_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")

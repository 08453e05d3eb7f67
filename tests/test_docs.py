"""What is public is documented, and what is documented exists."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest
import typer

from tests.source import ROOT, modules
from tests.training.toy import picture_folder
from tlgui import __version__
from tlgui.cli import app
from tlgui.cli.limits import NONE
from tlgui.home import Home
from tlgui.models import catalogue
from tlgui.planning import check_alone, read_assignments
from tlgui.service.limits import problems_of_limits
from tlgui.settings import settings_of
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination

README = (ROOT / "README.md").read_text(encoding="utf-8") if (ROOT / "README.md").exists() else ""
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
COMMANDS = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
SHORT = 3
"""A function of so few statements may be left to its name."""


def one_of(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> list[tuple[str, ast.AST]]:
    """Public functions or classes of all modules, with their places."""
    return [
        (f"{name}:{node.lineno} {node.name}", node)
        for name, tree in modules().items()
        for node in tree.body
        if isinstance(node, kind) and not node.name.startswith("_")  # type: ignore[attr-defined]
    ]


# -- the code ----------------------------------------------------------------------------------------------------------------------


def test_each_module_says_what_it_is_for() -> None:
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_each_public_class_has_a_docstring() -> None:
    assert [place for place, node in one_of(ast.ClassDef) if not ast.get_docstring(node)] == []  # type: ignore[arg-type]


def test_each_public_function_has_a_docstring_or_is_as_short_as_its_name() -> None:
    found = []
    for place, node in one_of((ast.FunctionDef, ast.AsyncFunctionDef)):
        statements = sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1
        module, name = place.split(":")[0], place.split()[1]
        by_its_module = module.endswith(f".{name}") or (module.startswith("tlgui.ui.pages.") and name == "layout")
        if not ast.get_docstring(node) and statements > SHORT and not by_its_module:  # type: ignore[arg-type]
            found.append(place)
    assert found == [], found


def test_each_command_explains_itself() -> None:
    for name, command in COMMANDS.items():
        assert command.help, name
        for parameter in command.params:
            assert getattr(parameter, "help", None) or parameter.param_type_name == "argument", f"{name} {parameter.name}"


# -- the documents --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["README.md", "CHANGELOG.md", "LICENSE", "docs/adding-a-strategy.md", "docs/decisions"])
def test_it_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_the_changelog_has_this_version() -> None:
    assert re.search(rf"^## \[?{re.escape(__version__)}\b", PAGES[ROOT / "CHANGELOG.md"], re.M)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"version"}))  # that one explains itself
def test_the_readme_or_a_page_names_each_command(command: str) -> None:
    text = "\n".join(PAGES.values())
    assert re.search(rf"tlgui {command}\b|`{command}\b|[:,] {command} RUN", text)


def test_the_readme_leads_to_the_pages_of_the_strategies() -> None:
    """Not to each by name: a new strategy would have to be written into one more place."""
    assert "(docs/strategies/)" in README


def commands_in(text: str) -> list[str]:
    """Every ``tlgui …`` line of the code blocks, without its comment."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.S)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if re.match(r"(\S*/|\S*\\)?tlgui ", line)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_command_line_in_the_documents_is_one_that_works(path: Path) -> None:
    for line in commands_in(PAGES[path]):
        _, name, *words = line.split()
        assert name in COMMANDS, line
        command = COMMANDS[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known, line
        given = dict(itertools.pairwise(words))
        assert not (problems_of_limits(limits_in(words)) if name == "limits" else check_alone_of(given)), line


def limits_in(words: list[str]) -> dict[str, object]:
    """What the line of a ``tlgui limits`` sets."""
    pairs = [value.split("=", 1) for option, value in itertools.pairwise(words) if option == "--set"]
    return {name: None if value == NONE else value for name, value in pairs}


def python_in(path: Path) -> list[str]:
    return re.findall(r"^```(?:python|py)\n(.*?)^```", PAGES[path], re.S | re.M)


WITH_PYTHON = [path for path in PAGES if python_in(path)]
FOLLOWED = [path for path in WITH_PYTHON if path.name.startswith("adding-")]
"""Pages of which :mod:`tests.test_recipes` makes files."""


def test_each_page_with_python_is_run_or_followed() -> None:
    recipes = (ROOT / "tests" / "test_recipes.py").read_text(encoding="utf-8")
    assert all(f'"{path.name}"' in recipes for path in FOLLOWED)
    assert ROOT / "docs" / "python.md" in set(WITH_PYTHON) - set(FOLLOWED)


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in WITH_PYTHON if path not in FOLLOWED], ids=lambda path: path.name)
def test_the_python_of_a_page_runs_from_top_to_bottom(
    path: Path, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder with ``photos`` and ``paintings``, as who reads the page has them; on small pictures."""
    for seed, name in enumerate(("photos", "paintings")):
        picture_folder(tmp_path / name, seed, dark=name == "photos", count=6)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TLGUI_HOME", str(home.root))
    names: dict[str, object] = {}
    for block in python_in(path):
        exec(compile(block, str(path), "exec"), names)
    if path.name == "python.md":
        told = capsys.readouterr().out
        assert "mcc {" in told and "loss/source" in told
        assert (tmp_path / "model" / "model.safetensors").exists()


def check_alone_of(given: dict[str, str]) -> list[object]:
    strategy = given.get("--strategy", RunSpec().strategy)
    wrong: list[object] = [*check_alone(RunSpec(strategy=strategy, backbone=given.get("--backbone", catalogue.DEFAULT)))]
    if "--set" in given:
        wrong += read_assignments(dict([given["--set"].split("=", 1)]), strategy)[2]
    return wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", PAGES[path])
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_combinations_and_settings_named_in_the_documents_exist(path: Path) -> None:
    keys = "|".join(STRATEGIES)
    for text in re.findall(rf"`((?:{keys})(?:[+,](?:{keys}))+)`", PAGES[path]):
        assert all(key in STRATEGIES for key in Combination.parse(text).keys)
    names = {item.name for item in settings_of(RunSettings)}
    for key, name in re.findall(rf"`({keys})\.(?!py`|md`)([a-z_]+)[`=]", PAGES[path]):
        assert name in {item.name for item in settings_of(STRATEGIES[key].Settings)} | names, f"{key}.{name}"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_strategies", ROOT / "docs" / "make_strategies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("key", STRATEGIES)
def test_each_strategys_page_is_the_one_its_code_makes(key: str) -> None:
    path = ROOT / "docs" / "strategies" / f"{key}.md"
    assert path.read_text(encoding="utf-8") == maker().page(STRATEGIES[key]), "run python docs/make_strategies.py"


def test_there_is_no_page_of_a_strategy_that_is_gone() -> None:
    assert {path.stem for path in (ROOT / "docs" / "strategies").glob("*.md")} - {"README"} == set(STRATEGIES)


def test_the_decisions_are_numbered_once_each() -> None:
    names = [path.name for path in sorted((ROOT / "docs" / "decisions").glob("*.md")) if path.name != "README.md"]
    assert names
    numbers = [re.match(r"(\d{4})-[a-z0-9-]+\.md$", name) for name in names]
    assert all(numbers)
    assert len({each[1] for each in numbers if each}) == len(names)


def test_each_decision_is_titled_by_its_number_and_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    for path in sorted(folder.glob("0*.md")):
        title = re.match(rf"# {int(path.name[:4])}\. (.+)\n", PAGES[path])
        assert title, path.name
        assert f"[{title[1]}]({path.name})" in PAGES[folder / "README.md"]


def test_files_that_the_code_refers_to_are_there() -> None:
    """``docs/decisions/0003-defaults.md`` in a docstring."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tlgui").rglob("*.py"))
    named = set(re.findall(r"``(docs/[\w./-]+\.md)``", text))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_package_says_the_same_of_itself_everywhere() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'tlgui = "tlgui.__main__:main"' in project
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    minimum = re.search(r'requires-python = ">=([\d.]+)"', project)
    assert minimum
    assert f"Python {minimum[1]}" in README

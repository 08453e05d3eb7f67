"""The recipes are followed to the letter in a copy of the tree: what a page says is enough, and what it leaves out a test would miss."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.source import ROOT
from tlgui.strategies import STRATEGIES

COPIED = ("tlgui", "tests", "docs", "assets", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("images", "browser")


class Block(NamedTuple):
    """A code block of a page."""

    language: str
    text: str


class Recipe:
    """A page and the tree in which it is followed."""

    def __init__(self, tree: Path, page: str) -> None:
        self.tree = tree
        text = (tree / "docs" / page).read_text(encoding="utf-8")
        self.blocks = [Block(*each) for each in re.findall(r"^```(\w+)\n(.*?)^```", text, re.S | re.M)]

    def write(self) -> None:
        """The files and changes of the page, in their order."""
        for block in self.blocks:
            if block.language == "python":
                path, text = re.fullmatch(r"# (\S+)\n(.*)", block.text, re.S).groups()  # type: ignore[union-attr]
                assert not (self.tree / path).exists(), f"{path} is there already: the page needs another example"
                (self.tree / path).write_text(text, encoding="utf-8")
            elif block.language == "diff":
                self.change(block.text)

    def change(self, diff: str) -> None:
        """Apply a change to the one file of the package where its surroundings are found."""
        lines = diff.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        [path] = (path for path in (self.tree / "tlgui").rglob("*.py") if before in path.read_text(encoding="utf-8"))
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    def commands(self) -> Iterator[str]:
        yield from (line for block in self.blocks if block.language == "bash" for line in block.text.splitlines())


def ran(tree: Path, command: str | list[str]) -> str:
    """What a command says on standard output; in the copy, with this Python."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PYTHONPATH": str(tree), "PATH": path, "OMP_NUM_THREADS": "1"}
    # What is compiled comes along with the copy, and the changed files are compiled once.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        command, cwd=tree, env=env, shell=isinstance(command, str), capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which both pages were followed, up to their commands."""
    place = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, place / name)
    (place / "docs" / "images").symlink_to(ROOT / "docs" / "images")
    for page in ("adding-a-loss.md", "adding-a-strategy.md"):
        Recipe(place, page).write()
    return place


def test_a_strategy_is_one_file_and_one_line_where_its_loss_and_objective_are_there(tree: Path) -> None:
    files = [path.relative_to(tree) for top in ("tlgui", "tests") for path in (tree / top).rglob("*.py")]
    new = {str(path) for path in files if not (ROOT / path).exists()}
    assert {path for path in new if not path.startswith("tests/")} == {
        "tlgui/losses/nuclear_norm.py",
        "tlgui/strategies/objectives/nuclear_norm.py",
        "tlgui/strategies/bnm.py",
    }
    changed = [path for path in files if str(path) not in new and (tree / path).read_bytes() != (ROOT / path).read_bytes()]
    assert [str(path) for path in changed] == ["tlgui/strategies/registry.py"]
    before, after = ((top / changed[0]).read_text(encoding="utf-8").splitlines() for top in (ROOT, tree))
    assert set(after) - set(before) == {'    "bnm",'}
    assert len(after) == len(before) + 1


def test_what_the_pages_write_is_in_the_style_of_the_project(tree: Path) -> None:
    new = [
        str(path)
        for top in ("tlgui", "tests")
        for path in (tree / top).rglob("*.py")
        if not (ROOT / path.relative_to(tree)).exists()
    ]
    ran(tree, ["ruff", "check", *new])
    ran(tree, ["ruff", "format", "--check", *new])


SEEN = """
import json, sys
import tlgui
from tlgui.charts.numbers import gauges
from tlgui.specification.run_spec import RunSpec
from tlgui.settings import settings_of
from tlgui.planning import check_alone
from tlgui.strategies import STRATEGIES
from tlgui.ui.form import fields
from tlgui.views.numbers import numbers_of
from tlgui.views.strategy import strategy_page
page = strategy_page(STRATEGIES["bnm"], "zh")
combined = {each: [problem.code for problem in check_alone(RunSpec(strategy=each))] for each in ("dann+bnm", "bnm,shot", "bnm+bnm")}
print(json.dumps({
    "from": tlgui.__file__,
    "keys": list(STRATEGIES),
    "form": [field.setting.name for field in fields() if field.group == "bnm"],
    "page": [page["name"], [each["option"] for each in page["settings"]], len(page["equation"])],
    "curves": [line.name for line in numbers_of("dann+bnm", "en").parts.values()],
    "gauges": [each["name"] for each in gauges(numbers_of("bnm", "en"))],
    "combined": combined,
    "torch": "torch" in sys.modules,
}))
"""


@pytest.mark.slow
def test_the_new_strategy_is_on_the_page_in_the_command_line_and_in_the_documents(tree: Path) -> None:
    found = json.loads(ran(tree, [sys.executable, "-c", SEEN]))
    assert found["from"].startswith(str(tree))
    place = list(STRATEGIES).index("mcc") + 1
    assert found["keys"] == [*list(STRATEGIES)[:place], "bnm", *list(STRATEGIES)[place:]]
    assert found["form"] == ["weight"]
    assert found["page"] == ["BNM · 批核范数", ["bnm.weight"], 2]
    assert found["curves"] == ["source labels", "domain", "nuclear norm"]
    assert found["gauges"] == ["nuclear norm, of the largest", "largest class of a batch"]
    assert found["combined"] == {"dann+bnm": [], "bnm,shot": [], "bnm+bnm": ["strategy_twice"]}
    assert not found["torch"]
    listed = ran(tree, [sys.executable, "-m", "tlgui", "strategies"])
    assert "BNM · batch nuclear norm" in listed and "bnm.weight=1.0 (0 to 10)" in listed
    ran(tree, next(each for each in Recipe(tree, "adding-a-strategy.md").commands() if "make_strategies" in each))
    assert "batch nuclear norm" in (tree / "docs" / "strategies" / "bnm.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tree: Path) -> Path:
    """The copy once the commands were run too."""
    for command in Recipe(tree, "adding-a-strategy.md").commands():
        ran(tree, command)
    return tree


CARRIED_OUT = """
import pytest
from tests.training.conftest import Train

@pytest.mark.parametrize("strategy", ["bnm", "dann+bnm", "bnm,shot"])
def test_it_trains_on_pictures_as_any_strategy_does(train: Train, strategy: str) -> None:
    run, found = train(strategy, epochs=1)
    assert found["status"] == "finished"
    assert "bnm" in run.spec.strategy
"""


@pytest.mark.slow
def test_the_new_strategy_trains_on_pictures_alone_joined_and_in_a_chain(followed: Path) -> None:
    (followed / "tests" / "training" / "test_carried_out.py").write_text(CARRIED_OUT, encoding="utf-8")
    assert "3 passed" in ran(followed, "python -m pytest -o addopts= tests/training/test_carried_out.py")


@pytest.mark.slow
def test_what_the_project_asks_of_every_strategy_the_new_one_answers_without_a_change(followed: Path) -> None:
    of_all = " ".join(f"tests/strategies/test_{name}.py" for name in ("combinations", "numbers", "pages"))
    asked = f"tests/losses/test_nuclear_norm.py {of_all} tests/test_texts.py tests/test_docs.py tests/test_settings.py"
    left_out = "-m 'not slow' -k 'not loads'"
    ran(followed, f"python -m pytest -q {asked} tests/test_architecture.py {left_out}")


@pytest.mark.slow
def test_its_short_run_is_as_it_was_it_goes_on_after_a_stop_and_has_a_page(followed: Path) -> None:
    asked = "tests/training/test_loop.py tests/training/test_state.py tests/ui/test_strategy_page.py"
    ran(followed, f"python -m pytest -q {asked} -k bnm")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "written", "held"),
    [
        (
            "adding-a-page.md",
            "tlgui/ui/pages/about.py tlgui/texts/about.py tests/ui/test_about.py",
            "about or texts or imports_only",
        ),
        ("adding-an-export.md", "tlgui/export tlgui/texts/take_away.py tests/ui/test_summary.py", "texts or imports_only"),
    ],
    ids=["a page", "an export"],
)
def test_it_is_one_file_one_row_and_its_words(tree: Path, recipe: str, written: str, held: str) -> None:
    page = Recipe(tree, recipe)
    page.write()
    for command in page.commands():
        ran(tree, command)
    ran(tree, f"ruff check {written}")
    ran(tree, f"ruff format --check {written}")
    ran(tree, f"python -m pytest -q tests/test_texts.py tests/test_architecture.py -k '{held}'")


@pytest.mark.slow
def test_without_its_golden_a_strategy_is_told_how_to_write_it(tree: Path) -> None:
    golden = tree / "tests" / "goldens" / "bnm.json"
    kept = golden.read_bytes() if golden.exists() else None
    golden.unlink(missing_ok=True)
    with pytest.raises(AssertionError, match=r"TLGUI_WRITE_GOLDENS=1 python -m pytest tests/training/test_loop\.py"):
        ran(tree, "python -m pytest -q tests/training/test_loop.py -k 'as_it_was and bnm'")
    if kept is not None:
        golden.write_bytes(kept)

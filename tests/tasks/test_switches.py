"""Nobody asks which task it is: whoever must know something of it asks the task. Held against the source, the page's scripts too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.source import PACKAGE, ROOT, assets, called, strings
from tlgui.models.tasks import LEARNED
from tlgui.tasks import TASKS

OWN = ("tlgui.tasks", "tlgui.models.tasks")
"""Where tasks stand themselves."""

TEXTS = "tlgui.texts"
"""Its keys are made of a task's key and a name, as ``result.regression.target``; none is a task's key alone."""

DECLARED = {
    "tlgui.strategies.base": "the tasks that a strategy can learn where it does not say so itself",
    "tlgui.planning.suggested": "a table: which strategy a run of each task begins with",
}
"""Where keys may stand besides, and why. Strategies name theirs in ``Needs(tasks=...)``, which is no question."""

ASKED = {
    "tlgui.planning.suggested": "a dataset whose task is another than that of unlabelled pictures decides what the run is of",
    "tlgui.planning.checks": "an unlabelled dataset is of the default task and fits every other",
}
"""Who may ask whether a task is the default one, and why."""


def keys(tree: ast.AST) -> Iterator[ast.Constant]:
    """Task keys in code that are no declaration of a strategy: compared, matched, chosen by or handed on."""
    named = [each for each in strings(tree) if each.value in TASKS]
    if not named:
        return
    declared = {
        id(part)
        for node in ast.walk(tree)
        if called(node) == "Needs"
        for given in node.keywords  # type: ignore[attr-defined]
        if given.arg == "tasks"
        for part in ast.walk(given)
    }
    yield from (each for each in named if id(each) not in declared)


def asks_for_the_default(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Compare) and any(isinstance(each, ast.Name) and each.id == "DEFAULT_TASK" for each in ast.walk(node))
        for node in ast.walk(tree)
    )


def names_a_task(tree: ast.AST) -> set[str]:
    """The modules of single tasks that code imports, to ask with ``isinstance`` or ``is`` what it should not."""
    found = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    return {each for each in found if re.fullmatch(r"tlgui\.tasks\.(?!base$)\w+", each)}


@cache
def elsewhere() -> dict[str, ast.Module]:
    """Each module that writes down anything of this, by its name. The others need no tree."""
    named = re.compile("|".join([*TASKS, "DEFAULT_TASK", r"tlgui\.tasks\."]))
    texts = {".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    found = {name.removesuffix(".__init__"): ast.parse(text) for name, text in texts.items() if named.search(text)}
    return {name: tree for name, tree in found.items() if not name.startswith((*OWN, TEXTS))}


def test_no_task_is_named_outside_the_tasks() -> None:
    found = {name: [each.lineno for each in keys(tree)] for name, tree in elsewhere().items()}
    assert {name: lines for name, lines in found.items() if lines and name not in DECLARED} == {}
    assert all(found[name] for name in DECLARED)  # else its line goes
    assert {name: found for name, tree in elsewhere().items() if (found := names_a_task(tree))} == {}


def test_only_who_must_asks_for_the_task_of_unlabelled_pictures() -> None:
    assert {name for name, tree in elsewhere().items() if asks_for_the_default(tree)} == set(ASKED)


def test_no_script_names_a_task() -> None:
    named = re.compile("|".join(rf"[\"'`]{key}[\"'`]" for key in TASKS))
    assert [name for name, text in assets(".js").items() if named.search(text)] == []


@pytest.mark.parametrize(
    "code",
    [
        'if spec.task == "regression": pass',
        'if spec.task in ("regression", "boxes"): pass',
        'match task:\n    case "classification": pass',
        'x = {"classification": 1}[task]',
        'needs = Needs(target_images=spec.task != "regression")',
    ],
)
def test_the_rule_would_notice(code: str) -> None:
    assert [each.value in TASKS for each in keys(ast.parse(code))] == [True]


def test_the_rule_lets_a_strategy_say_what_it_learns() -> None:
    assert list(keys(ast.parse('needs = Needs(source_labels=True, tasks=("classification",))'))) == []
    assert names_a_task(ast.parse("from tlgui.tasks.regression import OneValueEach")) == {"tlgui.tasks.regression"}
    assert asks_for_the_default(ast.parse("x = task != DEFAULT_TASK"))


def test_each_task_has_both_halves() -> None:
    assert list(LEARNED) == list(TASKS)

"""The one description of events: writers, readers and the document hold to it, and logs of other versions can be read."""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.source import ROOT, modules
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.moving.checks import check_readable
from tlgui.runs.event_checks import is_event, needed_by, wrong_with
from tlgui.runs.event_types import KINDS, MEANINGS, VERSION
from tlgui.runs.events import ENDINGS, POINTS, read_events, read_known
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.training.log import ONCE, WHOLE
from tlgui.views.verdict import verdict

RUNS = ROOT / "tests" / "fixtures" / "runs"
STEP = {"event": "step", "step": 3, "parts": {"source": 0.5}, "health": {"domain_accuracy": None}}


def written() -> Iterator[tuple[str, str, set[str]]]:
    """Everywhere that an event is written: the place, its kind, and the fields that are named there."""
    for name, tree in modules().items():
        if name.startswith("tlgui.training"):
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in ("write", "log", "end")
                ):
                    kind = node.args[0] if node.args else None
                    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                        yield f"{name}:{node.lineno}", kind.value, {each.arg for each in node.keywords if each.arg is not None}


def test_every_event_that_is_written_is_described_with_all_its_fields() -> None:
    found = list(written())
    assert len(found) > 15
    for place, kind, fields in found:
        assert kind in KINDS, place
        assert fields <= KINDS[kind].__annotations__.keys(), place


def test_what_is_said_of_kinds_elsewhere_is_said_of_kinds_that_are_described() -> None:
    assert {*ENDINGS, *POINTS, *ONCE, *WHOLE} <= KINDS.keys()
    for kind, apart in ONCE.items():
        assert set(apart) <= needed_by(kind), kind


def test_the_document_is_the_one_that_the_description_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_run_log", ROOT / "docs" / "make_run_log.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    page = (ROOT / "docs" / "run-log.md").read_text(encoding="utf-8")
    assert page == maker.page(), "run python docs/make_run_log.py"
    assert all(f"| `{kind}` |" in page for kind in KINDS)
    fields = "".join(line.split(" | ")[1] for line in page.splitlines() if line.startswith("| `") and line.count(" | ") == 2)
    assert [name for name in MEANINGS if name not in fields] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"step": -1},
        {"step": 1.5},
        {"step": True},
        {"step": "3"},
        {"step": 2**40},
        {"parts": None},
        {"parts": {"source": "0.5"}},
        {"parts": {"source": True}},
        {"parts": {"source": float("nan")}},
        {"parts": {"source": float("inf")}},
        {"parts": {"source": 10**400}},
        {"parts": {"caf\udce9": 0.5}},
        {"health": [0.5]},
        {"learning_rate": "fast"},
        {"event": ["step"]},
    ],
)
def test_X10_an_event_with_a_value_that_no_trainer_writes_is_none(changed: dict[str, Any]) -> None:
    assert is_event(STEP)
    assert not is_event({**STEP, **changed})


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_without_a_field_that_it_needs_is_none(kind: str) -> None:
    needed = needed_by(kind) - {"event"}
    assert is_event({"event": kind}) is (not needed)


def test_kinds_and_fields_of_a_later_version_are_passed_over() -> None:
    assert is_event({"event": "carbon", "grams": {"what": ["ever"]}})
    assert is_event({**STEP, "watts": [1, {"two": 3}]})
    assert wrong_with({**STEP, "watts": 1}) == ["watts: not described"]
    assert wrong_with({"event": "carbon"}) == ["event: carbon"]
    assert wrong_with({**STEP, "step": "three"})[0].startswith("step.step: ")


# -- runs of before -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=sorted(RUNS.iterdir()) if RUNS.exists() else [], ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, home: Home) -> Run:
    """The folder of a run that was trained when issue 13 was worked on, without its weights and pictures."""
    spec = json.loads((request.param / "spec.json").read_text())
    shutil.copytree(request.param, home.runs / spec["id"])
    return RunStore(home).get(spec["id"])


def test_a_run_of_before_is_read_whole_and_says_the_same(kept: Run, home: Home) -> None:
    every = read_events(kept.events_path)[0]
    assert len(every) == len(kept.events_path.read_bytes().splitlines()) > 20
    assert read_known(kept.events_path)[0] == every
    check_readable(home, kept)
    found = summary(kept, JobQueue(home))
    expected = json.loads((kept.folder / "expected.json").read_text(encoding="utf-8"))
    said = verdict(found, "en")
    assert {"sentence": {part: said[part] for part in expected["sentence"]}, "metrics": found["metrics"]} == expected


def test_a_later_version_that_went_on_with_a_run_does_not_make_it_unreadable(kept: Run, home: Home) -> None:
    before = kept.events()
    later = [
        {**before[0], "version": VERSION + 1},
        {"event": "step", "step": "three hundred", "parts": "elsewhere"},
        {"event": "carbon", "grams": 12},
    ]
    with open(kept.events_path, "a") as file:
        file.writelines(json.dumps(each) + "\n" for each in later)
    assert kept.events() == [*before, later[0], later[2]]
    check_readable(home, kept)


def test_an_event_that_does_not_fit_is_damage_where_no_later_version_wrote_it(kept: Run, home: Home) -> None:
    with open(kept.events_path, "a") as file:
        file.write('{"event": "step", "step": "three hundred"}\n')
    with pytest.raises(UserError, match=r"events\.jsonl \d+: step"):
        check_readable(home, kept)

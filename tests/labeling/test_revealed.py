"""Label twenty once the target's own labels are revealed: it says so first, knows instead of estimating, and asks for no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.ui.made import SHAPES, MadeRun, dataset, name_pictures
from tlgui import cli
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.table import as_table
from tlgui.runs.index import index_of
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.service import launch
from tlgui.views.labeling import labeling_view

CLASSES = tuple(sorted(SHAPES[:4]))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def pair(home: Home) -> tuple[Pack, Pack]:
    return dataset(home, "photos", CLASSES, each=8), dataset(home, "sketches", CLASSES, each=25, sketch=True)


@pytest.fixture
def runs(home: Home, pair: tuple[Pack, Pack]) -> list[Run]:
    """Two that keep the labels sealed, right on 86 and 60 %; their source-only is right on 55 %."""
    levels = {"dann": 0.86, "mmd": 0.6}
    return [MadeRun(home, *pair, sealed=True, strategy=each).right_on(level) for each, level in levels.items()]


def now(home: Home, target: Pack) -> Labeling:
    index = index_of(home)
    index.catch_up()
    return Labeling(home, index, target)


def view(home: Home, target: Pack, language: str = "en") -> dict[str, Any]:
    return labeling_view(home, now(home, target), "local", language)


def shown(told: dict[str, Any]) -> list[tuple[str, float | None, str]]:
    return [(each["name"], each["value"], each["group"]) for each in told["networks"]]


def test_while_the_labels_are_sealed_nothing_is_known(home: Home, pair: tuple[Pack, Pack], runs: list[Run]) -> None:
    name_pictures(lambda: now(home, pair[1]), 12, CLASSES)
    told = view(home, pair[1])
    assert not told["revealed"]
    assert "lead" in " ".join(told["verdict"])
    assert sum(row["target"] for row in told["shares"]["rows"]) == pytest.approx(1)


@pytest.mark.slow
def test_after_a_reveal_it_is_said_first_and_the_network_that_is_best_is_known(
    home: Home, pair: tuple[Pack, Pack], runs: list[Run]
) -> None:
    name_pictures(lambda: now(home, pair[1]), 8, CLASSES)
    before = as_table(home, now(home, pair[1])).decode()
    for run in runs:
        launch.reveal(home, run, "page")
    told = view(home, pair[1])
    assert told["revealed"] and told["told"] == "The labels are revealed"
    assert told["verdict"] == [
        "The labels of these pictures are revealed, so yours are no longer needed to judge the networks. Your 8 answers are kept.",
        "Best by the revealed labels, with 85.0 % right: DANN.",
        "Source-only has 55.0 % right.",
    ]
    assert [name for name, *_ in shown(told)] == ["DANN", "normalization alone", "MMD", "source-only"]
    assert {group for *_, group in shown(told)} == {"By the revealed labels of 100 pictures"}
    assert [each["range"] for each in told["networks"]][-2:] == ["+5.0 points over source-only", "of 100 pictures, known"]
    assert told["next"] == {"words": "", "search": False, "href": "", "link": "", "again": "", "running": ""}
    assert (told["ceiling"], told["choosing"], told["line"]) == ("", False, "")
    assert told["labels"] == told["kept"] == 8
    after = as_table(home, now(home, pair[1])).decode()
    assert before.splitlines()[1].split(",")[0] in after  # what was given still goes out
    assert [row["target"] for row in told["shares"]["rows"]] == pytest.approx([0.25] * 4)
    assert (told["shares"]["words"], told["shares"]["text"]) == ("Counted by the revealed labels. Outlined: the source.", "")
    assert view(home, pair[1], "zh")["verdict"][1:] == [
        "按已揭晓的标签，最好的（正确率 85.0 %）：DANN。",
        "“仅用源域”的正确率为 55.0 %。",
    ]


def test_runs_that_keep_the_labels_sealed_stand_behind_and_lead_to_results(
    home: Home, pair: tuple[Pack, Pack], runs: list[Run]
) -> None:
    name_pictures(lambda: now(home, pair[1]), 12, CLASSES)
    launch.reveal(home, runs[1], "page")
    told = view(home, pair[1])
    known = [(name, group) for name, _, group in shown(told) if "revealed" in group]
    assert [name for name, _ in known] == ["normalization alone", "MMD", "source-only"]
    assert [(name, group) for name, _, group in shown(told)][3:] == [
        ("DANN", "By your labels, since their runs still keep the others sealed")
    ]
    assert told["next"]["words"].startswith("1 run keeps the labels sealed until you open them there.")
    assert (told["next"]["href"], told["next"]["link"]) == ("results", "To Results")


def test_R1_references_that_have_folders_of_their_own_are_not_among_the_runs_that_results_opens(
    home: Home, pair: tuple[Pack, Pack], runs: list[Run]
) -> None:
    reference = MadeRun(home, *pair, sealed=True, strategy="source-only", reference="baseline").right_on(0.55)
    reference.folder.rename(home.runs / ("0" * 32))  # as the others' references are called
    launch.reveal(home, runs[0], "page")
    told = view(home, pair[1])
    assert told["next"]["words"].startswith("1 run keeps the labels sealed")
    launch.reveal(home, runs[1], "page")
    assert view(home, pair[1])["next"] == {"words": "", "search": False, "href": "", "link": "", "again": "", "running": ""}


def test_where_only_the_dataset_was_revealed_no_number_of_a_run_is_told(
    home: Home, pair: tuple[Pack, Pack], runs: list[Run]
) -> None:
    seals.reveal(home, pair[1].info, by="page")
    told = view(home, pair[1])
    assert told["verdict"] == ["The labels of these pictures are revealed, so none of yours are needed to judge the networks."]
    assert {value for _, value, _ in shown(told)} == {None}
    assert told["next"]["words"].startswith("2 runs keep the labels sealed")


def test_of_labels_that_are_open_to_everybody_nothing_was_revealed_and_they_are_labeled_to_learn_how(
    home: Home, pair: tuple[Pack, Pack]
) -> None:
    target = dataset(home, "open", CLASSES, each=10, sketch=True, labels_open=True)
    launch.reveal(home, MadeRun(home, pair[0], target, sealed=True).right_on(0.8), "page")
    assert not view(home, target)["revealed"]
    for file in home.seals.glob("*"):
        file.unlink()
    home.seals.rmdir()  # as where runs were the first to come: then they say it
    assert seals.was_revealed(home, target.info.id)
    assert not view(home, target)["revealed"]


def test_a_network_that_learned_labels_stands_with_source_only_by_the_other_pictures(
    home: Home, pair: tuple[Pack, Pack], runs: list[Run]
) -> None:
    made = MadeRun(home, *pair, sealed=True, strategy="fine-tuning", given_labels=4)
    TaughtLabels.from_names({3: CLASSES[0], 30: CLASSES[1], 60: CLASSES[2], 90: CLASSES[3]}, CLASSES).keep(made.run)
    made.right_on(0.7)
    for run in (*runs, made.run):
        launch.reveal(home, run, "page")
    told = view(home, pair[1])
    group = "By the revealed labels of 96 pictures that these networks did not learn"
    assert [name for name, _, words in shown(told) if words == group] == ["Fine-tuning", "source-only"]
    assert told["verdict"][1] == "Best by the revealed labels, with 85.0 % right: DANN."


@pytest.mark.slow
def test_the_command_line_asks_for_no_more_pictures(home: Home, pair: tuple[Pack, Pack], runs: list[Run]) -> None:
    def said() -> str:
        result = CliRunner().invoke(cli.app, ["label", pair[1].info.id, "--home", str(home.root)])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "To label next" in said()
    launch.reveal(home, runs[0], "page")
    assert "To label next" not in said()
    assert "85.0 %" in said()

"""``tlgui label``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tlgui import cli
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling


def run(home: Home, *words: str) -> str:
    result = CliRunner().invoke(cli.app, ["label", *words, "--home", str(home.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_labels_go_out_and_in_and_the_networks_are_told(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack, tmp_path: Path
) -> None:
    for _ in range(3):
        found = labeled()
        found.say(found.next or 0, Answer("class", "bar"))
    file = tmp_path / "labels.csv"
    said = run(home, two_runs.info.id, "--export", str(file))
    assert said.splitlines()[0] == "3 of 20"
    assert "source-only: " in said
    for path in home.labels.glob("*/*"):
        path.unlink()
    view = json.loads(run(home, labeled().networks[0].run[:8], "--import", str(file), "--json"))
    assert (view["labels"], view["kept"]) == (3, 3)


def test_what_learned_labels_stands_under_by_which_others_it_is_judged(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        found = labeled()
        found.say(found.next or 0, Answer("class", "bar"))
    own, others = found.networks[0].key, found.order[2:]
    real = labeling.networks_on
    monkeypatch.setattr(
        labeling,
        "networks_on",
        lambda *given: [each.among(others) if each.key == own else each for each in real(*given)],
    )
    lines = run(home, two_runs.info.id).splitlines()
    place = lines.index("By 10 labels that these networks did not learn")
    assert lines[place + 1].startswith("MMD: ")
    assert lines[place + 2].startswith("source-only: ")
    assert lines[place + 2].endswith(", by the same 10 labels)")
    assert "By all 12 labels" in lines


def test_a_table_says_what_it_changed_and_what_waits_and_one_undo_takes_it_back(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack, tmp_path: Path
) -> None:
    found = labeled()
    first, later = found.order[0], found.order[30]
    found.say(first, Answer("class", "bar"))
    file = tmp_path / "labels.csv"
    file.write_text(f"hash,label\n{two_runs.hash(first)},circle\n{two_runs.hash(later)},ring\n")
    result = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--import", str(file), "--home", str(home.root)])
    assert "2 labels taken in. 1 label that you had given before is changed" in result.output
    assert "with --undo" in result.output
    assert "1 more label is kept." in result.stdout
    said = run(home, two_runs.info.id, "--undo").splitlines()
    assert said[0] == "1 of 20"
    assert labeled().given.answers == {first: Answer("class", "bar")}


def test_a_table_without_the_columns_is_called_by_its_name(home: Home, two_runs: Pack, tmp_path: Path) -> None:
    (tmp_path / "fr").write_text("a,b,c\n1,2,3\n")
    result = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--import", str(tmp_path / "fr"), "--home", str(home.root)])
    assert result.exit_code == 2
    assert "not found in fr:" in result.output


def test_a_table_that_is_not_there_is_said(home: Home, two_runs: Pack) -> None:
    result = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--import", "nowhere.csv", "--home", str(home.root)])
    assert result.exit_code == 2
    assert "nowhere.csv" in result.output

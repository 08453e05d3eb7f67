"""``tlgui label``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.ui.made import SHAPES, name_pictures
from tlgui import cli
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.runs.store import RunStore
from tlgui.views.run_labels import judgement_of


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


def test_the_text_says_what_the_json_does_of_the_shares_of_what_to_do_next_and_of_which_pictures_to_label(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack
) -> None:
    found = labeled()
    begin = run(home, two_runs.info.id).splitlines()
    place = begin.index("To label next, in this order (as hash in a table for --import):")  # a name might say a sealed class
    assert begin[place + 1 :] == [f"  {two_runs.hash(picture)}" for picture in found.order[:8].tolist()]
    name_pictures(labeled, 20, [sorted(SHAPES[:4])[0]] * 4)
    view = json.loads(run(home, two_runs.info.id, "--json"))
    assert view["coming_named"] == [two_runs.hash(picture) for picture in view["coming"]]
    lines = run(home, two_runs.info.id).splitlines()
    assert {view["next"]["words"], view["shares"]["words"], *(f"  {row['words']}" for row in view["shares"]["rows"])} <= set(
        lines
    )
    assert sum("mix of classes" in line for line in lines) == 1  # what the labels say of it stands above the bars alone
    assert f"  --target-shares '{view['shares']['text']}'" in lines
    source = labeled().source
    assert f"`tlgui best {source} {two_runs.info.id} --given-labels` searches with these labels." in lines


def test_the_run_that_is_named_is_compared_and_others_that_are_not_are_counted(
    labeled: Callable[[], Labeling], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, named = (each.run for each in labeled().networks if each.kind is None)
    for limit in ("MOST_NETWORKS", "AT_ONCE"):
        monkeypatch.setattr(f"tlgui.labeling.networks.{limit}", 1)
    view = json.loads(run(home, named[:8], "--json"))
    assert (named in {each["run"] for each in view["networks"]}, view["left_out"]) == (True, 1)
    assert newest not in {each["run"] for each in view["networks"]}
    assert "`tlgui label RUN` compares the run that you name in any case." in run(home, named[:8]).splitlines()


def test_the_list_of_runs_says_of_each_what_labels_say_of_it(labeled: Callable[[], Labeling], home: Home) -> None:
    def listed() -> str:
        return CliRunner().invoke(cli.app, ["runs", "--home", str(home.root)]).stdout

    assert "given by hand" not in listed()
    found = name_pictures(labeled, 20, sorted(SHAPES[:4]))
    for each in found.networks:
        if each.kind is None:
            headline = judgement_of(home, RunStore(home).get(each.run), "en").headline
            assert headline
            [line] = [line for line in listed().splitlines() if line.startswith(each.run[:8])]
            assert headline in line


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


def test_no_search_is_said_to_be_next_while_further_labels_are(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_pictures(labeled, 20, sorted(SHAPES[:4]))
    assert "--given-labels` searches with these labels." in run(home, two_runs.info.id)
    learned, real = labeled().asked, labeling.networks_on

    def networks_on(*given: Any) -> list[Network]:
        left = np.setdiff1d(np.arange(len(two_runs)), learned)
        return [replace(each.among(left), learned=20) if each.kind is None else each for each in real(*given)]

    monkeypatch.setattr(labeling, "networks_on", networks_on)
    view = json.loads(run(home, two_runs.info.id, "--json"))
    assert (view["next"]["search"], view["shares"]["begins"]) == (False, True)
    said = run(home, two_runs.info.id)
    assert "Next: label ten more pictures (0 of 10)." in said
    assert "searches with these labels" not in said


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
    undone = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--undo", "--home", str(home.root)])
    assert undone.stderr.splitlines() == ["The last table, with 2 labels, was taken back."]
    assert undone.stdout.splitlines()[0] == "1 of 20"
    assert labeled().given.answers == {first: Answer("class", "bar")}


def test_what_is_taken_back_is_called_as_in_a_table(
    labeled: Callable[[], Labeling], home: Home, two_runs: Pack, source: Pack
) -> None:
    found = labeled()
    found.say(found.next or 0, Answer("class", "bar"))
    undone = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--undo", "--home", str(home.root)])
    hashed = two_runs.hash(found.order[0])  # a name might say a sealed class
    assert undone.stderr.splitlines() == [f"The label of {hashed} was taken back."]


def test_a_table_without_the_columns_is_called_by_its_name(home: Home, two_runs: Pack, tmp_path: Path) -> None:
    (tmp_path / "fr").write_text("a,b,c\n1,2,3\n")
    result = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--import", str(tmp_path / "fr"), "--home", str(home.root)])
    assert result.exit_code == 2
    assert "not found in fr:" in result.output


def test_a_table_that_is_not_there_is_said(home: Home, two_runs: Pack) -> None:
    result = CliRunner().invoke(cli.app, ["label", two_runs.info.id, "--import", "nowhere.csv", "--home", str(home.root)])
    assert result.exit_code == 2
    assert "nowhere.csv" in result.output

"""What is read away from the page says what labels that a person gave say of the network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import tlgui
from tests.export.test_card import ABOUT
from tests.ui.made import SHAPES, MadeRun, name_pictures
from tlgui import cli
from tlgui.data.pack import Pack
from tlgui.export.card import card
from tlgui.export.made import state_of
from tlgui.export.report import write_report
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling import networks
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import TaughtLabels
from tlgui.texts import say
from tlgui.views.run_labels import judgement_of, run_labels
from tlgui.views.verdict import verdict


def read_away(home: Home, run: Run, tmp_path: Path) -> dict[str, str]:
    """The report, and what ``tlgui show`` and a script print."""
    report = Path(write_report(home, run, to=tmp_path / "report.html")["file"]).read_text(encoding="utf-8")
    shown = CliRunner().invoke(cli.app, ["show", run.id, "--home", str(home.root)])
    assert shown.exit_code == 0, shown.output
    return {"report": unescape(report), "show": shown.stdout, "script": tlgui.find_run(run.id, home=home.root).told()}


def test_a_run_that_learned_labels_is_compared_with_source_only_on_the_pictures_that_it_did_not_learn(
    home: Home, source: Pack, two_runs: Pack
) -> None:
    """The made baseline predicts 55 of 100 pictures rightly, the same ones each time; each prediction has 80 %."""
    run = MadeRun(home, source, two_runs, sealed=True, strategy="fine-tuning", given_labels=40)
    classes = list(source.info.classes)
    TaughtLabels.from_names(dict.fromkeys(range(40), classes[0]), classes).keep(run.run)
    try:
        found = summary(run.whole(), JobQueue(home))
        assert found["target_not_learned"] == 60
        kept = TargetScores(run.run, run.run.events()).predictions()
        assert kept is not None and kept.baseline is not None and len(kept.baseline) == 60
        largest = np.bincount(kept.baseline.argmax(1)).max() / 60
        assert found["baseline_scores"]["largest_class_share"] == pytest.approx(largest)
        assert found["baseline_scores"]["confident_share"] == 0
        assert "class_ami" not in found["baseline_scores"]  # its features are not kept
        headline = verdict(found, "en")["headline"]
        assert (
            headline.startswith("Sure of")
            and "of the 60 target pictures that it did not learn (0 % without adapting)" in headline
        )
    finally:
        shutil.rmtree(run.run.folder)


def test_of_a_run_that_learned_labels_it_is_said_that_these_cannot_score_it_and_of_how_many_pictures_its_scores_are(
    home: Home, source: Pack, two_runs: Pack, tmp_path: Path
) -> None:
    """As on its own page, before others are given."""
    [dann] = [each for each in RunStore(home).all() if each.spec.strategy == "dann"]
    made = MadeRun(home, source, two_runs, sealed=True, strategy="fine-tuning", given_labels=40)
    classes = list(source.info.classes)
    TaughtLabels.from_names(dict.fromkeys(range(40), classes[0]), classes).keep(made.run)
    try:
        run = made.whole()
        on_page = run_labels(home, index_of(home), run, "en").given
        assert on_page.words == say("page.search.settle.learned", "en", labels=40)
        told, found = read_away(home, run, tmp_path), summary(run, JobQueue(home))
        told["card"] = card({**ABOUT, "classes": classes}, found, "en", judgement_of(home, run, "en"))
        compared = CliRunner().invoke(cli.app, ["compare", dann.id, run.id, "--home", str(home.root)]).stdout
    finally:
        shutil.rmtree(made.run.folder)
        index_of(home).catch_up()
    for text in told.values():
        assert on_page.words in text
        assert "be known without labels" not in text and "until you reveal the labels" not in text
    assert say("report.caveat.labels.given", "en") in told["report"]
    of = say("page.details.scores.of", "en", pictures=60)
    assert [name for name, text in told.items() if of in text] == ["report", "show"]
    assert re.search(r"^… target pictures behind the scores +all +60$", compared, re.M)


def test_report_and_command_say_what_labels_say_of_the_run(
    labeled: Callable[[], Labeling], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [run] = [each for each in RunStore(home).all() if each.spec.strategy == "dann"]
    unknown = say("report.caveat.labels.nothing", "en")
    before, state = read_away(home, run, tmp_path), state_of(home, run, "en")
    assert unknown in before["report"]
    assert not any("given by hand" in each for each in before.values())
    name_pictures(labeled, 20, sorted(SHAPES[:4]))
    monkeypatch.setattr(networks, "MOST_NETWORKS", 1)  # many runs later it is not among the newest
    words, headline, baseline, compared, better = judgement_of(home, run, "en")
    assert re.fullmatch(r"About \d+ % right \(\d+ % to \d+ %\), by 20 labels given by hand", headline)
    assert re.match(r"By 20 labels given by hand that the network did not learn, it is right on \d+ %", words)
    after = read_away(home, run, tmp_path)
    assert all(each in told for each in (words, headline, baseline, compared) for told in after.values())
    assert re.fullmatch(r"Source-only: about \d+ % by the same labels", baseline)
    assert better is True
    assert compared == (
        "By these labels it is surely better than its source-only. This allows for the 2 networks that these labels compare in this way."
    )
    assert state_of(home, run, "en") != state  # what was made before is made again
    assert unknown not in after["report"]
    assert say("report.caveat.labels.judged", "en") in after["report"]
    assert len(re.findall(r"<td[^>]*>≈ \d+ %</td>", after["report"])) == 3  # the run's, and those of both references


@pytest.mark.slow
def test_two_runs_are_compared_by_given_labels_and_what_these_did_is_said(
    labeled: Callable[[], Labeling], home: Home, source: Pack, two_runs: Pack
) -> None:
    [dann] = [each for each in RunStore(home).all() if each.spec.strategy == "dann"]
    made = MadeRun(home, source, two_runs, sealed=True, strategy="fine-tuning", given_labels=20)
    found = name_pictures(labeled, 40, sorted(SHAPES[:4]))
    taught = {picture: found.given.named[picture] for picture in found.asked[:20]}
    TaughtLabels.from_names(taught, list(source.info.classes)).keep(made.run)
    try:
        other = made.right_on(0.9)
        index_of(home).catch_up()
        told = CliRunner().invoke(cli.app, ["compare", dann.id, other.id, "--home", str(home.root)]).stdout
        shown = CliRunner().invoke(cli.app, ["show", other.id, "--home", str(home.root)]).stdout
    finally:
        shutil.rmtree(made.run.folder)
        index_of(home).catch_up()
    assert re.search(r"^Target +≈ \d+ % \(by 40 labels\) +≈ \d+ % \(by 20 labels\)$", told, re.M)
    assert re.search(r"^Over source-only +≈ [+−]\d+ +≈ [+−]\d+$", told, re.M)
    assert re.search(r"^Target labels used for +nothing +training \(20 given by hand\)$", told, re.M)
    assert "pictures scored" not in told  # none is
    assert re.search(r"^target_labels_used_for +training \(20 given by hand\)$", shown, re.M)

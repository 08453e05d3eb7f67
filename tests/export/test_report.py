"""The report is one whole file: everything is in it, nothing outside is asked for, and no name of a stranger does anything."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.conftest import Train, carry_out
from tests.training.toy import disk_datasets
from tests.ui.made import MadeRun, dataset
from tlgui.errors import UserError
from tlgui.export import report
from tlgui.export.report import write_report
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.results import summary
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import Teaching
from tlgui.service import launch
from tlgui.settings import settings_of
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec, Teacher
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import say
from tlgui.views.settings import described_value
from tlgui.views.verdict import Given

HOSTILE = "<script>window.fired = 1</script>"
EVIL = '"><img src=x onerror=fired()>'


class Parts(HTMLParser):
    """Every element with its attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(page: str) -> Parts:
    """The parts of a page that holds our two scripts, no handler, and no address but data."""
    parts = Parts(page)
    assert [attributes.get("type") for tag, attributes in parts.elements if tag == "script"] == ["application/json", None]
    for tag, attributes in parts.elements:
        assert tag not in ("iframe", "object", "embed", "link", "base", "form", "a"), tag
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("src") or "data:").startswith("data:")
        assert "href" not in attributes
    assert not re.search(r"url\(|@import|https?://", page)
    return parts


def test_a_real_runs_report_shows_everything_and_where_both_networks_looked(train: Train, home: Home) -> None:
    run, found = train("mmd", class_map=ClassMap(rename={"bar": HOSTILE, "cross": EVIL}))
    done: list[int] = []
    told = write_report(home, run, "en", lambda now, total: done.append(now))
    page = Path(told["file"]).read_text(encoding="utf-8")
    assert len(page.encode()) == told["bytes"] < 5_000_000
    parts = harmless(page)
    images = [attributes for tag, attributes in parts.elements if tag == "img"]
    assert done == list(range(1, len(done) + 1)) and 2 * len(done) < len(images) <= 3 * len(
        done
    )  # picture, source-only, adapted: maybe nothing to show
    assert HOSTILE in parts.text and EVIL in parts.text
    assert f"{100 * found['metrics']['accuracy']['target']:.1f} %" in parts.text
    for key in (
        "report.caveats",
        "report.curves",
        "report.maps",
        "report.looked",
        "report.data",
        "report.settings",
        "report.again",
    ):
        if key != "report.maps":  # drawn by a job of its own, which did not run here
            assert say(key, "en") in parts.text
    assert "tlgui train" in parts.text and "tlgui.adapt(" in parts.text


def test_25_a_chinese_report_calls_settings_and_what_it_was_made_with_in_chinese(home: Home) -> None:
    run = MadeRun(home, dataset(home, "photos", each=6), dataset(home, "sketches", each=5, sketch=True)).whole()
    text = harmless(Path(write_report(home, run, "zh")["file"]).read_text(encoding="utf-8")).text
    made = text.split("生成环境")[1]
    frozen = next(each for each in settings_of(RunSettings) if each.name == "frozen")
    assert [described_value(frozen, each, "zh") for each in ("all", "none", "layer2")] == ["全部", "无", "layer2"]
    assert "报告" in made and "运行" in made
    assert not re.search(r"\b(device|engine|run|report)\b", made.split("重做同一次运行")[0])


@pytest.mark.parametrize("sealed", [True, False])
def test_F8_hostile_names_are_text_in_every_part(home: Home, sealed: bool) -> None:
    classes = [HOSTILE, EVIL, "</svg><b>", "a\u202egnp"]
    names = ["</script><script>fired()</script>.png", "${fired()}.png", "]]>.png"]
    source = dataset(home, HOSTILE, classes, each=6, names=names)
    target = dataset(home, EVIL, classes, each=5, sketch=True, names=names)
    run = MadeRun(home, source, target, sealed=sealed, strategy="mcc").whole()
    page = Path(write_report(home, run, "zh")["file"]).read_text(encoding="utf-8")
    parts = harmless(page)
    assert "\u202e" not in page
    assert sum(tag == "circle" and "data-place" in attributes for tag, attributes in parts.elements) == 24 + 20
    rings = sum(tag == "circle" and "data-place" not in attributes for tag, attributes in parts.elements)
    assert rings == (0 if sealed else 3)  # where the run's number and those of both references were taken
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    shown = data["map"]["names"]
    assert set(names) <= set(shown["source"])
    if sealed:
        assert shown["target"] == [f"图片 {number} · {target.hash(number)[:10]}…" for number in range(20)]
    else:
        assert set(names) <= set(shown["target"])
    assert set(data["charts"]) == {"losses", "accuracy", "scores", "health-confusion", "health-largest_class_share"}
    assert "类别间的混淆" in parts.text
    assert (data["map"]["labels"]["target"] is None) == sealed
    assert say("report.mistakes.sealed" if sealed else "report.mistakes.open", "zh") in parts.text


@pytest.mark.parametrize("sealed", [True, False])
def test_a_run_that_was_taught_by_labels_does_not_say_that_none_was_used(home: Home, sealed: bool) -> None:
    source, target = dataset(home, each=6), dataset(home, "sketches", each=5, sketch=True)
    teacher = Teacher(strategy="fine-tuning", matched=0, run="f" * 32, weight=1.0)
    run = MadeRun(home, source, target, sealed=sealed, strategy="distilled", distilled_from=(teacher,)).whole()
    found = summary(run, JobQueue(home))
    assert found["average_agreement"] is None  # what it learned is not kept here
    own, pictures = TargetScores(run, run.events()).kept(), np.arange(len(target))
    assert own is not None
    Teaching(pictures, np.where(pictures[:, None] < 5, own, own[:, ::-1])).keep(run)
    alike = float((own[5:].argmax(1) == own[5:, ::-1].argmax(1)).sum() + 5) / len(target)
    assert summary(run, JobQueue(home))["average_agreement"] == pytest.approx(alike)
    text = harmless(Path(write_report(home, run)["file"]).read_text(encoding="utf-8")).text
    assert say("report.caveat.labels.given" if sealed else "report.caveat.labels.given_scoring", "en") in text
    assert say("report.caveat.labels.nothing", "en") not in text
    assert say("result.note.unseen", "en") not in text


@pytest.mark.parametrize(
    ("used", "caveat"),
    [
        ({"strategy": "fine-tuning", "given_labels": 2}, "given_judged"),
        ({"target_shares": TargetShares(known_from="labels", shares={"cat": 1.0}, labels=20)}, "told_judged"),
        ({}, "judged"),
    ],
)
def test_where_labels_say_how_good_it_is_the_report_says_what_they_did_and_does_not_call_that_unknown(
    home: Home, monkeypatch: pytest.MonkeyPatch, used: dict[str, Any], caveat: str
) -> None:
    source, target = dataset(home, each=6), dataset(home, "sketches", each=5, sketch=True)
    run = MadeRun(home, source, target, sealed=True, **used).whole()
    monkeypatch.setattr(report, "judgement_of", lambda *_: Given("By 10 labels it is right on 80 %.", "About 80 % right"))
    text = harmless(Path(write_report(home, run)["file"]).read_text(encoding="utf-8")).text
    assert "About 80 % right" in text
    assert "By 10 labels it is right on 80 %. Sure of" in text
    said = {
        each
        for each in ("given_judged", "told_judged", "judged", "given", "nothing")
        if say(f"report.caveat.labels.{each}", "en") in text
    }
    assert said == {caveat}


def test_of_values_it_shows_predicted_against_true_ones(home: Home, tmp_path: Path) -> None:
    source, target = disk_datasets(home, tmp_path)
    spec = RunSpec(
        source=source.info.id, target=target.info.id, strategy="mmd", backbone="small-cnn", settings=RunSettings(epochs=1)
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    parts = harmless(Path(write_report(home, run)["file"]).read_text(encoding="utf-8"))
    assert say("report.values", "en") in parts.text and say("report.metric.mae", "en") in parts.text
    assert sum(tag == "circle" and attributes.get("fill") != "none" for tag, attributes in parts.elements) == len(target)


def test_there_is_no_report_of_a_run_that_kept_nothing(home: Home) -> None:
    made = MadeRun(home, dataset(home), dataset(home, "sketches", sketch=True))
    made.begin()
    with pytest.raises(UserError, match="saved no weights"):
        write_report(home, made.run)

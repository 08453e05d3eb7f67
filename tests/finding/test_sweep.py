"""Strategies × settings × seeds: one row a setting, found again by whoever asks again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.training.toy import picture_folder
from tests.ui.made import SHAPES, MadeRun, dataset, name_pictures
from tlgui import cli
from tlgui.cli.sweep import given_labels, lines_of
from tlgui.cli.telling import measured
from tlgui.errors import UserError
from tlgui.finding import sweep as sweep_module
from tlgui.finding.sweep import Row, Setting, Spread, Watcher, settings_of, sweep
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of
from tlgui.runs.results import summary
from tlgui.runs.store import RunStore
from tlgui.service.asking import RunRequest
from tlgui.service.reading import Location
from tlgui.texts import LANGUAGES


def folders(place: Path) -> list[Path]:
    return [picture_folder(place / name, seed, dark=bool(seed)) for seed, name in enumerate(("source", "target"))]


def asked(place: Path, **more: object) -> RunRequest:
    places = dict(zip(("source", "target"), map(Location, folders(place)), strict=True))
    return RunRequest(places=places, backbone="small-cnn", settings={"epochs": 1}, **more)  # type: ignore[arg-type]


def result(target: float | None, baseline: float | None, used: str = "nothing (sealed)") -> dict:
    accuracy = {"source": 1.0, "target": target, "baseline": baseline, "normalisation_alone": None}
    scores = {"information_maximisation": 1.5}
    common = {"task": "classification", "run": "0", "target_labels_used_for": used}
    return {**common, "metrics": {"accuracy": accuracy}, "scores": scores}


def test_each_strategy_has_each_combination_of_the_values_that_concern_it() -> None:
    found = settings_of(["mmd", "dann"], {"epochs": ["1", "2"], "mmd.weight": ["1", "3"]})
    assert [(each.strategy, each.text) for each in found] == [
        ("mmd", "epochs=1, mmd.weight=1"),
        ("mmd", "epochs=1, mmd.weight=3"),
        ("mmd", "epochs=2, mmd.weight=1"),
        ("mmd", "epochs=2, mmd.weight=3"),
        ("dann", "epochs=1"),
        ("dann", "epochs=2"),
    ]


def test_a_row_is_the_mean_of_its_seeds_their_deviation_and_the_gain_seed_by_seed() -> None:
    row = Row(Setting("mcc"), {0: result(0.8, 0.5), 1: result(0.6, 0.5)})
    assert row.spread() == Spread(pytest.approx(0.7), pytest.approx(0.1414, abs=1e-4))
    assert row.gain() == Spread(pytest.approx(0.2), pytest.approx(0.1414, abs=1e-4))
    assert row.gain("normalisation_alone") is None
    assert lines_of(row, "en") == [
        "MCC (2 seeds): 70.0 % ± 14.1 % of the target right",
        "    compared with source-only: +20.0 ± 14.1 points",
    ]
    assert Row(Setting("mcc"), {0: result(0.8, 0.5)}).spread() == Spread(0.8, None)
    one = Row(Setting("mcc"), {0: result(0.8, 0.5)})
    assert lines_of(one, "en") == ["MCC (1 seed): 80.0 % of the target right", "    compared with source-only: +30.0 points"]


def test_of_sealed_labels_and_of_failures_a_row_says_so() -> None:
    row = Row(Setting("mcc"), {0: result(None, None)}, {1: [{"code": "job_worker_died", "values": {}}]})
    assert row.spread() is None
    for language in LANGUAGES:
        said = lines_of(row, language)
        assert len(said) == 2
        assert not any("{" in each for each in said)
    assert row.as_json()["failed"][0]["seed"] == 1


def test_of_sealed_labels_a_row_says_a_score_without_labels_and_its_spread_over_the_seeds() -> None:
    runs = {seed: {**result(None, None), "scores": {"information_maximisation": score}} for seed, score in enumerate((1.5, 1.7))}
    said = "MCC ({}): the labels are sealed; information maximization {}"
    assert lines_of(Row(Setting("mcc"), runs), "en") == [said.format("2 seeds", "1.6 ± 0.141")]
    assert lines_of(Row(Setting("mcc"), {0: runs[0]}), "en") == [said.format("1 seed", "1.5")]


def test_of_a_target_without_labels_nobody_says_that_they_are_sealed() -> None:
    row = Row(Setting("mcc"), {0: result(None, None, "nothing")})
    assert lines_of(row, "en") == ["MCC (1 seed): the target came without labels; information maximization 1.5"]
    row.runs[0]["scores"] = {}  # values have no such score
    assert lines_of(row, "en") == ["MCC (1 seed): the target came without labels"]
    assert lines_of(Row(Setting("mcc"), {0: {**result(None, None), "scores": {}}}), "en") == [
        "MCC (1 seed): the labels are sealed"
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (5, "the target came without labels; information maximization {score}"),
        (
            20,
            "≈ {share:.0f} % ± {spread:.0f} % of the target right; by the 20 labels that you gave, 95 % sure: {low:.0f} % to {high:.0f} %",
        ),
        (60, "{share:.1f} % ± {spread:.1f} % of the target right, by your labels of all 60 pictures"),
    ],
)
def test_labels_that_the_user_gave_say_how_accurate_a_row_is(home: Home, count: int, said: str) -> None:
    source, target = dataset(home, "photos", each=6), dataset(home, "drawings", each=15, sketch=True, labelled=False)
    runs = [MadeRun(home, source, target, seed=seed) for seed in range(2)]
    for level, made in zip((0.9, 0.6), runs, strict=True):
        made.right_on(level)
    index = index_of(home)
    index.catch_up()
    name_pictures(lambda: Labeling(home, index, target), count, SHAPES[:4])
    queue = JobQueue(home)
    row = Row(Setting("dann"), {seed: summary(made.run, queue) for seed, made in enumerate(runs)})
    given = given_labels(home, row)
    line, *more = lines_of(row, "en", given)
    score = measured(row.score("information_maximisation"), "value", "en")  # type: ignore[arg-type]
    values = {"share": 0, "spread": 0, "low": 0, "high": 0}
    if given is not None:
        assert given.target.deviation is not None
        values = {"share": 100 * given.target.mean, "spread": 100 * given.target.deviation}
        values |= {"low": 100 * given.low, "high": 100 * given.high}
        assert given.low < given.target.mean < given.high or given.exact
        assert (given.as_json()["low"], given.as_json()["high"]) == (given.low, given.high)
        assert [each.startswith("    compared with source-only: +") for each in more] == [True]
        assert given.exact == (count == 60)
        told = Labeling(home, index, target).judged
        mean = sum(told.of(made.run.id).estimate.value for made in runs) / 2  # type: ignore[union-attr]
        assert given.target.mean == pytest.approx(mean)
    assert line == f"DANN (2 seeds): {said.format(**values, score=score)}"
    for language in LANGUAGES:
        assert not any("{" in each for each in lines_of(row, language, given))


def test_all_that_is_wrong_is_said_once_before_anything_is_trained(home: Home, tmp_path: Path) -> None:
    settings = settings_of(["mmd", "dnan"], {"epochs": ["1", "0"], "no_such": ["1", "2"]})
    with pytest.raises(UserError) as raised:
        sweep(home, asked(tmp_path), settings, [0, 1], Watcher())
    codes = [each.code for each in raised.value.problems]
    assert codes.count("strategy_unknown") == 1
    assert {"setting_unknown", "strategy_unknown"} <= set(codes)
    assert len(codes) == len(set(map(str, raised.value.problems)))
    assert RunStore(home).all() == []


def test_several_seeds_in_the_list_of_runs_say_what_labels_say_of_all_of_them(home: Home) -> None:
    source = dataset(home, "photos", each=6)
    target = dataset(home, "seeds", SHAPES[:4], each=15, sketch=True, labelled=False)
    for seed, level in enumerate((0.9, 0.6)):
        MadeRun(home, source, target, seed=seed).right_on(level)

    def line() -> str:
        [found] = [
            each
            for each in CliRunner().invoke(cli.app, ["runs", "--home", str(home.root)]).stdout.splitlines()
            if "→ seeds" in each
        ]
        return found

    assert "photos → seeds (2 seeds)  [" in line()
    name_pictures(lambda: Labeling(home, index_of(home), target), 20, SHAPES[:4])
    assert re.search(
        r"photos → seeds \(2 seeds\): ≈ \d+ % ± \d+ % of the target right; by the 20 labels that you gave, 95 % sure: \d+ % to \d+ %  \[",
        line(),
    )


class Interrupted(Watcher):
    def begins(self, setting: Setting, seed: int, number: int, total: int) -> None:
        if number == 3:
            raise KeyboardInterrupt


@pytest.mark.slow
def test_the_same_sweep_asked_for_again_goes_on_and_more_seeds_train_only_these(home: Home, tmp_path: Path) -> None:
    settings, request = settings_of(["source-only", "mmd"], {}), asked(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        sweep(home, request, settings, [0, 1], Interrupted())
    first = {run.id for run in RunStore(home).all()}
    assert len(first) == 2
    rows = sweep(home, request, settings, [0, 1], Watcher())
    assert [(row.setting.strategy, list(row.runs)) for row in rows] == [("source-only", [0, 1]), ("mmd", [0, 1])]
    assert first <= {each["run"] for row in rows for each in row.runs.values()}
    assert len(RunStore(home).all()) == 4
    words = ["sweep", *map(str, folders(tmp_path)), "--strategies", "source-only,mmd", "--seeds", "2"]
    more = ["--set", "epochs=1", "--backbone", "small-cnn", "--home", str(home.root), "--json"]
    said = CliRunner().invoke(cli.app, [*words, *more])
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)["rows"]
    assert [each["strategy"] for each in told] == ["source-only", "mmd"]
    assert told[1]["target"]["mean"] == pytest.approx(rows[1].spread().mean)  # type: ignore[union-attr]


class Beside:
    """Stands in for the queue and its workers: runs are at their end when somebody waits for them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
        self.going: list[str] = []
        self.most = 0
        self.stopped: list[str] = []
        self.ends_at: int | None = None
        self.followed = 0
        queue = SimpleNamespace(at_a_time=lambda lane: at_a_time)
        for name, stand_in in {
            "JobQueue": lambda home: queue,
            "read_asked": lambda home, asked, watcher: {},
            "_started": self.start,
            "follow": self.follow,
            "status_of": lambda run, queue: SimpleNamespace(state="finished"),
            "summary": lambda run, queue: {**result(0.5, 0.5), "run": run.id},
            "ask_to_stop": lambda home, run: self.stopped.append(run.id),
        }.items():
            monkeypatch.setattr(sweep_module, name, stand_in)

    def start(self, home: Home, asked: RunRequest, *others: object) -> SimpleNamespace:
        run = SimpleNamespace(id=f"{asked.strategy} {asked.settings['seed']}")
        self.going.append(run.id)
        self.most = max(self.most, len(self.going))
        return run

    def follow(self, home: Home, run: SimpleNamespace, watcher: object) -> None:
        self.followed += 1
        if self.followed == self.ends_at:
            raise KeyboardInterrupt
        self.going.remove(run.id)


@pytest.mark.parametrize("at_a_time", [1, 2, 5, 50])
def test_a_sweep_spreads_over_all_that_is_there(home: Home, monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    beside = Beside(monkeypatch, at_a_time)
    rows = sweep(home, RunRequest(places={}, demo="icons"), settings_of(["mcc", "dann"], {}), range(4), Watcher())
    assert beside.most == min(at_a_time, 8)
    assert beside.going == []
    assert [[each["run"] for each in row.runs.values()] for row in rows] == [
        [f"{strategy} {seed}" for seed in range(4)] for strategy in ("mcc", "dann")
    ]


def test_a_sweep_that_is_ended_stops_all_that_it_has_begun(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Beside(monkeypatch, 3)
    beside.ends_at = 2
    with pytest.raises(KeyboardInterrupt):
        sweep(home, RunRequest(places={}, demo="icons"), settings_of(["mcc"], {}), range(8), Watcher())
    assert beside.stopped == beside.going == ["mcc 1", "mcc 2", "mcc 3"]

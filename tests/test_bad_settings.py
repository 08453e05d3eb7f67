"""Bad settings (rows D1 to D16) are refused alike by the page's form, the server's route, the command line and the worker, all at once.

D4 (a batch larger than the data is lowered, and the run's log records what was used) is in ``tests/strategies/test_combinations.py`` and,
as A26, in ``tests/training/test_job.py``. D15 (loader workers): pictures lie decoded in one file and the training process reads them itself, so
there are no workers to count and no setting for them; one is refused like any other name that does not exist.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.ui.made import dataset
from tlgui import cli, machine
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.planning import check
from tlgui.planning.resources import bytes_per_picture, check_memory
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies.base import DataFacts, DomainFacts, Needs
from tlgui.training.data import Endless
from tlgui.ui.form import FIRST_SETTING, Form, consider, fields, form_of
from tlgui.ui.server import create_app


class Row(NamedTuple):
    """What is asked for: settings of the run by name, those of strategies as ``key.name``, and which problems that must give."""

    settings: dict[str, Any]
    codes: list[str]
    strategy: str = "mmd"
    backbone: str = "small-cnn"
    with_target: bool = True


NAN = float("nan")
RANGE, WHOLE, CHOICE = "setting_out_of_range", "setting_not_whole", "setting_not_a_choice"
ROWS = {
    **{f"D1 learning_rate {value}": Row({"learning_rate": value}, [RANGE]) for value in (0, -1, NAN, float("inf"), 1e6)},
    **{f"D2 epochs {value}": Row({"epochs": value}, [WHOLE]) for value in (0, -1, 2.5, 1e9)},
    **{f"D3 batch_size {value}": Row({"batch_size": value}, [WHOLE]) for value in (0, 1)},
    **{f"D5 image_size {value}": Row({"image_size": value}, [WHOLE]) for value in (0, 8, 10_000)},
    "D5 image_size no multiple of the patch": Row(
        {"image_size": 225}, ["image_size_not_multiple"], backbone="timm:vit_small_patch14_dinov2.lvd142m"
    ),
    **{
        f"D6 temperature {value}": Row({"mcc.temperature": value}, [RANGE], strategy="mcc")
        for value in (0, -1, 1e-9, NAN, float("inf"))
    },
    **{f"D6 weight {value}": Row({"mmd.weight": value}, [RANGE]) for value in (-1, NAN)},
    "D7 strategy": Row({}, ["strategy_unknown"], strategy="dnan"),
    "D7 backbone": Row({}, ["backbone_unknown"], backbone="resent"),
    "D8 no target": Row({}, ["needs_target"], strategy="dann", with_target=False),
    **{f"D12 seed {value}": Row({"seed": value}, [WHOLE]) for value in (-1, 2**64, "abc")},
    "D13 cuda without a GPU": Row({"device": "cuda"}, ["no_gpu"]),
    **{f"D13 device {value}": Row({"device": value}, [CHOICE]) for value in ("cuda:7", "banana")},
    "D14 memory": Row(
        {"frozen": "none", "image_size": 1024, "batch_size": 1024, "device": "cpu"},
        ["too_little_memory"],
        backbone="efficientnet-lite0",
    ),
    **{f"D16 validation_share {value}": Row({"validation_share": value}, [RANGE]) for value in (0, 1, -0.1, NAN)},
    "D1 D2 D7 D12 D16 all at once": Row(
        {"learning_rate": 0, "epochs": 0, "seed": -1, "validation_share": 1},
        [RANGE, WHOLE, WHOLE, RANGE, "backbone_unknown"],
        backbone="x",
    ),
}


@pytest.fixture(autouse=True)
def modest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a GPU and with 2 GB of free memory, whose command line speaks English."""
    monkeypatch.setattr(machine, "may_have_gpu", lambda: False)
    monkeypatch.setattr(machine, "free_memory", lambda: 2_000_000_000)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


class Entrance:
    """Somewhere to ask for a run: gives the sorted codes of the refusal, and no run is made."""

    def __init__(self, home: Home, source: Pack, target: Pack, client: TestClient) -> None:
        self.home, self.source, self.target, self.client = home, source.info.id, target.info.id, client

    def spec_of(self, row: Row) -> dict[str, Any]:
        of_run = {name: value for name, value in row.settings.items() if "." not in name}
        of_strategies: dict[str, dict[str, Any]] = {}
        for name, value in row.settings.items():
            if "." in name:
                of_strategies.setdefault(name.split(".")[0], {})[name.split(".")[1]] = value
        spec = RunSpec(
            source=self.source, target=self.target if row.with_target else None, strategy=row.strategy, backbone=row.backbone
        )
        return {**spec.model_dump(mode="json"), "settings": of_run, "strategy_settings": of_strategies}

    def page(self, row: Row) -> list[str]:
        blank = form_of(RunSpec())
        names = [".".join(filter(None, field.key)) for field in fields()]
        values = [row.settings.get(name, default) for name, default in zip(names, blank[FIRST_SETTING:], strict=True)]
        form = Form(self.source, self.target if row.with_target else "", "", "", row.strategy, "", row.backbone, tuple(values))
        considered = consider(self.home, LOCAL_OWNER, form, "en")
        assert considered.spec is None
        return [*considered.problems, *([considered.hint] if considered.hint else [])]

    def route(self, row: Row) -> list[str]:
        content = json.dumps({"spec": self.spec_of(row), "once": "12345678"})  # Python's JSON has NaN, as a hostile sender's
        answer = self.client.post("/api/runs", content=content, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 404)
        return [each["code"] for each in answer.json()["problems"]]

    def command_line(self, row: Row) -> list[str]:
        words = ["train", "--source", self.source, "--strategy", row.strategy, "--backbone", row.backbone, "--json"]
        words += ["--target", self.target] if row.with_target else []
        for name, value in row.settings.items():
            words += ["--set", f"{name}={value}"]
        done = CliRunner().invoke(cli.app, [*words, "--home", str(self.home.root)])
        assert done.exit_code == 2
        return [each["code"] for each in json.loads(done.stdout)["error"]]

    def worker(self, row: Row) -> list[str]:
        """A run that reached the queue without any of the others."""
        from tlgui.training.job import train

        run = RunStore(self.home).create(RunSpec(), {})
        path = run.folder / "spec.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "spec": self.spec_of(row)}))
        queue = JobQueue(self.home)
        queue.submit("train", {"run": run.id}, run=run.id)
        job = queue.take("train", "this process")
        assert job is not None
        with pytest.raises(UserError) as raised:
            train(JobContext(self.home, job, queue, threading.Event()))
        assert all(raised.value.sentences("zh"))
        return [problem.code for problem in raised.value.problems]


ORIGIN = {"origin": "http://localhost:7860"}


@pytest.fixture(scope="module")
def entrance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    home = Home.open(tmp_path_factory.mktemp("home"))
    packs = dataset(home, "photo", each=2), dataset(home, "sketch", each=2, sketch=True)
    with TestClient(create_app(home, work=False), base_url="http://localhost:7860", headers=ORIGIN) as client:
        yield Entrance(home, *packs, client)


@pytest.mark.parametrize("where", ["route", "command_line", "worker"])
@pytest.mark.parametrize("name", ROWS)
def test_D_rows_are_refused_alike(entrance: Entrance, name: str, where: str) -> None:
    ask: Callable[[Row], list[str]] = getattr(entrance, where)
    before = len(RunStore(entrance.home).all())
    assert sorted(ask(ROWS[name])) == sorted(ROWS[name].codes)
    assert where == "worker" or len(RunStore(entrance.home).all()) == before


@pytest.mark.parametrize("name", ROWS)
def test_D_rows_are_refused_on_the_page_in_as_many_sentences(entrance: Entrance, name: str) -> None:
    assert len(entrance.page(ROWS[name])) == len(ROWS[name].codes)


@pytest.mark.parametrize("where", ["route", "command_line", "worker"])
@pytest.mark.parametrize("name", ["workers", "num_workers", "loader_workers"])
@pytest.mark.parametrize("value", [64, -1, 0])
def test_D15_there_is_no_number_of_loader_workers_and_none_is_accepted_in_silence(
    entrance: Entrance, name: str, value: int, where: str
) -> None:
    ask: Callable[[Row], list[str]] = getattr(entrance, where)
    assert ask(Row({name: value}, [])) == ["setting_unknown"]
    assert not any("worker" in field.key[-1] for field in fields())


# -- what is lowered, left out or predicted instead --------------------------------------------------------------------------------


def test_D3_a_last_batch_of_one_is_left_out() -> None:
    order = Endless(np.arange(33), 32, seed=0, stream=0)
    assert order.per_epoch == 1
    assert [len(order.batch(step)[0]) for step in range(6)] == [32] * 6
    assert len({index for step in range(6) for index in order.batch(step)[0]}) == 33  # another one each epoch


PHOTO = DomainFacts("photo", 5000, ("cat", "dog"), (2500, 2500), "all", 5000)


def memory(batch_size: int = 32, free: int | None = 8_000_000_000, needs: Needs | None = None, **settings: Any) -> list[Any]:
    spec = RunSpec(settings=RunSettings(frozen="none", batch_size=batch_size, **settings))
    wanted = needs or Needs(source_labels=True, target_images=True)
    return check_memory(spec, DataFacts(PHOTO, PHOTO), [wanted], free)


def test_D14_the_prediction_grows_with_batch_domains_views_and_size_and_falls_with_what_is_frozen() -> None:
    def needed(**more: Any) -> int:
        [problem] = memory(free=0, **more)
        return problem.values["needed"]

    one = needed(batch_size=10)
    assert one == pytest.approx(2 * 10 * 79.67e6)
    assert needed(batch_size=20) == pytest.approx(2 * one)
    assert needed(batch_size=10, image_size=448) == pytest.approx(4 * one)
    assert needed(batch_size=10, needs=Needs(source_labels=True)) == pytest.approx(one / 2)
    assert needed(batch_size=10, needs=Needs(source_labels=True, target_images=True, views=True)) == pytest.approx(2 * one)
    of = {
        frozen: bytes_per_picture(RunSpec(settings=RunSettings(frozen=frozen)))
        for frozen in ("none", "blocks.1", "blocks.6", "all", None)
    }
    assert of["none"] > of["blocks.1"] > of["blocks.6"] > of["all"] == of[None] == 0
    assert bytes_per_picture(RunSpec(backbone="timm:something_else")) is None
    last = RunSettings(frozen="blocks.6")
    assert bytes_per_picture(RunSpec(strategy="tent")) == bytes_per_picture(RunSpec(strategy="tent", settings=last)) > 0


def test_D14_what_would_fit_is_named_and_fits() -> None:
    [problem] = memory(batch_size=1024)
    assert problem.code == "too_little_memory_batch"
    assert memory(batch_size=problem.values["fitting"]) == []
    assert str(UserError.of([problem])) == (
        "Training with batches of 1,024 needs about 163.2 GB of memory and 8.0 GB are free: try batch_size 40, or freeze more layers."
    )
    assert memory(batch_size=32) == []


def test_D14_a_batch_counts_no_more_pictures_than_there_are_and_a_gpus_memory_is_not_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = RunSpec(settings=RunSettings(frozen="none", batch_size=1024))
    few = replace(PHOTO, pictures=20)
    assert check_memory(spec, DataFacts(few, PHOTO), [Needs(source_labels=True)], 8_000_000_000) == []
    assert {each.code for each in check(spec, DataFacts(PHOTO, few))} == {"too_little_memory_batch"}  # 40 pictures, 2 GB
    monkeypatch.setattr(machine, "may_have_gpu", lambda: True)
    assert memory(batch_size=1024, free=None) == []
    assert memory(batch_size=1024, free=None, device="cpu")

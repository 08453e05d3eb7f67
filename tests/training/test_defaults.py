"""What the page says that a setting will be is what the trainer makes of it, for every strategy and all kinds of data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from tests.training.conftest import carry_out
from tests.training.toy import disk_datasets
from tlgui.data import images
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.backbones import build
from tlgui.service import launch
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.strategies import OFFERED
from tlgui.training.log import RunLog
from tlgui.training.preparation import Preparation, prepare
from tlgui.ui.form import Considered, Form, consider, form_of

COMBINED = ("dann+mmd", "mcc,shot", "source-only,fine-tuning", "source-only,tent", "contrastive,fine-tuning")
PAIRS = (
    ("source", "all labelled"),
    ("source", "few labels"),
    ("source", "no labels"),
    ("source", "smaller than a batch"),
    ("", "few labels"),
    ("source of values", "few values"),
)
MAPS = {
    "as they are": ClassMap(),
    "one left out": ClassMap(leave_out=("c6",)),
    "two merged": ClassMap(rename={"c5": "c4", "c6": "c4"}, leave_out=("c0",)),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def data(home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Ids of datasets: of seven classes as the demo has them, but fewer pictures; and of values."""
    store, random = DatasetStore(home), np.random.default_rng(0)

    def made(name: str, labels: list[int], copies: int = 0) -> str:
        with store.create() as (dataset_id, writer):
            for index, label in enumerate(labels):
                pixels = random.integers(0, 255, (8, 8, 3)).astype(np.uint8) if index >= copies else np.zeros((8, 8, 3), np.uint8)
                writer.add(images.stored(Image.fromarray(pixels)), f"{index}.png", label)
            origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
            writer.finish(dataset_id, owner=LOCAL_OWNER, name=name, classes=[f"c{place}" for place in range(7)], origin=origin)
        return dataset_id

    values = disk_datasets(home, tmp_path_factory.mktemp("disks"), target_rows=12)
    return {
        "source": made("photos", [label for label in range(7) for _ in range(13 + label)], copies=5),
        "all labelled": made("ink", [label for label in range(7) for _ in range(9)], copies=4),
        "few labels": made("a few", [*(label for label in range(7) for _ in range(3)), *[-1] * 61]),
        "no labels": made("none", [-1] * 40),
        "smaller than a batch": made("small", [-1] * 11),
        "source of values": values[0].info.id,
        "few values": values[1].info.id,
    }


@pytest.fixture(scope="module")
def trained_before(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small network with weights of its own: all of it is frozen by default, and it can be."""
    torch.manual_seed(3)
    place = tmp_path_factory.mktemp("weights") / "weights.safetensors"
    save_file(torch.nn.ModuleDict(build("small-cnn").stages).state_dict(), place)
    return f"small-cnn@{place}"


def shown(home: Home, spec: RunSpec) -> Considered:
    """What the page says of a form that holds this spec."""
    return consider(home, LOCAL_OWNER, Form.of(form_of(spec)), "en", [Path("/")])


def prepared(home: Home, spec: RunSpec) -> Preparation:
    return prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False, engine="torch")


@pytest.mark.parametrize("strategy", [*OFFERED, *COMBINED])
def test_what_the_page_shows_is_what_the_trainer_resolves(
    home: Home, data: dict[str, str], trained_before: str, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No features are needed to know the settings.
    monkeypatch.setattr("tlgui.training.reading.FeatureEntry.read", lambda entry, **_: np.zeros((len(entry.pictures.pack), 1)))
    compared = 0
    for backbone in ("small-cnn", trained_before):
        for source, target in PAIRS:
            for class_map in MAPS.values() if "values" not in source else [ClassMap()]:
                settings = RunSettings(batch_size=16, validation_share=0.3, seed=1)
                spec = RunSpec(
                    source=data.get(source),
                    target=data[target],
                    strategy=strategy,
                    backbone=backbone,
                    class_map=class_map,
                    settings=settings,
                )
                found = shown(home, spec)
                if found.spec is None:  # a strategy without what it needs
                    continue
                trained = prepared(home, found.spec).settings
                optional = {name for name, value in settings if value is None}
                assert set(found.automatic) == optional
                assert found.automatic == {name: getattr(trained, name) for name in optional}, (source, target, class_map)
                compared += 1
    assert compared >= 4


def test_the_log_of_a_run_holds_what_the_page_said(
    home: Home, data: dict[str, str], trained_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TrAdaBoost with a few labels: the page said 10 epochs, and 42 were resolved."""
    honest = RunLog.write

    def until_the_settings(log: RunLog, event: str, **fields: Any) -> None:
        honest(log, event, **fields)
        if event == "settings":
            log.run.ask_to_stop()

    monkeypatch.setattr(RunLog, "write", until_the_settings)
    monkeypatch.setattr(launch, "ensure_workers", lambda *_: None)
    found = shown(home, RunSpec(source=data["source"], target=data["few labels"], strategy="tradaboost", backbone=trained_before))
    assert found.spec is not None
    run = launch.start_run(home, found.spec)
    carry_out(home, run)
    [settings] = [event["settings"] for event in run.events() if event["event"] == "settings"]
    assert {name: settings[name] for name in found.automatic} == found.automatic

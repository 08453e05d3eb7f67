"""Versions of what decides numbers: goldens of the parts that the short runs (``test_loop.py``) do not go through, and what a version holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests import golden
from tests.golden import hold, parts_of
from tests.source import PACKAGE
from tlgui.data import augment, dataset
from tlgui.data import split as splitting
from tlgui.data.dataset import Cached, square
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight import divergence, scores
from tlgui.insight.neighbors import domain_mixing
from tlgui.models.network import EPSILON_OF_FROZEN
from tlgui.runs import pick as picking
from tlgui.runs.belonging import versions_of
from tlgui.runs.pick import Candidate, pick
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.tasks import TASKS
from tlgui.training.preparation import Preparation, prepare
from tlgui.training.reference import BASELINE, reference_key, reference_spec
from tlgui.training.start_settings import as_at_the_start
from tlgui.versions import VERSIONS, differing

HERE = "tests/training/test_versions.py"


def divided() -> dict[str, Any]:
    """Classes with copies, a class of one and pictures without a label; values, some unknown."""
    hashes = [f"{place % 37:04x}" for place in range(44)]
    classes = np.asarray([place % 3 for place in range(42)] + [-1, 3])
    values = np.where(np.arange(44) % 6 == 0, np.nan, np.sqrt(np.arange(44.0)))
    parts = {
        f"{name} of the {role}": splitting.divide(hashes, strata, role, 0.2, 5)
        for name, strata in (("classes", classes), ("values", TASKS["regression"].strata(values)), ("nothing", None))
        for role in ("source", "target")
    }
    return {name: {each: found.tolist() for each, found in part._asdict().items()} for name, part in parts.items()}


def augmented() -> dict[str, Any]:
    """A few pixels of changed views, and which cached view an epoch sees."""
    rows, columns = torch.meshgrid(torch.arange(24.0), torch.arange(24.0), indexing="ij")
    pictures = torch.stack([torch.stack([10 * rows, 5 * (rows + columns), 255 - 8 * columns])] * 4)
    places = np.arange(4)
    views = [np.full((4, 1), view, np.float32) for view in range(7)]
    cached = Cached(views, 3, views)
    return {
        "light": augment.light(pictures, 3, 2, places)[:, :, 4::9, 4::9].flatten().tolist(),
        "strong": augment.strong(pictures, 3, 2, places)[:, :, 4::9, 4::9].flatten().tolist(),
        "seen": [cached.batch(places, epoch).flatten().tolist() for epoch in range(5)],
        "strong seen": [cached.strong(places, epoch, 1).flatten().tolist() for epoch in range(5)],
    }


def scored() -> dict[str, Any]:
    """Every score of one pair of domains."""
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    source = random.normal(size=(90, 4)) + 6 * np.eye(4)[labels]
    target = random.normal(size=(90, 4)) + 6 * np.eye(4)[labels] + [1.0, 0, 0, 1.0]
    logits = 2 * np.eye(3)[labels] + random.normal(size=(90, 3))
    predictions = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).astype(np.float32)
    ratio = divergence.density_ratio(source, target, source[:40])
    assert ratio is not None
    return {
        "label-free": scores.label_free_scores(predictions, target.astype(np.float32)),
        "domains": scores.domain_scores(source, target),
        "weighted": scores.importance_weighted_scores(predictions[:40].argmax(1) == labels[:40], ratio),
        "mixing": domain_mixing(np.concatenate([source, target]), np.arange(180) >= 90),
        "classes": TASKS["classification"].measure(predictions, labels),
        "values": TASKS["regression"].measure(logits[:, :1], labels.astype(float)),
    }


def picked() -> dict[str, Any]:
    """Scores that rise while the source is unlearned: the pick stands at the gate. And without scores: by the error on the source."""
    falling = [
        Candidate(step or None, 1 - step / 100, {name: step / (20 + place) for place, name in enumerate(picking.RANKED)})
        for step in range(40)
    ]
    crossed = [
        Candidate(step, 0.9, {name: float(np.sin(step + 2 * place)) for place, name in enumerate(picking.RANKED)})
        for step in range(1, 9)
    ]
    errors = [Candidate(step, abs(step - 3.2), {}) for step in range(1, 7)]
    found = {
        "falling": pick(falling),
        "crossed": pick(crossed),
        "errors": pick(errors, larger_is_better=False),
    }
    return {name: {"step": each.step, "ranks": each.mean_ranks} for name, each in found.items()}


def cut() -> dict[str, Any]:
    """An oblong picture as a backbone sees it."""
    rows, columns = np.mgrid[:90, :140]
    pixels = np.stack([2 * rows, columns, (rows * columns) % 256], 2).astype(np.uint8)
    return {"pixels": square(pixels, 64)[:, 5::16, 5::16].flatten().tolist()}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "split": divided,
    "augmentation": augmented,
    "features": cut,
    "scores": scored,
    "pick": picked,
}


def held(part: str) -> None:
    hold(f"part-{part}", PARTS[part](), parts_of(part), f'{HERE} -k "as_it_was and {part}"')


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_program_is_as_it_was(part: str) -> None:
    held(part)


def test_what_frozen_backbones_make_of_pictures_is_as_it_was(home: Home, packs: tuple[Pack, Pack]) -> None:
    """From the files on the disk to what a network learns from, with the backbone that comes with the program."""
    settings = RunSettings(frozen="all", image_size=64, augmentation="mirror")
    spec = RunSpec(
        source=packs[0].info.id, target=packs[1].info.id, strategy="source-only", backbone="efficientnet-lite0", settings=settings
    )
    data = prepared(home, spec).data
    assert data.source is not None and data.target is not None
    few = np.asarray([0, 17, 30])
    found = {
        "clean": _means(data.source.inputs.batch(few, None)),
        "changed": _means(data.target.inputs.batch(few, 1)),
        "labels": data.source.labels_of(few).tolist(),
        "validation": data.source.validation.tolist(),
    }
    versions = parts_of("split", "augmentation", "features")
    hold("part-prepared", found, versions, f'{HERE} -k "frozen_backbones and as_it_was"')


def _means(features: torch.Tensor) -> list[list[float]]:
    """Of each picture's features, which are mostly zero, in sixteen groups."""
    return features.reshape(len(features), 16, -1).mean(2).tolist()


def prepared(home: Home, spec: RunSpec) -> Preparation:
    return prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False, engine="torch")


# -- what a version holds --------------------------------------------------------------------------------------------------------


@pytest.fixture
def goldens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that may be written to."""
    shutil.copytree(golden.FOLDER, tmp_path / "goldens")
    monkeypatch.setattr(golden, "FOLDER", tmp_path / "goldens")
    monkeypatch.delenv(golden.WRITE, raising=False)
    return tmp_path / "goldens"


CHANGES: dict[str, tuple[Any, str, Any]] = {
    "split": (splitting, "_place", lambda content, seed: f"{content} {seed}".encode()),
    "augmentation": (augment, "TURN_DEGREES", 15.0),
    "features": (dataset.functional, "interpolate", lambda picture, size, **_: picture[:, :, : size[0], : size[1]]),
    "scores": (scores, "CONFIDENT", 0.8),
    "pick": (picking, "RANKED", picking.RANKED[:2]),
}


@pytest.mark.parametrize("part", CHANGES)
def test_numbers_that_move_are_refused_until_the_version_is_raised(
    goldens: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*CHANGES[part])
    for write in ("", "1"):
        monkeypatch.setenv(golden.WRITE, write)
        with pytest.raises(AssertionError, match="numbers moved, and no version was raised"):
            held(part)
    monkeypatch.setitem(VERSIONS, part, VERSIONS[part] + 1)
    held(part)  # written
    monkeypatch.setenv(golden.WRITE, "")
    held(part)
    monkeypatch.setitem(VERSIONS, part, VERSIONS[part] - 1)
    with pytest.raises(AssertionError, match="versions never fall"):
        held(part)


def test_the_gate_of_the_pick_is_seen(goldens: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pick.__kwdefaults__, "gate", 0.1)
    with pytest.raises(AssertionError, match="numbers moved"):
        held("pick")


def test_a_raised_version_asks_for_its_goldens_to_be_written(goldens: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERSIONS, "pick", VERSIONS["pick"] + 1)
    with pytest.raises(AssertionError, match=rf"was written with other versions.*{golden.WRITE}=1 python -m pytest {HERE}"):
        held("pick")


def test_a_golden_is_not_written_again_while_its_numbers_are_close(goldens: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise numbers could creep away by less than the tolerance each time."""
    path = goldens / "part-scores.json"
    kept = json.loads(path.read_text())
    kept["numbers"]["mixing"] += golden.CLOSE / 2
    path.write_text(json.dumps(kept))
    before = path.read_bytes()
    monkeypatch.setenv(golden.WRITE, "1")
    held("scores")
    assert path.read_bytes() == before


def test_every_version_has_a_golden_that_depends_on_it() -> None:
    kept = [json.loads(path.read_text())["versions"] for path in golden.FOLDER.glob("*.json")]
    named = {name for versions in kept for name in versions}
    assert named >= {*VERSIONS, *(f"strategy {key}" for key in STRATEGIES)}


def test_what_is_written_for_people_changes_no_version(tmp_path: Path) -> None:
    """A comment more in every file: the digests of whole folders that were kept before changed with it."""
    shutil.copytree(PACKAGE, tmp_path / "tlgui", ignore=shutil.ignore_patterns("__pycache__"))
    for file in (tmp_path / "tlgui").rglob("*.py"):
        with open(file, "a", encoding="utf-8") as opened:
            opened.write("# A typo was mended here.\n")
    asked = "import json, tlgui, tlgui.runs.belonging as b; print(json.dumps([tlgui.__file__, b.versions_of('mcc,shot')]))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    place, versions = json.loads(done.stdout)
    assert place.startswith(str(tmp_path))
    assert versions == versions_of("mcc,shot")


def test_a_reference_is_another_with_any_part_but_not_with_the_strategy_that_is_compared(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = prepared(home, RunSpec(source=packs[0].info.id, target=packs[1].info.id, strategy="mcc", backbone="small-cnn"))
    spec = reference_spec(ready, BASELINE, "source_only")

    def key(holder: Any, name: str, version: int) -> str:
        with monkeypatch.context() as raised:
            (raised.setitem if isinstance(holder, dict) else raised.setattr)(holder, name, version)
            return reference_key(ready, spec, LOCAL_OWNER)

    usual = reference_key(ready, spec, LOCAL_OWNER)
    assert key(STRATEGIES["mcc"], "version", 9) == usual
    others = [key(VERSIONS, part, version + 1) for part, version in VERSIONS.items()]
    others.append(key(STRATEGIES["source-only"], "version", 9))
    assert len({usual, *others}) == len(VERSIONS) + 2


def test_the_reference_of_what_learns_from_the_target_is_frozen_as_a_whole_with_settings_of_its_own(
    home: Home, packs: tuple[Pack, Pack]
) -> None:
    """What a network that is trained from the first layer on was given is not what one learns best with whose backbone is frozen."""
    asked = RunSettings(frozen="none", image_size=64, epochs=1)
    of_run = RunSpec(source=packs[0].info.id, target=packs[1].info.id, strategy="fine-tuning", settings=asked)
    ready = prepared(home, of_run)
    reference = reference_spec(ready, BASELINE, "source_only").settings
    assert reference.frozen is None
    for name in ("learning_rate", "weight_decay", "dropout"):
        assert getattr(ready.settings, name) is not None, name
        assert getattr(reference, name) is None, name


@pytest.mark.slow
@pytest.mark.parametrize("chosen", [None, 0.3])
def test_what_a_strategy_leaves_out_of_the_network_its_reference_keeps_unless_somebody_chose_it(
    home: Home, packs: tuple[Pack, Pack], chosen: float | None
) -> None:
    """So one reference serves strategies that drop features out and those that do not."""
    asked = RunSettings(frozen="all", dropout=chosen)
    of_run = RunSpec(source=packs[0].info.id, target=packs[1].info.id, strategy="coral", settings=asked)
    ready = prepared(home, of_run)
    assert ready.settings.dropout == (0.0 if chosen is None else chosen)
    assert reference_spec(ready, BASELINE, "source_only").settings.dropout == chosen


def test_a_run_that_starts_from_the_source_has_the_epsilon_of_the_baseline_it_starts_from() -> None:
    def epsilon(strategy: str, *, pretrained: bool) -> float | None:
        begun = RunSpec(strategy=strategy, strategy_settings={"fine-tuning": {"start_from": "source"}})
        return as_at_the_start(Home(Path("nowhere")), LOCAL_OWNER, begun, pretrained=pretrained)[1]

    assert epsilon("fine-tuning", pretrained=True) == EPSILON_OF_FROZEN
    assert epsilon("fine-tuning", pretrained=False) is None


def test_what_was_not_numbered_yet_counts_as_the_first_version() -> None:
    assert differing({"split": 1}, {"split": 1, "letters": 1}) == {}
    assert differing({"split": 1}, {"split": 2, "letters": 2}) == {"split": (1, 2), "letters": (1, 2)}

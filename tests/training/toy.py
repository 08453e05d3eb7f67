"""Domains made of numbers whose right answer is known, and tiny picture datasets."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from tests.decoding import decoded_here
from tlgui.data.ingest import ingest
from tlgui.data.labelling import Labelling
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.models.network import Network
from tlgui.models.tasks import Classification, Regression, Task
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions
from tlgui.specification.run_spec import Normalisation
from tlgui.training.data import Domain, RunData

CLASSES = ["a", "b", "c"]
WIDTH = 8


@dataclass
class Numbers:
    """Inputs that are in memory already."""

    values: NDArray[np.float32]

    def batch(self, indices: NDArray[np.int64], epoch: int | None) -> Tensor:
        return torch.from_numpy(self.values[indices])

    def strong(self, indices: NDArray[np.int64], epoch: int, draw: int) -> Tensor:
        """The points with noise, the same for the same (epoch, draw)."""
        noise = np.random.default_rng([epoch, draw]).normal(scale=0.5, size=self.values.shape)
        return torch.from_numpy((self.values + noise)[indices].astype(np.float32))


def gaussians(seed: int, count: int, *, shift: float = 0.0, turn: float = 0.0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Three classes around the corners of a triangle; the target's are shifted along one axis or turned in the plane (radians)."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    angles = labels * 2 * np.pi / 3 + turn
    points = random.normal(scale=0.5, size=(count, WIDTH))
    points[:, 0] += 2 * np.cos(angles) + shift
    points[:, 1] += 2 * np.sin(angles)
    return points.astype(np.float32), labels.astype(np.int64)


def selected_data() -> tuple[RunData, NDArray[np.int64]]:
    """Two clouds with opposite rules for the class: a fifth of the source and nine tenths of the target lie in the second.

    The class is the sign of the first number. No linear rule serves both clouds, so what is learnt depends on which pictures count.
    """

    def draw(seed: int, count: int, share: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        random = np.random.default_rng(seed)
        second = np.arange(count) < share * count
        points = random.normal(scale=0.5, size=(count, WIDTH))
        points[:, 0] = random.choice([-1.0, 1.0], size=count) + random.normal(scale=0.3, size=count)
        points[:, 1] += np.where(second, 1.0, -1.0)
        order = random.permutation(count)
        return points.astype(np.float32)[order], ((points[:, 0] > 0) ^ second).astype(np.int64)[order]

    (source, source_labels), (target, target_labels) = draw(1, 240, 0.2), draw(2, 210, 0.9)
    places, everything = np.arange(240), np.arange(210)
    nobody: Pack = None  # type: ignore[assignment]
    source_domain = Domain(nobody, Numbers(source), source_labels, places[:192], places[192:], places[192:], places[:192])
    target_domain = Domain(nobody, Numbers(target), None, everything, everything[:0], everything, everything)
    return RunData(Classification(["a", "b"]), source_domain, target_domain), target_labels


def gaussian_data(*, shift: float = 0.0, turn: float = 0.0, labelled_target: bool = False) -> tuple[RunData, NDArray[np.int64]]:
    """Both domains, and the target's labels for whoever may know them."""
    task = Classification(CLASSES)
    (source, source_labels), (target, target_labels) = gaussians(1, 240), gaussians(2, 210, shift=shift, turn=turn)
    places = np.arange(240)
    nobody: Pack = None  # type: ignore[assignment]  # the loop never asks for the pictures themselves
    source_domain = Domain(nobody, Numbers(source), source_labels, places[:192], places[192:], places[192:], places[:192])
    everything = np.arange(210)
    if labelled_target:
        train, validation = everything[:150], everything[150:]
        target_domain = Domain(nobody, Numbers(target), target_labels, train, validation, validation, train)
    else:
        target_domain = Domain(nobody, Numbers(target), None, everything, everything[:0], everything, everything)
    teaching = np.eye(len(CLASSES), dtype=np.float32)[target_labels] * 0.7 + 0.3 / len(CLASSES)
    return RunData(task, source_domain, target_domain, teaching=teaching.astype(np.float32)), target_labels


def small_network(
    normalisation: Normalisation, seed: int = 0, bottleneck: int = 16, *, normed: bool = False, task: Task | None = None
) -> Network:
    """With ``normed`` a trained layer and a normalisation layer with scale and shift stand before the bottleneck."""
    torch.manual_seed(seed)
    rest = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU()) if normed else nn.Sequential()
    return Network(
        rest, torch.zeros(1, WIDTH), task or Classification(CLASSES), normalisation=normalisation, bottleneck=bottleneck
    )


def picture_folder(folder: Path, seed: int, *, dark: bool, labelled: bool = True, count: int = 12) -> Path:
    """Bars, crosses and frames, bright on dark or dark on bright, 32 × 32."""
    for name, files in _pictures(seed, dark, count).items():
        place = folder / name if labelled else folder
        place.mkdir(parents=True, exist_ok=True)
        for number, file in enumerate(files):
            (place / f"{name}{number}.png").write_bytes(file)
    return folder


@cache
def _pictures(seed: int, dark: bool, count: int) -> dict[str, list[bytes]]:
    """PNG files by what they show."""
    random = np.random.default_rng(seed)
    drawn: dict[str, list[bytes]] = {}
    for name in ("bar", "cross", "frame"):
        for _ in range(count):
            pixels = random.integers(0, 60, size=(32, 32, 3))
            row, column = random.integers(8, 22, size=2)
            if name in ("bar", "cross"):
                pixels[row : row + 3, :] = 220
            if name == "cross":
                pixels[:, column : column + 3] = 220
            if name == "frame":
                pixels[4:28, 4:28] = 220
                pixels[8:24, 8:24] = random.integers(0, 60, size=(16, 16, 3))
            file = io.BytesIO()
            Image.fromarray((255 - pixels if not dark else pixels).astype(np.uint8)).save(file, "PNG")
            drawn.setdefault(name, []).append(file.getvalue())
    return drawn


def picture_datasets(home: Home, folder: Path, *, labelled_target: bool = True) -> tuple[Pack, Pack]:
    source = picture_folder(folder / "source", 1, dark=True)
    target = picture_folder(folder / "target", 2, dark=False, labelled=labelled_target)
    with decoded_here():
        return ingest(str(source), home), ingest(str(target), home)


def disk_folder(folder: Path, seed: int, *, background: tuple[int, int, int], count: int = 40) -> Path:
    """Pictures of a white disk, 32 × 32, and beside the folder a table of the disks' radii in millimetres (a pixel is 2.5 mm)."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    rows = ["file;radius"]
    down, right = np.mgrid[:32, :32]
    for number in range(count):
        radius = random.uniform(3, 12)
        row, column = random.uniform(13, 19, size=2)
        pixels = random.integers(0, 25, size=(32, 32, 3)) + np.asarray(background)
        pixels[(down - row) ** 2 + (right - column) ** 2 <= radius**2] = 240
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.png")
        rows.append(f"{number}.png;{2.5 * radius:.3f}")
    folder.with_suffix(".csv").write_text("\n".join(rows))
    return folder


def disk_datasets(home: Home, folder: Path, *, target_rows: int | None = None) -> tuple[Pack, Pack]:
    """Disks on black and on a brownish grey; of the target, values are given for so many pictures, all by default."""
    source = disk_folder(folder / "source", 1, background=(0, 0, 0))
    target = disk_folder(folder / "target", 2, background=(110, 90, 60))
    table = folder / "target.csv"
    table.write_text("\n".join(table.read_text().splitlines()[: None if target_rows is None else target_rows + 1]))
    with decoded_here():
        return (
            ingest(str(source), home, role="source", labelling=Labelling(folder / "source.csv", "values")),
            ingest(str(target), home, role="target", labelling=Labelling(table, "values")),
        )


def number_data(*, shift: float = 0.0, labelled_target: bool = False) -> tuple[RunData, NDArray[np.float64]]:
    """Both domains of a task of values (10 + 4 times the first number, with some noise), and the target's values for whoever may know them."""
    random = np.random.default_rng(7)
    points = random.normal(size=(360, WIDTH)).astype(np.float32)
    values = 10 + 4 * points[:, 0].astype(np.float64) + random.normal(scale=0.1, size=360)
    points[200:, 1] += shift
    points[200:, 0] += shift
    places, rest = np.arange(200), np.arange(160)
    nobody: Pack = None  # type: ignore[assignment]
    source = Domain(nobody, Numbers(points[:200]), values[:200], places[:160], places[160:], places[160:], places[:160])
    target = Domain(nobody, Numbers(points[200:]), None, rest, rest[:0], rest, rest)
    if labelled_target:
        target = Domain(nobody, Numbers(points[200:]), values[200:], rest[:120], rest[120:], rest[120:], rest[:120])
    learner = target if labelled_target else source
    task = Regression().learning(learner.labels_of(learner.train))
    return RunData(task, source, target), values[200:]


def kept_of_target(run: Run) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
    """The pictures that a run's result speaks of, (n,), and what it predicts of them, (n, k)."""
    step = run.kept_step()
    assert step is not None
    found = target_predictions(run.prediction_path(step))
    assert found is not None
    return found

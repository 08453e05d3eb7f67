"""Datasets and runs as ingest and the trainer leave them, made in a moment, so that the page can be seen and tested without training."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from tests.jobs.conftest import trained_by
from tlgui import durable
from tlgui.data import images, seals
from tlgui.data.images import DecodedPicture
from tlgui.data.pack import Pack
from tlgui.data.split import others
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.processes import boot_id, own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination

SHAPES = ("bar", "circle", "cross", "ring", "square", "triangle")


def picture(kind: int, number: int, sketch: bool) -> Image.Image:
    """A shape: filled on white for a source, thin on brown for a target."""
    random = np.random.default_rng(1000 * kind + number + (500_000 if sketch else 0))
    paper = (214, 188, 150) if sketch else (250, 250, 250)
    colour = tuple(int(value) for value in random.integers(20, 170, 3))
    image = Image.new("RGB", (96, 96), paper)
    draw = ImageDraw.Draw(image)
    left, top = random.integers(8, 24, 2).tolist()
    box = (left, top, left + 56, top + 56)
    style: dict[str, Any] = {"outline": colour, "width": 3} if sketch else {"fill": colour}
    thick = 3 if sketch else 12
    shape = SHAPES[kind % len(SHAPES)]
    if shape == "bar":
        draw.rectangle((left, top + 20, left + 56, top + 34), **style)
    elif shape == "circle":
        draw.ellipse(box, **style)
    elif shape == "cross":
        draw.line([box[:2], box[2:]], fill=colour, width=thick)
        draw.line([(box[0], box[3]), (box[2], box[1])], fill=colour, width=thick)
    elif shape == "ring":
        draw.ellipse(box, outline=colour, width=thick)
    elif shape == "square":
        draw.rectangle(box, **style)
    else:
        draw.polygon([(left + 28, top), (left + 56, top + 56), (left, top + 56)], **style)
    return image


@cache
def stored(kind: int, number: int, sketch: bool) -> DecodedPicture:
    """The same as it is stored: hundreds of tests have the same pictures."""
    return images.stored(picture(kind, number, sketch))


_KINDS: dict[str, int] = {}
"""What each picture that was made shows, by its hash."""


def kinds(pack: Pack) -> np.ndarray:
    """What each picture of a dataset shows, by its number, whether it has a label or not; of one that was not made here its label says so."""
    return np.array([_KINDS.get(hash, label) for hash, label in zip(pack.hashes, pack.labels().tolist(), strict=True)])


def dataset(
    home: Home,
    name: str = "shapes",
    classes: Sequence[str] = SHAPES[:4],
    *,
    each: int = 30,
    sketch: bool = False,
    labelled: bool = True,
    labels_open: bool = False,
    refused: Sequence[dict[str, Any]] = (),
    owner: str = LOCAL_OWNER,
    names: Sequence[str] = (),
    copies: int = 0,
) -> Pack:
    """A dataset of ``each`` pictures a class. ``names``: file names for the first pictures. ``copies``: more, of each class's first ones."""
    classes = sorted(classes)
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for kind in range(len(classes)):
            for number in range(each + copies):
                title = names[len(writer)] if len(writer) < len(names) else f"{number:03d}.png"
                made = stored(kind, number % each, sketch)
                _KINDS[made.hash] = kind
                writer.add(made, title, kind if labelled else -1)
        writer.finish(
            dataset_id,
            owner=owner,
            name=name,
            classes=classes if labelled else [],
            origin={"kind": "upload", "path": "", "fingerprint": f"{name}-{dataset_id}"},
            labels_open=labels_open,
            refused=refused,
        )
    return store.get(dataset_id, owner)


class MadeRun:
    """A run that is written step by step, as a trainer writes it. The process that made it is its trainer until it ends."""

    STEPS = 240
    EVERY = 20

    def __init__(
        self,
        home: Home,
        source: Pack,
        target: Pack,
        *,
        sealed: bool = False,
        strategy: str = "dann",
        backbone: str = "small-cnn",
        owner: str = LOCAL_OWNER,
        seed: int = 0,
        **spec: Any,
    ) -> None:
        self.source, self.target = source, target
        self.spec = RunSpec(
            source=source.info.id, target=target.info.id, strategy=strategy, backbone=backbone, sealed=sealed,
            settings=RunSettings(epochs=8, seed=seed), **spec,
        )  # fmt: skip
        names = {"source": source.info.name, "target": target.info.name}
        self.run: Run = RunStore(home).create(self.spec, names, owner)
        self.log = EventWriter(self.run.events_path)
        self._queue = JobQueue(home)
        self.classes = list(source.info.classes)
        self.random = np.random.default_rng(0)
        seals.reveal(home, source.info, "source", self.run.id)
        if sealed:
            seals.seal(home, target.info, "run", self.run.id)
        elif target.info.labels != "none":
            self.run.reveal([int(label) for label in target.labels()], "open labels")
            seals.reveal(home, target.info, "open labels", self.run.id)
        self.beat()

    def beat(self) -> None:
        (self.run.folder / "heartbeat").write_text(f"{boot_id()} {time.monotonic()}")

    def begin(self) -> None:
        self._job = trained_by(self._queue, self.run)
        self.log.write("started", identity=own_identity().as_json(), time=time.time(), threads=2, versions={})
        self.log.write("stage", name="features")
        self.log.write("seconds", name="features", seconds=0.4)
        settings = self.spec.settings.model_dump(mode="json")
        self.log.write("settings", settings=settings, device="cpu", classes=self.classes, baseline_kind="source_only")
        self._sample()

    def reference(self, kind: str = "baseline", level: float = 0.55) -> None:
        self.log.write("stage", name="baseline" if kind == "baseline" else kind)
        for step in range(1, self.STEPS + 1):
            self.log.write(
                "reference_step", kind=kind, step=step, parts={"source": self._fall(step)}, health={}, learning_rate=0.02
            )
            if step % self.EVERY == 0:
                self._evaluation(step, level * (1 - np.exp(-step / 40)), kind)
        scores = self._scores(level)
        self.log.write(
            "reference",
            kind=kind,
            run=("0" if kind == "baseline" else "1") * 32,
            step=self.STEPS,
            classes=self.classes,
            source={"accuracy": 0.97},
            scores=scores,
        )
        self.log.write("seconds", name="baseline" if kind == "baseline" else kind, seconds=7.1)

    def train(self, until: int | None = None, start: int = 0, final: float = 0.86) -> None:
        if start == 0:
            self.log.write("stage", name="train")
            self.log.write("phase", index=0, kind="gradient", strategy=self.spec.strategy, step=0, steps=self.STEPS)
        for step in range(start + 1, (until or self.STEPS) + 1):
            parts, health = self._numbers(step)
            self.log.write("step", step=step, parts=parts, health=health, learning_rate=0.02)
            if step % self.EVERY == 0:
                self._evaluation(step, final * (1 - np.exp(-step / 50)), None)
                self.beat()

    def maps(self, *names: str, moved: bool = True) -> None:
        """The map job's files: ``before``, steps such as ``000040``, ``after``."""
        record: dict[str, Any] = {"maps": {}, "bounds": [-9.0, 9.0, -8.0, 8.0], "moved": moved, "seconds": 3.1}
        for name in names:
            file = self.run.folder / "maps" / f"{name}.npz"
            np.savez(file, **self._points(name))
            numbers = {"before": (0.97, 0.06, 0.8), "after": (0.96, 0.34, 0.9)}.get(name, (0.95, 0.2, 0.85))
            record["maps"][name] = dict(zip(("trustworthiness", "mixing", "separation"), numbers, strict=True), file=file.name)
            if name != "before":
                record["maps"][name]["step"] = self.STEPS - self.EVERY if name == "after" else int(name)
        if "after" in names:
            shown, each = kinds(self.target), self._each()
            record["movers"] = [{"picture": number, "left": 0.6 - number / 100} for number in range(8)]
            record["unlike"] = [
                {"picture": number, "distance": 0.9 - number / 100} for number in range(min(8, len(shown)), min(20, len(shown)))
            ]
            record["alignment"] = [
                {
                    "pictures": np.flatnonzero(shown == kind).tolist(),
                    "classes": [[kind, each - 2], [(kind + 1) % 4, 2]],
                }
                for kind in range(len(self.classes))
            ]
        durable.write_json(self.run.folder / "maps" / "maps.json", record)

    def snapshots(self) -> None:
        """What maps before and after are drawn from is there; nobody reads it here."""
        for path in (self.run.folder / "snapshots" / "before.npz", self.run.snapshot_path(self.STEPS - self.EVERY)):
            durable.write_bytes(path, b"")

    def finish(self, level: float = 0.86) -> None:
        kept = self.STEPS - self.EVERY
        self.log.write("picked", step=kept, kept=kept, ranks={}, rule="label_free")
        self.reference("normalisation_alone", 0.72)
        self.log.write(
            "result",
            baseline_kind="source_only",
            step=kept,
            better_than_baseline=True,
            source={"accuracy": 0.985},
            scores=self._scores(level),
            mixing={"before": 0.06, "after": 0.34},
            target_scored=len(self.target),
            validation=24,
        )
        self.log.write("finished", time=time.time())
        self._queue.finish(self._job, {})

    def fail(self, code: str, **values: Any) -> None:
        self._queue.finish(self._job, {})
        self.log.write("failed", time=time.time(), problems=[{"code": code, "values": values}])

    def right_on(self, share: float) -> Run:
        """A finished run without maps, which is right on this share of its target."""
        self.begin()
        self.reference()
        self.train(final=share)
        self.finish(share)
        return self.run

    def whole(self) -> Run:
        """A finished run with both maps."""
        self.begin()
        self.reference()
        self.train()
        self.maps("before", "after")
        self.finish()
        return self.run

    def _numbers(self, step: int) -> tuple[dict[str, float], dict[str, float]]:
        """Losses that fall and health numbers that settle: a discriminator's for DANN, of any other strategy those that it declares."""
        if self.spec.strategy == "dann":
            apart = 0.5 + 0.4 * np.exp(-((step - 60) ** 2) / 4000) + self.random.normal(0, 0.03)
            parts = {"source": self._fall(step), "domain": 0.69 - 0.3 * (apart - 0.5) + self.random.normal(0, 0.01)}
            return parts, {"domain_accuracy": float(np.clip(apart, 0, 1)), "lambda": step / self.STEPS}
        declared = [STRATEGIES[key] for key in Combination.parse(self.spec.strategy).keys if key in STRATEGIES]
        parts = {part.key: self._fall(step) for each in declared for part in each.parts}
        settled = {"share": 0.3, "times": 9.0, "plain": 0.004}
        return parts, {
            number.key: float(settled[number.unit] * (1 + np.exp(-step / 60) + self.random.normal(0, 0.08)))
            for each in declared
            for number in each.health
        }

    # -- what the numbers are made of ------------------------------------------------------------------------------------------

    def _fall(self, step: int) -> float:
        return float(1.8 * np.exp(-step / 30) + 0.05 + abs(self.random.normal(0, 0.03)))

    def _scores(self, level: float) -> dict[str, float]:
        names = ("information_maximisation", "bnm", "class_ami", "entropy", "confident_share", "largest_class_share")
        return dict(zip(names, (level + 0.4, level, level - 0.1, 1 - level, level - 0.2, 0.3), strict=True))

    def _predictions(self, truth: np.ndarray, right: float) -> np.ndarray:
        """Probabilities (n, k) that are right for this share of the pictures, each time for the same ones first."""
        order = np.random.default_rng(1).permutation(len(truth))
        guess = np.where(order < right * len(truth), truth, (truth + 1) % len(self.classes))
        made = np.full((len(truth), len(self.classes)), 0.2 / max(1, len(self.classes) - 1), np.float16)
        made[np.arange(len(truth)), guess] = 0.8
        return made

    def _evaluation(self, step: int, right: float, kind: str | None) -> None:
        truth = kinds(self.target) % len(self.classes)
        folder = self.run.folder / "predictions" / (kind or "")
        folder.mkdir(exist_ok=True)
        none = np.zeros(0, np.int64)
        predictions, pictures = self._predictions(truth, right), np.arange(len(truth))
        learned = TaughtLabels.of(self.run) if kind is None else None
        if learned is not None:
            pictures = others(self.target.hashes, learned.pictures)
            predictions = predictions[pictures]
        np.savez(
            folder / f"{step:06d}.npz",
            source=predictions[:0],
            source_index=none,
            target=predictions,
            target_index=pictures,
        )
        event, more = ("evaluation", {}) if kind is None else ("reference_evaluation", {"kind": kind})
        source = {"accuracy": float(0.985 * (1 - np.exp(-step / 15)))}
        self.log.write(event, step=step, source=source, scores=self._scores(right), **more)

    def _each(self) -> int:
        return -(-len(self.target) // len(self.classes))

    def _sample(self) -> None:
        record: dict[str, Any] = {"classes": self.classes}
        for role, pack in (("source", self.source), ("target", self.target)):
            thumbnails = [pack.thumbnail(index) for index in range(len(pack))]
            durable.write_bytes(self.run.folder / "sample" / f"{role}.thumbnails", b"".join(thumbnails))
            record[role] = {
                "indices": list(range(len(pack))),
                "names": [pack.name(index) for index in range(len(pack))] if role == "source" or not self.spec.sealed else None,
                "hashes": pack.hashes,
                "thumbnail_ends": np.cumsum([len(each) for each in thumbnails]).tolist(),
                "labels": [int(label) for label in pack.labels()] if role == "source" else None,
            }
        durable.write_json(self.run.folder / "sample" / "sample.json", record)

    def _points(self, name: str) -> dict[str, np.ndarray]:
        """Classes on a circle; before, the target lies together in the middle, afterwards beside its classes."""
        made: dict[str, np.ndarray] = {}
        random = np.random.default_rng(3)
        for role, pack in (("source", self.source), ("target", self.target)):
            shown = kinds(pack) % len(self.classes)
            angle = 2 * np.pi * shown / len(self.classes)
            centre = 6 * np.stack([np.cos(angle), np.sin(angle)], 1)
            way = int(name) / self.STEPS if name.isdigit() else float(name == "after")
            pull = 1.0 if role == "source" else 0.2 + 0.65 * way
            made[role] = (pull * centre + random.normal(0, 0.55, centre.shape)).astype(np.float32)
            right = 1.0 if role == "source" else 0.55 + 0.31 * way
            predictions = self._predictions(shown, right)
            made[f"{role}_predictions"] = predictions.argmax(1).astype(np.int32)
            made[f"{role}_confidence"] = predictions.max(1).astype(np.float32)
        return made


def name_pictures(now: Callable[[], Labeling], count: int, classes: Sequence[str]) -> Labeling:
    """Name the next pictures of a target by hand; ``classes``: what pictures of each kind (:func:`kinds`) are called."""
    for _ in range(count):
        labeling = now()
        assert labeling.next is not None
        assert labeling.say(labeling.next, Answer("class", classes[kinds(labeling.pack)[labeling.next]]))
    return now()

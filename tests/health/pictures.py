"""Pictures with something on them, datasets of them, and their health."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tlgui.data import images
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.health.report import health
from tlgui.home import Home


def scene(seed: int, width: int = 160, height: int = 120) -> Image.Image:
    """A picture like a photo: soft light, a few sharp shapes, some grain. No other seed gives one like it."""
    random = np.random.default_rng(seed)
    soft = Image.fromarray(random.integers(40, 216, (6, 8, 3), dtype=np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    for _ in range(12):
        left, top = random.integers(0, width - 8), random.integers(0, height - 8)
        size = tuple(int(each) for each in random.integers(4, 40, 2))
        soft.paste(
            tuple(int(each) for each in random.integers(0, 256, 3)),
            (int(left), int(top), int(left) + size[0], int(top) + size[1]),
        )
    grain = random.integers(-10, 11, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(soft).astype(int) + grain, 0, 255).astype(np.uint8))


def saved_again(image: Image.Image, quality: int = 50) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def dataset(
    home: Home,
    pictures: Iterable[tuple[str, int, Image.Image]],
    classes: Iterable[str] = (),
    *,
    name: str = "photo",
    labels_open: bool = False,
    origin: dict[str, str] | None = None,
) -> Pack:
    """A dataset of (name, label, picture)."""
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for title, label, image in pictures:
            writer.add(images.stored(image.convert("RGB")), title, label)
        whence = {"kind": "upload", "path": "", "fingerprint": dataset_id, **(origin or {})}
        writer.finish(dataset_id, owner="local", name=name, classes=list(classes), origin=whence, labels_open=labels_open)
    return store.get(dataset_id)


def scenes(home: Home, seeds: Iterable[int], classes: Iterable[str] = ("cat", "dog"), **options: Any) -> Pack:
    """A dataset of scenes, the classes in turn."""
    names = list(classes)
    return dataset(
        home,
        ((f"{seed}.png", place % len(names) if names else -1, scene(seed)) for place, seed in enumerate(seeds)),
        names,
        **options,
    )


def folder_of(root: Path, pictures: dict[str, Image.Image | bytes]) -> Path:
    """A folder of files: pictures are saved in the format of their ending, bytes as they are."""
    for name, content in pictures.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content.save(path)
    return root


def health_of(home: Home, source: Path | Pack | None, target: Path | Pack | None = None) -> dict[str, Any]:
    """The report of folders or datasets."""
    packs = [ingest(str(each), home) if isinstance(each, Path) else each for each in (source, target)]
    return health(home, *packs)


def finding(report: dict[str, Any], code: str) -> dict[str, Any]:
    """The one finding with this code; its sentences are said in both languages."""
    from tlgui.texts import LANGUAGES, say

    found = [each for each in report["findings"] if each["code"] == code]
    assert len(found) == 1, report["findings"]
    assert all(say(f"note.{code}", language, **found[0]["values"]) for language in LANGUAGES)
    return found[0]


def codes(report: dict[str, Any]) -> list[str]:
    return [each["code"] for each in report["findings"]]


def values_dataset(home: Home, values: Iterable[float], **options: Any) -> Pack:
    """A dataset of scenes with values to learn instead of classes; NaN for a picture without one."""
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for seed, value in enumerate(values):
            writer.add(images.stored(scene(seed)), f"{seed}.png", value=value)
        origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
        writer.finish(
            dataset_id, owner="local", name="table", classes=(), origin=origin, task="regression", value_name="weight", **options
        )
    return store.get(dataset_id)

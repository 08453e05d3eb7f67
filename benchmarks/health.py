"""The health report of generated, distinct pictures with planted copies: how long, and whether all copies are found.

    python benchmarks/health.py [--pictures 10000] [--copies 100]

Copies are pictures saved again as JPEG of quality 50, or resized to 90 %.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time

import numpy as np
from PIL import Image

from tlgui.data import images
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.health.report import health
from tlgui.home import Home

SIDE = 256


def picture(random: np.random.Generator) -> Image.Image:
    soft = Image.fromarray(random.integers(0, 256, (12, 12, 3), dtype=np.uint8)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    grain = random.integers(-12, 13, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.asarray(soft).astype(np.int16) + grain, 0, 255).astype(np.uint8))


def copy_of(image: Image.Image, resized: bool) -> Image.Image:
    if resized:
        return image.resize((SIDE * 9 // 10, SIDE * 9 // 10), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=50)
    return Image.open(file).convert("RGB")


def make_dataset(home: Home, count: int, copies: int) -> Pack:
    random, kept = np.random.default_rng(0), []
    with DatasetStore(home).create() as (dataset_id, writer):
        for index in range(count - copies):
            image = picture(random)
            if index < copies:
                kept.append(image)
            writer.add(images.stored(image), f"{index}.png", index % 10)
        for index, image in enumerate(kept):
            writer.add(images.stored(copy_of(image, bool(index % 2))), f"copy {index}.png", index % 10)
        origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
        writer.finish(
            dataset_id, owner="local", name="generated", classes=[f"class {number}" for number in range(10)], origin=origin
        )
    return DatasetStore(home).get(dataset_id)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pictures", type=int, default=10_000)
    ask.add_argument("--copies", type=int, default=100)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Home.open(place)
        pack = make_dataset(home, given.pictures, given.copies)
        began = time.perf_counter()
        report = health(home, pack, None)
        took = time.perf_counter() - began
        began = time.perf_counter()
        health(home, None, pack)  # another role: measured already
        again = time.perf_counter() - began
        near = report["domains"]["source"]["copies"]["near"]
        print(f"{given.pictures:,} pictures of {SIDE} × {SIDE}, {given.copies} of them near copies\n")
        print("| | |\n|---|---|")
        print(f"| report | **{took:.1f} s** |\n| … when the pictures were measured before | {again:.1f} s |")
        print(f"| near copies found | {near['pictures']} in {near['groups']} groups |")


if __name__ == "__main__":
    main()

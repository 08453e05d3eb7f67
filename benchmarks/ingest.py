"""Ingest against a plain Pillow loop on generated, distinct pictures, side by side in one run.

    python benchmarks/ingest.py [--pictures 300] [--repeats 3] [--width 1600] [--height 1200] [--memory 500,4000]

The plain loop is what people write: open, convert to RGB, resize to the same short side, append the pixels to a file. Ingest does more (it
makes thumbnails, hashes, judges each file in a child process). The memory is the peak of what the parent and its children hold, without the
pages of files, for two numbers of smaller pictures.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from memory import peak_of
from PIL import Image

from tlgui.data.ingest import ingest
from tlgui.data.pixels import STORE_SIDE
from tlgui.home import Home
from tlgui.machine import cores

INGEST = """
import sys
from tlgui.data.ingest import ingest
from tlgui.home import Home
print(len(ingest(sys.argv[1], Home.open(sys.argv[2]))))
"""


def make_pictures(folder: Path, count: int, width: int, height: int, classes: int = 4) -> Path:
    """Distinct JPEG files in class folders: soft shapes with grain, as large on the disk as photos of this size."""
    random = np.random.default_rng(0)
    for index in range(count):
        place = folder / f"class{index % classes}"
        place.mkdir(parents=True, exist_ok=True)
        soft = Image.fromarray(random.integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        grain = Image.effect_noise((width, height), 24).convert("RGB")
        Image.blend(soft, grain, 0.25).save(place / f"{index:06d}.jpg", quality=90)
    return folder


def plain_loop(folder: Path, into: Path) -> int:
    count = 0
    with open(into, "wb") as file:
        for path in sorted(folder.rglob("*.jpg")):
            image = Image.open(path).convert("RGB")
            scale = STORE_SIDE / min(image.size)
            if scale < 1:
                image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
            file.write(np.asarray(image).tobytes())
            count += 1
    return count


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pictures", type=int, default=300)
    ask.add_argument("--repeats", type=int, default=3)
    ask.add_argument("--width", type=int, default=1600)
    ask.add_argument("--height", type=int, default=1200)
    ask.add_argument("--memory", default="500,4000")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        folder = make_pictures(root / "pictures", given.pictures, given.width, given.height)
        plain, ours = [], []
        for repeat in range(given.repeats):
            began = time.perf_counter()
            plain_loop(folder, root / "plain.bin")
            plain.append(time.perf_counter() - began)
            began = time.perf_counter()
            ingest(str(folder), Home.open(root / f"home{repeat}"))
            ours.append(time.perf_counter() - began)
        rate = [given.pictures / statistics.median(seconds) for seconds in (plain, ours)]
        print(f"{given.pictures} JPEG files of {given.width} × {given.height}, {cores()} cores, median of {given.repeats}\n")
        print("| way | pictures a second | ratio |\n|---|---|---|")
        print(f"| plain Pillow loop | {rate[0]:.0f} | 1 |")
        print(f"| ingest | {rate[1]:.0f} | **{rate[1] / rate[0]:.2f}** |\n")
        print("| pictures (320 × 240) | seconds | peak memory of all processes |\n|---|---|---|")
        for count in map(int, given.memory.split(",")):
            small = make_pictures(root / f"small{count}", count, 320, 240)
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-c", INGEST, str(small), str(root / f"home-small{count}")], stdout=subprocess.DEVNULL
            )
            peak = peak_of(process)
            print(f"| {count:,} | {time.perf_counter() - began:.1f} | {peak / 2**20:.0f} MiB |", flush=True)


if __name__ == "__main__":
    main()

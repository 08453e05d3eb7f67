"""Features of a frozen network: each engine against plain PyTorch, and how time and memory grow with the number of pictures.

    python benchmarks/features.py [--backbone efficientnet-lite0] [--pictures 128] [--repeats 3] [--growth 1000,20000] [--size PIXELS]

Plain PyTorch is what people write: float32, contiguous, batches of 32. The growth is measured through the feature cache as a run does it, on
generated, distinct pictures, each number in a process of its own, with ``--size`` for the network's input (its own size by default). The
processor time tells more than the clock on a machine that others use too. The memory is the peak without the pages of files.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from memory import peak_of

GROW = """
import sys, time
from tlgui.data.dataset import Pictures
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.models.backbones import open_backbone
from tlgui.training.device import Device
from tlgui.training.feature_cache import activations, choose_engine
home, dataset, name, size = Home.open(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]) or None
backbone, device = open_backbone(home, name, size), Device("cpu")
pictures = Pictures(DatasetStore(home).get(dataset), backbone.image_size, backbone.mean, backbone.std, keep=False)
depth = len(backbone.stages)
engine = choose_engine(home, [pictures], backbone, depth, device)
seen = []
report = lambda done, total: seen.append((done, time.perf_counter(), time.process_time()))
found = activations(home, pictures, backbone, depth, device, engine=engine, report=report)
(first, began, used), (last, ended, used_then) = seen[0], seen[-1]  # after the first batch, so without building the engine
print(engine, ended - began, used_then - used, last - first, len(found))
"""


def engines(name: str, count: int, repeats: int) -> None:
    """Pictures a second of each engine, and how well it agrees with PyTorch in float32."""
    import torch

    from tlgui.home import Home
    from tlgui.models.backbones import open_backbone
    from tlgui.training.device import Device
    from tlgui.training.engines import ENGINES, agreement
    from tlgui.training.feature_cache import prefix_of
    from tlgui.training.prefix import Prefix

    with tempfile.TemporaryDirectory() as place:
        backbone, device = open_backbone(Home.open(place), name), Device("cpu")
        size = backbone.image_size
        pictures = torch.randn((count, 3, size, size), generator=torch.Generator().manual_seed(0))
        prefix = Prefix(lambda: prefix_of(backbone, len(backbone.stages), False), size)
        plain = prefix_of(backbone, len(backbone.stages), False).eval()

        def plainly(batch: torch.Tensor) -> np.ndarray:
            with torch.no_grad():
                return plain(batch).numpy()

        ways = {"plain PyTorch, contiguous float32": plainly}
        ways |= {engine: make(prefix, device) for engine, make in ENGINES.items()}
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        processor: dict[str, list[float]] = {way: [] for way in ways}
        outputs = {}
        for compute in ways.values():
            compute(pictures[:32])
        for _ in range(repeats):
            for way, compute in ways.items():  # in turns, so that a busy moment meets all of them
                began, used = time.perf_counter(), time.process_time()
                outputs[way] = np.concatenate([compute(batch) for batch in pictures.split(32)])
                seconds[way].append(time.perf_counter() - began)
                processor[way].append(time.process_time() - used)
        first = next(iter(ways))
        base = statistics.median(seconds[first])
        print(f"{name} at {size}, {count} pictures, {torch.get_num_threads()} threads, median of {repeats}\n")
        print(
            "| engine | pictures a second | ratio | ms of processor time a picture | ratio | smallest cosine to plain PyTorch |"
        )
        print("|---|---|---|---|---|---|")
        own = statistics.median(processor[first])
        for way in ways:
            took, used = statistics.median(seconds[way]), statistics.median(processor[way])
            print(
                f"| {way} | {count / took:.0f} | {base / took:.1f} | {1000 * used / count:.1f} | {own / used:.1f} "
                f"| {agreement(outputs[way], outputs[first]):.6f} |",
                flush=True,
            )


def make_dataset(home: object, count: int, size: int, classes: int = 0, seed: int = 0) -> str:
    """A dataset of distinct pictures, as ingest stores them, labelled in turn where there are classes."""
    from PIL import Image

    from tlgui.data import images
    from tlgui.data.store import DatasetStore

    random = np.random.default_rng([count, seed])
    store = DatasetStore(home)  # type: ignore[arg-type]
    with store.create() as (dataset_id, writer):
        for index in range(count):
            small = Image.fromarray(random.integers(0, 256, (14, 14, 3), dtype=np.uint8))
            picture = images.stored(small.resize((size, size), Image.Resampling.BICUBIC))
            writer.add(picture, f"{index}.png", index % classes if classes else -1)
        writer.finish(
            dataset_id,
            owner="local",
            name=str(count),
            classes=[str(each) for each in range(classes)],
            origin={"kind": "upload", "path": "", "fingerprint": dataset_id},
        )
    return dataset_id


def growth(name: str, counts: list[int], size: int) -> None:
    """Time a picture and peak memory for each number of pictures."""
    from tlgui.home import Home
    from tlgui.models.backbones import open_backbone

    with tempfile.TemporaryDirectory() as place:
        home = Home.open(place)
        own_size = open_backbone(home, name).image_size
        warm = make_dataset(home, 64, 256)  # the engine's calibration is not what is measured
        subprocess.run([sys.executable, "-c", GROW, place, warm, name, str(size)], check=True, capture_output=True)
        print(f"\nfeatures of generated pictures at {size or own_size}\n")
        print(
            "| pictures | engine | seconds | ms a picture | ms of processor time a picture | peak memory |\n|---|---|---|---|---|---|"
        )
        for count in counts:
            dataset = make_dataset(home, count, 256)
            command = [sys.executable, "-c", GROW, place, dataset, name, str(size)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            peak = peak_of(process)
            assert process.stdout is not None
            engine, seconds, used, timed, found = process.stdout.read().split()
            assert int(found) == count
            each, own = (1000 * float(value) / int(timed) for value in (seconds, used))
            print(
                f"| {count:,} | {engine} | {float(seconds):.0f} | {each:.1f} | {own:.2f} | {peak / 2**20:.0f} MiB |", flush=True
            )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--backbone", default="efficientnet-lite0")
    ask.add_argument("--pictures", type=int, default=128)
    ask.add_argument("--repeats", type=int, default=3)
    ask.add_argument("--growth", default="1000,20000")
    ask.add_argument("--size", type=int, default=0)
    given = ask.parse_args()
    engines(given.backbone, given.pictures, given.repeats)
    if given.growth:
        growth(given.backbone, [int(count) for count in given.growth.split(",")], given.size)


if __name__ == "__main__":
    main()

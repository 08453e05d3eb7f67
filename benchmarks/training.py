"""What a training on the processor costs: a fused optimizer, memory that is kept from step to step, evaluations beside it, and where a small
network pools.

    PYTHONPATH=. python benchmarks/training.py [--rounds 3] [--demo digits]

Both demos with the settings that the page gives: the icons on features of a frozen backbone, the digits from scratch. Each number is of a
process of its own, whose first training is not counted; all variants of a row are measured in turn within each round, so that a change of the
machine's load meets all of them. Seconds, medians of the rounds.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple
from unittest import mock

import torch
from torch import nn

from tlgui.data.demo import make_demo
from tlgui.home import LOCAL_OWNER, Home
from tlgui.machine import cores, memory_kept
from tlgui.models import small_cnn
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import evaluator
from tlgui.training.loop import Hooks, train
from tlgui.training.preparation import Preparation, prepare

ROWS = (
    ("icons", "efficientnet-lite0", "source-only"),
    ("icons", "efficientnet-lite0", "mcc"),
    ("icons", "efficientnet-lite0", "cdan+mcc"),
    ("digits", "small-cnn", "source-only"),
    ("digits", "small-cnn", "mcc"),
)


class Variant(NamedTuple):
    fused: bool
    kept: bool
    beside: bool
    pooled: bool


VARIANTS = {
    "as it was": Variant(False, False, False, False),
    "fused": Variant(True, False, False, False),
    "fused, memory kept": Variant(True, True, False, False),
    "and evaluated beside": Variant(True, True, True, False),
    "and pooled at once": Variant(True, True, True, True),
}


class Normalized(nn.Sequential):
    """A convolution of the small CNN that is normalized before it is pooled."""

    def __init__(self, inputs: int, outputs: int) -> None:
        convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outputs), nn.MaxPool2d(2), nn.ReLU(inplace=True))


@contextmanager
def within(variant: Variant) -> Iterator[None]:
    optimizer = torch.optim.SGD

    @functools.wraps(optimizer)
    def sgd(*arguments: object, **named: object) -> torch.optim.SGD:
        return optimizer(*arguments, **{**named, "fused": variant.fused})  # type: ignore[arg-type]

    with (
        mock.patch.object(torch.optim, "SGD", sgd),
        mock.patch.object(evaluator, "cores", return_value=cores() if variant.beside else 1),
        nullcontext() if variant.pooled else mock.patch.object(small_cnn, "Convolution", Normalized),
        memory_kept() if variant.kept else nullcontext(),
    ):
        yield


def seconds(prepared: Preparation) -> float:
    network, phases = prepared.network()
    hooks = Hooks(lambda event, **fields: None, lambda evaluation, network: None, lambda: False)
    with prepared.device.threads_for(one=prepared.one_thread):
        began = time.perf_counter()
        train(network, phases, prepared.data, prepared.settings, prepared.device, hooks, pretrained=prepared.backbone.pretrained)
        return time.perf_counter() - began


def once(row: int, variant: Variant) -> None:
    """What a process does: print the seconds of its second training."""
    demo, backbone, strategy = ROWS[row]
    with tempfile.TemporaryDirectory() as place, within(variant):
        home = Home.open(place)
        source, target = make_demo(home, demo)
        settings = RunSettings(seed=0)
        spec = RunSpec(source=source.info.id, target=target.info.id, strategy=strategy, backbone=backbone, settings=settings)
        prepared = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
        seconds(prepared)
        print(seconds(prepared))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--demo", choices=sorted({row[0] for row in ROWS}))
    ask.add_argument("--once", nargs=2, metavar=("ROW", "VARIANT"), help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.once:
        once(int(given.once[0]), VARIANTS[given.once[1]])
        return
    print(f"Seconds of a training, median of {given.rounds} rounds, {cores()} cores, torch {torch.__version__}\n")
    print(f"| pair | strategy | {' | '.join(VARIANTS)} |\n|---|---|{'---|' * len(VARIANTS)}")
    for row, (demo, _, strategy) in enumerate(ROWS):
        if given.demo not in (None, demo):
            continue
        took: dict[str, list[float]] = {name: [] for name in VARIANTS}
        for _ in range(given.rounds):
            for name, each in took.items():
                command = [sys.executable, __file__, "--once", str(row), name]
                each.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        print(f"| {demo} | {strategy} | {' | '.join(f'{statistics.median(each):.2f}' for each in took.values())} |", flush=True)


if __name__ == "__main__":
    main()

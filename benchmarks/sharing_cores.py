"""What it costs that OpenMP's threads wait by spinning: training steps of the small CNN alone, and beside an equal process on the same cores.

    PYTHONPATH=. python benchmarks/sharing_cores.py

Prints milliseconds a step (median of the rounds) with OpenMP's default, with what tlgui's workers are started with, and with one thread as they
train this network. All variants are measured in turn within each round, so that a change of the machine's load meets all of them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from tlgui.jobs.processes import SHARES_CORES

ROUNDS = 5
STEPS = 200
VARIANTS = {
    "OpenMP's default": {},
    "tlgui's workers": SHARES_CORES,
    "tlgui's workers, one thread": {**SHARES_CORES, "OMP_NUM_THREADS": "1"},
}
CLEARED = (*SHARES_CORES, "OMP_NUM_THREADS")


def steps() -> None:
    """Train for a while and print milliseconds a step."""
    import torch
    from torch import nn

    from tlgui.models.backbones import build

    network = nn.Sequential(*build("small-cnn").stages.values(), nn.Linear(1024, 10))
    optimiser = torch.optim.SGD(network.parameters(), 0.01)
    pictures = torch.randn(32, 3, 32, 32).contiguous(memory_format=torch.channels_last)
    labels = torch.zeros(32, dtype=torch.long)
    began = 0.0
    for step in range(STEPS + 5):
        if step == 5:
            began = time.perf_counter()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(pictures), labels).backward()
        optimiser.step()
    print(1000 * (time.perf_counter() - began) / STEPS)


def measured(environment: dict[str, str], processes: int) -> float:
    """Milliseconds a step, the mean over so many processes at once."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    command = [sys.executable, __file__, "steps"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**kept, **environment}) for _ in range(processes)
    ]
    return statistics.mean(float(process.communicate()[0]) for process in running)


def main() -> None:
    found: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for name, environment in VARIANTS.items():
            for processes in (1, 2):
                found.setdefault((name, processes), []).append(measured(environment, processes))
    print("| | alone, ms a step | beside another, ms a step |")
    print("|---|---|---|")
    for name in VARIANTS:
        print(f"| {name} | {statistics.median(found[name, 1]):.1f} | {statistics.median(found[name, 2]):.1f} |")


if __name__ == "__main__":
    steps() if sys.argv[1:] == ["steps"] else main()

"""What is asked of the system beneath."""

from __future__ import annotations

import subprocess
import sys

STEPS = """
import resource
import numpy as np
import psutil
from tlgui.machine import memory_kept

def faults(steps=10):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(steps):
        several = [np.ones(2**18) for _ in range(40)]  # 2 MiB each
        del several
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

outside = faults()
with memory_kept():
    faults(1)
    inside = faults()
    most = psutil.Process().memory_info().rss
print(outside, inside, most - psutil.Process().memory_info().rss)
"""


def test_memory_that_was_freed_is_there_for_the_next_step_and_goes_back_in_the_end() -> None:
    """In a process of its own, since what a C library was told stays so."""
    told = subprocess.run([sys.executable, "-c", STEPS], check=True, capture_output=True, text=True)
    outside, inside, given_back = map(int, told.stdout.split())
    if sys.platform == "linux":  # others' C libraries are told nothing
        assert outside > 1000
        assert inside < outside / 20
        assert given_back > 60 * 2**20

"""Run the tests that compute under the kernels of other processors, on this one.

    python tests/kernels.py [older | oldest | one-thread …] [-- arguments of pytest]

PyTorch, its MKL and oneDNN, NumPy, OpenBLAS, Numba and the C library each choose their inner loops by what the processor has, and each can be
told to use those of an older one; sums are then added in another order and rounded elsewhere. A test whose limit holds on one processor only
fails here, and not on a stranger's machine first. `make kernels` runs all three.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPUTING = ["analysis", "charts", "health", "insight", "losses", "models", "strategies", "tasks", "training"]
"""Folders of tests whose outcome depends on numbers that were computed."""


def disabled(newest_kept: str) -> str:
    """NumPy's name of every group of instructions that it can choose on this processor and that is newer than ``newest_kept``."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    older = {"": 0, "SSE42": 1, "X86_V2": 1, "AVX2": 2, "FMA3": 2, "X86_V3": 2}
    there = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    return " ".join(name for name in there if older.get(name, 3) > older[newest_kept])


def kernels() -> dict[str, dict[str, str]]:
    return {
        "older": {  # an AMD EPYC or a desktop without AVX-512
            "ATEN_CPU_CAPABILITY": "avx2",
            "MKL_ENABLE_INSTRUCTIONS": "AVX2",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "OPENBLAS_CORETYPE": "Zen",
            "NPY_DISABLE_CPU_FEATURES": disabled("X86_V3"),
            "NUMBA_CPU_NAME": "haswell",
            "OMP_NUM_THREADS": "2",
        },
        "oldest": {  # what each library begins with
            "ATEN_CPU_CAPABILITY": "default",
            "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": disabled("X86_V2"),
            "NUMBA_CPU_NAME": "generic",
            "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX",
            "OMP_NUM_THREADS": "2",
        },
        "one-thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
    }


def main() -> int:
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    chosen, arguments = sys.argv[1:cut], sys.argv[cut + 1 :]
    there, failed = kernels(), []
    for name in chosen or there:
        print(f"{name}: " + " ".join(f"{key}={value!r}" for key, value in there[name].items()), flush=True)
        command = [sys.executable, "-m", "pytest", "-m", "not slow", *arguments, *(f"tests/{each}" for each in COMPUTING)]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, **there[name]}).returncode:
            failed.append(name)
    print("fails under " + ", ".join(failed) if failed else "passes under each")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())

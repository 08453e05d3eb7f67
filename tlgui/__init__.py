"""tlgui: transfer learning that people can see.

The functions for scripts are in :mod:`tlgui.api`, which is imported on first use, so that ``import tlgui`` takes no time.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

IN_SCRIPTS = (
    "adapt",
    "all_presets",
    "all_runs",
    "best",
    "clean",
    "deleted_runs",
    "demo",
    "disk_used",
    "empty_bin",
    "find_run",
    "health_report",
    "import_run",
    "load_model",
    "queue",
    "read_dataset",
    "remove_preset",
    "restore_run",
    "save_preset",
    "xray",
)
"""What scripts call as ``tlgui.NAME``. Names of sub-packages cannot be among them."""


def __getattr__(name: str) -> Any:
    if name in IN_SCRIPTS:
        return getattr(import_module("tlgui.api"), name)
    raise AttributeError(f"module 'tlgui' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *IN_SCRIPTS])

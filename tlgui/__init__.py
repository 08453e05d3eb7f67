"""tlgui: transfer learning that people can see.

The functions for scripts are in :mod:`tlgui.api`, which is imported on first use, so that ``import tlgui`` takes no time.
"""

from importlib import import_module
from typing import Any

from tlgui.telemetry import switch_off

__version__ = "0.1.0"

switch_off()

IN_SCRIPTS = {
    "adapt": "runs",
    "all_presets": "keeping",
    "all_runs": "runs",
    "best": "runs",
    "clean": "keeping",
    "deleted_runs": "keeping",
    "demo": "datasets",
    "disk_used": "keeping",
    "empty_bin": "keeping",
    "find_run": "runs",
    "health_report": "datasets",
    "import_run": "runs",
    "load_model": "runs",
    "queue": "runs",
    "read_dataset": "datasets",
    "remove_preset": "keeping",
    "restore_run": "keeping",
    "save_preset": "keeping",
    "xray": "datasets",
}
"""What scripts call as ``tlgui.NAME``, each with its module in :mod:`tlgui.api`. Names of sub-packages cannot be among them."""


def __getattr__(name: str) -> Any:
    if name in IN_SCRIPTS:
        return getattr(import_module(f"tlgui.api.{IN_SCRIPTS[name]}"), name)
    raise AttributeError(f"module 'tlgui' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *IN_SCRIPTS])

"""The API for scripts: everything that the page does, without the page. Each function is available as ``tlgui.NAME`` (``docs/python.md``).

All of them work on the data folder of the page and the command line: ``home=``, else the environment's ``TLGUI_HOME``, else ``.tlgui`` in
the user's folder. Errors are :class:`tlgui.errors.UserError`, whose text says what to do. Training and other heavy work is done by
worker processes, as for the page, so that a script and the page see each other's runs and share one queue.
"""

from tlgui.api.datasets import Dataset, demo, health_report, read_dataset, xray
from tlgui.api.keeping import all_presets, clean, deleted_runs, disk_used, empty_bin, remove_preset, restore_run, save_preset
from tlgui.api.runs import Run, adapt, all_runs, best, find_run, import_run, load_model, queue, unpack_model

__all__ = [
    "Dataset",
    "Run",
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
    "unpack_model",
    "xray",
]

"""The tasks, without their networks. A new one is a file here, a line below, and its other half in :mod:`tlgui.models.tasks`."""

from __future__ import annotations

from tlgui.tasks.base import Metrics, TaskKey, TaskKind
from tlgui.tasks.classification import OneClassEach
from tlgui.tasks.regression import OneValueEach

TASKS: dict[TaskKey, TaskKind] = {each.key: each for each in (OneClassEach(), OneValueEach())}

DEFAULT_TASK: TaskKey = OneClassEach.key
"""The task of pictures that nobody labelled."""

__all__ = ["DEFAULT_TASK", "TASKS", "Metrics", "TaskKey", "TaskKind", "task_of_table"]


def task_of_table(holds: str) -> TaskKey:
    """The task whose labels a table holds that is said to hold ``"labels"`` or ``"values"``."""
    return next(key for key, each in TASKS.items() if each.table == holds)

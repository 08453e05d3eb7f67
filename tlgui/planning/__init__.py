"""From what was asked for to what a run will do, before anything is computed.

``labels`` (whose labels a run learns from), ``facts`` (what must be known of a dataset), ``checks`` and ``resources`` (what rules a run out),
``assignments`` (what ``--set`` means), ``defaults`` and ``suggested`` (what the user left open), ``division`` and ``divisible`` (which
pictures train and validate, and whether there are enough), ``recommend`` (the adviser).
"""

from tlgui.planning.assignments import SHORT_NAMES, read_assignments
from tlgui.planning.checks import check, check_alone
from tlgui.planning.labels import label_space, needs_labels, strategies_known, supervised, task_of

__all__ = [
    "SHORT_NAMES",
    "check",
    "check_alone",
    "label_space",
    "needs_labels",
    "read_assignments",
    "strategies_known",
    "supervised",
    "task_of",
]

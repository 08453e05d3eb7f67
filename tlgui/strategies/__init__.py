"""The strategies, one file each; how they combine; and the one check before any run.

Each subject has its file: ``registry`` (which strategies there are), ``combination`` (what joins and follows), ``labels`` (whose labels a run
learns from), ``checks`` (what rules a run out), ``assignments`` (what ``--set`` means), ``defaults`` and ``suggested`` (what the user left
open), ``recommend`` (the adviser).
"""

from tlgui.strategies.assignments import SHORT_NAMES, read_assignments
from tlgui.strategies.checks import check, check_alone
from tlgui.strategies.combination import Combination, aligns_domains, plan, settled
from tlgui.strategies.contrastive import CONTRASTIVE
from tlgui.strategies.labels import label_space, supervised, task_of
from tlgui.strategies.registry import OFFERED, STRATEGIES, described

__all__ = [
    "CONTRASTIVE",
    "OFFERED",
    "SHORT_NAMES",
    "STRATEGIES",
    "Combination",
    "aligns_domains",
    "check",
    "check_alone",
    "described",
    "label_space",
    "plan",
    "read_assignments",
    "settled",
    "supervised",
    "task_of",
]

"""Whether the labeled pictures of a run can be divided into training and validation pictures.

Checked before Start, and again by the trainer.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tlgui.data.pack import Pack
from tlgui.data.split import SplitSizes, split_sizes
from tlgui.errors import Problem
from tlgui.planning.division import dividing, labels_in_run
from tlgui.planning.labels import label_space, supervised
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.strategies.start import starting_point
from tlgui.tasks import TASKS

TO_TRAIN = 2
"""The least number of distinct pictures to train on (a batch of one has no variance to normalize by), and of classes."""

TO_CHECK = 1


def problems_of_division(spec: RunSpec, source: Pack | None, target: Pack | None) -> list[Problem]:
    """Problems with splitting, training on and validating the datasets whose labels a run learns from.

    Unknown strategies, datasets without labels and those with fewer than two classes are left to :func:`tlgui.planning.check`.
    """
    combination = Combination.parse(spec.strategy)
    if not all(key in STRATEGIES for key in combination.keys):
        return []
    from_source = any(STRATEGIES[key].needs.source_labels for key in combination.keys) or starting_point(spec) == "source"
    learned = [source if from_source else None, target if supervised(combination) else None]
    classes = label_space(spec, source.info.classes if source else None, target.info.classes if target else None)
    found = (
        []
        if len(classes) < TO_TRAIN and _all_have_classes(source, target)
        else [_problem(pack, spec, classes) for pack in learned]
    )
    return [problem for problem in found if problem is not None]


def _all_have_classes(*packs: Pack | None) -> bool:
    return all(TASKS[pack.info.task].has_classes for pack in packs if pack is not None)


def _problem(pack: Pack | None, spec: RunSpec, classes: list[str]) -> Problem | None:
    if pack is None or pack.info.labels == "none":
        return None
    if pack.told:  # all of them train
        found = sum(count > 0 for count in pack.info.counts)
        return None if found >= TO_TRAIN else Problem("given_labels_too_few", {"labels": pack.info.labelled, "classes": found})
    parts = _sizes(str(pack.folder), dividing(spec), tuple(classes))
    values = {
        "name": pack.info.name,
        "different": parts.train + parts.validation,
        "train": parts.train,
        "check": parts.validation,
    }
    enough = parts.train >= TO_TRAIN and parts.validation >= TO_CHECK
    if not TASKS[pack.info.task].has_classes:
        return None if enough else Problem("too_few_values_to_divide", values)
    if enough and parts.groups >= TO_TRAIN:
        return None
    return Problem("too_few_pictures_to_divide", {**values, "classes": parts.groups})


@lru_cache(maxsize=64)
def _sizes(folder: str, spec: str, classes: tuple[str, ...]) -> SplitSizes:
    """What a split of a dataset would give. Cached: the page asks with every keystroke, and a dataset never changes."""
    pack, asked = Pack(Path(folder)), RunSpec.model_validate_json(spec)
    strata = TASKS[pack.info.task].strata(labels_in_run(pack, asked, list(classes)))
    return split_sizes(pack.hashes, strata, asked.settings.validation_share)

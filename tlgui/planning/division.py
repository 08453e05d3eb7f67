"""How a run divides its pictures and which defaults it gets, known before anything is computed.

The trainer and the page call the same functions with the same datasets, so the page shows exactly what is used in training.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tlgui.data.pack import Pack
from tlgui.data.split import Parts, divide
from tlgui.data.split import told as divide_told
from tlgui.models import catalogue
from tlgui.planning.defaults import Circumstances, resolve
from tlgui.planning.facts import facts_of
from tlgui.planning.labels import label_space, supervised, task_of
from tlgui.settings import settings_of
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.strategies.start import BACKBONE, starting_point, starts_at_random, trained_by_default
from tlgui.tasks import TASKS, TaskKey


@dataclass(frozen=True)
class Division:
    """The datasets of a run, divided.

    Attributes
    ----------
    task, classes:
        What is to be predicted, and the run's classes (none for a task without any).
    labels:
        By role, where labels are learned: for each picture its value, or its index in ``classes`` (-1 for none).
    parts:
        By role.
    learner:
        The role whose labels an epoch goes through.
    smallest:
        Largest possible batch: the number of pictures of the smallest domain that the run looks at.
    """

    task: TaskKey
    classes: list[str]
    labels: dict[str, np.ndarray]
    parts: dict[str, Parts]
    learner: str
    smallest: int

    @property
    def learned(self) -> int:
        """How many pictures an epoch goes through."""
        return len(self.parts[self.learner].train)

    @property
    def learned_labels(self) -> np.ndarray:
        """What to learn for each of them."""
        return self.labels[self.learner][self.parts[self.learner].train]


def division_of(spec: RunSpec, source: Pack | None, target: Pack | None, *, told: bool = True) -> Division:
    """Divide the datasets of a run. At least one is given, and its strategies exist.

    ``told``: ``False`` if the result must not depend on the target's classes. Its sizes are then those that a single class would give.
    """
    keys = Combination.parse(spec.strategy).keys
    packs = {role: pack for role, pack in (("source", source), ("target", target)) if pack is not None}
    task = task_of(DataFacts(*(facts_of(pack.info) if pack else None for pack in (source, target))))
    classes = label_space(spec, source.info.classes if source else None, target.info.classes if target else None)
    learns_target = supervised(Combination.parse(spec.strategy))
    labels = {
        role: labels_in_run(pack, spec, classes)
        for role, pack in packs.items()
        if pack.info.labels != "none" and (role == "source" or learns_target)
    }
    strata = {role: TASKS[packs[role].info.task].strata(each) for role, each in labels.items()}
    if not told and target is not None and labels.pop("target", None) is not None:
        strata["target"] = np.where(TASKS[target.info.task].known(target.labels()), 0, -1)
    settings = spec.settings
    parts = {
        role: divide_told(pack.hashes, labels[role])
        if pack.told
        else divide(pack.hashes, strata.get(role), role, settings.validation_share, settings.seed)
        for role, pack in packs.items()
    }
    uses_source = source is not None and any(STRATEGIES[key].needs.source_labels for key in keys)
    learner = "source" if uses_source or target is None else "target"
    # A strategy that learns from the target's labels alone sees nothing else.
    only_labelled = not uses_source and all(STRATEGIES[key].needs.target_labels for key in keys)
    smallest = len(parts[learner].train) if only_labelled else min(len(part.seen) for part in parts.values())
    return Division(task, classes, labels, parts, learner, smallest)


def labels_in_run(pack: Pack, spec: RunSpec, classes: list[str]) -> np.ndarray:
    """What to predict for a dataset's pictures, with the run's classes in the place of its own (none for those that are left out)."""
    to_run = np.asarray([*spec.class_map.indices(list(pack.info.classes), classes), -1], np.int64)
    return TASKS[pack.info.task].in_run(pack.labels(), to_run)


def classes_not_in_run(pack: Pack, spec: RunSpec, classes: list[str]) -> dict[str, list[int]]:
    """Which of a dataset's pictures are of a class that a run with these ``classes`` cannot predict, by the class's name.

    Without what the user left out on purpose, and without unlabeled pictures. Empty for a task that does not put each picture in one class.
    """
    if pack.info.labels == "none" or not TASKS[pack.info.task].one_class:
        return {}
    labels, found = pack.labels(), dict[str, list[int]]()
    for place, written in enumerate(pack.info.classes):
        name = spec.class_map.name_of(written)
        if name is not None and name not in classes and (pictures := np.flatnonzero(labels == place).tolist()):
            found[name] = sorted([*found.get(name, []), *pictures])
    return found


def foreseen(spec: RunSpec, source: Pack | None, target: Pack | None, *, told: bool = True) -> dict[str, Any]:
    """The defaults of the settings that the user left open, by name.

    Empty while the data are unknown. If the catalog has no card of the backbone, what only opening it would tell is missing. ``told`` as for
    :func:`division_of`.
    """
    if any(key not in STRATEGIES for key in Combination.parse(spec.strategy).keys) or (source is None and target is None):
        return {}
    card = catalogue.card_of(spec.backbone)
    if target is not None and target.told:  # its folder does not have these labels
        division = division_of(spec, source, target)
        sizes = {"learned": division.learned, "smallest": division.smallest}
    else:
        sizes = _sizes(*(str(pack.folder) if pack else "" for pack in (source, target)), dividing(spec), told)
    found = Circumstances(
        pretrained=not starts_at_random(spec),
        image_size=card.image_size if card else 0,
        stages=card.stages if card else (),
        second_depth=card.second_depth if card else None,
        has_classes=TASKS[task_of(DataFacts(*(facts_of(pack.info) if pack else None for pack in (source, target))))].has_classes,
        shares_told=spec.target_shares.said,
        **sizes,
    )
    resolved = resolve(spec.settings, spec.strategy, found)
    unknown = set() if card else {"image_size", "depths"}
    if not card and spec.settings.frozen is None and trained_by_default(spec.strategy):
        unknown |= {"frozen", "epochs", "learning_rate", "weight_decay", "bottleneck_norm", "dropout", "label_smoothing"}
    if starting_point(spec) != BACKBONE:
        unknown |= {"depths", "bottleneck_norm"}  # as in the network it starts from
    left = [item.name for item in settings_of(RunSettings) if item.optional and getattr(spec.settings, item.name) is None]
    return {name: getattr(resolved, name) for name in left if name not in unknown}


def dividing(spec: RunSpec) -> str:
    """The parts of a spec that decide how its pictures are divided, as JSON."""
    settings = RunSettings(validation_share=spec.settings.validation_share, seed=spec.settings.seed)
    return RunSpec(strategy=spec.strategy, class_map=spec.class_map, settings=settings).model_dump_json()


@lru_cache(maxsize=64)
def _sizes(source: str, target: str, spec: str, told: bool) -> dict[str, int]:
    """The numbers of a division as in :class:`Circumstances`. Cached: the page asks with every keystroke."""
    packs = (Pack(Path(folder)) if folder else None for folder in (source, target))
    division = division_of(RunSpec.model_validate_json(spec), *packs, told=told)
    return {"learned": division.learned, "smallest": division.smallest}

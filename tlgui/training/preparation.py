"""From a run's spec to what the loop needs: complete settings, both domains, the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tlgui.data.pack import Pack
from tlgui.data.split import others
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.models import catalogue
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.models.heads import kind_of
from tlgui.models.network import Network
from tlgui.models.tasks import Task, task_for
from tlgui.planning import check
from tlgui.planning.checks import problems_of_depths
from tlgui.planning.defaults import Circumstances, resolve
from tlgui.planning.divisible import problems_of_division
from tlgui.planning.division import Division, division_of
from tlgui.planning.facts import facts_of
from tlgui.planning.resources import check_memory
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination, plan
from tlgui.strategies.base import DataFacts, Phase
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.tasks import TASKS
from tlgui.training import engine_choice
from tlgui.training.data import Domain, RunData
from tlgui.training.device import Device
from tlgui.training.engines import SHIPPED
from tlgui.training.matching import Matching
from tlgui.training.reading import AskForHelp, InputReader, no_help
from tlgui.training.start_settings import as_at_the_start


@dataclass(frozen=True)
class Preparation:
    """Everything decided before the first step.

    ``extraction`` is true if a classifier is fitted directly to a frozen layer: no bottleneck, nothing trained before the head. ``engine``
    computed the frozen part; it is empty if nothing is frozen. ``epsilon``: ε of the normalization, if the network that this run starts
    from decides it.
    """

    spec: RunSpec
    settings: RunSettings
    backbone: Backbone
    device: Device
    data: RunData
    extraction: bool
    engine: str
    epsilon: float | None = None

    @property
    def depth(self) -> int:
        assert self.settings.frozen is not None
        return self.backbone.depth(self.settings.frozen)

    @property
    def one_thread(self) -> bool:
        """Whether it is trained with one thread: nothing but layers on cached features, or a backbone with small ones."""
        card = catalogue.card_of(self.backbone.key)
        return self.depth == len(self.backbone.stages) or (card is not None and card.one_thread)

    def about(self, network: Network) -> dict[str, Any]:
        """What a reader of the network's weights needs to know."""
        return {
            **self.data.task.about(),
            "absent": list(self.data.task.absent),
            "head": kind_of(network.head),
            "backbone": self.spec.backbone,
            "backbone_weights": self.backbone.weights,
            "frozen": self.settings.frozen,
            "depth": self.depth,
            "extraction": self.extraction,
            "normalisation": self.settings.normalisation,
            "second_depth": self.backbone.second_depth if self.settings.depths == "two" else None,
            "bottleneck": self.settings.bottleneck,
            "bottleneck_norm": self.settings.bottleneck_norm == "on",
            "dropout": self.settings.dropout,
            "epsilon": network.normalise.eps,
            "image_size": self.settings.image_size,
            "mean": self.backbone.mean,
            "std": self.backbone.std,
        }

    def network(self) -> tuple[Network, list[Phase]]:
        """A new network and the phases to train it; the seed decides every random weight."""
        torch.manual_seed(self.settings.seed)
        domain = self.data.target or self.data.source
        assert domain is not None and self.settings.normalisation is not None
        rest = torch.nn.Sequential() if self.extraction else self.backbone.rest(self.depth)
        network = Network(
            rest,
            domain.inputs.batch(np.zeros(1, np.int64), None),
            self.data.task,
            normalisation=self.settings.normalisation,
            bottleneck=0 if self.extraction else self.settings.bottleneck,
            bottleneck_norm=self.settings.bottleneck_norm == "on",
            dropout=self.settings.dropout or 0.0,
            epsilon=self.epsilon,
        )
        return network, plan(self.spec, network)


def prepare(
    home: Home,
    owner: str,
    spec: RunSpec,
    report: Callable[[int, int], None],
    stop: Callable[[], bool],
    *,
    engine: str = "",
    foreign: bool = False,
    teaching: Teaching | None = None,
    given: TaughtLabels | None = None,
    ask_for_help: AskForHelp = no_help,
) -> Preparation:
    """Check the spec again, open both datasets, compute or read the features.

    Parameters
    ----------
    report:
        Called while features are computed, with pictures done and in all.
    stop:
        Called while features are computed; returning True raises ``InterruptedError``.
    engine:
        For the frozen part; by default the fastest on this machine.
    foreign:
        The spec comes from another machine: its backbone is not downloaded.
    teaching:
        What a distilled run is to learn.
    given:
        Labels of the target that a person gave, where the run learns them, or its teachers have.
    ask_for_help:
        Called where features of a large dataset are to be computed, see :class:`tlgui.training.reading.InputReader`.

    Raises
    ------
    UserError
        ``dataset_gone`` if a dataset was deleted since the run began; ``teaching_unusable``, ``given_labels_unusable``; everything that
        :func:`tlgui.planning.check` finds, and problems that only loading shows (weights, device, stages).
    """
    if foreign:
        catalogue.require_no_file(spec.backbone)
    source, target = _datasets(DatasetStore(home), spec, owner)
    if spec.given_labels is not None:
        target = _labeled(source, target, given)
    facts = DataFacts(facts_of(source.info) if source else None, facts_of(target.info) if target else None)
    problems = check(spec, facts) or problems_of_division(spec, source, target)
    if problems:
        raise UserError.of(problems)
    combination = Combination.parse(spec.strategy)
    device = Device(spec.settings.device)
    if device.free_memory is not None:  # earlier, only the CPU's memory could be checked
        problems = check_memory(spec, facts, [STRATEGIES[key].needs for key in combination.keys], device.free_memory)
        if problems:
            raise UserError.of(problems)
    backbone = open_backbone(home, spec.backbone, spec.settings.image_size, foreign=foreign)
    division = division_of(spec, source, target)
    packs = {role: pack for role, pack in (("source", source), ("target", target)) if pack is not None}
    chosen, epsilon = as_at_the_start(home, owner, spec, pretrained=backbone.pretrained)
    settings = settings_for(spec.model_copy(update={"settings": chosen}), division, backbone)
    assert settings.frozen is not None and settings.label_smoothing is not None
    task = task_for(division.task, division.classes).lacking(spec.target_shares.absent(division.classes))
    task = task.learning(division.learned_labels, settings.label_smoothing)
    depth = backbone.depth(settings.frozen)
    problems = problems_of_depths(settings.depths, backbone.key, backbone.second_depth, whole=depth == len(backbone.stages))
    if problems:  # for a backbone without a card, this is known only now
        raise UserError.of(problems)
    extraction = all(STRATEGIES[key].on_backbone for key in combination.keys) and starting_point(spec) == BACKBONE
    reader = InputReader(home, backbone, depth, settings, device, extraction, packs, report, stop)
    reader.engine = "" if engine == SHIPPED else engine  # what came along may be missing in this version of the program
    reader.foreign, reader.numbered_for, reader.ask_for_help = foreign, spec.version, ask_for_help
    reader.strong = any(STRATEGIES[key].needs.views for key in combination.keys)
    ready = {}
    try:
        for role, pack in packs.items():
            ready[role] = Domain(pack, reader.inputs(role), division.labels.get(role), *division.parts[role])
    finally:
        engine_choice.close()
    if spec.distilled_from and given is not None:
        ready["target"] = _without_known_answers(ready["target"], given)
    return Preparation(
        spec,
        settings,
        backbone,
        device,
        RunData(
            task,
            ready.get("source"),
            ready.get("target"),
            _matching(spec, settings, ready.get("source"), task),
            _teaching(spec, teaching, ready.get("target"), task),
        ),
        extraction,
        reader.engine,
        epsilon,
    )


def _matching(spec: RunSpec, settings: RunSettings, source: Domain | None, task: Task) -> Matching | None:
    """Weights of source pictures if the run knows the target's class shares; none for a run that never uses the target."""
    looks = settings.normalisation == "per_domain" or any(
        STRATEGIES[key].needs.target_images for key in Combination.parse(spec.strategy).keys
    )
    if not spec.target_shares.said or not looks or source is None or source.labels is None:
        return None
    return Matching.of(source.labels_of(source.train), np.asarray(spec.target_shares.of(task.classes)))


def _teaching(spec: RunSpec, teaching: Teaching | None, target: Domain | None, task: Task) -> NDArray[np.float32] | None:
    """The teachers' predictions, a row for each picture of the target."""
    if not spec.distilled_from:
        return None
    assert target is not None
    taught = np.zeros((target.size, len(task.classes)), np.float32)
    if teaching is None or teaching.predictions.shape[1] != len(task.classes) or teaching.pictures.max(initial=-1) >= target.size:
        raise UserError("teaching_unusable")
    taught[teaching.pictures] = teaching.predictions
    if not taught[target.seen].any(1).all():
        raise UserError("teaching_unusable")
    return taught


def _without_known_answers(target: Domain, given: TaughtLabels) -> Domain:
    """A distilled run's target: of pictures whose labels its teachers learned it was told the answers, so it is not scored on them."""
    return replace(target, scored=np.intersect1d(target.scored, others(target.pack.hashes, given.pictures)))


def _labeled(source: Pack | None, target: Pack | None, given: TaughtLabels | None) -> Pack:
    """The target with the labels that a person gave."""
    if source is None or target is None or given is None:
        raise UserError("given_labels_unusable")
    classes = source.info.classes
    if given.predictions.shape[1] != len(classes) or given.pictures.max(initial=-1) >= len(target):
        raise UserError("given_labels_unusable")
    return target.labeled_as(classes, given.of_all(len(target)))


def _datasets(store: DatasetStore, spec: RunSpec, owner: str) -> tuple[Pack | None, Pack | None]:
    """Source and target. Both existed before the run began, so a missing one was deleted in the meantime."""
    found: list[Pack | None] = []
    gone: list[Problem] = []
    for role, dataset in (("source", spec.source), ("target", spec.target)):
        try:
            found.append(store.get(dataset, owner).numbered_for(spec.version) if dataset else None)
        except UserError:
            gone.append(Problem("dataset_gone", {"role": role}))
    if gone:
        raise UserError.of(gone)
    return found[0], found[1]


def settings_for(spec: RunSpec, division: Division, backbone: Backbone) -> RunSettings:
    """The complete settings of a run."""
    found = Circumstances(
        pretrained=backbone.pretrained,
        image_size=backbone.image_size,
        learned=division.learned,
        smallest=division.smallest,
        stages=tuple(backbone.stages),
        second_depth=backbone.second_depth,
        has_classes=TASKS[division.task].has_classes,
        shares_told=spec.target_shares.said,
    )
    return resolve(spec.settings, spec.strategy, found)

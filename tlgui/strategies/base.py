"""What a strategy is: a named list of phases, with a page of explanation.

A strategy's file loads without torch (the page lists strategies without training anything): its objectives are imported inside
:meth:`Strategy.phases`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from tlgui.errors import Problem
from tlgui.settings import Settings as AnyGroup
from tlgui.specification.run_spec import Normalisation, RunSpec
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.tasks import DEFAULT_TASK, TaskKey
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network
    from tlgui.strategies.objectives import Objective


class Family(Enum):
    """The families of transfer learning: Pan and Yang, "A Survey on Transfer Learning", IEEE TKDE 2010 (model: its parameter transfer)."""

    INSTANCE = Text("Instance transfer", "实例迁移")
    FEATURE_REPRESENTATION = Text("Feature-representation transfer", "特征表示迁移")
    MODEL = Text("Model transfer", "模型迁移")
    RELATIONAL_KNOWLEDGE = Text("Relational-knowledge transfer", "关系知识迁移")
    NONE = Text("No transfer (the reference)", "不迁移（参照）")


@dataclass(frozen=True)
class Needs:
    """What a strategy requires before it can start."""

    source_labels: bool = False
    target_images: bool = False
    target_labels: bool = False
    tasks: tuple[str, ...] = ("classification", "regression")
    views: bool = False
    """Strongly augmented views of the pictures. For frozen layers they are extra features to compute, so the first run takes longer."""


class Words(NamedTuple):
    """A strategy explained in one language: each a sentence or two.

    Attributes
    ----------
    name:
        The part before `` · `` is the short name.
    idea:
        What it does, and why that should help on the target.
    helps, fails:
        Completes "it helps when" and "it fails when", with a figure from ``benchmarks/`` if there is one.
    watch:
        What the curves show when it works, and when it does not.
    """

    name: str
    idea: str
    helps: str
    fails: str
    watch: str


class Texts(NamedTuple):
    """A strategy's page in both languages."""

    en: Words
    zh: Words

    def words(self, language: str) -> Words:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Batches:
    """What a step of a gradient phase gets: labeled source pictures, target pictures, or labeled target pictures.

    ``views`` is the number of strongly augmented views: with 1, such a view of the same source and target pictures is added; with 2, the
    pictures themselves are strongly augmented too.
    """

    source: bool = False
    target: bool = False
    target_labels: bool = False
    views: Literal[0, 1, 2] = 0

    @property
    def domains(self) -> tuple[Literal["source", "target"], ...]:
        """Those that pictures are taken of."""
        return (*(("source",) if self.source else ()), *(("target",) if self.target or self.target_labels else ()))

    def __or__(self, other: Batches) -> Batches:
        return Batches(
            self.source or other.source,
            self.target or other.target,
            self.target_labels or other.target_labels,
            max(self.views, other.views),
        )


@dataclass
class Phase:
    """One stage of training.

    Attributes
    ----------
    kind:
        ``gradient``: steps of an optimizer on the weighted sum of the objectives. ``fit``: ``estimator`` is fitted to features at once
        and becomes the network's head. ``statistics``: normalization statistics are measured, and nothing is trained.
    objectives:
        For a gradient phase: the losses that are summed.
    trains:
        ``all`` that is not frozen, only the ``head``, the ``features`` (all but the head), or the ``norms`` (only scale and shift of the
        normalization layers, with the batch's statistics).
    batches:
        What each step gets.
    place:
        ``before``: prepares the strategy's main phase; skipped if another strategy has already trained the network. ``after``:
        concludes it; skipped if another strategy follows.
    epochs:
        Overrides the run's setting; of a phase without labels these are whole passes over the target.
    optimiser, rate:
        ``sgd`` with the run's learning rate, or ``adam`` with ``rate``.
    decays:
        Whether the rate falls over the phase.
    weight_decay:
        For ``sgd``; overrides the run's setting.
    stage_factor:
        Each stage of the backbone learns so many times more slowly than the one after it.
    unfreezes:
        The backbone's stages are unfrozen one by one, the last one first, at evenly spaced steps.
    fresh:
        Bottleneck and head are initialized again.
    prior:
        For a statistics phase: how many target pictures the source's statistics count for.
    estimator:
        For a fit phase: an unfitted estimator that ``models.heads`` can turn into a torch head.
    strategy:
        Key of the strategy that the phase comes from; filled in by :func:`tlgui.strategies.plan`.
    """

    kind: Literal["gradient", "fit", "statistics"]
    objectives: Sequence[Objective] = ()
    trains: Literal["all", "head", "features", "norms"] = "all"
    batches: Batches = field(default_factory=Batches)
    place: Literal["main", "before", "after"] = "main"
    epochs: int | None = None
    optimiser: Literal["sgd", "adam"] = "sgd"
    rate: float | None = None
    decays: bool = True
    weight_decay: float | None = None
    stage_factor: float = 1.0
    unfreezes: bool = False
    fresh: bool = False
    prior: int = 0
    estimator: Any = None
    strategy: str = ""


@dataclass(frozen=True)
class DomainFacts:
    """What is known about a dataset before any training.

    ``labels`` says which pictures have one: ``none``, ``some`` or ``all``; ``labelled`` is how many. ``counts`` are pictures for each class of
    ``classes``. ``task``: whether labels are classes or values; meaningless if there are none. ``sealed``: decisions may depend on its
    classes, messages may not.
    """

    name: str
    pictures: int
    classes: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    labels: Literal["none", "some", "all"] = "none"
    labelled: int = 0
    task: TaskKey = DEFAULT_TASK
    sealed: bool = False


@dataclass(frozen=True)
class DataFacts:
    """Both domains as :func:`tlgui.planning.check` sees them; ``None`` for a domain that was not given."""

    source: DomainFacts | None
    target: DomainFacts | None


class Strategy(ABC):
    """A named list of phases.

    A subclass is a page that a student can study. What users should know is said once, in ``paper``, ``equation`` and ``texts``, from which the
    page, the command line and the documents are made. The docstring is for readers of the code: what differs from the paper, and which of its
    equations are implemented.
    """

    key: ClassVar[str]
    offered: ClassVar[bool] = True
    """Whether it can be chosen. One that only a search trains is in no list of choices."""
    version: ClassVar[int] = 1
    """Raised with every change that makes the same settings give different numbers (:mod:`tlgui.versions`), including a new default."""
    family: ClassVar[Family]
    needs: ClassVar[Needs]
    paper: ClassVar[str] = ""
    """Authors, title, venue, year and arXiv number."""
    equation: ClassVar[str] = ""
    """The objective, as LaTeX."""
    symbols: ClassVar[Text | None] = None
    """What those letters in it mean that are not in the legend of all equations (``learn.strategy.symbols``), or mean something else there."""
    normalisation: ClassVar[Normalisation] = "per_domain"
    """Default of the run's setting of the same name."""
    bottleneck_norm: ClassVar[bool] = False
    """Default of the run's setting of the same name, on frozen features; for strategies that make target predictions more confident."""
    needs_bottleneck_norm: ClassVar[bool] = False
    """Whether that is the default where the backbone learns too."""
    drops_out: ClassVar[bool] = True
    """Whether the network's default dropout suits it. Not where features are compared one with another, which dropout would blur; of several
    strategies that take part, one that it suits decides."""
    label_smoothing: ClassVar[float] = 0.0
    """Smallest default of the run's setting of the same name, for any network."""
    aligns_domains: ClassVar[bool] = False
    """Whether it brings the features of both domains together, so that how far they are mixed says whether it works."""
    wants_all_classes: ClassVar[bool] = False
    """Whether its loss pushes for every class among the target predictions, even one known to be absent."""
    does_not_join: ClassVar[Text | None] = None
    """Why its objectives cannot be summed with another strategy's (``dann+mmd``); ``{whole}`` is what was written. ``None``: they can."""
    does_not_follow: ClassVar[Text | None] = None
    """Why it can only come first in a chain (``mcc,shot``), in the same form. ``None``: it can follow another strategy."""
    nothing_follows: ClassVar[Text | None] = None
    """Why nothing can come after it, in the same form. ``None``: another strategy can."""
    refusals: ClassVar[Mapping[str, Text]] = {}
    """Sentences for the :meth:`problems` that only this strategy has, by code."""
    on_backbone: ClassVar[bool] = False
    """Whether it fits a head directly to the backbone's features, with no bottleneck and nothing trained before the head."""
    trains_stages: ClassVar[int] = 0
    """How many of a pretrained backbone's last stages are trained if the user leaves ``frozen`` open."""
    texts: ClassVar[Texts]
    parts: ClassVar[tuple[Part, ...]] = ()
    """The loss parts that its phases report, in the order of the legend."""
    health: ClassVar[tuple[HealthNumber, ...]] = ()
    """The numbers from its objectives that tell whether it works."""

    class Settings(AnyGroup):
        """A strategy without settings of its own."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else self.Settings()

    @classmethod
    def settled(cls, spec: RunSpec, facts: DataFacts) -> RunSpec:
        """``spec`` adjusted once the data are known, for a strategy whose phases depend on them; unchanged by default."""
        return spec

    @abstractmethod
    def phases(self, network: Network) -> list[Phase]:
        """The phases in order, with objectives built for ``network``."""

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """Why this strategy cannot run on these data or with this network, beyond ``needs``. No problems by default."""
        return []

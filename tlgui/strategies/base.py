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
from tlgui.spec.run_spec import Normalisation, RunSpec
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.tasks import DEFAULT_TASK, TaskKey
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network
    from tlgui.strategies.objectives import Objective


class Family(Enum):
    """The families of transfer learning, by the method article's names."""

    INSTANCE = Text("Instance transfer", "实例迁移")
    FEATURE_REPRESENTATION = Text("Feature-representation transfer", "特征表示迁移")
    MODEL = Text("Model transfer", "模型迁移")
    RELATIONAL_KNOWLEDGE = Text("Relational-knowledge transfer", "关系知识迁移")
    NONE = Text("No transfer (the reference)", "不迁移（参照）")


@dataclass(frozen=True)
class Needs:
    """What must be there before a strategy can start."""

    source_labels: bool = False
    target_images: bool = False
    target_labels: bool = False
    tasks: tuple[str, ...] = ("classification", "regression")
    views: bool = False
    """Strongly augmented views of the pictures. For frozen layers they are computed once more, which takes the first run longer."""


class Words(NamedTuple):
    """A strategy explained in one language: each a sentence or two.

    Attributes
    ----------
    name:
        What stands before a `` · `` is the short name.
    idea:
        What it does, and why that should help on the target.
    helps, fails:
        What goes on after "it helps when" and "it fails when", with a figure of ``benchmarks/`` where there is one.
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
    """What a step of a gradient phase is given: labeled source pictures, target pictures, or labeled target pictures.

    ``views`` is how many strongly augmented views are seen: with 1 such a view of the same source and target pictures comes along; with 2
    the pictures themselves are strongly augmented too.
    """

    source: bool = False
    target: bool = False
    target_labels: bool = False
    views: Literal[0, 1, 2] = 0

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
        and becomes the network's head. ``statistics``: the normalization's statistics are measured, nothing is trained.
    objectives:
        For a gradient phase: what is summed.
    trains:
        ``all`` that is not frozen, the ``head`` alone, the ``features`` (all but the head), or the ``norms`` (scale and shift of the
        normalization layers alone, with the batch's statistics).
    batches:
        What each step is given.
    place:
        ``before``: prepares the strategy's main phase; left out when another strategy has trained the network already. ``after``:
        concludes it; left out when another strategy follows.
    epochs:
        Instead of the run's setting.
    optimiser, rate:
        ``sgd`` with the run's learning rate, or ``adam`` with ``rate``.
    weight_decay:
        Of ``sgd``, instead of the run's setting.
    stage_factor:
        Each stage of the backbone learns so many times more slowly than the one after it.
    unfreezes:
        The backbone's stages join one after another, the last one first, at evenly spread moments; before, they stay as they are.
    fresh:
        Bottleneck and head begin anew.
    prior:
        For a statistics phase: the source's statistics count as so many target pictures.
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
    weight_decay: float | None = None
    stage_factor: float = 1.0
    unfreezes: bool = False
    fresh: bool = False
    prior: int = 0
    estimator: Any = None
    strategy: str = ""


@dataclass(frozen=True)
class DomainFacts:
    """What is known of a dataset before anything is trained.

    ``labels`` says which pictures have one: ``none``, ``some`` or ``all``; ``labelled`` is how many. ``counts`` are pictures for each class of
    ``classes``. ``task``: whether labels are classes or values; it says nothing where there are none. ``sealed``: what is decided may go by
    its classes, what is said may not.
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
    """Both domains as :func:`tlgui.strategies.check` sees them; ``None`` for a domain that was not given."""

    source: DomainFacts | None
    target: DomainFacts | None


class Strategy(ABC):
    """A named list of phases.

    A sub-class is a page that a student can study. What everybody should know of it is said once, in ``paper``, ``equation`` and ``texts``; the
    page, the command line and the documents say it from there. The docstring is for readers of the code: what is done otherwise than in the
    paper, and which of its equations are meant.
    """

    key: ClassVar[str]
    version: ClassVar[int] = 1
    """Raised with every change after which the same settings train other numbers (:mod:`tlgui.versions`), a new default among them."""
    family: ClassVar[Family]
    needs: ClassVar[Needs]
    paper: ClassVar[str] = ""
    """Authors, title, where and when it appeared, and its number on arXiv."""
    equation: ClassVar[str] = ""
    """What is minimized, as LaTeX."""
    normalisation: ClassVar[Normalisation] = "per_domain"
    """Default of the run's setting of the same name."""
    bottleneck_norm: ClassVar[bool] = False
    """Default of the run's setting of the same name, on frozen features: for a strategy that makes predictions on the target sure."""
    label_smoothing: ClassVar[float] = 0.0
    """Least default of the run's setting of the same name, whatever the network."""
    wants_all_classes: ClassVar[bool] = False
    """Whether its loss wants every class among its predictions on the target, also one that is known not to be there."""
    does_not_join: ClassVar[Text | None] = None
    """Why its objectives cannot be summed with another strategy's (``dann+mmd``); ``{whole}`` is what was written. ``None``: they can."""
    does_not_follow: ClassVar[Text | None] = None
    """Why it can only come first in a chain (``mcc,shot``), likewise. ``None``: it can follow another strategy."""
    nothing_follows: ClassVar[Text | None] = None
    """Why nothing can come after it, likewise. ``None``: another strategy can."""
    refusals: ClassVar[Mapping[str, Text]] = {}
    """The sentences of the :meth:`problems` that only this strategy has, by their code."""
    on_backbone: ClassVar[bool] = False
    """Whether it fits a head directly to the backbone's features: no bottleneck, nothing trained in front of the head."""
    trains_stages: ClassVar[int] = 0
    """How many of a pretrained backbone's last stages are trained where nobody chose what is frozen."""
    texts: ClassVar[Texts]
    parts: ClassVar[tuple[Part, ...]] = ()
    """The parts of the loss that its phases give, in the order of the legend."""
    health: ClassVar[tuple[HealthNumber, ...]] = ()
    """The numbers of its objectives that tell whether it works."""

    class Settings(AnyGroup):
        """A strategy without settings of its own."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else self.Settings()

    @classmethod
    def settled(cls, spec: RunSpec, facts: DataFacts) -> RunSpec:
        """``spec`` once the data are known, for a strategy whose phases depend on them. As it is by default."""
        return spec

    @abstractmethod
    def phases(self, network: Network) -> list[Phase]:
        """The phases in order, their objectives made for ``network``."""

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """Why this strategy cannot run on these data or with this network, beyond what ``needs`` says. None by default."""
        return []

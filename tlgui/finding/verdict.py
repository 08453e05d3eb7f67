"""What a search has found: the networks that were tried, those that failed, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from tlgui.data.small_classes import FEW_OF_A_CLASS
from tlgui.finding import rule
from tlgui.specification.run_spec import SOURCE_ONLY

ALONE = "normalisation-alone"
REFERENCES = {"baseline": SOURCE_ONLY, "normalisation_alone": ALONE}
"""What the references of a run are called among the candidates."""

DISTILLED = "distilled"
"""The network that learns the answer in the end, so that there is one to take away. It is no candidate for the answer."""

ENSEMBLE = "ensemble"

UNSURE = 0.4
"""Where the shares seem to differ and the two references disagree on more of the target than this, the estimate of the shares is a guess."""

LITTLE = 0.02
"""An answer that differs from source-only on less of the target than this is not worth another network."""

FEW = 10
"""On fewer target pictures than this two networks that are right on different ones cannot be told apart."""


TOLD = ("told", "told_labels")
"""As the ``why`` of a :class:`Verdict`: the user gave the target's shares."""


@dataclass(frozen=True)
class Contender:
    """A network that was tried.

    Attributes
    ----------
    strategy:
        Its key, or the name of a reference: :data:`SOURCE_ONLY`, :data:`ALONE`.
    run, reference:
        Its run, and whether that is one that the program trained as a reference of others.
    matched:
        0: it was trained for the source's class shares; 1: for others; 2: for others that were estimated once more.
    scores:
        Those of the run that need no labels; of a reference too.
    target_accuracy:
        ``None`` while labels are sealed or not known.
    backbone:
        The search's second backbone, where the network is on that; empty on the search's own.
    """

    strategy: str
    run: str
    reference: bool
    matched: int
    scores: dict[str, float | None]
    target_accuracy: float | None
    backbone: str = ""

    @property
    def name(self) -> str:
        """What tells it from the other candidates of a search."""
        return named(self.strategy, self.matched, self.backbone)


def named(strategy: str, matched: int, backbone: str = "") -> str:
    """A candidate's name in a search. ``matched``, ``backbone``: as of a :class:`Contender`."""
    name = strategy if not matched else f"{strategy}, matched" if matched == 1 else f"{strategy}, matched {matched}"
    return f"{name}, on {backbone}" if backbone else name


@dataclass(frozen=True)
class LeftOut:
    """A candidate whose training failed, and why: each problem as ``{code, values}``."""

    strategy: str
    run: str
    matched: int
    problems: list[dict[str, Any]]
    backbone: str = ""

    @property
    def name(self) -> str:
        return named(self.strategy, self.matched, self.backbone)


@dataclass(frozen=True)
class Verdict:
    """What a search found.

    Attributes
    ----------
    why:
        ``equal`` or ``differ``: as the shares seem; ``unclear``: they may be either, and networks that assume one count as much as those that
        assume the other; ``differ_late``: they seemed equal, and not any more once everything was trained for that; ``alike_equal``: as
        that, but networks that assume equal shares predict what looks alike more alike than those that are matched;
        ``told``: the user gave them; ``told_labels``: the user gave them, from labels; ``said_equal``: the user said that they are the
        source's; ``labels_equal``, ``labels_differ``: as labels say.
    weights:
        How much each candidate's predictions count in the answer, by name; together 1.
    nearest, agreement:
        The candidate, no reference, that agrees most often with the answer, and on which share of the target.
    distilled, distilled_agreement:
        The network that learned the answer, and on which share of the target it agrees with it; ``None`` if none was trained.
    shares:
        Class shares that were taken for the target's where they differ, by class.
    disagreement:
        The share of the target on which the two references disagree.
    unanimous:
        The share of the target on which all candidates that count predict what the answer says.
    changed:
        The share of the target that the answer predicts otherwise than source-only.
    scored_on:
        How many target pictures have a known label that is one of the source's classes; 0 while they are sealed.
    other_classes:
        How many have one that is of each class that the source does not have, by its name.
    left_out:
        What could not be trained.
    labels:
        How many labels of the target the choice knew; 0: none.
    learned:
        How many labels that a person gave candidates learned; everything else is said of the other pictures.
    look_alikes:
        To how many that look like it each picture's answer is drawn; 0: it is the average alone.
    pictures:
        Of how many target pictures all of this is said; 0 of a search that did not keep it yet.
    smallest_class:
        The source's class with the fewest pictures, and how many it has; ``None`` of a search that did not keep it yet.
    surely_better:
        Names of candidates that are better than the answer by open labels, and hardly by chance; the best first.
    unpredicted:
        Classes of which the target has some pictures by shares that the user gave, with these, and the network to take predicts none. Of shares
        from labels only those that a label names: the others have a share only since they are drawn to the source's.
    """

    candidates: tuple[Contender, ...]
    why: str
    test: rule.ShareTest | None
    shares: dict[str, float] | None
    weights: dict[str, float]
    nearest: Contender
    agreement: float
    disagreement: float
    unanimous: float
    changed: float
    target_accuracy: float | None
    scored_on: int
    seconds: float
    distilled: Contender | None = None
    distilled_agreement: float | None = None
    left_out: tuple[LeftOut, ...] = ()
    labels: int = 0
    learned: int = 0
    look_alikes: int = 0
    pictures: int = 0
    other_classes: Mapping[str, int] = field(default_factory=dict)
    smallest_class: tuple[str, int] | None = None
    surely_better: tuple[str, ...] = ()
    unpredicted: Mapping[str, float] = field(default_factory=dict)

    @property
    def taken(self) -> Contender:
        """The one network to take away: the distilled one if it agrees with the answer more often than the nearest candidate."""
        return self.nearest if self.distilled is None or self.taken_agreement == self.agreement else self.distilled

    @property
    def taken_agreement(self) -> float:
        """On which share of the target :attr:`taken` agrees with the answer."""
        return self.agreement if self.distilled_agreement is None else max(self.agreement, self.distilled_agreement)

    @property
    def doubt(self) -> Literal["differ", "guess", "late", "unclear"] | None:
        """Why labeling a few pictures would settle more than anything else. ``differ``: the references disagree, so that the shares that were
        estimated may be wrong; ``guess``: source-only recognizes so little that they are what normalization alone predicts; ``late``: only
        networks that assume equal shares gave away that they differ; ``unclear``: they may differ as well as not.
        """
        if self.why in ("unclear", "alike_equal"):
            return "unclear"
        if self.why == "differ_late":
            return "late"
        if self.why != "differ":
            return None
        if self.test is not None and not self.test.believed:
            return "guess"
        return "differ" if self.disagreement > UNSURE else None

    @property
    def few(self) -> bool:
        """Whether it rests on so few pictures that no network can be told from another."""
        return 0 < self.pictures < FEW

    @property
    def few_of_a_class(self) -> bool:
        """Whether the networks learned a class from so few source pictures that little follows from their agreement."""
        return self.smallest_class is not None and self.smallest_class[1] < FEW_OF_A_CLASS

    @property
    def told_one_class(self) -> str | None:
        """The one class that the target consists of, where the user said so: then all networks agree, whatever they learned."""
        there = [name for name, share in (self.shares or {}).items() if share]
        return there[0] if len(there) == 1 and self.why in TOLD else None

    @property
    def unsure(self) -> bool:
        """Whether there is a :attr:`doubt`."""
        return self.doubt is not None

    @property
    def leave(self) -> Literal["little", "unsure"] | None:
        """Why source-only should be left as it is, where nothing is surely better."""
        return "little" if self.changed < LITTLE else "unsure" if self.doubt == "differ" else None

    @property
    def counted(self) -> list[Contender]:
        """The candidates whose predictions count in the answer."""
        return [each for each in self.candidates if each.name in self.weights]

    def accuracy_of(self, strategy: str) -> float | None:
        """Target accuracy of the first candidate with this strategy on the search's own backbone: the one that was not matched, where there
        is one.
        """
        own = (each for each in self.candidates if each.strategy == strategy and not each.backbone)
        return next((each.target_accuracy for each in own), None)

    def source_only_on(self, backbone: str) -> Contender | None:
        """Source-only on a backbone of the search; empty: on its own."""
        return next((each for each in self.candidates if each.strategy == SOURCE_ONLY and each.backbone == backbone), None)

    def as_json(self) -> dict[str, Any]:
        """Plain data: what ``tlgui best --json`` prints, without the verdict in words."""
        return {
            "winner": {
                "run": ENSEMBLE,
                "strategy": " & ".join(self.weights),
                "network": self.taken.run,
                "network_strategy": self.taken.strategy,
                "agreement": self.taken_agreement,
            },
            "nearest": {"run": self.nearest.run, "strategy": self.nearest.strategy, "agreement": self.agreement},
            "distilled": self.distilled and {"run": self.distilled.run, "agreement": self.distilled_agreement},
            "left_out": [asdict(each) for each in self.left_out],
            "labels": self.labels,
            "learned_labels": self.learned,
            "look_alikes": self.look_alikes,
            "pictures": self.pictures,
            "smallest_class": self.smallest_class and dict(zip(("name", "pictures"), self.smallest_class, strict=True)),
            "why": self.why,
            "target_shares": self.shares,
            "shares_test": None if self.test is None else asdict(self.test),
            "unsure": self.unsure,
            "doubt": self.doubt,
            "leave": self.leave,
            "disagreement": self.disagreement,
            "unanimous": self.unanimous,
            "changed": self.changed,
            "target_accuracy": self.target_accuracy,
            "scored_on": self.scored_on,
            "other_classes": dict(self.other_classes),
            "unpredicted": dict(self.unpredicted),
            "baseline_target_accuracy": self.accuracy_of(SOURCE_ONLY),
            "normalisation_alone_target_accuracy": self.accuracy_of(ALONE),
            "candidates": [
                {
                    "strategy": each.strategy,
                    "run": each.run,
                    "reference": each.reference,
                    "matched": each.matched,
                    "weight": self.weights.get(each.name, 0.0),
                    "target_accuracy": each.target_accuracy,
                    "surely_better": each.name in self.surely_better,
                    "scores": each.scores,
                    **({"backbone": each.backbone} if each.backbone else {}),
                }
                for each in self.candidates
            ],
            "seconds": round(self.seconds, 1),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Verdict:
        """What :meth:`as_json` told; raises ``KeyError`` or ``TypeError`` for anything else."""
        fields = ("strategy", "run", "reference", "matched", "scores", "target_accuracy")
        candidates = tuple(
            Contender(**{name: each[name] for name in fields}, backbone=each.get("backbone", "")) for each in told["candidates"]
        )
        weights = {each.name: row["weight"] for each, row in zip(candidates, told["candidates"], strict=True)}
        better = [each for each, row in zip(candidates, told["candidates"], strict=True) if row.get("surely_better")]
        same = ("why", "disagreement", "unanimous", "changed", "target_accuracy", "scored_on", "seconds", "labels")
        of_run = {each.run: each for each in candidates if not each.reference}
        distilled, smallest = told["distilled"], told.get("smallest_class")
        return cls(
            candidates=candidates,
            test=None if told["shares_test"] is None else rule.ShareTest(**told["shares_test"]),
            shares=told["target_shares"],
            weights={name: weight for name, weight in weights.items() if weight},
            nearest=of_run[told["nearest"]["run"]],
            agreement=told["nearest"]["agreement"],
            distilled=distilled and of_run[distilled["run"]],
            distilled_agreement=distilled and distilled["agreement"],
            left_out=tuple(LeftOut(**each) for each in told["left_out"]),
            learned=told.get("learned_labels", 0),
            look_alikes=told.get("look_alikes", 0),
            pictures=told.get("pictures", 0),
            other_classes=told.get("other_classes", {}),
            smallest_class=smallest and (smallest["name"], smallest["pictures"]),
            surely_better=tuple(each.name for each in sorted(better, key=lambda each: -(each.target_accuracy or 0.0))),
            unpredicted=told.get("unpredicted", {}),
            **{name: told[name] for name in same},
        )

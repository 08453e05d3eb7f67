"""What a search trains at a time, and what it knows of the pair that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.finding import rule
from tlgui.finding.verdict import named
from tlgui.insight.look_alikes import Alike
from tlgui.specification.target_shares import TargetShares

FIRST = "mcc"
"""Trained first; its references are source-only and normalization alone, which decide what comes next."""

EQUAL_SHARES = ("dann", "cdan", "cdan+mcc")
"""What else is trained where the target seems to have the source's mixture of classes."""

PULLING = (FIRST, "dann", "cdan")
"""What pulls the target toward the source's mixture, each in a way of its own: where even these predict another one, it has another one."""

MATCHED = ("dann", "cdan")
"""What is trained where it seems to have another one, with statistics and pictures matched to it; the first of them first, where shares were
given."""

MATCHED_INSTEAD = "mmd"
"""What is trained in their place if all of them fail."""

GOES_ON = "fine-tuning"
LEARN_LABELS = (GOES_ON, "tradaboost")
"""What is trained too where a person gave labels of the target: the nearest network goes on from them, and they choose among the source's
pictures.
"""

Knows = Literal["nothing", "same", "shares"]
"""What the user knows of the target's classes: nothing; that they are as frequent as the source's; how frequent they are."""

How = Literal["known", "believed", "late", "guessed"]
"""How the target's shares came about: from its user or labels; from predictions that are believed; from those that showed only late that the
shares differ; from others.
"""

Predictions = Mapping[str, rule.Predictions]
"""By the name of a candidate."""


class Stage(NamedTuple):
    """What is trained next, one after another.

    Attributes
    ----------
    shares:
        What the target is taken to contain; ``None``: the same as the source.
    round:
        How often that was estimated by now, where it was.
    backbone:
        The second backbone, where its networks are on that; empty on the search's own.
    references:
        Whether references that nobody had before are candidates too.
    teachers:
        How much each candidate's predictions count in what is learned, by name; for :data:`~tlgui.finding.verdict.DISTILLED`.
    start:
        The run whose network goes on; for :data:`LEARN_LABELS`.
    """

    strategies: tuple[str, ...]
    shares: TargetShares | None = None
    references: bool = False
    teachers: Mapping[str, float] | None = None
    start: str | None = None
    round: int = 1
    backbone: str = ""

    @property
    def matched(self) -> int:
        """As of a :class:`~tlgui.finding.verdict.Contender`."""
        return 0 if self.shares is None else self.round

    @property
    def names(self) -> list[str]:
        """Of its candidates."""
        return [named(each, self.matched, self.backbone) for each in self.strategies]


@dataclass(frozen=True)
class Ground:
    """What is known of a pair once its first run is there.

    Attributes
    ----------
    classes, source:
        The run's classes, and the source's shares of them.
    rows, labels:
        Which rows of the predictions have a label that is open, and these labels; none while they are sealed.
    learned:
        How many labels that a person gave were learned by candidates; their pictures are none of the rows.
    from_scratch:
        Whether networks learn all of their layers. What source-only predicts of another domain has little to do with its shares then, and
        normalization, which is in every layer, draws the target's to the source's: neither is asked.
    alike:
        Which pictures look alike, by the rows of the predictions; ``None`` where that is not known.
    named:
        The classes that labels name which candidates learned; none where nobody learned any.
    """

    classes: list[str]
    source: rule.Shares
    rows: NDArray[np.integer]
    labels: NDArray[np.integer]
    seed: int
    learned: int = 0
    from_scratch: bool = False
    alike: Alike | None = None
    named: Collection[str] = ()

"""How the best of several networks is chosen without target labels.

What decides is whether the target has the same mixture of classes as the source. Where it has, every adapted network is worth something.
Where it has not, strategies that align the domains, or spread predictions evenly over classes, pull pictures into wrong ones, and they are
surer of it than the others: every score without labels is then misled. So this is asked first, of the two networks that force nothing:
source-only, and normalization alone. No score chooses between networks: they are averaged.

``benchmarks/best.py`` prints what the thresholds come to.

Shapes: predictions are probabilities (n, k); ``source`` and ``target`` shares are (k,) and sum to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlgui.insight import labeled_shares
from tlgui.insight.class_shares import shares_of, total_variation
from tlgui.insight.look_alikes import Alike

Predictions = NDArray[np.floating]
Shares = NDArray[np.float64]

MOVED = 0.15
"""Predicted shares this far from the source's (total variation), by both networks, speak for another mixture.

Equal shares come to 0.14 (icons) and 0.12 (photo → art_painting, by the seed). A false alarm costs 8 points there, a mixture that is missed
below this cost 2 to source-only at most.
"""

NEARLY_MOVED = 0.11
"""From here to :data:`MOVED` nobody can tell, if source-only is to be believed: networks that assume either count half each.

Of the cells there (``benchmarks/unclear.py``) some have the source's shares and some have not.
"""

OVERTURNED = 0.23
"""Where normalizing overturns more of what source-only is surest of, source-only recognizes too little for its shares to be believed alone.

It lies between two cells of ``benchmarks/best.py`` with the same shares: photo → art_painting reversed (0.22) and icons reversed (0.24).
"""


STILL_MOVED = 0.145
"""Where networks that pull the target toward the source's shares still predict others this far from them (total variation, mean), the shares
differ after all.

It lies between two cells of ``benchmarks/portfolio.py``: icons with the same long tail in both domains (0.14), where matching would cost 3
points, and ink → icons reversed (0.15), where it gains 9.
"""

NEARLY_STILL_MOVED = 0.125
"""From here to :data:`STILL_MOVED`, as :data:`NEARLY_MOVED`: normalization alone may have drawn the target all the way to the source's shares.

Half of each costs 1 point in one of the two cells of ``benchmarks/unclear.py`` that only this is about, and gains 8 in the other.
"""

STILL_MOVED_FROM_SCRATCH = 0.1
"""The same where a network learns all of its layers: it pulls harder. It lies between cells of ``benchmarks/portfolio.py --from-scratch``: 0.06
where printed digits have the handwritten ones' shares, 0.105 where those have few of the classes.
"""

MOSTLY_ALIKE = 0.6
"""κ above this is called substantial (Landis and Koch, *The measurement of observer agreement for categorical data*, 1977). Networks from
scratch that predict what looks alike less alike than this have seen too little for it to speak for them.
"""

CLEARLY_MORE_ALIKE = 0.1
"""Networks from scratch that assume the source's shares, though they predict others, are believed if κ of what they predict of pictures that
look alike (:meth:`tlgui.insight.look_alikes.Alike.kappa`) is so much above that of source-only.

It lies between cells of ``benchmarks/portfolio.py --from-scratch``: 0.03 where they are 33 points worse than source-only, and 0.14 where they
are 16 better.
"""

EVENED = 0.5
"""How much of the source's shares is taken out of predictions: 0 nothing, 1 all. Half is a hedge between a target with the source's shares and
one with even ones.
"""

RAREST = 0.01
"""A class that the source hardly has is taken to have this part of an even share, so that it does not drown the others."""


@dataclass(frozen=True)
class ShareTest:
    """Whether the target seems to have another mixture of classes.

    Attributes
    ----------
    moved:
        Total variation, in [0, 1], between the source's shares and the nearer of the two predicted ones.
    overturned:
        Share, in [0, 1], of what source-only is surest of (at least half of the target) that normalization alone predicts otherwise.
    """

    moved: float
    overturned: float

    @property
    def differ(self) -> bool:
        return self.moved > MOVED

    @property
    def unclear(self) -> bool:
        """Whether they may differ as well as not, and source-only recognizes enough to say how."""
        return NEARLY_MOVED < self.moved <= MOVED and self.believed

    @property
    def believed(self) -> bool:
        """Whether source-only recognizes enough for the shares that it predicts to be believed."""
        return self.overturned < OVERTURNED


def compare_shares(source_only: Predictions, alone: Predictions, source: Shares) -> ShareTest:
    """Ask two networks that force nothing whether the target has the source's shares."""
    moved = min(total_variation(shares_predicted(each), source) for each in (source_only, alone))
    return ShareTest(moved, overturned(source_only, alone))


def overturned(source_only: Predictions, other: Predictions) -> float:
    """Which share of what source-only is surest of, at least half of the target, is predicted otherwise: 0 to 1."""
    sureness = source_only.max(1)
    surer = sureness >= np.median(sureness)
    return float((source_only.argmax(1)[surer] != other.argmax(1)[surer]).mean())


def still_moved(pulled: Sequence[Predictions], source: Shares) -> float:
    """How far from the source's shares those are, on average, that networks predict which pull the target toward them: 0 to 1."""
    return float(np.mean([total_variation(shares_predicted(each), source) for each in pulled])) if pulled else 0.0


def looks_speak_for(these: Predictions, others: Predictions, source_only: Predictions, alike: Alike) -> bool:
    """Whether ``these`` are mostly alike for pictures that look ``alike`` to a backbone that learned nothing of this pair, more than ``others``
    are, and clearly more than those of source-only, which nothing drew astray.
    """
    kappa, beside, before = (alike.kappa(each) for each in (these, others, source_only))
    return kappa > max(MOSTLY_ALIKE, beside, before + CLEARLY_MORE_ALIKE)


def shares_predicted(predictions: Predictions) -> Shares:
    """How often each class is the likeliest."""
    return shares_of(predictions.argmax(1), predictions.shape[1])


def evened(predictions: Predictions, source: Shares) -> NDArray[np.float64]:
    """Predictions as of a network whose source had shares between its own and even ones: a network learns how frequent a class is there as well
    as what it looks like. Menon et al., *Long-tail learning via logit adjustment* (ICLR 2021), its post-hoc form.
    """
    divided = np.asarray(predictions, np.float64) / np.maximum(source, RAREST / len(source)) ** EVENED
    return divided / divided.sum(1, keepdims=True)


def shares_seeming(source_only: Predictions, alone: Predictions, source: Shares, believed: bool) -> Shares:
    """The target's shares without a label: those that source-only predicts, or where it is not ``believed`` normalization alone, both evened.

    Elsewhere normalization alone is farther from the truth, since it draws the target toward the source's shares.
    """
    return shares_predicted(evened(source_only if believed else alone, source))


def shares_again(together: Predictions, source: Shares) -> Shares:
    """The target's shares as those networks predict them ``together`` that were matched to an earlier estimate, drawn a little toward the
    source's.
    """
    return labeled_shares.drawn_to_source(len(together) * shares_predicted(together), source)


def shares_from_labels(
    source_only: Predictions, alone: Predictions, places: NDArray[np.integer], labels: NDArray[np.integer], source: Shares
) -> Shares:
    """The target's shares from ``labels`` of the pictures at ``places``, a simple random sample, and what both networks predict, evened."""
    predicted = (evened(source_only, source) + evened(alone, source)) / 2
    return labeled_shares.shares_from_labels(predicted, places, labels, np.ones(len(labels)), source)


def evenly(names: Sequence[str]) -> dict[str, float]:
    """All alike."""
    return {name: 1 / len(names) for name in names}


def averaged(predictions: Mapping[str, Predictions], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """The weighted mean of predictions, (n, k)."""
    parts = [weight * np.asarray(predictions[name], np.float64) for name, weight in weights.items()]
    return np.sum(parts, axis=0)


def answered(predictions: Mapping[str, Predictions], weights: Mapping[str, float], alike: Alike | None) -> NDArray[np.float64]:
    """What a search says: the weighted mean of predictions, (n, k), spread among pictures that look ``alike`` where that is known.

    What networks disagree about, the pictures around it often settle: the backbone sees that they belong together, whatever the source taught.
    """
    together = averaged(predictions, weights)
    return together if alike is None else alike.spread(together)


def nearest(predictions: Mapping[str, Predictions], together: Predictions) -> tuple[str, float]:
    """The network that agrees most often with all together, and how often (EnsV: Hu et al., 2023, chooses by this alone)."""
    agree = {name: float((each.argmax(1) == together.argmax(1)).mean()) for name, each in predictions.items()}
    best = max(agree, key=lambda name: agree[name])
    return best, agree[best]

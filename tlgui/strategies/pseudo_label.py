"""Pseudo-labels: sure predictions on the target become its labels (FixMatch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class PseudoLabel(Strategy):
    """Self-training with sure predictions, checked on a second view.

    Paper: Sohn et al., "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence", NeurIPS 2020, arXiv:2001.07685,
    eq. 4; the idea is Lee's "Pseudo-Label", 2013. Here both domains are in a step, and the weak view is the picture as the run's
    augmentation gives it.

    Idea: where the network is at least 95 % sure of a target picture, that class becomes the label of a strongly changed view of the same
    picture (other colours, turned, a square covered). What is learned from easy pictures spreads to harder ones. The mean is over all
    pictures, so the loss grows by itself as more become sure.

    Helps when: many first predictions are right; and after an alignment, joined with it: ``cdan+pseudo-label``.
    Fails when: sure predictions are wrong (it learns its own mistakes), or none is ever sure.
    Watch: the share of sure predictions should grow; the largest predicted class should stay near its real share.
    """

    key = "pseudo-label"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",), views=True)
    paper = "Sohn et al., FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence, NeurIPS 2020, arXiv:2001.07685"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\mathbb{E}_{x^t}\,\mathbb{1}\big[\max_k p_k(x^t) \ge \tau\big]\,"
        r"\ell\big(p(A(x^t)),\, \arg\max_k p_k(x^t)\big)"
    )
    texts = Texts(
        en=Words(
            name="Pseudo-labels · FixMatch",
            idea="Where the network is sure of a target picture, that class becomes the label of a strongly changed view of it.",
            helps="Many first predictions are right; joined with an alignment: cdan+pseudo-label.",
            fails="When sure predictions are wrong it learns its own mistakes.",
            watch="The share of sure predictions grows; no class takes over.",
        ),
        zh=Words(
            name="伪标签 · FixMatch",
            idea="网络对某张目标图片有把握时，就把该类别作为其强增强视图的标签。",
            helps="最初的预测多半正确；可与对齐方法联合：cdan+pseudo-label。",
            fails="有把握的预测若是错的，它会学习自己的错误。",
            watch="有把握的预测所占比例上升；没有类别独占预测。",
        ),
    )

    class Settings(Settings):
        """How sure is sure, and how much it counts."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Pseudo-label weight", "伪标签权重"),
            help=Text(
                "How much pseudo-labels count beside the source's labels.",
                "伪标签相对于源域标签的分量。",
            ),
        )
        threshold: float = setting(
            0.95,
            ge=0.5,
            le=0.999,
            step=0.01,
            label=Text("Threshold τ", "阈值 τ"),
            help=Text(
                "Smallest probability for a prediction to become a label. Lower it when none ever gets there.",
                "预测成为标签所需的最低概率。若始终达不到，请调低。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import ConfidentLabels
        from tlgui.strategies.objectives.risk import SourceRisk

        labels = ConfidentLabels(self.settings.weight, self.settings.threshold)
        return [Phase("gradient", [SourceRisk(network.task), labels], batches=Batches(source=True, target=True, views=1))]

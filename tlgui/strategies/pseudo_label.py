"""Pseudo-labels: confident target predictions become labels (FixMatch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Alarm, HealthNumber, Instead
from tlgui.strategies.shared_numbers import LARGEST_CLASS, PSEUDO_LABELS, SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class PseudoLabel(Strategy):
    """Self-training with confident predictions, applied to a second view (eq. 4; the idea is Lee's "Pseudo-Label", 2013).

    Here both domains are in a step, and the weak view is the picture with the run's augmentation. The mean is over all pictures, so the loss
    grows by itself as more predictions become confident.
    """

    key = "pseudo-label"
    family = Family.FEATURE_REPRESENTATION
    paper = "Sohn et al., FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence, NeurIPS 2020, arXiv:2001.07685"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\mathbb{E}_{x^t}\,\mathbb{1}\big[\max_k p_k(x^t) \ge \tau\big]\,"
        r"\ell\big(p(A(x^t)),\, \arg\max_k p_k(x^t)\big)"
    )
    symbols = Text(
        "τ: how sure a prediction must be; A(x): the picture, strongly changed; 1[…]: 1 where it holds, else 0.",
        "τ：预测所需的把握；A(x)：经过强烈改变的图片；1[…]：成立时为 1，否则为 0。",
    )
    texts = Texts(
        en=Words(
            name="Pseudo-labels · FixMatch",
            idea="Where the network is sure of a target picture, that class becomes the label of a strongly changed view of it "
            "(other colors, rotated, a square covered). What is learned from easy pictures spreads to harder ones.",
            helps="Many first predictions are right; also joined with an alignment: cdan+pseudo-label.",
            fails="Sure predictions are wrong (it learns its own mistakes), or none is ever sure.",
            watch="The share of pictures with a pseudo-label grows; the largest predicted class stays near its real share.",
        ),
        zh=Words(
            name="伪标签 · FixMatch",
            idea="网络对某张目标域图片有把握时，就把该类别作为其强增强视图（换色、旋转、遮去一块）的标签。从容易的图片学到的会传到较难的图片。",
            helps="最初的预测多半正确；也可与对齐方法联合：cdan+pseudo-label。",
            fails="有把握的预测若是错的，它会学习自己的错误；或者从来没有有把握的预测。",
            watch="得到伪标签的图片比例上升；占比最大的预测类别接近真实比例。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",), views=True)
    bottleneck_norm = True
    parts = (SOURCE, PSEUDO_LABELS)
    health = (
        HealthNumber(
            "confident_share",
            Text("pictures with a pseudo-label", "得到伪标签的图片"),
            Text(
                "Target pictures that are sure enough (τ) to become a label. It should grow; as long as it is near 0 %, they "
                "teach nothing.",
                "把握达到阈值 τ、可作为标签的目标域图片。应当上升；接近 0 % 时从中学不到东西。",
            ),
            unit="share",
            alarm=Alarm(
                "none_confident",
                below=0.02,
                says=Text(
                    "Hardly any target picture ({share:percent}) was sure enough to become a label: lower the threshold.",
                    "几乎没有目标域图片（{share:percent}）有足够把握成为标签：请降低阈值。",
                ),
                instead=Instead(("cdan",), Text("Or align first (cdan+pseudo-label).", "也可先对齐（cdan+pseudo-label）。")),
            ),
        ),
        LARGEST_CLASS,
    )

    class Settings(Strategy.Settings):
        """The confidence threshold, and the weight."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Pseudo-label weight", "伪标签权重"),
            help=Text(
                "How much pseudo-labels count relative to the source's labels.",
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

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import ConfidentLabels
        from tlgui.strategies.objectives.risk import SourceRisk

        labels = ConfidentLabels(self.settings.weight, self.settings.threshold)
        return [Phase("gradient", [SourceRisk(network.task), labels], batches=Batches(source=True, target=True, views=1))]

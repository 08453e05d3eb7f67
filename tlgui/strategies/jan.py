"""JAN: compare the domains by features and predictions together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class JAN(Strategy):
    """Joint adaptation network (eq. 9).

    Uses two layers, the bottleneck (five Gaussian kernels) and the predictions (one, of bandwidth 1.68, as in the authors' code), with the
    quadratic-time U-statistic (the authors' linear-time estimate is noisier) and without their adversarial variant.
    """

    key = "jan"
    family = Family.FEATURE_REPRESENTATION
    paper = "Long et al., Deep Transfer Learning with Joint Adaptation Networks, ICML 2017, arXiv:1605.06636"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big\|\mathbb{E}_{x\sim\mathcal{D}_s}\big[\phi_1(f(x)) \otimes \phi_2(h(f(x)))\big]"
        r" - \mathbb{E}_{x\sim\mathcal{D}_t}\big[\phi_1(f(x)) \otimes \phi_2(h(f(x)))\big]\Big\|_{\mathcal{H}}^2"
    )
    symbols = Text(
        "φ₁, φ₂: what the kernels make of features and of predictions, in their space ℋ; ⊗: all products of the two.",
        "φ₁、φ₂：核函数对特征与预测的映射，位于空间 ℋ；⊗：两者的所有乘积。",
    )
    texts = Texts(
        en=Words(
            name="JAN · joint discrepancy",
            idea="Like MMD, but two pictures count as alike only when both their features and their predictions are, so that classes meet "
            "their counterparts.",
            helps="MMD aligns the domains and still mixes classes.",
            fails="The first predictions on the target are mostly wrong, since they decide what is compared with what.",
            watch="The joint MMD falls toward 0.",
        ),
        zh=Words(
            name="JAN · 联合差异",
            idea="与 MMD 相似，但只有特征与预测都相近的两张图片才算相似，使同类与同类相遇。",
            helps="MMD 对齐了两个域、却仍混淆类别时。",
            fails="目标域上最初的预测大多错误时，因为它们决定了谁与谁比较。",
            watch="联合 MMD 向 0 下降。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    aligns_domains = True
    parts = (SOURCE, Part("jmmd", Text("joint MMD", "联合 MMD")))
    health = (
        HealthNumber(
            "jmmd",
            Text("joint MMD, without its weight", "联合 MMD（未乘权重）"),
            Text(
                "Distance of the domains' features and predictions together. Around 0 they agree; slightly negative values are right.",
                "两个域的特征与预测合在一起的距离。在 0 附近即一致；略为负值是正常的。",
            ),
        ),
    )

    class Settings(Strategy.Settings):
        """The strength of the alignment."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=100.0,
            step=0.1,
            label=Text("Joint MMD weight", "联合 MMD 权重"),
            help=Text("How much the distance counts relative to the classification loss.", "距离项相对于分类损失的分量。"),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.discrepancy import JointDiscrepancy
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), JointDiscrepancy(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

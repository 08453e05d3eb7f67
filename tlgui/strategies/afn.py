"""AFN: features that grow longer step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import LARGEST_CLASS, SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class AFN(Strategy):
    """Stepwise adaptive feature norm (SAFN), without the entropy term of its variants.

    Δr is 1, as in the paper: the gradient has only the product λΔr, so a second setting would do nothing of its own. As there, a normalization
    stands in the bottleneck (without one, lengths grow without end where the backbone learns), and both domains share its statistics. A norm is
    taken after dropout, without the paper's factor for it.
    """

    key = "afn"
    version = 2
    family = Family.FEATURE_REPRESENTATION
    paper = (
        "Xu et al., Larger Norm More Transferable: An Adaptive Feature Norm Approach for Unsupervised Domain Adaptation, ICCV 2019, "
        "arXiv:1811.07456"
    )
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda \sum_{d = s, t} \mathbb{E}_{x^d}\Big(\|f_0(x)\| + \Delta r - \|f(x)\|\Big)^2,"
        r"\qquad f_0 = f \text{ as a constant}"
    )
    symbols = Text(
        "f₀: the same features, held constant; Δr: by how much they are to become longer in a step.",
        "f₀：同一特征，视为常量；Δr：每一步应增长的长度。",
    )
    texts = Texts(
        en=Words(
            name="AFN · longer features",
            idea="Features of target pictures are shorter than the source's: fewer of them respond. Every step lengthens the features of "
            "both domains a little, each in the direction that it has. The domains are not compared, so it does not matter which has "
            "more of a class.",
            helps="Class shares differ, and nobody knows how.",
            fails="Only the style differs: CDAN and MCC gain several times as much there.",
            watch="The target's length relative to the source's rises. If source accuracy falls, lower the weight.",
        ),
        zh=Words(
            name="AFN · 增大特征范数",
            idea="目标域图片的特征比源域的短：有响应的特征更少。每一步都让两个域的特征沿各自方向变长一点。不比较两个域，因此哪一类更多并不重要。",
            helps="类别比例不同，且不知道如何不同时。",
            fails="只有风格不同时：CDAN 与 MCC 的提升是它的数倍。",
            watch="目标域特征长度相对于源域上升。若源域准确率下降，请调低权重。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    normalisation = "shared"
    bottleneck_norm = needs_bottleneck_norm = True
    parts = (SOURCE, Part("feature_norm", Text("feature norm", "特征范数")))
    health = (
        HealthNumber(
            "norm_ratio",
            Text("target's length, of the source's", "目标域长度（占源域）"),
            Text(
                "Mean length of the target's features, compared with the source's. 100 %: equally long.",
                "目标域特征的平均长度与源域之比。100 %：一样长。",
            ),
            unit="share",
        ),
        HealthNumber(
            "target_norm",
            Text("length of target features", "目标域特征长度"),
            Text("Mean length of a batch. It should grow steadily, not explode.", "一批特征的平均长度。应平稳增大，而不是激增。"),
        ),
        LARGEST_CLASS,
    )

    class Settings(Strategy.Settings):
        """How strongly."""

        weight: float = setting(
            0.05,
            ge=0.0,
            le=1.0,
            step=0.01,
            label=Text("Norm weight λ", "范数权重 λ"),
            help=Text(
                "How strongly features are lengthened. Too much drowns the source's labels.",
                "特征变长的力度。过大会淹没源域标签的作用。",
            ),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.feature_norm import FeatureNorm
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), FeatureNorm(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

"""MMD: align the domains' mean features in a kernel's space (DAN)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class MMD(Strategy):
    """Minimize the maximum mean discrepancy of bottleneck features.

    The estimate is Gretton et al. 2012, eq. 3, on one layer, the bottleneck, with the quadratic-time U-statistic (DAN uses the noisier
    linear-time one).
    """

    key = "mmd"
    family = Family.FEATURE_REPRESENTATION
    paper = "Long et al., Learning Transferable Features with Deep Adaptation Networks, ICML 2015, arXiv:1502.02791"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big\|\mathbb{E}_{x\sim\mathcal{D}_s}[\phi(f(x))] - "
        r"\mathbb{E}_{x\sim\mathcal{D}_t}[\phi(f(x))]\Big\|_{\mathcal{H}}^2"
    )
    symbols = Text(
        "φ: what the kernels make of features, in their space ℋ.",
        "φ：核函数把特征映射到空间 ℋ。",
    )
    texts = Texts(
        en=Words(
            name="MMD · mean discrepancy",
            idea="Adds the distance between the two domains' average features, in a kernel's space, to the loss. With a rich enough kernel it "
            "is zero exactly when both have the same distribution.",
            helps="The domains differ as a whole, in brightness or texture. A stable first choice: no part works against another.",
            fails="Each class has moved in its own way: matching the whole does not match the parts.",
            watch="The MMD falls toward 0.",
        ),
        zh=Words(
            name="MMD · 最大均值差异",
            idea="把两个域的平均特征在核空间中的距离加入损失。核足够丰富时，只有两个分布相同，该距离才为零。",
            helps="两个域整体不同，例如亮度或纹理。稳妥的首选：没有相互对抗的部分。",
            fails="当各个类别以不同方式偏移时：整体对齐并不等于各部分对齐。",
            watch="MMD 向 0 下降。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    aligns_domains = True
    parts = (SOURCE, Part("mmd", Text("MMD", "MMD")))
    health = (
        HealthNumber(
            "mmd",
            Text("MMD, without its weight", "MMD（未乘权重）"),
            Text(
                "Distance of the domains' features. Around 0 they agree; slightly negative values are right, the estimate is unbiased.",
                "两个域特征的距离。在 0 附近即一致；略为负值是正常的，因为这是无偏估计。",
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
            label=Text("MMD weight", "MMD 权重"),
            help=Text(
                "How much the distance counts relative to the classification loss.",
                "距离项相对于分类损失的分量。",
            ),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.discrepancy import MeanDiscrepancy
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), MeanDiscrepancy(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

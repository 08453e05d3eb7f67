"""MMD: the domains' mean features brought together in a kernel's space (DAN)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class MMD(Strategy):
    """Minimise the maximum mean discrepancy of bottleneck features.

    Paper: Long et al., "Learning Transferable Features with Deep Adaptation Networks", 2015, arXiv:1502.02791; the estimate is Gretton et
    al. 2012, eq. 3. Here on one layer, the bottleneck, with the quadratic-time U-statistic (DAN uses the linear-time one, which is noisier).

    Idea: two samples come from the same distribution exactly when their means agree in the space of a rich enough kernel; so that distance
    is added to the loss.

    Helps when: the domains differ as a whole (brightness, texture), and as a calm first choice: nothing plays against anything.
    Fails when: classes have moved differently; matching the whole does not match the parts.
    Watch: the MMD falls towards 0. Slightly negative values are right: the estimate is unbiased, so around 0 it goes both ways.
    """

    key = "mmd"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True)
    paper = "Long et al., Learning Transferable Features with Deep Adaptation Networks, ICML 2015, arXiv:1502.02791"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big\|\mathbb{E}_{x\sim\mathcal{D}_s}[\phi(f(x))] - "
        r"\mathbb{E}_{x\sim\mathcal{D}_t}[\phi(f(x))]\Big\|_{\mathcal{H}}^2"
    )
    texts = Texts(
        en=Words(
            name="MMD · mean discrepancy",
            idea="Adds the distance between the two domains' average features (in a kernel's space) to the loss.",
            helps="The domains differ as a whole, in brightness or texture. A calm first choice.",
            fails="When each class has moved in its own way: matching the whole does not match the parts.",
            watch="The MMD falls towards 0. Slightly negative values are right, the estimate is unbiased.",
        ),
        zh=Words(
            name="MMD · 最大均值差异",
            idea="把两个域的平均特征（在核空间中）之间的距离加入损失。",
            helps="两个域整体不同，例如亮度或纹理。稳妥的首选。",
            fails="当各个类别以不同方式偏移时：整体对齐并不等于各部分对齐。",
            watch="MMD 向 0 下降。略为负值是正常的，因为这是无偏估计。",
        ),
    )

    class Settings(Settings):
        """How strongly."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=100.0,
            step=0.1,
            label=Text("MMD weight", "MMD 权重"),
            help=Text(
                "How much the distance counts beside the classification loss.",
                "距离项相对于分类损失的分量。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.discrepancy import MeanDiscrepancy
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), MeanDiscrepancy(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

"""Deep CORAL: the covariances of the two domains brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class CORAL(Strategy):
    """Deep correlation alignment.

    Paper: Sun and Saenko, "Deep CORAL: Correlation Alignment for Deep Domain Adaptation", 2016, arXiv:1607.01719, eqs. 1–3. The distance is
    divided by 4d², which makes it tiny; hence a large weight.

    Idea: features of two domains often vary together in different ways (where paintings are bright they are also flat). The distance between
    the two covariance matrices is added to the loss. Means are left to the normalisation.

    Helps when: a first, cheap and stable adaptation is wanted: there is nothing to tune but one weight.
    Fails when: batches are small beside the number of features (a covariance of 32 pictures is rough), or classes have moved differently.
    Watch: the CORAL distance falls while source accuracy stays.
    """

    key = "coral"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True)
    paper = "Sun and Saenko, Deep CORAL: Correlation Alignment for Deep Domain Adaptation, ECCV workshops 2016, arXiv:1607.01719"
    equation = r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\frac{1}{4d^2}\,\big\|C_s - C_t\big\|_F^2"
    texts = Texts(
        en=Words(
            name="CORAL · correlation alignment",
            idea="Makes the features of both domains vary together in the same way (equal covariances).",
            helps="A first, cheap and stable adaptation with one weight.",
            fails="With small batches, whose covariance is rough, or when classes moved differently.",
            watch="The CORAL distance falls while source accuracy stays.",
        ),
        zh=Words(
            name="CORAL · 相关性对齐",
            idea="使两个域的特征以相同的方式共同变化（协方差相等）。",
            helps="想先做一个廉价而稳定的自适应，只有一个权重要调。",
            fails="批很小时协方差不准；或各类别的偏移方式不同。",
            watch="CORAL 距离下降，而源域准确率保持不变。",
        ),
    )

    class Settings(Settings):
        """How strongly."""

        weight: float = setting(
            100.0,
            ge=0.0,
            le=10000.0,
            step=10.0,
            label=Text("CORAL weight", "CORAL 权重"),
            help=Text(
                "How much the distance counts. It is tiny by nature; 10 to 1000 is usual.",
                "距离项的分量。该距离本身极小，常用 10 到 1000。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.discrepancy import Covariance
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), Covariance(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

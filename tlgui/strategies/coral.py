"""Deep CORAL: align the covariances of the two domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class CORAL(Strategy):
    """Deep correlation alignment (eqs. 1–3).

    The distance is divided by 4d², which makes it tiny; hence the large weight. The normalization takes care of the means.
    """

    key = "coral"
    family = Family.FEATURE_REPRESENTATION
    paper = "Sun and Saenko, Deep CORAL: Correlation Alignment for Deep Domain Adaptation, ECCV workshops 2016, arXiv:1607.01719"
    equation = r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\frac{1}{4d^2}\,\big\|C_s - C_t\big\|_F^2"
    symbols = Text(
        "C_s, C_t: the covariances of the d features.",
        "C_s、C_t：d 个特征的协方差矩阵。",
    )
    texts = Texts(
        en=Words(
            name="CORAL · correlation alignment",
            idea="Features of two domains often vary together in different ways: where paintings are bright they are also flat. This makes "
            "them vary together in the same way (equal covariances).",
            helps="You want a first, cheap and stable adaptation: there is nothing to tune but one weight.",
            fails="Batches are small compared with the number of features (a covariance of 32 pictures is rough), or classes "
            "have moved differently.",
            watch="The CORAL distance falls while source accuracy holds.",
        ),
        zh=Words(
            name="CORAL · 相关性对齐",
            idea="两个域的特征常以不同的方式共同变化：绘画越亮往往也越平。本方法使它们以相同的方式共同变化（协方差相等）。",
            helps="想先做一个廉价而稳定的自适应：只有一个权重要调。",
            fails="批大小相对特征数太小时（32 张图片的协方差很粗略），或各类别的偏移方式不同。",
            watch="CORAL 距离下降，而源域准确率保持不变。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    aligns_domains = True
    drops_out = False
    version = 2
    parts = (SOURCE, Part("coral", Text("CORAL", "CORAL")))
    health = (
        HealthNumber(
            "coral",
            Text("CORAL distance, without its weight", "CORAL 距离（未乘权重）"),
            Text(
                "Distance of the domains' covariances. Only its fall says something: its size depends on the features.",
                "两个域协方差的距离。只看它是否下降：其大小取决于特征。",
            ),
        ),
    )

    class Settings(Strategy.Settings):
        """The strength of the alignment."""

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

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.discrepancy import Covariance
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [SourceRisk(network.task), Covariance(self.settings.weight)]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

"""DeepJDOT: target pictures paired with source pictures by optimal transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class DeepJDOT(Strategy):
    """Deep joint distribution optimal transport.

    Paper: Damodaran et al., "DeepJDOT", ECCV 2018, arXiv:1803.10081, eqs. 6–7. The coupling is exact (POT), uniform, made for each batch;
    distances of features are divided by their number, so that α means the same at any width.

    Idea: find the cheapest way to move the source batch onto the target batch, where a move costs more the farther apart features are and
    the more label and prediction disagree. Then train so that this cost falls: each target picture is drawn to the class of the source
    pictures that it is paired with.

    Helps when: both domains have the same classes in similar shares: the coupling moves all mass.
    Fails when: shares differ much (mass must then move to wrong classes), or batches are small beside the number of classes.
    Watch: mass moved within a class should rise towards 100 %.
    """

    key = "deepjdot"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    paper = "Damodaran et al., DeepJDOT: Deep Joint Distribution Optimal Transport for UDA, ECCV 2018, arXiv:1803.10081"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \min_{\gamma}\sum_{ij}\gamma_{ij}\Big(\tfrac{\alpha}{d}\|f(x_i^s) - f(x_j^t)\|^2 + "
        r"\lambda\,\ell\big(y_i^s, h(f(x_j^t))\big)\Big)"
    )
    texts = Texts(
        en=Words(
            name="DeepJDOT · optimal transport",
            idea="Pairs target with source pictures as cheaply as possible and draws each towards its partner's class.",
            helps="Same classes in similar shares.",
            fails="When shares differ much, or batches are small beside the number of classes.",
            watch="The mass moved within a class rises towards 100 %.",
        ),
        zh=Words(
            name="DeepJDOT · 最优传输",
            idea="以最小代价把目标图片与源域图片配对，并把每张图片拉向其配对者的类别。",
            helps="两个域类别相同、比例相近。",
            fails="比例相差很大，或批大小相对类别数太小。",
            watch="类内传输的质量向 100 % 上升。",
        ),
    )

    class Settings(Settings):
        """What a move costs."""

        feature_weight: float = setting(
            1.0,
            ge=0.0,
            le=1000.0,
            step=0.1,
            label=Text("Feature weight α", "特征权重 α"),
            help=Text(
                "How much the distance of features counts.",
                "特征距离的分量。",
            ),
        )
        label_weight: float = setting(
            0.1,
            ge=0.0,
            le=100.0,
            step=0.1,
            label=Text("Label weight λ", "标签权重 λ"),
            help=Text(
                "How much disagreeing labels and predictions count.",
                "标签与预测不一致的分量。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.relations import JointTransport
        from tlgui.strategies.objectives.risk import SourceRisk

        transport = JointTransport(self.settings.feature_weight, self.settings.label_weight)
        return [Phase("gradient", [SourceRisk(network.task), transport], batches=Batches(source=True, target=True))]

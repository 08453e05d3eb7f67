"""DeepJDOT: target pictures paired with source pictures by optimal transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class DeepJDOT(Strategy):
    """Deep joint distribution optimal transport (eqs. 6–7).

    The coupling is exact (POT), uniform, and computed for each batch; feature distances are divided by the feature width, so that α means the
    same at any width.
    """

    key = "deepjdot"
    family = Family.FEATURE_REPRESENTATION
    paper = "Damodaran et al., DeepJDOT: Deep Joint Distribution Optimal Transport for UDA, ECCV 2018, arXiv:1803.10081"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \min_{\gamma}\sum_{ij}\gamma_{ij}\Big(\tfrac{\alpha}{d}\|f(x_i^s) - f(x_j^t)\|^2 + "
        r"\lambda\,\ell\big(y_i^s, h(f(x_j^t))\big)\Big)"
    )
    symbols = Text(
        "γ: a transport plan, how much of source picture i goes to target picture j; d: the number of features; α: "
        "the weight of a distance.",
        "γ：传输方案，即源域图片 i 有多少移到目标域图片 j；d：特征数；α：距离的权重。",
    )
    texts = Texts(
        en=Words(
            name="DeepJDOT · optimal transport",
            idea="Finds the cheapest way to move the source batch onto the target batch: a move costs more the farther apart features are and "
            "the more label and prediction disagree. Training makes it cheaper: each target picture is drawn to its partners' class.",
            helps="Both domains have the same classes in similar shares: all mass is moved.",
            fails="Shares differ a lot (mass must then go to wrong classes), or batches are small compared with the number of "
            "classes.",
            watch="The mass moved within a class rises toward 100 %.",
        ),
        zh=Words(
            name="DeepJDOT · 最优传输",
            idea="寻找把源域一批图片搬到目标域一批图片上的最小代价：特征相距越远、标签与预测越不一致，代价越高。"
            "训练使代价继续下降：每张目标域图片被拉向其配对者的类别。",
            helps="两个域类别相同、比例相近：全部质量都要搬运。",
            fails="比例相差很大（质量只好搬到错误的类别），或批大小相对类别数太小。",
            watch="类内传输的质量向 100 % 上升。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    aligns_domains = True
    drops_out = False
    version = 2
    parts = (SOURCE, Part("transport", Text("transport cost", "传输代价")))
    health = (
        HealthNumber(
            "transport_within_class",
            Text("mass moved within a class", "类内传输的质量"),
            Text(
                "Pairs whose source label and target prediction agree, weighted by their mass. Toward 100 % is good.",
                "源域标签与目标域预测一致的配对，按质量计。越接近 100 % 越好。",
            ),
            unit="share",
        ),
    )

    class Settings(Strategy.Settings):
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

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.relations import JointTransport
        from tlgui.strategies.objectives.risk import SourceRisk

        transport = JointTransport(self.settings.feature_weight, self.settings.label_weight)
        return [Phase("gradient", [SourceRisk(network.task), transport], batches=Batches(source=True, target=True))]

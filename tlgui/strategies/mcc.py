"""MCC: target predictions that do not confuse classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import LARGEST_CLASS, SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class MCC(Strategy):
    """Minimum class confusion (eqs. 2–6; T = 2.5 as there).

    The domains' features are not aligned at all. The run's label smoothing matters: with hard labels the network becomes overconfident on the
    source before the target has any influence.
    """

    key = "mcc"
    family = Family.FEATURE_REPRESENTATION
    paper = "Jin et al., Minimum Class Confusion for Versatile Domain Adaptation, ECCV 2020, arXiv:1912.03699"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\frac{1}{K}\sum_{j}\sum_{j' \neq j}"
        r"\frac{C_{jj'}}{\sum_{l} C_{jl}},\qquad C = (w P)^\top P,\quad P = \mathrm{softmax}(h(f(x^t))/T)"
    )
    symbols = Text(
        "P: the predictions of a target batch, softened by T; w: how much each picture counts, more where it is sure; "
        "C: how much classes are mixed up in it; K: the number of classes.",
        "P：一批目标域图片的预测，由 T 软化；w：各图片的权重，越有把握越大；C：类别在其中混淆的程度；K：类别数。",
    )
    texts = Texts(
        en=Words(
            name="MCC · minimum class confusion",
            idea="A network that fits the target does not hesitate between the same classes again and again. How much each class is mixed up "
            "with the others in a batch of target predictions becomes the loss.",
            helps="Similar classes appear in another style. Where the classes have other shares but none is missing, it loses less than "
            "strategies that align whole domains, or gains.",
            fails="The target lacks some classes: it wants every class among its predictions, and with three of seven classes it lost 13 to 26 "
            "points, more than MMD, DANN and CDAN. The first predictions are wrong but sure: it makes them surer. Where there is "
            "little shift it can cost a little: on photos and the same photos as sketches source-only reads 96.5 %, MCC 96.0 %.",
            watch="Confusion falls, and the largest predicted class stays near its real share; if that grows without end, classes collapse.",
        ),
        zh=Words(
            name="MCC · 最小类别混淆",
            idea="适合目标域的网络不会反复在相同的几个类别之间犹豫。一批目标域预测中各类别与其他类别相混的程度，就是损失。",
            helps="相近的类别换了风格。类别比例不同但类别齐全时，比整体对齐的方法损失更小，甚至有所提升。",
            fails="目标域缺少某些类别：它希望预测中出现每个类别，七类中只有三类时低了 13 至 26 个百分点，比 MMD、DANN 和 CDAN 损失更大。"
            "最初的预测既错误又自信时，它会使其更加自信。域差异很小时，反而可能略低：在照片与同一批照片的素描上，"
            "“仅用源域”为 96.5 %，MCC 为 96.0 %。",
            watch="混淆下降，占比最大的预测类别接近真实比例；若它不断增大，则类别坍缩。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    bottleneck_norm = True
    label_smoothing = 0.1
    wants_all_classes = True
    parts = (SOURCE, Part("mcc", Text("class confusion", "类别混淆")))
    health = (
        HealthNumber(
            "confusion",
            Text("confusion between classes", "类别间的混淆"),
            Text(
                "How much of a target picture's probability goes to other classes of its batch, softened by T. 0 %: each is surely one class.",
                "目标域图片的概率有多少与同批的其他类别相混（以温度 T 软化）。0 %：每张都确定属于某一类。",
            ),
            unit="share",
        ),
        LARGEST_CLASS,
    )

    class Settings(Strategy.Settings):
        """Strength, and how soft the compared predictions are."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Confusion weight", "混淆权重"),
            help=Text(
                "How much the confusion counts relative to the classification loss. Lower it if one class takes over.",
                "混淆项相对于分类损失的分量。若某一类别独占预测，请调低。",
            ),
        )
        temperature: float = setting(
            2.5,
            ge=0.1,
            le=10.0,
            step=0.1,
            label=Text("Temperature T", "温度 T"),
            help=Text(
                "Softens predictions before they are compared. Higher counts smaller hesitations too.",
                "比较之前先软化预测。温度越高，越小的犹豫也计算在内。",
            ),
            advanced=True,
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import ClassConfusion
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [
            SourceRisk(network.task),
            ClassConfusion(self.settings.weight, self.settings.temperature),
        ]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

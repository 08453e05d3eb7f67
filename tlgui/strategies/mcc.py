"""MCC: predictions on the target that do not mix up classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_settings import label_smoothing
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class MCC(Strategy):
    """Minimum class confusion.

    Paper: Jin et al., "Minimum Class Confusion for Versatile Domain Adaptation", ECCV 2020, arXiv:1912.03699, eqs. 2–6; T = 2.5 as there.
    Labels of the source are smoothed (0.1): with hard ones the network becomes too sure on the source before the target has had its say.

    Idea: a network that fits the target gives one class a high probability and does not hesitate between the same two classes again and
    again. From a batch of target predictions a matrix is made of how much each class is mixed up with each other; what is off its diagonal
    becomes the loss. The domains' features are not aligned at all.

    Helps when: hesitation is the problem: similar classes in another style. Also when the shares of the classes differ.
    Fails when: the first predictions are wrong and sure: it makes them surer. Or when there is little shift: on photos and the same photos
    as sketches, where source-only reads 96 %, it is 2 points worse.
    Watch: confusion falls, and the largest predicted class stays near its real share; if it grows without end, classes collapse.
    """

    key = "mcc"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    paper = "Jin et al., Minimum Class Confusion for Versatile Domain Adaptation, ECCV 2020, arXiv:1912.03699"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda\,\frac{1}{K}\sum_{j}\sum_{j' \neq j}"
        r"\frac{C_{jj'}}{\sum_{l} C_{jl}},\qquad C = (w P)^\top P,\quad P = \mathrm{softmax}(h(f(x^t))/T)"
    )
    texts = Texts(
        en=Words(
            name="MCC · minimum class confusion",
            idea="Teaches the network not to hesitate between the same classes again and again on the target.",
            helps="Similar classes in another style; works also when the shares of the classes differ.",
            fails="When first predictions are wrong and sure, it makes them surer. Where there is little shift it can cost a point or two.",
            watch="Confusion falls; the largest predicted class stays near its real share.",
        ),
        zh=Words(
            name="MCC · 最小类别混淆",
            idea="让网络在目标域上不再反复在相同的几个类别之间犹豫。",
            helps="相近的类别换了风格；类别比例不同时也可用。",
            fails="最初的预测既错误又自信时，它会使其更加自信。域差异很小时，反而可能低一两个百分点。",
            watch="混淆下降；占比最大的预测类别接近真实比例。",
        ),
    )

    class Settings(Settings):
        """How strongly, and how soft the compared predictions are."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Confusion weight", "混淆权重"),
            help=Text(
                "How much the confusion counts beside the classification loss. Lower it if one class takes over.",
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
        smoothing: float = label_smoothing()

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import ClassConfusion
        from tlgui.strategies.objectives.risk import SourceRisk

        objectives = [
            SourceRisk(network.task, self.settings.smoothing),
            ClassConfusion(self.settings.weight, self.settings.temperature),
        ]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

"""SHOT: adapt a finished source network to the target without the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import LARGEST_CLASS, PSEUDO_LABELS, SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class SHOT(Strategy):
    """Source hypothesis transfer (eqs. 3–8).

    As in the paper: centroid labels in two rounds, recomputed 15 times, weight 0.3. Unlike the paper, the bottleneck's normalization comes
    before a ReLU, with statistics per domain, and the head is a plain linear layer.
    """

    key = "shot"
    family = Family.MODEL
    paper = "Liang et al., Do We Really Need to Access the Source Data? Source Hypothesis Transfer for UDA, ICML 2020, arXiv:2002.08546"
    equation = (
        r"\min_{f}\ \mathbb{E}_{x^t} H(p) - H\big(\mathbb{E}_{x^t}\, p\big) + \beta\,\mathbb{E}_{x^t}\,\ell\big(p,\, \hat y\big),"
        r"\qquad p = h(f(x^t)),\quad \hat y = \arg\max_k \cos\big(f(x^t), c_k\big)"
    )
    symbols = Text(
        "c_k: the center of class k among the target’s features; ŷ: the class of the nearest one; β: a weight among the settings.",
        "c_k：类别 k 在目标域特征中的中心；ŷ：最近中心的类别；β：设置中的权重。",
    )
    texts = Texts(
        en=Words(
            name="SHOT · without the source",
            idea="After training on the source, the source is set aside and the head is frozen: it knows where the classes lie. "
            "The target's features are moved there, so that predictions are sure, diverse, and agree with the nearest "
            "class centroid.",
            helps="The source cannot travel with the network (private, too large); or as a last phase after another strategy: "
            "mcc,shot.",
            fails="The target's class shares are very uneven, because diverse predictions are asked for; or the first "
            "predictions are mostly wrong.",
            watch="Changed labels fall to 0; the largest predicted class stays near its real share. Source accuracy may fall: "
            "the source is no longer used.",
        ),
        zh=Words(
            name="SHOT · 无需源域数据",
            idea="在源域上训练之后，不再使用源域并冻结分类头：它知道各类别在何处。然后把目标域特征移到那里，使预测有把握、多样，"
            "并与最近的类别质心一致。",
            helps="源域数据不能随网络一起走时（隐私、太大）；或作为其他策略之后的最后一个阶段：mcc,shot。",
            fails="目标域类别比例极不均衡（因为要求预测多样），或最初的预测大多错误。",
            watch="改变的标签降到 0；占比最大的预测类别接近真实比例。源域准确率可能下降，因为不再使用源域。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    bottleneck_norm = True
    label_smoothing = 0.1
    wants_all_classes = True
    parts = (SOURCE, Part("information", Text("entropy minus diversity", "熵减多样性")), PSEUDO_LABELS)
    health = (
        HealthNumber(
            "changed_labels",
            Text("changed labels", "改变的标签"),
            Text(
                "Pseudo-labels that changed when they were recomputed. They should settle.",
                "重新生成伪标签时改变了的标签。应逐渐稳定。",
            ),
            unit="share",
            band=(0.0, 0.05),
        ),
        HealthNumber(
            "entropy",
            Text("entropy of each prediction", "每个预测的熵"),
            Text(
                "Share of the largest possible entropy, on average. 0 %: each prediction is sure. It should fall.",
                "占最大可能值的比例（平均）。0 %：每个预测都有把握。应当下降。",
            ),
            unit="share",
        ),
        HealthNumber(
            "diversity",
            Text("diversity of all predictions", "全部预测的多样性"),
            Text(
                "Entropy of a batch's mean prediction, as a share of the largest possible. 100 %: all classes equally often. "
                "It should stay high.",
                "一批预测均值的熵，占最大可能值的比例。100 %：各类别一样多。应保持较高。",
            ),
            unit="share",
        ),
        LARGEST_CLASS,
    )
    does_not_join = Text(
        "{whole}: shot sets the source aside and freezes the head, so nothing can learn alongside it; chain it with a comma, "
        "as in mcc,shot.",
        "{whole}：shot 不再使用源域并冻结分类头，无法与其他策略同时学习；请用逗号串联，如 mcc,shot。",
    )

    class Settings(Strategy.Settings):
        """How much the centroids count, and how often they are recomputed."""

        weight: float = setting(
            0.3,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Pseudo-label weight β", "伪标签权重 β"),
            help=Text(
                "How much the centroid labels count. Lower it when they are often wrong.",
                "质心伪标签的分量。若其常常出错，请调低。",
            ),
        )
        refreshes: int = setting(
            15,
            ge=1,
            le=200,
            step=1,
            label=Text("New labels", "更新标签次数"),
            help=Text(
                "How often the pseudo-labels are recomputed during the phase.",
                "该阶段中重新生成伪标签的次数。",
            ),
            advanced=True,
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import CentroidLabels, Information
        from tlgui.strategies.objectives.risk import SourceRisk

        source = SourceRisk(network.task)
        labels = CentroidLabels(self.settings.weight, self.settings.refreshes)
        return [
            Phase("gradient", [source], batches=Batches(source=True), place="before"),
            Phase("gradient", [Information(), labels], trains="features", batches=Batches(target=True)),
        ]

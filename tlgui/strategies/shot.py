"""SHOT: adapt a finished source network to the target without the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_settings import label_smoothing
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class SHOT(Strategy):
    """Source hypothesis transfer.

    Paper: Liang et al., "Do We Really Need to Access the Source Data?", ICML 2020, arXiv:2002.08546, eqs. 3–8. Here the bottleneck has no
    BatchNorm (fixed statistics stand in front of it) and the head is a plain linear layer; the rest is as there: label smoothing 0.1 on the
    source, head frozen on the target, centroid labels in two rounds, made anew 15 times, weight 0.3.

    Idea: the head knows where classes lie; move the target's features there. First train on the source. Then put the source away, freeze the
    head, and train the features so that predictions on the target are sure, diverse, and agree with the nearest class centroid.

    Helps when: the source must not travel with the network (private, too large), or as a last phase after another strategy: ``mcc,shot``.
    Fails when: the shares of the classes in the target are very uneven, because diverse predictions are asked for; or the first predictions are
    mostly wrong.
    Watch: changed labels fall towards 0; the largest predicted class stays near its real share. Source accuracy may fall: the source is no
    longer looked at.
    """

    key = "shot"
    family = Family.MODEL
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    paper = "Liang et al., Do We Really Need to Access the Source Data? Source Hypothesis Transfer for UDA, ICML 2020, arXiv:2002.08546"
    equation = (
        r"\min_{f}\ \mathbb{E}_{x^t} H(p) - H\big(\mathbb{E}_{x^t}\, p\big) + \beta\,\mathbb{E}_{x^t}\,\ell\big(p,\, \hat y\big),"
        r"\qquad p = h(f(x^t)),\quad \hat y = \arg\max_k \cos\big(f(x^t), c_k\big)"
    )
    joins = False
    texts = Texts(
        en=Words(
            name="SHOT · without the source",
            idea="Trains on the source, puts it away, freezes the head and moves the target's features to where the classes are.",
            helps="The source must not travel along; or as a last phase: mcc,shot.",
            fails="Very uneven class shares in the target, or mostly wrong first predictions.",
            watch="Changed labels fall to 0; no class takes over. Source accuracy may fall, it is no longer looked at.",
        ),
        zh=Words(
            name="SHOT · 无需源域数据",
            idea="先在源域上训练，然后放下源域，冻结分类头，把目标域特征移到各类别所在之处。",
            helps="源域数据不便携带时；或作为最后一个阶段：mcc,shot。",
            fails="目标域类别比例极不均衡，或最初的预测大多错误。",
            watch="改变的标签降到 0；没有类别独占预测。源域准确率可能下降，因为不再使用源域。",
        ),
    )

    class Settings(Settings):
        """How much the centroids count, and how often they are looked at."""

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
                "How often the pseudo-labels are made anew during the phase.",
                "该阶段中重新生成伪标签的次数。",
            ),
            advanced=True,
        )
        smoothing: float = label_smoothing()

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import CentroidLabels, Information
        from tlgui.strategies.objectives.risk import SourceRisk

        source = SourceRisk(network.task, self.settings.smoothing)
        labels = CentroidLabels(self.settings.weight, self.settings.refreshes)
        return [
            Phase("gradient", [source], batches=Batches(source=True), place="before"),
            Phase("gradient", [Information(), labels], trains="features", batches=Batches(target=True)),
        ]

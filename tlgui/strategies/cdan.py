"""CDAN: a discriminator that sees features together with the predicted class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_settings import discriminator_width
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class CDAN(Strategy):
    """Conditional domain-adversarial network.

    Paper: Long et al., "Conditional Adversarial Domain Adaptation", NeurIPS 2018, arXiv:1705.10667, eqs. 5–8. Here: the discriminator has
    two hidden layers with dropout; no gradient flows through the predictions that it sees; with ``by_entropy`` (CDAN+E) the weights
    1 + e^−H are divided by their mean within each domain.

    Idea: DANN aligns the domains as a whole, so a target dog may land among source horses. Here the discriminator sees the outer product of
    features and predicted class probabilities, so it compares dogs with dogs; fooling it aligns class by class. Where classes × features
    passes 4,096, a fixed random map takes the product's place.

    Helps when: classes are well separated on the source and the predictions on the target are often right already.
    Fails when: the first predictions are mostly wrong: it then aligns wrong pairs more firmly than DANN.
    Watch: domain accuracy comes down from its peak, and the largest predicted class stays near its real share.
    """

    key = "cdan"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    paper = "Long et al., Conditional Adversarial Domain Adaptation, NeurIPS 2018, arXiv:1705.10667"
    equation = (
        r"\min_{f, h}\max_{D}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big(\mathbb{E}_{x\sim\mathcal{D}_s} w(p)\log D(f(x) \otimes p) + "
        r"\mathbb{E}_{x\sim\mathcal{D}_t} w(p)\log\big(1 - D(f(x) \otimes p)\big)\Big),\quad p = h(f(x)),\ w(p) = 1 + e^{-H(p)}"
    )
    texts = Texts(
        en=Words(
            name="CDAN · class-conditional adversarial",
            idea="Like DANN, but the discriminator also sees the predicted class, so dogs are aligned with dogs.",
            helps="Classes are clear on the source and first predictions on the target are often right.",
            fails="When first predictions are mostly wrong, it holds on to wrong pairs.",
            watch="Domain accuracy falls from its peak; no class takes over the predictions.",
        ),
        zh=Words(
            name="CDAN · 类条件域对抗",
            idea="与 DANN 相似，但判别器还能看到预测的类别，因此狗与狗对齐。",
            helps="源域上类别分明，且目标域上最初的预测多半正确。",
            fails="最初的预测大多错误时，它会固守错误的配对。",
            watch="域判别准确率从高点回落；没有哪个类别独占预测。",
        ),
    )

    class Settings(Settings):
        """How strongly, how clever the discriminator is, and whom it listens to."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Adversary weight λ", "对抗权重 λ"),
            help=Text(
                "Largest weight of the reversed gradient. Lower it if source accuracy suffers.",
                "反转梯度的最大权重。源域准确率受损时调低。",
            ),
        )
        by_entropy: bool = setting(
            True,
            label=Text("Sure pictures count more (+E)", "有把握的图片权重更大（+E）"),
            help=Text(
                "Weighs each picture by how sure its prediction is. Turn it off when sure predictions are often wrong.",
                "按预测的把握程度给图片加权。若有把握的预测常常出错，请关闭。",
            ),
        )
        hidden: int = discriminator_width()

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.adversary import ConditionalAdversary
        from tlgui.strategies.objectives.risk import SourceRisk

        adversary = ConditionalAdversary(
            network.width, len(network.task.classes), self.settings.weight, self.settings.hidden, self.settings.by_entropy
        )
        return [Phase("gradient", [SourceRisk(network.task), adversary], batches=Batches(source=True, target=True))]

"""CDAN: a discriminator that sees features together with the predicted class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Part
from tlgui.strategies.shared_numbers import DOMAIN_ACCURACY, SOURCE, STRENGTH
from tlgui.strategies.shared_settings import adversary_weight, discriminator_width
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class CDAN(Strategy):
    """Conditional domain-adversarial network (eqs. 5–8).

    The discriminator has two hidden layers with dropout; no gradient flows through the predictions it sees. If classes × features exceeds
    4,096, a fixed random map replaces the product (eq. 6). With ``by_entropy`` (CDAN+E) the weights 1 + e^−H are divided by their
    mean within each domain.
    """

    key = "cdan"
    family = Family.FEATURE_REPRESENTATION
    paper = "Long et al., Conditional Adversarial Domain Adaptation, NeurIPS 2018, arXiv:1705.10667"
    equation = (
        r"\min_{f, h}\max_{D}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big(\mathbb{E}_{x\sim\mathcal{D}_s} w(p)\log D(f(x) \otimes p) + "
        r"\mathbb{E}_{x\sim\mathcal{D}_t} w(p)\log\big(1 - D(f(x) \otimes p)\big)\Big),\quad p = h(f(x)),\ w(p) = 1 + e^{-H(p)}"
    )
    symbols = Text(
        "⊗: all products of features and probabilities.",
        "⊗：特征与概率的所有乘积。",
    )
    texts = Texts(
        en=Words(
            name="CDAN · class-conditional adversarial",
            idea="DANN aligns the domains as a whole, so a target dog may land among source horses. Here the discriminator sees features "
            "together with the predicted class, so dogs are aligned with dogs.",
            helps="Classes are clear on the source, and the first predictions on the target are often right.",
            fails="The first predictions are mostly wrong: it then aligns wrong pairs more firmly than DANN.",
            watch="Domain accuracy comes down from its peak, and the largest predicted class stays near its real share.",
        ),
        zh=Words(
            name="CDAN · 类条件域对抗",
            idea="DANN 把两个域作为整体对齐，目标域的狗可能落在源域的马之中。这里判别器同时看到特征与预测的类别，因此狗与狗对齐。",
            helps="源域上类别分明，且目标域上最初的预测多半正确。",
            fails="最初的预测大多错误时：它会比 DANN 更牢固地对齐错误的配对。",
            watch="域判别准确率从高点回落，占比最大的预测类别接近真实比例。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    aligns_domains = True
    parts = (SOURCE, Part("conditional_domain", Text("class-conditional domain", "类条件域"), of="domains"))
    health = (DOMAIN_ACCURACY, STRENGTH)

    class Settings(Strategy.Settings):
        """Strength, size of the discriminator, and entropy weighting."""

        weight: float = adversary_weight()
        by_entropy: bool = setting(
            True,
            label=Text("Sure pictures count more (+E)", "有把握的图片权重更大（+E）"),
            help=Text(
                "Weighs each picture by how sure its prediction is. Turn it off when sure predictions are often wrong.",
                "按预测的把握程度给图片加权。若有把握的预测常常出错，请关闭。",
            ),
        )
        hidden: int = discriminator_width()

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.adversary import ConditionalAdversary
        from tlgui.strategies.objectives.risk import SourceRisk

        adversary = ConditionalAdversary(
            network.width, len(network.task.classes), self.settings.weight, self.settings.hidden, self.settings.by_entropy
        )
        return [Phase("gradient", [SourceRisk(network.task), adversary], batches=Batches(source=True, target=True))]

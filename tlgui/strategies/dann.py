"""DANN: features that a discriminator cannot tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_settings import discriminator_width
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class DANN(Strategy):
    """Domain-adversarial neural network.

    Paper: Ganin et al., "Domain-Adversarial Training of Neural Networks", JMLR 17, 2016, arXiv:1505.07818, eqs. 13–14.

    Idea: a discriminator learns to tell source features from target features; its gradient is reversed on the way back, so that the network
    learns features that carry the class but not the domain. The reversed gradient's weight λ grows from 0 to ``weight`` over all planned
    steps, and the learning rate falls as (1 + 10p)^−0.75 (section 5.2.2).

    Helps when: both domains have the same classes in similar shares and differ in style.
    Fails when: shares of classes differ much, or the features are too weak: it then aligns the wrong classes with each other.
    Watch: domain accuracy. It should rise, then come down towards 50 %. At 100 % the discriminator has won; at 50 % from the start it
    learns nothing.
    """

    key = "dann"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True)
    paper = "Ganin et al., Domain-Adversarial Training of Neural Networks, JMLR 17, 2016, arXiv:1505.07818"
    equation = (
        r"\min_{f, h}\max_{D}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big(\mathbb{E}_{x\sim\mathcal{D}_s}\log D(f(x)) + "
        r"\mathbb{E}_{x\sim\mathcal{D}_t}\log\big(1 - D(f(x))\big)\Big)"
    )
    texts = Texts(
        en=Words(
            name="DANN · domain-adversarial",
            idea="A discriminator tries to tell the two domains apart; the network learns features that fool it.",
            helps="Both domains have the same classes in similar shares and differ in style.",
            fails="When the shares of the classes differ much it can align the wrong classes.",
            watch="Domain accuracy: up first, then down towards 50 %. Near 100 % the discriminator has won.",
        ),
        zh=Words(
            name="DANN · 域对抗",
            idea="判别器努力区分两个域；网络则学习能骗过它的特征。",
            helps="两个域类别相同、比例相近，只是风格不同。",
            fails="类别比例相差很大时，可能把不同的类别对齐在一起。",
            watch="域判别准确率：先升高，再回落到 50 % 附近。接近 100 % 说明判别器赢了。",
        ),
    )

    class Settings(Settings):
        """How strongly, and how clever the discriminator is."""

        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Adversary weight λ", "对抗权重 λ"),
            help=Text(
                "Largest weight of the reversed gradient. Raise it if the domains stay apart, lower it if source accuracy suffers.",
                "反转梯度的最大权重。两个域仍然分开时调高；源域准确率受损时调低。",
            ),
        )
        hidden: int = discriminator_width()

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.adversary import DomainAdversary
        from tlgui.strategies.objectives.risk import SourceRisk

        adversary = DomainAdversary(network.width, self.settings.weight, self.settings.hidden)
        return [Phase("gradient", [SourceRisk(network.task), adversary], batches=Batches(source=True, target=True))]

"""DANN: features that a discriminator cannot tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Part
from tlgui.strategies.shared_numbers import DOMAIN_ACCURACY, SOURCE, STRENGTH
from tlgui.strategies.shared_settings import adversary_weight, discriminator_width
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class DANN(Strategy):
    """Domain-adversarial neural network (eqs. 13–14).

    λ grows from 0 to ``weight`` over all planned steps, and the learning rate falls as (1 + 10p)^−0.75 (section 5.2.2).
    """

    key = "dann"
    family = Family.FEATURE_REPRESENTATION
    paper = "Ganin et al., Domain-Adversarial Training of Neural Networks, JMLR 17, 2016, arXiv:1505.07818"
    equation = (
        r"\min_{f, h}\max_{D}\ \mathcal{L}_s(h \circ f) + \lambda\,\Big(\mathbb{E}_{x\sim\mathcal{D}_s}\log D(f(x)) + "
        r"\mathbb{E}_{x\sim\mathcal{D}_t}\log\big(1 - D(f(x))\big)\Big)"
    )
    texts = Texts(
        en=Words(
            name="DANN · domain-adversarial",
            idea="A discriminator learns to tell source features from target features. Its gradient is reversed on the way back, so the "
            "network learns features that fool it: they carry the class but not the domain.",
            helps="Both domains have the same classes in similar shares and differ in style.",
            fails="The shares of the classes differ a lot, or the features are too weak: it then aligns the wrong classes with "
            "each other.",
            watch="Domain accuracy: up first, then down toward 50 %. Near 100 % the discriminator has won; at 50 % from the start it learns "
            "nothing.",
        ),
        zh=Words(
            name="DANN · 域对抗",
            idea="判别器学习区分源域与目标域的特征。其梯度在回传时被反转，于是网络学到能骗过它的特征：携带类别，却不携带域。",
            helps="两个域类别相同、比例相近，只是风格不同。",
            fails="类别比例相差很大，或特征太弱时：会把不同的类别对齐在一起。",
            watch="域判别准确率：先升高，再回落到 50 % 附近。接近 100 % 说明判别器赢了；一开始就是 50 % 说明它什么也没学到。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    aligns_domains = True
    parts = (SOURCE, Part("domain", Text("domain", "域"), of="domains"))
    health = (DOMAIN_ACCURACY, STRENGTH)

    class Settings(Strategy.Settings):
        """Strength, and size of the discriminator."""

        weight: float = adversary_weight(
            Text(
                "Largest weight of the reversed gradient. Raise it if the domains stay apart, lower it if source accuracy suffers.",
                "反转梯度的最大权重。两个域仍然分开时调高；源域准确率受损时调低。",
            )
        )
        hidden: int = discriminator_width()

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.adversary import DomainAdversary
        from tlgui.strategies.objectives.risk import SourceRisk

        adversary = DomainAdversary(network.width, self.settings.weight, self.settings.hidden)
        return [Phase("gradient", [SourceRisk(network.task), adversary], batches=Batches(source=True, target=True))]

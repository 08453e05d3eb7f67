"""BA3US: align with the part of the source that the target seems to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import DOMAIN_ACCURACY, LARGEST_CLASS, SOURCE, STRENGTH
from tlgui.strategies.shared_settings import adversary_weight, discriminator_width
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class BA3US(Strategy):
    """Balanced adversarial alignment with adaptive uncertainty suppression.

    Unlike the paper, a class's weight is divided by its share of the source, and all are 1 until the first renewal, when the network has
    learned something; the entropy on the target counts 0.03 instead of 0.1, which collapsed where all classes were there. PADA is this
    without the joining source pictures, the complement entropy and the entropy.
    """

    key = "ba3us"
    family = Family.FEATURE_REPRESENTATION
    paper = "Liang et al., A Balanced and Uncertainty-aware Approach for Partial Domain Adaptation, ECCV 2020, arXiv:2003.02541"
    equation = (
        r"\min_{f, h}\max_{D}\ \mathbb{E}_{s}\, w_y\,\ell\big(h(f(x)), y\big) + \lambda\,\Big(\mathbb{E}_{s}\, w_y \log D(f(x)) + "
        r"\mathbb{E}_{t \cup \rho s}\log\big(1 - D(f(x))\big)\Big) - \alpha\,\mathbb{E}_{s}\, w_y (1 - p_y)\,H\big(p_{k \neq y}\big) + "
        r"\mu\,\mathbb{E}_{t}\,H(p),\qquad w_k \propto \mathbb{E}_{t}\, p_k \,/\, \mathbb{E}_{s} [y = k]"
    )
    symbols = Text(
        "w_k: the weight of class k; t ∪ ρs: target pictures, joined by source ones, as many as a share ρ of them; "
        "p_{k≠y}: the probabilities of the wrong classes; α, μ: weights among the settings.",
        "w_k：类别 k 的权重；t ∪ ρs：目标域图片，并加入占其比例 ρ 的源域图片；p_{k≠y}：错误类别的概率；α、μ：设置中的权重。",
    )
    texts = Texts(
        en=Words(
            name="BA3US · partial domains",
            idea="Source classes that the target does not seem to have lose their weight in the classifier and in the adversary. It is "
            "found from the predictions on the target, again and again. Some source pictures stand in for the target at first, so that "
            "its missing classes pull nothing away.",
            helps="The target has only a few of the source's classes, and nobody knows which.",
            fails="The source's own classes are very uneven: rare ones then get large weights from poor predictions. Where all classes "
            "are there in like shares, CDAN and MCC gain more.",
            watch="The share of classes that count falls to about what the target has and stays. If it falls to a single class, the "
            "network has collapsed: lower the entropy weight.",
        ),
        zh=Words(
            name="BA3US · 部分域",
            idea="目标域似乎没有的源域类别，会在分类器和对抗中失去权重。权重由对目标域的预测反复估计得出。起初用一些源域图片充当目标域，使缺失的类别不会把特征拉走。",
            helps="目标域只有源域的少数类别，且不知道是哪些。",
            fails="源域自身的类别极不均衡：稀少的类别会因不准的预测得到很大的权重。两个域类别齐全且比例相近时，CDAN 与 MCC 提升更多。",
            watch="起作用的类别所占比例降到目标域大致拥有的数目并保持稳定。若只剩一个类别，网络已坍缩：请降低熵的权重。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    normalisation = "shared"
    aligns_domains = True
    parts = (
        SOURCE,
        Part("domain", Text("domain", "域"), of="domains"),
        Part("complement", Text("wrong classes alike", "错误类别均匀")),
        Part("entropy", Text("entropy", "熵")),
    )
    health = (
        HealthNumber(
            "counting_classes",
            Text("classes that count", "起作用的类别"),
            Text(
                "Mean weight of the source's classes, the heaviest being 100 %. It should come near the part of them that the target has.",
                "源域各类别权重的平均值（最重者为 100 %）。应接近目标域所拥有类别的比例。",
            ),
            unit="share",
        ),
        DOMAIN_ACCURACY,
        STRENGTH,
        LARGEST_CLASS,
    )
    refusals: ClassVar = {
        "ba3us_finds_shares": Text(
            "ba3us finds the target's classes by itself, so class shares given as well would count twice: leave the target's class shares "
            "as in the source (same), or choose a strategy that aligns with given ones, such as cdan.",
            "ba3us 自行估计目标域的类别，再告知类别比例就会重复计算：请将目标域的类别比例保持为“与源域相同”（same），"
            "或选择能使用给定比例的对齐策略，如 cdan。",
        )
    }

    class Settings(Strategy.Settings):
        """How strongly the domains are aligned, and how sure predictions should be."""

        weight: float = adversary_weight()
        sureness: float = setting(
            0.03,
            ge=0.0,
            le=1.0,
            step=0.01,
            label=Text("Entropy weight μ", "熵权重 μ"),
            help=Text(
                "How strongly target predictions are made sure. More helps where few classes are left and collapses where all are there.",
                "使目标域预测更有把握的力度。剩余类别很少时较大有利；类别齐全时过大会坍缩。",
            ),
        )
        complement: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Complement weight α", "补熵权重 α"),
            help=Text(
                "How evenly the probability that a source picture's class does not get is spread over the others.",
                "源域图片未归于其类别的概率在其余类别间均匀分布的程度。",
            ),
            advanced=True,
        )
        balance: float = setting(
            0.25,
            ge=0.0,
            le=1.0,
            step=0.05,
            label=Text("Joining source pictures ρ", "加入的源域图片 ρ"),
            help=Text(
                "How many such source pictures there are in the first batch, relative to the target's. The number falls to 0.",
                "起初充当目标域的源域图片数，相对于目标域自身图片数。逐渐降到 0。",
            ),
            advanced=True,
        )
        refreshes: int = setting(
            11,
            ge=1,
            le=200,
            step=1,
            label=Text("New weights", "更新权重次数"),
            help=Text("How often the weights of the classes are renewed.", "类别权重更新的次数。"),
            advanced=True,
        )
        hidden: int = discriminator_width()

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.partial import PartialAlignment

        own = self.settings
        alignment = PartialAlignment(
            network.task,
            network.width,
            weight=own.weight,
            hidden=own.hidden,
            balance=own.balance,
            complement=own.complement,
            sureness=own.sureness,
            refreshes=own.refreshes,
        )
        return [Phase("gradient", [alignment], batches=Batches(source=True, target=True))]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """Its weights already find the target's classes."""
        return [] if not spec.target_shares.said else [Problem("ba3us_finds_shares", {})]

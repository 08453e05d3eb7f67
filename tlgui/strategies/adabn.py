"""AdaBN: normalize the target with its own statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class AdaBN(Strategy):
    """Adaptive batch normalization: no gradient on the target, no labels, no second training.

    Mean and variance of the target's features are measured in one exact pass: on frozen features, in the layer before the bottleneck; in an
    unfrozen network, in every normalization layer. N (``prior``) is eq. 3 of Schneider et al., "Improving robustness against common
    corruptions by covariate shift adaptation", NeurIPS 2020, arXiv:2006.16971.
    """

    key = "adabn"
    version = 2
    family = Family.FEATURE_REPRESENTATION
    paper = "Li et al., Revisiting Batch Normalization For Practical Domain Adaptation, 2016, arXiv:1603.04779"
    equation = (
        r"\hat f(x^t) = \frac{f(x^t) - \mu}{\sqrt{\sigma^2 + \epsilon}},\qquad "
        r"(\mu, \sigma^2) = \frac{N}{N + n_t}\,(\mu_s, \sigma_s^2) + \frac{n_t}{N + n_t}\,(\mu_t, \sigma_t^2)"
    )
    symbols = Text(
        "μ, σ²: mean and variance of each feature; n_t: the number of target pictures; N: as how many pictures the "
        "source’s statistics count; ε: a small constant.",
        "μ、σ²：各特征的均值与方差；n_t：目标域图片数；N：源域统计量相当于多少张图片；ε：小常数。",
    )
    texts = Texts(
        en=Words(
            name="AdaBN · the target's own normalization",
            idea="Trains on the source, then centers and scales the target's features with the target's own mean and spread.",
            helps="The style has changed: light, color, texture, another camera. It takes seconds, nothing can diverge, and most other "
            "strategies include it.",
            fails="The shares of the classes differ: the mean then moves for reasons other than style (with reversed shares, "
            "photo → painting lost 17 points). With very few target pictures their statistics are noise: raise the "
            "source's share N.",
            watch="What it adds to source-only. It is the second reference, normalization alone, unless N is set.",
        ),
        zh=Words(
            name="AdaBN · 目标域自身的归一化",
            idea="在源域上训练，然后用目标域自身的均值和方差来居中和缩放目标域特征。",
            helps="风格变化：光线、颜色、纹理、另一台相机。只需几秒，不会发散；大多数其他策略都已包含它。",
            fails="两个域的类别比例不同时，均值的变化就不只来自风格（比例颠倒时，照片 → 绘画低了 17 个百分点）。"
            "目标域图片极少时，其统计量不可靠：请调高源域份额 N。",
            watch="它比“仅用源域”多出多少。除非设置了 N，它就是第二个参照“仅归一化”。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    aligns_domains = True
    parts = (SOURCE,)
    does_not_join = Text(
        "{whole}: the target's own normalization is part of every adaptation strategy already; leave adabn out, or chain it with a comma.",
        "{whole}：每个自适应策略本已使用目标域自身的归一化；请去掉 adabn，或用逗号串联。",
    )
    refusals: ClassVar = {
        "adabn_needs_per_domain": Text(
            "adabn gives each domain a normalization of its own, but Normalization (normalisation) is set to “shared by both "
            "domains”: set it to “one for each domain”, or leave it unset.",
            "adabn 就是每个域各用一套归一化，而“归一化”（normalisation）被设为“两个域共用”：请设为“每个域各一套”，或不设置。",
        )
    }

    class Settings(Strategy.Settings):
        """How much the target's statistics are trusted."""

        prior: int = setting(
            0,
            ge=0,
            le=10000,
            step=1,
            unit=Text("pictures", "张图片"),
            label=Text("Source's share N", "源域份额 N"),
            help=Text(
                "The source's statistics count as this many target pictures. Raise it when the target has only a few dozen.",
                "源域的统计量相当于这么多张目标域图片。目标域只有几十张时调高。",
            ),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import SourceRisk

        return [
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="before"),
            Phase("statistics", prior=self.settings.prior),
        ]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        return [Problem("adabn_needs_per_domain", {})] if spec.settings.normalisation == "shared" else []

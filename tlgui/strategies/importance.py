"""Importance weighting: source pictures that look like the target count more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Alarm, HealthNumber, Instead
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class Importance(Strategy):
    """Weight the source pictures so that the source looks like the target.

    Weights are computed from the backbone's features before the first step. ``kmm``: kernel mean matching; the quadratic program is solved by
    OSQP, in blocks for more than 1,000 pictures. ``classifier``: the density ratio from a domain classifier (Bickel et al., ICML 2007), here
    cross-fitted. Normalization is shared by default: per-domain normalization would remove most of the difference that the weights should
    correct.
    """

    key = "importance"
    version = 2
    family = Family.INSTANCE
    paper = "Huang et al., Correcting Sample Selection Bias by Unlabeled Data, NeurIPS 2006"
    equation = (
        r"\min_{f, h}\ \frac{1}{n_s}\sum_i \beta_i\,\ell\big(h(f(x_i^s)), y_i^s\big),\qquad \beta = \arg\min_{0 \le \beta \le B}"
        r"\ \tfrac{1}{2}\beta^\top K \beta - \kappa^\top \beta"
    )
    symbols = Text(
        "β_i: how much source picture i counts, at most B; K: kernel values between source pictures; κ: those of each "
        "with the target’s pictures, summed.",
        "β_i：源域图片 i 的权重，最大为 B；K：源域图片之间的核函数值；κ：各源域图片与目标域图片的核函数值之和。",
    )
    texts = Texts(
        en=Words(
            name="Importance weighting",
            idea="Where the target shows the same kind of pictures in a different mix, nothing needs to be adapted: source "
            "pictures that look like the target count more, others less.",
            helps="The target is a part, or a different mix, of what the source shows.",
            fails="The domains look different altogether: a few pictures get all the weight. On photo → painting source-only had 68.8 %, "
            "importance weighting 54.6 %.",
            watch="The effective share. At 50 % the weighted source is worth half as many pictures; below 10 % distrust the result.",
        ),
        zh=Words(
            name="重要性加权",
            idea="如果目标域只是同类图片的另一种混合，就不必适应：与目标域相似的源域图片权重更大，其余更小。",
            helps="目标域是源域的一部分，或混合比例不同。",
            fails="两个域外观完全不同时，少数图片占去全部权重。在照片 → 绘画上，“仅用源域”为 68.8 %，重要性加权为 54.6 %。",
            watch="有效份额。为 50 % 时，加权后的源域只相当于一半的图片；低于 10 % 时不要轻信结果。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    normalisation = "shared"
    parts = (SOURCE,)
    health = (
        HealthNumber(
            "effective_share",
            Text("effective share of the source", "源域有效份额"),
            Text(
                "How many equally weighted pictures the source is worth now, as a share of those it has.",
                "加权后的源域相当于多少张等权图片，占其图片总数的比例。",
            ),
            unit="share",
            band=(0.1, 1.0),
            shown="light",
            alarm=Alarm(
                "few_weights",
                below=0.1,
                says=Text(
                    "A few source pictures carry all the weight: they are worth {share:percent} of the source. Lower the largest weight.",
                    "少数源域图片占去全部权重：只相当于源域的 {share:percent}。请降低最大权重。",
                ),
                instead=Instead(("mcc",), Text("Or adapt features instead (MCC).", "也可改用特征自适应（MCC）。")),
            ),
        ),
        HealthNumber(
            "largest_weight",
            Text("largest weight", "最大权重"),
            Text(
                "How many times as much as an average source picture the heaviest one counts.",
                "权重最大的源域图片相当于平均权重的多少倍。",
            ),
            unit="times",
            shown="light",
        ),
    )

    refusals: ClassVar = {
        "importance_finds_shares": Text(
            "importance weighs source pictures by itself, so class shares given as well would count twice: leave the target's "
            "class shares as in the source (same), or choose a strategy that aligns, such as cdan.",
            "importance 自行为源域图片加权，再告知类别比例就会重复计算："
            "请将目标域的类别比例保持为“与源域相同”（same），或选择对齐策略，如 cdan。",
        )
    }

    class Settings(Strategy.Settings):
        """How the weights are computed, and how large one may be."""

        method: Literal["kmm", "classifier"] = setting(
            "kmm",
            choices={
                "kmm": Text("kernel mean matching", "核均值匹配"),
                "classifier": Text("domain classifier", "域分类器"),
            },
            label=Text("Method", "方法"),
            help=Text(
                "Kernel mean matching needs no model of the domains. The classifier is one: a picture counts more the more it is taken for "
                "one of the target.",
                "核均值匹配无需对域建模。域分类器即是这样的模型：越被判为目标域的图片，权重越大。",
            ),
        )
        largest: float = setting(
            1000.0,
            ge=1.0,
            le=1e6,
            label=Text("Largest weight B", "最大权重 B"),
            help=Text(
                "No picture counts more than this. Lower it when the effective share is small.",
                "任何图片的权重都不超过此值。有效份额很小时调低。",
            ),
            advanced=True,
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.weighting import WeightedSourceRisk

        risk = WeightedSourceRisk(network.task, self.settings.method, self.settings.largest)
        return [Phase("gradient", [risk], batches=Batches(source=True))]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """Its weights already correct for different shares."""
        return [] if not spec.target_shares.said else [Problem("importance_finds_shares", {})]

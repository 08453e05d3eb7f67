"""AdaBN: the target is normalised with its own statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.errors import Problem
from tlgui.runs.spec import RunSpec
from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class AdaBN(Strategy):
    """Adaptive batch normalisation.

    Paper: Li et al., "Revisiting Batch Normalization For Practical Domain Adaptation", 2016, arXiv:1603.04779. With ``prior``: Schneider et
    al., "Improving robustness against common corruptions by covariate shift adaptation", NeurIPS 2020, arXiv:2006.16971, eq. 3.

    Idea: train on the source; then measure mean and variance of the target's features in one exact pass and normalise the target with
    these. No gradient, no labels, no second training. On frozen features it is the layer before the bottleneck that is measured; in an
    unfrozen network every normalisation layer.

    Helps when: the change is one of style: light, colour, texture, another camera. It adds to every other strategy, so it is on in all of
    them, and the second reference, "normalisation alone", is this.
    Fails when: the classes' shares differ: the mean then moves for another reason than style. With few target pictures their statistics are
    noise; raise ``prior``.
    Watch: what it adds to source-only. It adds nothing to "normalisation alone" unless ``prior`` is set.
    """

    key = "adabn"
    family = Family.FEATURE_REPRESENTATION
    needs = Needs(source_labels=True, target_images=True)
    paper = "Li et al., Revisiting Batch Normalization For Practical Domain Adaptation, 2016, arXiv:1603.04779"
    equation = (
        r"\hat f(x^t) = \frac{f(x^t) - \mu}{\sqrt{\sigma^2 + \epsilon}},\qquad "
        r"(\mu, \sigma^2) = \frac{N}{N + n_t}\,(\mu_s, \sigma_s^2) + \frac{n_t}{N + n_t}\,(\mu_t, \sigma_t^2)"
    )
    joins = False
    texts = Texts(
        en=Words(
            name="AdaBN · the target's own normalisation",
            idea="Trains on the source, then centres and scales the target's features with the target's own mean and spread.",
            helps="A change of style (light, colour, camera). Seconds, nothing can diverge.",
            fails="When the shares of the classes differ, or with very few target pictures.",
            watch="What it adds to source-only. It is the second reference itself, unless the source's share is set.",
        ),
        zh=Words(
            name="AdaBN · 目标域自身的归一化",
            idea="在源域上训练，然后用目标域自身的均值和方差来居中和缩放目标域特征。",
            helps="风格变化（光线、颜色、相机）。只需几秒，不会发散。",
            fails="两个域的类别比例不同，或目标域图片极少时。",
            watch="它比“仅用源域”多出多少。除非设置了源域份额，它就是第二个参照本身。",
        ),
    )

    class Settings(Settings):
        """How far the target's statistics are trusted."""

        prior: int = setting(
            0,
            ge=0,
            le=10000,
            step=1,
            unit=Text("pictures", "张图片"),
            label=Text("Source's share N", "源域份额 N"),
            help=Text(
                "The source's statistics count as so many target pictures. Raise it when the target has only a few dozen.",
                "源域的统计量相当于这么多张目标域图片。目标域只有几十张时调高。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import SourceRisk

        return [
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="before"),
            Phase("statistics", prior=self.settings.prior),
        ]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        return [Problem("adabn_needs_per_domain", {})] if spec.settings.normalisation == "shared" else []

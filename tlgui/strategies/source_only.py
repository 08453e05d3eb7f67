"""Source-only: no adaptation. The reference that every other strategy is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words

if TYPE_CHECKING:
    from tlgui.models.network import Network


class SourceOnly(Strategy):
    """Train on the labelled source, look at the target only to measure.

    Idea: what a network learns from the source may be good enough for the target as it is.

    With the run's normalisation set to ``per_domain`` this is adaptive batch normalisation in its simplest form (Li et al. 2016,
    arXiv:1603.04779): the target's features are centred and scaled with the target's own mean and variance. That alone often removes most
    of a change of style, and it is the second reference beside plain source-only.

    Helps when: you want to know what an adaptation is worth; it is worth only what it adds to this.
    Fails when: the target looks different; the network often takes style for content.
    Watch: source accuracy rises to its limit while target accuracy stays behind. That gap is the domain shift.
    """

    key = "source-only"
    family = Family.NONE
    needs = Needs(source_labels=True)
    equation = r"\min_{f, h}\ \frac{1}{n_s}\sum_{i=1}^{n_s} \ell\big(h(f(x_i^s)),\, y_i^s\big)"
    normalisation = "shared"
    joins = False
    begins = True
    texts = Texts(
        en=Words(
            name="Source-only",
            idea="Learns from the labelled source pictures alone and is then tried on the target.",
            helps="As the yardstick: an adaptation is worth only what it adds to this.",
            fails="When the target looks different, it often takes style for content.",
            watch="Source accuracy rises to its limit while target accuracy stays behind: that gap is the domain shift.",
        ),
        zh=Words(
            name="仅用源域",
            idea="只用带标签的源域图片训练，然后直接用于目标域。",
            helps="作为标尺：一种自适应方法的价值，就是它比这个结果多出来的部分。",
            fails="当目标域外观不同时，网络常把风格误当作内容。",
            watch="源域准确率升到顶，而目标域准确率落在后面：这个差距就是域偏移。",
        ),
    )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import SourceRisk

        return [Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True))]

"""Source-only: no adaptation. The reference for all other strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class SourceOnly(Strategy):
    """Train on the labeled source; the target is used only for measuring.

    With the run's normalization set to ``per_domain`` this is the second reference, "normalization alone": adaptive batch normalization in its
    simplest form (Li et al. 2016, arXiv:1603.04779).
    """

    key = "source-only"
    family = Family.NONE
    equation = r"\min_{f, h}\ \frac{1}{n_s}\sum_{i=1}^{n_s} \ell\big(h(f(x_i^s)),\, y_i^s\big)"
    texts = Texts(
        en=Words(
            name="Source-only",
            idea="Learns from the labeled source pictures alone and is then tried on the target: what was learned may be good enough as it "
            "is.",
            helps="Always, as the yardstick: an adaptation is worth only what it adds to this.",
            fails="The target looks different: the network often takes style for content.",
            watch="Source accuracy rises to its limit while target accuracy stays behind: that gap is the domain shift.",
        ),
        zh=Words(
            name="仅用源域",
            idea="只用带标签的源域图片训练，然后直接用于目标域：学到的东西也许已经够用。",
            helps="作为标尺：一种自适应方法的价值，就是它比这个结果多出来的部分。",
            fails="当目标域外观不同时，网络常把风格误当作内容。",
            watch="源域准确率升到顶，而目标域准确率落在后面：这个差距就是域偏移。",
        ),
    )
    needs = Needs(source_labels=True)
    normalisation = "shared"
    parts = (SOURCE,)
    does_not_join = Text(
        "{whole}: source-only is already part of every adaptation strategy; leave it out, or put it first with a comma.",
        "{whole}：每个自适应策略本已包含“仅用源域”；请去掉它，或用逗号把它放在最前。",
    )
    does_not_follow = Text(
        "{whole}: training on the source alone would undo what came before; put source-only first.",
        "{whole}：只在源域上训练会抹去之前学到的；请把 source-only 放在最前。",
    )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import SourceRisk

        return [Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True))]

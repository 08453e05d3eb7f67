"""AaD: neighbors among the target's features get the same prediction, without the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import LARGEST_CLASS, SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class AaD(Strategy):
    """Attracting and dispersing, with both sums of the paper's loss.

    The banks hold what each picture was given when it last was in a batch, and features and head are trained, as in the paper. Normalization is
    shared by default: statistics for each domain cost more where class shares differ than they gain where they do not.
    """

    key = "aad"
    version = 2
    family = Family.MODEL
    paper = "Yang et al., Attracting and Dispersing: A Simple Approach for Source-free Domain Adaptation, NeurIPS 2022, arXiv:2205.04183"
    equation = (
        r"\min_{f, h}\ \mathbb{E}_{i}\Big[-\sum_{j \in \mathcal{C}_i} p_i^\top p_j + (1 + 10\,t)^{-\beta} "
        r"\sum_{m \in \mathcal{B}_i} p_i^\top p_m\Big],\qquad p = \mathrm{softmax}(h(f(x^t)))"
    )
    symbols = Text(
        "𝒞_i: the nearest target pictures of i; ℬ_i: the others of its batch; t in the weight: the progress of training, "
        "0 to 1; β: how soon the pushing fades.",
        "𝒞_i：与 i 最近的目标域图片；ℬ_i：同批其余图片；权重中的 t：训练进度，0 到 1；β：推开减弱的快慢。",
    )
    texts = Texts(
        en=Words(
            name="AaD · neighbors agree",
            idea="After training on the source, the source is set aside. Each target picture is then drawn to what its "
            "nearest target pictures are predicted as, and at first pushed away from the rest of its batch, so that not all become one class.",
            helps="Most neighborhoods are predicted right from the start; also where class shares differ, since none are asked for.",
            fails="The target has only a few of the classes: pushing pictures apart spreads them over the absent ones.",
            watch="Neighbors agree more and more while the largest class stays near its real share. If it grows without end, raise the "
            "pushing: a smaller β.",
        ),
        zh=Words(
            name="AaD · 近邻一致",
            idea="在源域上训练之后，不再使用源域。然后让每张目标域图片向其最近的目标域图片的预测靠拢，起初还与同批其余图片相互推开，以免全部归入一类。",
            helps="大多数邻域一开始就预测正确时；类别比例不同时也可用，因为它不要求任何比例。",
            fails="目标域只有少数类别：相互推开会把图片分散到不存在的类别上。",
            watch="近邻越来越一致，而最大类别接近其真实比例。若它不断增大，请减小 β 以加强推开。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    normalisation = "shared"
    bottleneck_norm = needs_bottleneck_norm = True
    label_smoothing = 0.1
    wants_all_classes = True
    parts = (
        SOURCE,
        Part("attracting", Text("neighbors attract", "近邻相吸")),
        Part("dispersing", Text("others disperse", "其余相斥")),
    )
    health = (
        HealthNumber(
            "agreeing",
            Text("neighbors that agree", "一致的近邻"),
            Text(
                "Nearest target pictures that are predicted as the same class as the picture itself. It should rise.",
                "与图片本身预测为同一类别的最近目标域图片所占比例。应当上升。",
            ),
            unit="share",
        ),
        LARGEST_CLASS,
    )
    does_not_join = Text(
        "{whole}: aad sets the source aside, so nothing that uses it can learn alongside; chain it with a comma, as in mcc,aad.",
        "{whole}：aad 不再使用源域，无法与使用源域的策略同时学习；请用逗号串联，如 mcc,aad。",
    )

    class Settings(Strategy.Settings):
        """How many neighbors attract, and how soon the pushing fades."""

        neighbors: int = setting(
            5,
            ge=1,
            le=50,
            step=1,
            label=Text("Neighbors K", "近邻数 K"),
            help=Text(
                "How many of the nearest target pictures attract. Fewer than the pictures of the smallest class.",
                "有多少张最近的目标域图片产生吸引。应少于最小类别的图片数。",
            ),
        )
        decay: float = setting(
            5.0,
            ge=0.0,
            le=10.0,
            step=0.5,
            label=Text("Fading β", "衰减 β"),
            help=Text(
                "How fast the pushing fades. 0: never, which spreads pictures over all classes; larger suits uneven shares.",
                "相互推开的衰减速度。0 表示不衰减，图片会分散到所有类别；类别比例不均时宜取较大值。",
            ),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.neighbors import Neighbors
        from tlgui.strategies.objectives.risk import SourceRisk

        neighbors = Neighbors(self.settings.neighbors, self.settings.decay)
        return [
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="before"),
            Phase("gradient", [neighbors], batches=Batches(target=True)),
        ]

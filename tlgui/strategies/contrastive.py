"""Contrastive learning: two views of the same picture belong together (NT-Xent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network

CONTRASTIVE = ("contrastive", "contrastive,fine-tuning")
"""Contrastive learning, then a phase on the source's labels; and then one on the target's."""


class Contrastive(Strategy):
    """Contrastive learning over both domains (eq. 1), then a phase on labels.

    Both domains are in one batch; labeled source pictures of the same class are not negatives of each other (values have no classes). The
    second phase learns from the target's training labels if there are any, which is the same as ``contrastive,fine-tuning``; else, or with
    ``second_phase=source``, from the source's. The page says which.
    """

    key = "contrastive"
    version = 2
    family = Family.FEATURE_REPRESENTATION
    paper = "Chen et al., A Simple Framework for Contrastive Learning of Visual Representations, ICML 2020, arXiv:2002.05709"
    equation = (
        r"\min_{f}\ -\mathbb{E}_{(i, j)}\,\log \frac{e^{s(f(x_i), f(x_j))/\tau}}"
        r"{\sum_{k \neq i} e^{s(f(x_i), f(x_k))/\tau}}"
    )
    symbols = Text(
        "(i, j): two changed views of one picture; s here: the cosine between the features of two; τ: a temperature.",
        "(i, j)：同一图片的两个改变后的视图；此处 s：两者特征的余弦；τ：温度。",
    )
    texts = Texts(
        en=Words(
            name="Contrastive learning · NT-Xent",
            idea="Learns, without labels, features in which two changed views of a picture are near and all others far: what the changes touch "
            "(color, texture) stops mattering. Then the target's labels teach the head, or the source's where there are none.",
            helps="There are many pictures, few labels, and layers that are trained.",
            fails="Everything is frozen (only the bottleneck can learn then), or the changes destroy what sets the classes apart.",
            watch="Other views found rises toward 100 %; then judge by the accuracy after the second phase, not in the first.",
        ),
        zh=Words(
            name="对比学习 · NT-Xent",
            idea="不用标签，学习这样的特征：同一图片的两个变化视图彼此靠近，与其他图片远离；变化所触及的颜色与纹理便不再重要。"
            "然后用标签训练分类头：目标域有标签就用目标域的，否则用源域的。",
            helps="图片多、标签少，且有可训练的层。",
            fails="全部冻结时（只有瓶颈层能学习），或变化破坏了类别之间的差别时。",
            watch="找到另一视图的比例向 100 % 上升；然后看第二阶段之后的准确率，而不是第一阶段中的。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, views=True)
    parts = (Part("contrast", Text("contrast", "对比")), SOURCE)
    health = (
        HealthNumber(
            "views_found",
            Text("other views found", "找到的另一视图"),
            Text(
                "Pictures whose other view is nearer than every other picture of the batch. Toward 100 % is good.",
                "另一视图比批中所有其他图片都近的图片。越接近 100 % 越好。",
            ),
            unit="share",
        ),
    )

    class Settings(Strategy.Settings):
        """What counts as near, and how sharply."""

        temperature: float = setting(
            0.2,
            ge=0.01,
            le=10.0,
            step=0.01,
            label=Text("Temperature τ", "温度 τ"),
            help=Text(
                "Lower makes the hardest negatives count more; 0.1 to 0.5 is usual.",
                "越低，最难的负样本分量越大；常用 0.1 到 0.5。",
            ),
        )
        similarity: Literal["cosine", "dot"] = setting(
            "cosine",
            choices={"cosine": Text("cosine", "余弦"), "dot": Text("dot product", "点积")},
            label=Text("Similarity", "相似度"),
            help=Text(
                "Cosine looks at directions alone; the dot product also at lengths and needs a higher temperature.",
                "余弦只看方向；点积还看长度，需要更高的温度。",
            ),
            advanced=True,
        )
        weight: float = setting(
            1.0,
            ge=0.0,
            le=10.0,
            step=0.1,
            label=Text("Contrast weight", "对比权重"),
            help=Text(
                "How much it counts when joined with another strategy.",
                "与其他策略联合时的分量。",
            ),
            advanced=True,
        )

        second_phase: Literal["target", "source"] = setting(
            "target",
            choices={
                "target": Text("the target's training labels, if it has any", "目标域训练标签（若有）"),
                "source": Text("the source's labels", "源域标签"),
            },
            label=Text("Second phase learns from", "第二阶段学习"),
            help=Text(
                "Which labels teach the head afterward. With the target's this is fine-tuning, and some are held out for "
                "scoring. With the source's it can be compared with strategies that see no target label.",
                "之后用哪些标签训练分类头。使用目标域标签即为微调：其中一部分留出用于评分。若要与不看目标域标签的策略比较，请选源域。",
            ),
        )

    settings: Settings

    @classmethod
    def settled(cls, spec: RunSpec, facts: DataFacts) -> RunSpec:
        """Which labels the second phase uses: the target's if it has any, else the source's.

        A run with a sealed target, or with ``second_phase=source``, uses the source's too.
        """
        target = facts.target
        if target is None or "".join(spec.strategy.split()) not in CONTRASTIVE:
            return spec
        wants_source = spec.sealed or spec.strategy_settings.get(cls.key, {}).get("second_phase") == "source"
        strategy = spec.strategy if wants_source else CONTRASTIVE[1]
        if target.labels == "none":
            strategy = CONTRASTIVE[0]
        kept = set("".join(strategy.split()).split(","))
        settings = {key: values for key, values in spec.strategy_settings.items() if key in kept}
        return spec.model_copy(update={"strategy": strategy, "strategy_settings": settings})

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.relations import Contrast
        from tlgui.strategies.objectives.risk import SourceRisk

        settings = self.settings
        contrast = Contrast(
            network.width, settings.weight, settings.temperature, settings.similarity, one_class=network.task.kind.one_class
        )
        return [
            Phase("gradient", [contrast], trains="features", batches=Batches(source=True, target=True, views=2)),
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="after"),
        ]

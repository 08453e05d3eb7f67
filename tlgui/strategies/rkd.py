"""RKD: the relations between target pictures that a source-trained teacher sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class RKD(Strategy):
    """Relational knowledge distillation (eqs. 5–10; weights 1 : 2 as there).

    The teacher is a network trained on the source; the student starts from scratch and learns from source labels and the teacher's relations
    on target pictures.
    """

    key = "rkd"
    version = 2
    family = Family.RELATIONAL_KNOWLEDGE
    paper = "Park et al., Relational Knowledge Distillation, CVPR 2019, arXiv:1904.05068"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \lambda_D \sum_{ij} \ell_\delta\big(\psi_D(t_i, t_j), \psi_D(s_i, s_j)\big) + "
        r"\lambda_A \sum_{ijk} \ell_\delta\big(\psi_A(t_i, t_j, t_k), \psi_A(s_i, s_j, s_k)\big)"
    )
    symbols = Text(
        "t_i, s_i here: the teacher’s and the student’s features of a target picture; ψ_D: the distance of two, over "
        "the mean distance; ψ_A: the cosine of the angle of three; ℓ_δ: Huber’s loss; λ_D, λ_A: weights among the settings.",
        "此处 t_i、s_i：教师与学生对目标域图片的特征；ψ_D：两者的距离除以平均距离；ψ_A：三者夹角的余弦；ℓ_δ：Huber "
        "损失；λ_D、λ_A：设置中的权重。",
    )
    texts = Texts(
        en=Words(
            name="RKD · a teacher's relations",
            idea="Knowledge lies in how pictures relate: this pair is twice as far apart as that one. A new network keeps the distances and "
            "angles that a source-trained teacher sees between target pictures, and is free in everything else.",
            helps="It is joined with a strategy that aligns and may tear the target's structure apart: dann+rkd.",
            fails="It is used alone: it keeps what its teacher knew, right and wrong. On photo → painting it added nothing to normalization "
            "alone.",
            watch="Its two losses fall and stay low while the other objective does its work.",
        ),
        zh=Words(
            name="RKD · 教师的关系知识",
            idea="知识在于图片之间的关系：这一对的距离是那一对的两倍。新网络保持源域教师所见的目标域图片之间的距离和角度，其余不受约束。",
            helps="与可能撕裂目标域结构的对齐方法联合：dann+rkd。",
            fails="单独使用时：教师的对与错它都保留。在照片 → 绘画上，它与“仅归一化”持平。",
            watch="另一目标起作用时，它的两项损失下降并保持较低。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True)
    parts = (
        SOURCE,
        Part("distance", Text("teacher's distances", "教师的距离")),
        Part("angle", Text("teacher's angles", "教师的角度")),
    )

    class Settings(Strategy.Settings):
        """How firmly relations are kept."""

        distance: float = setting(
            1.0,
            ge=0.0,
            le=100.0,
            step=0.5,
            label=Text("Distance weight", "距离权重"),
            help=Text(
                "How firmly distances between target pictures are kept.",
                "保持目标域图片间距离的力度。",
            ),
        )
        angle: float = setting(
            2.0,
            ge=0.0,
            le=100.0,
            step=0.5,
            label=Text("Angle weight", "角度权重"),
            help=Text(
                "How firmly angles are kept.",
                "保持角度的力度。",
            ),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.relations import Relations
        from tlgui.strategies.objectives.risk import SourceRisk

        relations = Relations(self.settings.distance, self.settings.angle)
        return [
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="before"),
            Phase("gradient", [SourceRisk(network.task), relations], batches=Batches(source=True, target=True), fresh=True),
        ]

"""TrAdaBoost: a few target labels decide which source pictures to trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class TransferAdaBoost(Strategy):
    """Boosting for transfer learning: β_s = 1/(1 + √(2 ln n_s / N)), β_t = ε/(1 − ε); the later half of the rounds votes (figure 1).

    The paper has two classes; here the vote is taken class by class, with a strongly regularized logistic regression on the frozen backbone's
    features in each round.
    """

    key = "tradaboost"
    family = Family.INSTANCE
    paper = "Dai et al., Boosting for Transfer Learning, ICML 2007"
    equation = (
        r"w_i \leftarrow w_i\,\beta_s^{[h_r(x_i^s) \neq y_i^s]},\qquad w_j \leftarrow w_j\,\beta_r^{-[h_r(x_j^t) \neq y_j^t]},\qquad "
        r"\hat y = \arg\max_k \sum_{r \ge N/2} \ln\tfrac{1}{\beta_r}\,[h_r(x) = k]"
    )
    symbols = Text(
        "w: the weight of a source picture i or of a labeled target picture j; h_r: the head of round r of N; β_s, "
        "β_r: below 1; […]: 1 where it holds, else 0.",
        "w：源域图片 i 或带标签目标域图片 j 的权重；h_r：N 轮中第 r 轮的头部；β_s、β_r：小于 1；[…]：成立时为 1，否则为 0。",
    )
    texts = Texts(
        en=Words(
            name="TrAdaBoost",
            idea="The target's few labels decide, round by round, which source pictures are believed: one that the classifier gets wrong "
            "contradicts the target and loses weight, a target picture that it gets wrong gains.",
            helps="The target has a few labels per class, and some of the source fits it.",
            fails="None of the source fits, or some of the few labels are wrong: every round bends to them.",
            watch="Accuracy on the target's validation part, against fine-tuning and feature extraction on the same few labels.",
        ),
        zh=Words(
            name="TrAdaBoost · 迁移提升",
            idea="目标域的少量标签逐轮决定相信哪些源域图片：被分类器判错的源域图片与目标域矛盾，权重降低；被判错的目标域图片权重升高。",
            helps="目标域每类有少量标签，且部分源域图片与之相符。",
            fails="没有源域图片与之相符，或少量标签有误时：每一轮都会迁就它们。",
            watch="目标域验证部分上的准确率，与用同样少量标签的微调和特征提取相比。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, target_labels=True, tasks=("classification",))
    on_backbone = True
    does_not_join = Text(
        "{whole}: tradaboost fits a classifier in rounds and has no loss to add up; use it alone.",
        "{whole}：tradaboost 逐轮拟合分类器，没有可相加的损失；请单独使用。",
    )
    nothing_follows = Text(
        "{whole}: nothing is trained after tradaboost; put it last.",
        "{whole}：tradaboost 之后不再训练；请把它放在最后。",
    )

    class Settings(Strategy.Settings):
        """How long, and how careful the classifier of a round is."""

        rounds: int = setting(
            20,
            ge=2,
            le=200,
            step=1,
            label=Text("Rounds N", "轮数 N"),
            help=Text("More rounds let more of the source fade.", "轮数越多，淡出的源域图片越多。"),
        )
        freedom: float = setting(
            0.1,
            ge=1e-5,
            le=100.0,
            label=Text("Freedom C", "自由度 C"),
            help=Text(
                "Inverse regularization of each round's classifier. Boosting needs a careful one.",
                "每轮分类器正则化强度的倒数。提升法需要谨慎的分类器。",
            ),
            advanced=True,
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.boosting import TrAdaBoost

        boosting = TrAdaBoost(self.settings.rounds, self.settings.freedom)
        return [Phase("fit", estimator=boosting, batches=Batches(source=True, target_labels=True))]

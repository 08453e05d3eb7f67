"""TrAdaBoost: a few target labels decide which source pictures to believe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class TransferAdaBoost(Strategy):
    """Boosting for transfer learning.

    Paper: Dai et al., "Boosting for Transfer Learning", ICML 2007, figure 1: β_s = 1/(1 + √(2 ln n_s / N)), β_t = ε/(1 − ε), the later
    half of the rounds votes. There for two classes; here the vote is taken class by class, with a careful logistic regression on the
    frozen backbone's features in each round.

    Idea: the target has a few labels, too few to learn from alone. In each round a source picture that the classifier gets wrong loses
    weight (it contradicts the target), a target picture that it gets wrong gains. What stays of the source is what helps.

    Helps when: the target has a few labels a class and some of the source fits it.
    Fails when: none of the source fits, or the few labels are wrong: every round bends to them.
    Watch: accuracy on the target's validation part against fine-tuning and feature extraction on the same few labels.
    """

    key = "tradaboost"
    family = Family.INSTANCE
    needs = Needs(source_labels=True, target_images=True, target_labels=True, tasks=("classification",))
    paper = "Dai et al., Boosting for Transfer Learning, ICML 2007"
    equation = (
        r"w_i \leftarrow w_i\,\beta_s^{[h_r(x_i^s) \neq y_i^s]},\qquad w_j \leftarrow w_j\,\beta_r^{-[h_r(x_j^t) \neq y_j^t]},\qquad "
        r"\hat y = \arg\max_k \sum_{r \ge N/2} \ln\tfrac{1}{\beta_r}\,[h_r(x) = k]"
    )
    joins = False
    ends = True
    on_backbone = True
    texts = Texts(
        en=Words(
            name="TrAdaBoost",
            idea="A few target labels decide, round by round, which source pictures are believed.",
            helps="The target has a few labels a class, and some of the source fits it.",
            fails="When none of the source fits, or the few labels are wrong.",
            watch="Accuracy on the target's validation part, against feature extraction.",
        ),
        zh=Words(
            name="TrAdaBoost · 迁移提升",
            idea="少量目标域标签逐轮决定相信哪些源域图片。",
            helps="目标域每类有少量标签，且部分源域图片与之相符。",
            fails="源域都不相符，或少量标签有误时。",
            watch="与特征提取相比，目标域验证部分上的准确率。",
        ),
    )

    class Settings(Settings):
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
                "Inverse regularisation of each round's classifier. Boosting needs a careful one.",
                "每轮分类器正则化强度的倒数。提升法需要谨慎的分类器。",
            ),
            advanced=True,
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.boosting import TrAdaBoost

        boosting = TrAdaBoost(self.settings.rounds, self.settings.freedom)
        return [Phase("fit", estimator=boosting, batches=Batches(source=True, target_labels=True))]

"""Fine-tuning: go on training a network on the target's own labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.errors import Problem
from tlgui.home import is_id
from tlgui.runs.spec import RunSpec
from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class FineTuning(Strategy):
    """Start from a trained network and train it further on labelled target pictures.

    Source: the method article's "model fine-tuning" (article section 3.1); how layers transfer: Yosinski et al., "How transferable are
    features in deep neural networks?", 2014, arXiv:1411.1792.

    Idea: initialise with weights learned elsewhere (the backbone's pretraining, a network trained on the source, or an earlier run), freeze
    some layers (the run's setting ``frozen``), train the rest on the target's training part, evaluate on its validation part.

    Helps when: the target has some labels, even few.
    Fails when: there are very few labels and many layers are trained: it learns them by heart.
    Watch: the gap between the loss on the target's training part (it falls) and the accuracy on its validation part.
    """

    key = "fine-tuning"
    family = Family.MODEL
    needs = Needs(target_images=True, target_labels=True)
    paper = "Yosinski et al., How transferable are features in deep neural networks?, NeurIPS 2014, arXiv:1411.1792"
    equation = r"\min_{\theta}\ \frac{1}{n_t}\sum_{i=1}^{n_t} \ell\big(h(f(x_i^t)),\, y_i^t\big),\qquad \theta_0 = \theta_{\mathrm{pretrained}}"
    texts = Texts(
        en=Words(
            name="Fine-tuning",
            idea="Starts from a trained network and trains it further on labelled target pictures.",
            helps="The target has some labels, even few.",
            fails="With very few labels and many trained layers it learns the pictures by heart.",
            watch="The loss falls on the target's training part; believe the accuracy on its validation part.",
        ),
        zh=Words(
            name="微调",
            idea="从已训练好的网络出发，在带标签的目标域图片上继续训练。",
            helps="目标域有一些标签，哪怕很少。",
            fails="标签极少而训练的层很多时，网络会死记图片。",
            watch="目标域训练部分的损失下降；请以验证部分的准确率为准。",
        ),
    )

    class Settings(Settings):
        """Where it starts."""

        start_from: str = setting(
            "backbone",
            label=Text("Start from", "起点"),
            help=Text(
                "backbone (as it was pretrained), source (first trained on the source pictures), or the id of a finished run.",
                "backbone（预训练状态）、source（先在源域上训练），或某次已完成运行的编号。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import TargetRisk

        return [Phase("gradient", [TargetRisk(network.task)], batches=Batches(target_labels=True))]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        start = self.settings.start_from
        if start == "source" and facts.source is None:
            return [Problem("start_from_needs_source", {})]
        if start not in ("backbone", "source") and not is_id(start):
            return [Problem("start_from_unknown", {"given": start})]
        return []

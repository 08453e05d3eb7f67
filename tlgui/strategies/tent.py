"""TENT: make a finished network confident on the target through its normalization layers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import Part
from tlgui.strategies.shared_numbers import LARGEST_CLASS, SOURCE
from tlgui.strategies.start import frozen_whole
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class TENT(Strategy):
    """Test entropy minimization (eq. 1 and section 3.2): Adam, one step per batch, with the batch's own statistics.

    The paper predicts each picture just before its step. Here the whole target is predicted after the pass, with statistics measured over
    it, because a prediction must not depend on the other pictures in the batch. If the user leaves ``frozen`` open, the backbone's last
    stage is trained, which takes longer than layers on frozen features.
    """

    key = "tent"
    version = 2
    family = Family.MODEL
    paper = "Wang et al., Tent: Fully Test-Time Adaptation by Entropy Minimization, ICLR 2021, arXiv:2006.10726"
    equation = (
        r"\min_{\gamma, \beta}\ \mathbb{E}_{x^t}\, H\big(h(f_{\gamma,\beta}(x^t))\big),\qquad "
        r"\gamma, \beta:\ \text{scale and shift of the normalization layers}"
    )
    texts = Texts(
        en=Words(
            name="TENT · entropy at test time",
            idea="On pictures it knows, a network is sure. So the scale and shift in each normalization layer, and nothing "
            "else, are adjusted until predictions on the target are sure. The source is no longer needed at that point.",
            helps="The network is mostly right, and the pictures changed a little: noise, weather, another camera.",
            fails="The first predictions are mostly wrong, or there are many passes: the lowest entropy of all is one class for "
            "everything. A network without normalization layers to train is refused.",
            watch="The largest predicted class. Near 100 % it has collapsed: use fewer passes or a lower rate.",
        ),
        zh=Words(
            name="TENT · 测试时熵最小化",
            idea="对认识的图片，网络是有把握的。因此只调整每个归一化层的缩放和平移，直到目标域上的预测变得有把握。此时不再需要源域。",
            helps="网络大体正确，图片只有小变化：噪声、天气、另一台相机。",
            fails="最初的预测大多错误，或遍历次数太多：熵最小的情形就是把所有图片归为一类。没有可训练归一化层的网络会被拒绝。",
            watch="占比最大的预测类别。接近 100 % 说明已经坍缩：减少遍历次数，降低学习率。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    trains_stages = 1
    parts = (SOURCE, Part("entropy", Text("entropy", "熵")))
    health = (LARGEST_CLASS,)
    does_not_join = Text(
        "{whole}: tent trains normalization layers alone, so nothing can learn alongside it; chain it with a comma, as in "
        "mcc,tent.",
        "{whole}：tent 只训练归一化层，无法与其他策略同时学习；请用逗号串联，如 mcc,tent。",
    )
    refusals: ClassVar = {
        "tent_needs_norms": Text(
            "tent adjusts the scale and shift of normalization layers, and with all layers frozen none is left to adjust: set "
            "frozen to one of {stages:list}.",
            "tent 调整归一化层的缩放和平移，而所有层都冻结时没有可调的层：请把“冻结的层”（frozen）设为 {stages:list} 之一。",
        )
    }

    class Settings(Strategy.Settings):
        """How long and how fast."""

        epochs: int = setting(
            1,
            ge=1,
            le=20,
            step=1,
            label=Text("Passes over the target", "遍历目标域的次数"),
            help=Text(
                "The paper uses one. More make predictions surer, right or wrong.",
                "论文为一次。次数越多预测越有把握，无论对错。",
            ),
        )
        rate: float = setting(
            0.001,
            ge=1e-6,
            le=0.1,
            step=0.0001,
            label=Text("Learning rate of TENT", "TENT 学习率"),
            help=Text(
                "Adam's learning rate for scale and shift.",
                "Adam 更新缩放与平移的学习率。",
            ),
            advanced=True,
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.confusion import Entropy
        from tlgui.strategies.objectives.risk import SourceRisk

        return [
            Phase("gradient", [SourceRisk(network.task)], batches=Batches(source=True), place="before"),
            Phase(
                "gradient",
                [Entropy()],
                trains="norms",
                batches=Batches(target=True),
                epochs=self.settings.epochs,
                optimiser="adam",
                rate=self.settings.rate,
                decays=False,
            ),
        ]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """Without trained normalization layers there is nothing to adapt."""
        stages = frozen_whole(spec)
        return [] if stages is None else [Problem("tent_needs_norms", {"stages": stages})]

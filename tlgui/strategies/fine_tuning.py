"""Fine-tuning: continue training a network on the target's own labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import TARGET
from tlgui.strategies.start import BACKBONE, frozen_whole, start_problems, start_setting, starts_at_random
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class FineTuning(Strategy):
    """Start from a trained network and train it further on labeled target pictures.

    Three ways to keep more of what was learned before, all off by default and for trained layers only. Discriminative learning rates (each
    stage slower than the one after it) and gradual unfreezing (stages are unfrozen one by one, the last first) are from Howard and Ruder,
    "Universal Language Model Fine-tuning for Text Classification", 2018, arXiv:1801.06146; the paper unfreezes one stage per epoch, here they
    are spread evenly over all steps. L2-SP, Li et al., "Explicit Inductive Bias for Transfer Learning with Convolutional Networks", 2018,
    arXiv:1802.01483, pulls weights to where they started, α/2 ‖w − w⁰‖² + β/2 ‖w_new‖², instead of weight decay.
    """

    key = "fine-tuning"
    family = Family.MODEL
    paper = "Yosinski et al., How transferable are features in deep neural networks?, NeurIPS 2014, arXiv:1411.1792"
    equation = r"\min_{\theta}\ \frac{1}{n_t}\sum_{i=1}^{n_t} \ell\big(h(f(x_i^t)),\, y_i^t\big),\qquad \theta_0 = \theta_{\mathrm{pretrained}}"
    symbols = Text(
        "θ: all weights.",
        "θ：全部权重。",
    )
    texts = Texts(
        en=Words(
            name="Fine-tuning",
            idea="Begins with weights learned elsewhere (the backbone's pretraining, a network trained on the source, or an earlier run), "
            "freezes some layers, and trains the rest on the target's labels.",
            helps="The target has some labels, even few.",
            fails="There are very few labels and many trained layers: it learns the pictures by heart.",
            watch="The loss on the target's training part falls; believe the accuracy on its validation part. With gradual "
            "unfreezing, see what the loss does where a stage joins.",
        ),
        zh=Words(
            name="微调",
            idea="从别处学到的权重开始（主干的预训练、在源域上训练的网络，或以前的一次运行），冻结一些层，用目标域标签训练其余的层。",
            helps="目标域有一些标签，哪怕很少。",
            fails="标签极少而训练的层很多时，网络会死记图片。",
            watch="目标域训练部分的损失下降；请以验证部分的准确率为准。使用逐步解冻时，看每一阶段加入时损失如何变化。",
        ),
    )
    needs = Needs(target_images=True, target_labels=True)
    parts = (TARGET, Part("starting_point", Text("distance from the start (L2-SP)", "与起点的距离（L2-SP）")))
    health = (
        HealthNumber(
            "moved",
            Text("distance moved", "离起点的距离"),
            Text(
                "How far the weights that came from elsewhere have moved (L2-SP). It levels off; a larger α keeps it shorter.",
                "外来权重移动了多远（L2-SP）。应逐渐趋平；α 越大，距离越短。",
            ),
        ),
    )
    refusals: ClassVar = {
        "nothing_to_unfreeze": Text(
            "All layers of the backbone are frozen, so {settings:list} would do nothing: set frozen to one of {stages:list}, or leave "
            "{settings:list} alone.",
            "主干的所有层都已冻结，{settings:list} 不起任何作用：请把“冻结的层”（frozen）设为 {stages:list} 之一，或不要设置 {settings:list}。",
        ),
        "start_is_random": Text(
            "l2_sp holds a network near the weights it started from, and {backbone} starts from random ones: set start_from to source or to a "
            "finished run, or turn l2_sp off.",
            "“靠近起点”（l2_sp）使网络保持在起始权重附近，而 {backbone} 的起始权重是随机的："
            "请把“起点”（start_from）设为 source 或某次已完成的运行，或将其关闭。",
        ),
    }

    class Settings(Strategy.Settings):
        """Where it starts, and how much of it is kept."""

        start_from: str = start_setting()
        stage_factor: float = setting(
            1.0,
            ge=1.0,
            le=10.0,
            step=0.1,
            label=Text("Slower per stage", "逐层放慢倍数"),
            help=Text(
                "Each stage of the backbone learns this many times more slowly than the one after it. 1: all alike; Howard and "
                "Ruder use 2.6.",
                "主干的每一阶段比其后一阶段学得慢多少倍。1：全部相同；Howard 与 Ruder 使用 2.6。",
            ),
            advanced=True,
        )
        gradual_unfreezing: bool = setting(
            False,
            label=Text("Gradual unfreezing", "逐步解冻"),
            help=Text(
                "The backbone's stages join the training one after another, the last one first, evenly spread over all steps.",
                "主干的各阶段依次加入训练，最后一个阶段最先，在全部步数中均匀分布。",
            ),
            advanced=True,
        )
        l2_sp: bool = setting(
            False,
            label=Text("Stay near the start (L2-SP)", "靠近起点（L2-SP）"),
            help=Text(
                "Pulls weights to where they started instead of to zero. For few labels and many trained layers.",
                "把权重拉向起点而不是零。适合标签少而训练层多的情况。",
            ),
            advanced=True,
        )
        alpha: float = setting(
            0.1,
            ge=0.0,
            le=10.0,
            label=Text("Pull to the start α", "起点拉力 α"),
            help=Text(
                "How strongly weights that came from elsewhere are held. Higher forgets less and learns less.",
                "对外来权重的约束强度。越高，遗忘越少，学到的也越少。",
            ),
            advanced=True,
            shown_when=("l2_sp", (True,)),
        )
        beta: float = setting(
            0.01,
            ge=0.0,
            le=10.0,
            label=Text("Weight decay of new layers β", "新层的权重衰减 β"),
            help=Text(
                "How strongly new layers, which have no starting point, are pulled to zero.",
                "没有起点的新层被拉向零的强度。",
            ),
            advanced=True,
            shown_when=("l2_sp", (True,)),
        )

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import TargetRisk
        from tlgui.strategies.objectives.starting_point import StartingPoint

        settings = self.settings
        held = [StartingPoint(network, settings.alpha, settings.beta)] if settings.l2_sp else []
        return [
            Phase(
                "gradient",
                [TargetRisk(network.task), *held],
                batches=Batches(target_labels=True),
                weight_decay=0.0 if held else None,
                stage_factor=settings.stage_factor,
                unfreezes=settings.gradual_unfreezing,
            )
        ]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        """An impossible start, and settings without effect because no layer of the backbone is trained."""
        settings = self.settings
        found = start_problems(settings.start_from, facts)
        from_backbone = settings.start_from == BACKBONE and spec.strategy.partition(",")[0].strip() == self.key
        stages = frozen_whole(spec)
        idle = {
            "gradual_unfreezing": settings.gradual_unfreezing,
            "stage_factor": settings.stage_factor > 1,
            "l2_sp": settings.l2_sp and from_backbone,
        }
        names = [name for name, asked in idle.items() if asked]
        if stages is not None and names:
            found.append(Problem("nothing_to_unfreeze", {"settings": names, "stages": stages}))
        if settings.l2_sp and from_backbone and starts_at_random(spec):
            found.append(Problem("start_is_random", {"backbone": spec.backbone}))
        return found

"""Distilled: one network that predicts what several predict together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.strategies.shared_numbers import SOURCE
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


OF_A_SEARCH = "search"


class Distilled(Strategy):
    """Distillation of an ensemble (section 2).

    In the paper the student sees the pictures that the teachers learned from, with their labels and softened predictions. Here the labeled
    pictures are the source's and the teachers' predictions are of the target, where they are wanted; they are not softened, since an average of
    several networks is soft already.
    """

    key = "distilled"
    offered = False
    family = Family.MODEL
    paper = "Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, NIPS Deep Learning Workshop 2014, arXiv:1503.02531"
    equation = (
        r"\min_{f, h}\ \mathcal{L}_s(h \circ f) + \mathbb{E}_{x^t} D_{\mathrm{KL}}\big(\bar p(x^t)\,\big\|\,h(f(x^t))\big),"
        r"\qquad \bar p = \sum_m w_m\, p_m"
    )
    symbols = Text(
        "p̄: what the teachers predict together, p_m each, weighted by w_m; D_KL: the Kullback–Leibler divergence.",
        "p̄：各教师预测 p_m 按 w_m 加权的平均；D_KL：KL 散度。",
    )
    texts = Texts(
        en=Words(
            name="Distilled network · one that predicts what several predict together",
            idea="Find the best averages the predictions of several networks. Here one network learns these averages on the target, and the "
            "source's labels beside them, so that there is a single one to open, try and take away.",
            helps="No single network comes as close to the average.",
            fails="One of them agrees with the average as often: then that one is taken. What all of them get wrong, it gets wrong too.",
            watch="Its agreement with the average rises above 95 %.",
        ),
        zh=Words(
            name="蒸馏网络 · 用一个网络给出多个网络的共同预测",
            idea="“寻找最佳”对多个网络的预测取平均。这里用一个网络在目标域上学习这些平均值，同时学习源域的标签，从而得到一个可以打开、试用和带走的网络。",
            helps="没有哪个单独的网络同样接近平均预测时。",
            fails="已有某个网络与平均预测同样一致：那就选用它。所有网络都判断错误的地方，它也会错。",
            watch="它与平均预测的一致率升到 95 % 以上。",
        ),
    )
    needs = Needs(source_labels=True, target_images=True, tasks=("classification",))
    bottleneck_norm = True
    parts = (SOURCE, Part("teachers", Text("distance to the average", "与平均预测的距离")))
    health = (
        HealthNumber(
            "teachers_agreement",
            Text("agreement with the average", "与平均预测的一致率"),
            Text(
                "Share of a batch's target pictures for which it predicts the same class. It should rise.",
                "一批目标域图片中预测类别相同的比例。应当上升。",
            ),
            unit="share",
        ),
    )
    does_not_join = Text(
        "{whole}: a distilled network learns what others predict; with a loss of its own it would learn something else.",
        "{whole}：蒸馏网络学习的是其他网络的预测；再加上别的损失，学到的就不是它了。",
    )
    does_not_follow = Text(
        "{whole}: a distilled network is trained by Find the best, not after another strategy.",
        "{whole}：蒸馏网络由“寻找最佳”训练，不接在其他策略之后。",
    )
    nothing_follows = Text(
        "{whole}: nothing comes after a distilled network, which would no longer predict what it was taught.",
        "{whole}：蒸馏网络之后不能再接其他策略，否则它给出的就不再是所学的预测。",
    )
    refusals: ClassVar = {
        "distilled_without_teachers": Text(
            "A distilled network learns what other networks predict of the target: Find the best trains it. To train one again, name its run: "
            "distilled.teachers.",
            "蒸馏网络学习的是其他网络对目标域的预测，由“寻找最佳”训练。若要重新训练，请给出原来的运行：distilled.teachers。",
        )
    }

    class Settings(Strategy.Settings):
        """Whose teachers."""

        teachers: str = setting(
            OF_A_SEARCH,
            label=Text("Teachers", "教师"),
            help=Text(
                "search (those whose predictions a search averages), or the id of a distilled run, to learn the same again.",
                "search（由搜索取平均的那些网络），或某次蒸馏运行的编号（重新学习同样的预测）。",
            ),
        )

    settings: Settings

    @classmethod
    def taught_as(cls, spec: RunSpec) -> str | None:
        """The run whose teachers teach a run of this spec too; ``None`` for a search's own, and for runs of other strategies."""
        named = spec.strategy_settings.get(cls.key, {}).get("teachers", OF_A_SEARCH)
        return None if named == OF_A_SEARCH else str(named)

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        return [] if spec.distilled_from else [Problem("distilled_without_teachers")]

    def phases(self, network: Network) -> list[Phase]:
        from tlgui.strategies.objectives.risk import SourceRisk
        from tlgui.strategies.objectives.teachers import TeachersPredictions

        objectives = [SourceRisk(network.task), TeachersPredictions()]
        return [Phase("gradient", objectives, batches=Batches(source=True, target=True))]

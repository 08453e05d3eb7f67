"""Which kind of transfer this is, which strategies are possible, and which one to try first, each with its reason.

A pure function of what was given and measured; nothing is trained here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tlgui.runs.spec import RunSpec
from tlgui.strategies import STRATEGIES, check
from tlgui.strategies.base import DataFacts
from tlgui.texts import Text

Transfer = Literal["intra_domain", "inter_domain", "intra_task", "none"]

TYPES: dict[Transfer, Text] = {
    "intra_domain": Text(
        "Intra-domain transfer: the same domain, another task (inductive transfer)", "域内迁移：域相同，任务不同（归纳式迁移）"
    ),
    "inter_domain": Text(
        "Inter-domain transfer: another domain, the same task (domain adaptation)", "域间迁移：域不同，任务相同（域适应）"
    ),
    "intra_task": Text(
        "“Intra-task transfer” in the article: domain and task both differ", "任务内迁移（文章用语）：域与任务都不同"
    ),
    "none": Text(
        "Nothing is transferred: source and target cannot be told apart and have the same classes",
        "无需迁移：两个域无法区分，类别也相同",
    ),
}

APART = 0.6
"""A cross-fitted domain classifier with at least this area under its curve can tell the domains apart (0.5: it cannot)."""

FEW_LABELS = 20
"""With fewer labelled target pictures a class than this, the source still helps."""

UNEVEN = 0.3
"""Total variation between the domains' class shares from which aligning whole domains is risky."""


@dataclass(frozen=True)
class Measured:
    """What was measured on the data, ``None`` where it was not.

    ``domain_auc`` is the area under the curve of a domain classifier on features, 0.5 to 1. ``label_shift`` is half the sum of the absolute
    differences of the class shares, 0 to 1, known only where the target's labels may be looked at.
    """

    domain_auc: float | None = None
    label_shift: float | None = None


@dataclass(frozen=True)
class Recommendation:
    """The type of transfer, what is possible, what to try first (``None``: nothing here), and why, in the order in which it was decided."""

    transfer: Transfer
    possible: tuple[str, ...]
    strategy: str | None
    reasons: tuple[Text, ...]


def recommend(spec: RunSpec, facts: DataFacts, measured: Measured | None = None) -> Recommendation:
    """Look at what is there and name a strategy to begin with.

    Parameters
    ----------
    spec:
        Gives datasets, class map, task, backbone and frozen layers; its strategy does not matter.
    measured:
        What the report on shift found, if it ran.
    """
    measured = measured or Measured()
    possible = tuple(
        key for key in STRATEGIES if not check(spec.model_copy(update={"strategy": key, "strategy_settings": {}}), facts)
    )
    reasons: list[Text] = []
    transfer = _transfer(spec, facts, measured, reasons)
    wanted = _wanted(spec, facts, measured, transfer, reasons)
    strategy = next((each for each in wanted if all(key in possible for key in each.replace(",", "+").split("+"))), None)
    return Recommendation(transfer, possible, strategy, tuple(reasons))


def _transfer(spec: RunSpec, facts: DataFacts, measured: Measured, reasons: list[Text]) -> Transfer:
    source, target = facts.source, facts.target
    names = [
        set(spec.class_map.label_space(list(domain.classes))) if domain is not None and domain.classes else None
        for domain in (source, target)
    ]
    same_task = names[0] is None or names[1] is None or names[0] == names[1]
    same_domain = source is None or (measured.domain_auc is not None and measured.domain_auc < APART)
    if names[0] is not None and names[1] is not None and not same_task:
        shared = len(names[0] & names[1])
        reasons.append(
            Text(
                f"The class sets differ: {shared} in both, {len(names[0])} in the source, {len(names[1])} in the target.",
                f"类别集合不同：共有 {shared} 个，源域 {len(names[0])} 个，目标域 {len(names[1])} 个。",
            )
        )
    if measured.domain_auc is not None:
        reasons.append(
            Text(
                f"A classifier tells the domains apart with an area under the curve of {measured.domain_auc:.2f} (0.5: by chance).",
                f"分类器区分两个域的曲线下面积为 {measured.domain_auc:.2f}（0.5 为随机）。",
            )
        )
    if source is None:
        reasons.append(
            Text(
                "Without a source, the backbone's pretraining is what is transferred.",
                "没有源域时，迁移的是主干网络的预训练知识。",
            )
        )
        return "intra_domain"
    if same_task:
        return "none" if same_domain else "inter_domain"
    return "intra_domain" if same_domain else "intra_task"


def _wanted(spec: RunSpec, facts: DataFacts, measured: Measured, transfer: Transfer, reasons: list[Text]) -> list[str]:
    """Strategies to try, the best first; the first that is possible is taken."""
    target = facts.target
    if target is None:
        reasons.append(Text("There is no target: train on the source and see.", "没有目标域：先在源域上训练。"))
        return ["source-only"]
    labelled = target.labels != "none"
    fewest = min(target.counts, default=0) if labelled else 0
    if labelled and (transfer in ("intra_domain", "intra_task") or fewest >= FEW_LABELS):
        reasons.append(
            Text(
                f"The target has labels (the smallest class has {fewest}): learn from them.",
                f"目标域有标签（最小的类别有 {fewest} 张）：直接从中学习。",
            )
        )
        return ["feature-extraction", "fine-tuning"] if fewest < 5 * FEW_LABELS else ["fine-tuning", "feature-extraction"]
    if labelled:
        reasons.append(
            Text(
                f"The target has few labels (the smallest class has {fewest}): let them decide which of the source to believe.",
                f"目标域标签很少（最小的类别有 {fewest} 张）：由它们决定相信哪些源域图片。",
            )
        )
        return ["tradaboost", "fine-tuning", "feature-extraction"]
    if transfer in ("intra_domain", "intra_task"):
        reasons.append(
            Text(
                "The target has other classes and no labels: nobody can name its classes. Label a few pictures of each.",
                "目标域类别不同且没有标签：无法得知其类别名称。请为每类标注几张图片。",
            )
        )
        return []
    if transfer == "none":
        reasons.append(Text("Nothing needs to be adapted.", "无需自适应。"))
        return ["source-only"]
    if spec.task != "classification":
        reasons.append(Text("For values, a calm distance is the safest first choice.", "对于数值，平稳的距离是最稳妥的首选。"))
        return ["mmd", "coral", "dann"]
    if measured.label_shift is not None and measured.label_shift >= UNEVEN:
        reasons.append(
            Text(
                f"The shares of the classes differ by {100 * measured.label_shift:.0f} %: aligning whole domains would mix classes; "
                "MCC does not align them.",
                f"类别比例相差 {100 * measured.label_shift:.0f} %：整体对齐会混淆类别；MCC 不做整体对齐。",
            )
        )
        return ["mcc", "adabn"]
    reasons.append(
        Text(
            "No target labels, the same classes: MCC gained most for the least time on the pairs it was measured on (docs/strategies).",
            "目标域无标签、类别相同：在已测量的数据上，MCC 用时最少而提升最大（见 docs/strategies）。",
        )
    )
    return ["mcc", "cdan", "adabn"]

"""What a lesson can check: one function for each, over what a person has done. The table at the end names them.

A function gets what the person has (:class:`Mine`) and what the step looks for (:class:`Wanted`), and answers with what it found,
or ``None``. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from tlgui.analysis.kept import kept_xray
from tlgui.health.kept import kept_health
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.lessons.pairs import Datasets, Pair
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import newest
from tlgui.runs.index.rows import Facts
from tlgui.tasks import TASKS
from tlgui.texts import Text

RUNS = 500
"""So many of the newest runs are looked at."""


class Wanted(Protocol):
    """What a step looks for: a :class:`tlgui.lessons.lesson.Check`."""

    @property
    def pair(self) -> Pair: ...
    @property
    def strategy(self) -> str | None: ...
    @property
    def setting(self) -> str | None: ...
    @property
    def value(self) -> str | int | float | bool | None: ...
    @property
    def points(self) -> float: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Found:
    """What a check found: the ``runs`` that fulfil it, or how many other things (``count``)."""

    runs: tuple[Facts, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Mine:
    """What a person has done, read when it is asked for."""

    home: Home
    index: RunIndex
    owner: str

    @cached_property
    def datasets(self) -> Datasets:
        return Datasets(self.home, self.owner)

    @cached_property
    def _runs(self) -> list[Facts]:
        return newest(self.index, self.owner, limit=RUNS)

    def runs(self, wanted: Wanted) -> Iterator[Facts]:
        """The runs on the pair, with the strategy and the setting that are wanted, newest first."""
        ids = self.datasets.ids(wanted.pair)
        for facts in self._runs:
            if (
                ids.fit(**facts["datasets"])
                and wanted.strategy in (None, facts["strategy"])
                and (wanted.setting is None or facts["settings"].get(wanted.setting) == wanted.value)
            ):
                yield facts

    def finished(self, wanted: Wanted) -> Iterator[Facts]:
        """Of these the ones that came to their end."""
        return (facts for facts in self.runs(wanted) if facts["status"] == "finished")


def on_target(facts: Facts) -> float | None:
    """The metric that a run's result speaks of, on the target; ``None`` while labels are sealed."""
    return facts["metrics"][TASKS[facts["task"]].metric]["target"]


def above(facts: Facts, reference: str) -> float | None:
    """How much better a run is on the target than its ``baseline`` or ``normalisation_alone``; ``None`` while labels are sealed."""
    task = TASKS[facts["task"]]
    own, other = on_target(facts), facts["metrics"][task.metric][reference]
    if own is None or other is None:
        return None
    return own - other if task.larger_is_better else other - own


def _at_least(runs: Iterable[Facts], count: int) -> Found | None:
    found = tuple(runs)
    return Found(found, len(found)) if len(found) >= count else None


def run_started(mine: Mine, wanted: Wanted) -> Found | None:
    return _at_least(mine.runs(wanted), wanted.count)


def run_finished(mine: Mine, wanted: Wanted) -> Found | None:
    return _at_least(mine.finished(wanted), wanted.count)


def _beside(mine: Mine, wanted: Wanted, reference: str, sign: int = 1) -> Found | None:
    """The runs that are better (``sign`` 1) or worse (-1) than a reference, by more than the points that are wanted."""
    gains = ((each, above(each, reference)) for each in mine.finished(wanted))
    return _at_least((each for each, gain in gains if gain is not None and sign * gain > wanted.points / 100), wanted.count)


def above_source_only(mine: Mine, wanted: Wanted) -> Found | None:
    return _beside(mine, wanted, "baseline")


def below_source_only(mine: Mine, wanted: Wanted) -> Found | None:
    return _beside(mine, wanted, "baseline", sign=-1)


def above_normalization(mine: Mine, wanted: Wanted) -> Found | None:
    return _beside(mine, wanted, "normalisation_alone")


def strategies_compared(mine: Mine, wanted: Wanted) -> Found | None:
    """The newest run of each strategy."""
    best: dict[str, Facts] = {}
    for facts in mine.finished(wanted):
        best.setdefault(facts["strategy"], facts)
    return _at_least(best.values(), wanted.count)


def seeds_compared(mine: Mine, wanted: Wanted) -> Found | None:
    """The newest run of each seed, of the strategy that has most of them."""
    by_seed: dict[str, dict[int, Facts]] = {}
    for facts in mine.finished(wanted):
        by_seed.setdefault(facts["strategy"], {}).setdefault(facts["settings"]["seed"], facts)
    found = max(by_seed.values(), key=len, default={})
    return _at_least(found.values(), wanted.count)


def shares_told(mine: Mine, wanted: Wanted) -> Found | None:
    return _at_least((each for each in mine.finished(wanted) if each["target_shares_from"] == "told"), wanted.count)


def classes_changed(mine: Mine, wanted: Wanted) -> Found | None:
    changed = (each for each in mine.finished(wanted) if any(each["class_map"].values()))
    return _at_least(changed, wanted.count)


def labels_revealed(mine: Mine, wanted: Wanted) -> Found | None:
    opened = (each for each in mine.finished(wanted) if each["sealed"] and on_target(each) is not None)
    return _at_least(opened, wanted.count)


def xray_made(mine: Mine, wanted: Wanted) -> Found | None:
    made = sum(kept_xray(mine.home, *pair) is not None for pair in mine.datasets.pairs(wanted.pair))
    return Found(count=made) if made else None


def health_made(mine: Mine, wanted: Wanted) -> Found | None:
    made = sum(kept_health(mine.home, *pair) is not None for pair in mine.datasets.pairs(wanted.pair))
    return Found(count=made) if made else None


def labels_given(mine: Mine, wanted: Wanted) -> Found | None:
    targets = mine.datasets.sizes(mine.datasets.ids(wanted.pair).target)
    most = max(
        (
            sum(answer.known for answer in LabelBook(mine.home, dataset, size, mine.owner).read().answers.values())
            for dataset, size in targets.items()
        ),
        default=0,
    )
    return Found(count=most) if most >= wanted.count else None


@dataclass(frozen=True)
class Kind:
    """A check that lessons can name.

    Attributes
    ----------
    look:
        Finds what it is about.
    takes:
        What a step may say besides its name.
    about:
        What it looks for, in one line, for who writes a lesson and for who has done it.
    needed:
        The same for who has not done it yet.
    """

    look: Callable[[Mine, Wanted], Found | None]
    takes: frozenset[str]
    about: Text
    needed: Text


_DATA = frozenset({"demo", "source", "target"})
_OF_RUNS = _DATA | {"strategy", "setting", "value", "count"}
_WITH_POINTS = _OF_RUNS | {"points"}

CHECKS: Mapping[str, Kind] = {
    "run_started": Kind(
        run_started,
        _OF_RUNS,
        Text("You have started a run", "您已开始一次运行"),
        Text("Needs a run that you started", "需要您开始一次运行"),
    ),
    "run_finished": Kind(
        run_finished,
        _OF_RUNS,
        Text("You have a finished run", "您有一次已完成的运行"),
        Text("Needs a finished run", "需要一次已完成的运行"),
    ),
    "above_source_only": Kind(
        above_source_only,
        _WITH_POINTS,
        Text("You have a run that is better than source-only", "您有一次优于“仅用源域”的运行"),
        Text("Needs a run that is better than source-only", "需要一次优于“仅用源域”的运行"),
    ),
    "below_source_only": Kind(
        below_source_only,
        _WITH_POINTS,
        Text("You have a run that is worse than source-only", "您有一次差于“仅用源域”的运行"),
        Text("Needs a run that is worse than source-only", "需要一次差于“仅用源域”的运行"),
    ),
    "above_normalization": Kind(
        above_normalization,
        _WITH_POINTS,
        Text("You have a run that is better than normalization alone", "您有一次优于“仅归一化”的运行"),
        Text("Needs a run that is better than normalization alone", "需要一次优于“仅归一化”的运行"),
    ),
    "strategies_compared": Kind(
        strategies_compared,
        _OF_RUNS - {"strategy"},
        Text("You have finished runs of several strategies", "您已用多种策略完成运行"),
        Text("Needs finished runs of several strategies", "需要用多种策略完成运行"),
    ),
    "seeds_compared": Kind(
        seeds_compared,
        _OF_RUNS,
        Text("You have finished runs of one strategy with several seeds", "您已用多个种子完成同一策略的运行"),
        Text("Needs finished runs of one strategy with several seeds", "需要用多个种子完成同一策略的运行"),
    ),
    "shares_told": Kind(
        shares_told,
        _OF_RUNS,
        Text("You have a finished run that was told what the target contains", "您有一次已完成的运行，并告知了目标域的内容"),
        Text("Needs a finished run that was told what the target contains", "需要一次已完成并告知了目标域内容的运行"),
    ),
    "classes_changed": Kind(
        classes_changed,
        _OF_RUNS,
        Text(
            "You have a finished run with classes renamed, merged or left out",
            "您有一次已完成的运行，其中重命名、合并或省略了类别",
        ),
        Text(
            "Needs a finished run with classes renamed, merged or left out",
            "需要一次已完成的运行，其中重命名、合并或省略了类别",
        ),
    ),
    "labels_revealed": Kind(
        labels_revealed,
        _OF_RUNS,
        Text("You have a run whose sealed labels were revealed", "您有一次运行，其锁定的标签已被揭晓"),
        Text("Needs a run whose sealed labels were revealed", "需要一次已揭晓锁定标签的运行"),
    ),
    "xray_made": Kind(
        xray_made,
        _DATA,
        Text("You have an X-ray of the pair", "您已为这一对数据生成域差异透视"),
        Text("Needs an X-ray of the pair", "需要为这一对数据生成域差异透视"),
    ),
    "health_made": Kind(
        health_made,
        _DATA,
        Text("You have a health report of the pair", "您已为这一对数据生成健康报告"),
        Text("Needs a health report of the pair", "需要为这一对数据生成健康报告"),
    ),
    "labels_given": Kind(
        labels_given,
        frozenset({"demo", "target", "count"}),
        Text("You have labeled pictures of the target", "您已标注目标域的图片"),
        Text("Needs pictures of the target that you labeled", "需要您标注目标域的图片"),
    ),
}
"""By the name that a lesson's file calls them. The one place that lists them."""

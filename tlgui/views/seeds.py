"""Several seeds of one setting as one: which finished runs differ in nothing but their seed, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tlgui.finding.sweep import Spread
from tlgui.runs.seeds import setting_of, several_seeds
from tlgui.tasks import TASKS


@dataclass(frozen=True)
class Seeds:
    """Runs of one setting, as lists know them (:func:`tlgui.runs.results.summary`), the newest first."""

    runs: tuple[dict[str, Any], ...]

    @property
    def metric(self) -> str:
        """Of the task."""
        return TASKS[self.runs[0]["task"]].metric

    def spread(self, who: str = "target") -> Spread | None:
        """Of the metric on the target, or of a reference; ``None`` while labels are sealed."""
        return Spread.of([each["metrics"][self.metric][who] for each in self.runs])

    def spreads(self) -> dict[str, Spread | None]:
        """Of the metric on the target and of both references."""
        return {who: self.spread(who) for who in ("target", "baseline", "normalisation_alone")}

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "strategy": self.runs[0]["strategy"],
            "runs": [each["run"] for each in self.runs],
            "seeds": [each["settings"]["seed"] for each in self.runs],
            "metric": self.metric,
            **{who: each and {"mean": each.mean, "deviation": each.deviation} for who, each in self.spreads().items()},
        }


def by_setting(runs: Sequence[dict[str, Any]]) -> list[Seeds]:
    """The runs in their order; of several finished ones with one setting and different seeds, all stand where the first of them does."""
    known = {run["run"]: run for run in runs}
    groups = several_seeds((run["run"], setting_of(run), run["settings"]["seed"]) for run in runs)
    together = {run: group for group in groups.values() for run in group}
    lines = dict.fromkeys(together.get(run, (run,)) for run in known)
    return [Seeds(tuple(known[run] for run in line)) for line in lines]

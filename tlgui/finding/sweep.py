"""Strategies × settings × seeds on one pair: each setting is one row, with the mean over its seeds and their spread.

Nothing is chosen here, so rows stay in the order in which they were asked for. Every run is one like any other. Each has a key, made of the
pictures, the setting and the seed: the same sweep asked for again, after Ctrl-C or with more seeds, finds what is finished and goes on with
the rest.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.planning import read_assignments
from tlgui.planning.checks import check_alone
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.service.asking import RunRequest, follow, read_asked, start
from tlgui.service.listener import Listener
from tlgui.service.reading import Location
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies import Combination
from tlgui.tasks import TASKS


@dataclass(frozen=True)
class Setting:
    """One row: a strategy and what is set for it."""

    strategy: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Of the values, as they are typed."""
        return ", ".join(f"{name}={value}" for name, value in self.values)


@dataclass(frozen=True)
class Spread:
    """A number over several seeds: its mean, and its standard deviation (``None`` for one seed)."""

    mean: float
    deviation: float | None

    @classmethod
    def of(cls, values: Sequence[float | None]) -> Spread | None:
        """``None`` if one of them is not known."""
        known = [each for each in values if each is not None]
        if not known or len(known) < len(values):
            return None
        return cls(float(np.mean(known)), float(np.std(known, ddof=1)) if len(known) > 1 else None)

    def as_json(self) -> dict[str, float | None]:
        return {"mean": self.mean, "deviation": self.deviation}


@dataclass
class Row:
    """What the seeds of a setting came to.

    Attributes
    ----------
    runs, failed:
        By seed the summary of a finished run (:func:`tlgui.runs.results.summary`), and the problems of one that has no result.
    """

    setting: Setting
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    failed: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def metric(self) -> str:
        """Of the task."""
        return TASKS[next(iter(self.runs.values()))["task"]].metric

    @property
    def sealed(self) -> bool:
        """Whether the target has labels that nobody has opened for one of the runs."""
        return any(each["target_labels_used_for"] == "nothing (sealed)" for each in self.runs.values())

    def spread(self, who: str = "target") -> Spread | None:
        """Of the metric on the target; ``who``: also ``source``, or a reference. ``None`` without open labels."""
        return Spread.of([each["metrics"][self.metric][who] for each in self.runs.values()]) if self.runs else None

    def gain(self, over: str = "baseline") -> Spread | None:
        """Of the difference to a reference, seed by seed."""
        pairs = [(each["metrics"][self.metric]["target"], each["metrics"][self.metric][over]) for each in self.runs.values()]
        return Spread.of([None if None in pair else pair[0] - pair[1] for pair in pairs])

    def score(self, name: str) -> Spread | None:
        """Of a score that needs no labels."""
        return Spread.of([each["scores"].get(name) for each in self.runs.values()])

    def as_json(self) -> dict[str, Any]:
        def plain(spread: Spread | None) -> dict[str, float | None] | None:
            return None if spread is None else spread.as_json()

        return {
            "strategy": self.setting.strategy,
            "settings": dict(self.setting.values),
            "seeds": list(self.runs),
            "runs": [each["run"] for each in self.runs.values()],
            "metric": self.metric if self.runs else None,
            "target": plain(self.spread()),
            "baseline": plain(self.spread("baseline")),
            "normalisation_alone": plain(self.spread("normalisation_alone")),
            "over_baseline": plain(self.gain()),
            "scores": {name: plain(self.score(name)) for name in next(iter(self.runs.values()), {"scores": {}})["scores"]},
            "failed": [{"seed": seed, "problems": problems} for seed, problems in self.failed.items()],
        }


class Watcher(Listener):
    """Is told what a sweep does beside what its runs write."""

    def begins(self, setting: Setting, seed: int, number: int, total: int) -> None:
        """This run is looked for, or trained, now."""


def settings_of(strategies: Sequence[str], choices: Mapping[str, Sequence[str]]) -> list[Setting]:
    """Every strategy with every combination of ``choices`` (values by name). What belongs to another strategy (``mmd.weight``) is left out."""
    rows: dict[Setting, None] = {}
    for strategy in strategies:
        keys = Combination.parse(strategy).keys
        own = {name: values for name, values in choices.items() if "." not in name or name.partition(".")[0] in keys}
        for values in itertools.product(*own.values()):
            rows[Setting(strategy, tuple(zip(own, values, strict=True)))] = None
    return list(rows)


def sweep(home: Home, asked: RunRequest, settings: Sequence[Setting], seeds: Sequence[int], watcher: Watcher) -> list[Row]:
    """Train all that is not there yet, the first seed of every setting first: as many at a time as the home's launcher has room for.

    Whatever ends this early stops those that are in training.

    Parameters
    ----------
    asked:
        Data and settings that all have; its strategy is not looked at.

    Raises
    ------
    UserError
        All problems of all settings before anything is trained; then what :func:`tlgui.service.asking.start` raises.
    """
    problems = [*asked.problems, *_problems(asked, settings)]
    if problems:
        raise UserError.of(problems)
    packs = read_asked(home, asked, watcher)
    if asked.demo is None:
        asked = replace(asked, places={role: Location(Path(pack.info.id)) for role, pack in packs.items()})
    data: dict[str, str] = {role: pack.info.id for role, pack in packs.items()}
    rows = {each: Row(each) for each in settings}
    order, queue = list(itertools.product(seeds, settings)), JobQueue(home)
    going: deque[tuple[Setting, int, Run]] = deque()

    def see_to_the_first() -> None:
        setting, seed, run = going[0]
        follow(home, run, watcher)
        status = status_of(run, queue)
        if status.state == "finished":
            rows[setting].runs[seed] = summary(run, queue)
        elif status.state == "failed":
            rows[setting].failed[seed] = list(status.problems)
        else:
            raise UserError("sweep_stopped", run=run.id[:8])
        going.popleft()

    try:
        for number, (seed, setting) in enumerate(order, start=1):
            watcher.begins(setting, seed, number, len(order))
            going.append((setting, seed, _started(home, _request(asked, setting, seed), data, watcher)))
            while len(going) >= queue.at_a_time("train"):
                see_to_the_first()
        while going:
            see_to_the_first()
    except BaseException:
        for _, _, run in going:
            with suppress(UserError):
                ask_to_stop(home, run)
        raise
    return list(rows.values())


def _problems(asked: RunRequest, settings: Sequence[Setting]) -> Iterator[Problem]:
    """What is wrong with the settings, each problem once."""
    said = set()
    for each in settings:
        request = _request(asked, each, 0)
        _, of_strategies, wrong = read_assignments(dict(request.settings), each.strategy)
        wrong += check_alone(RunSpec(strategy=each.strategy, strategy_settings=of_strategies))
        for problem in wrong:
            if (key := to_json(problem.as_json())) not in said:
                said.add(key)
                yield problem


def _request(asked: RunRequest, setting: Setting, seed: int) -> RunRequest:
    values = {**asked.settings, **dict(setting.values), "seed": seed}
    return replace(asked, strategy=setting.strategy, settings=values, maps=False)


def _started(home: Home, asked: RunRequest, data: Mapping[str, str], watcher: Watcher) -> Run:
    """The run of this request, found or started."""
    parts = [
        data,
        asked.strategy,
        asked.settings,
        asked.backbone,
        str(asked.target_shares),
        asked.sealed,
        asked.leave_out,
        asked.rename,
    ]
    key = hashlib.sha256(to_json(parts).encode()).hexdigest()
    run = start(home, replace(asked, once=f"sweep {key}"), watcher)
    if status_of(run, JobQueue(home)).resumable:
        resume_run(home, run, confirmed=asked.confirm)
    return run

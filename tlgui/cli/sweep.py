"""``tlgui sweep``: strategies, settings and seeds on one pair, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from tlgui.cli.options import (
    BackboneOption,
    ConfirmOption,
    DemoOption,
    SealedOption,
    SourceArgument,
    SourceLabelsOption,
    SourceValuesOption,
    TargetArgument,
    TargetLabelsOption,
    TargetValuesOption,
)
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, measured, tell
from tlgui.cli.train import Quiet, assignments, stopped_by_ctrl_c
from tlgui.durable import to_json
from tlgui.errors import Problem
from tlgui.home import Home
from tlgui.service.asking import RunRequest
from tlgui.service.reading import Location
from tlgui.texts import printable, say

if TYPE_CHECKING:
    from tlgui.finding.sweep import Row, Setting, Spread


def sweep(
    source: SourceArgument = None,
    target: TargetArgument = None,
    strategies: Annotated[str, typer.Option(help="Strategies with commas between them: mcc,dann+mmd.", metavar="A,B")] = "",
    strategy: Annotated[
        list[str] | None, typer.Option(help="One more strategy, which may be a chain: source-only,shot; repeatable.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="So many seeds: 0, 1, 2 …")] = 3,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE, or several values with commas between them; repeatable.")
    ] = None,
    source_values: SourceValuesOption = None,
    target_values: TargetValuesOption = None,
    source_labels: SourceLabelsOption = None,
    target_labels: TargetLabelsOption = None,
    demo: DemoOption = None,
    target_shares: Annotated[str | None, typer.Option(help="As for train.", metavar="SHARES")] = None,
    backbone: BackboneOption = None,
    confirm: ConfirmOption = None,
    sealed: SealedOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Train strategies with several settings and seeds: one table of means and spreads. The same command goes on after Ctrl-C."""
    from tlgui.finding.sweep import settings_of
    from tlgui.finding.sweep import sweep as train_all

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        choices = {name: values.split(",") for name, values in assignments(set, "setting_not_an_assignment", problems).items()}
        asked = RunRequest(
            places={
                "source": Location(source, source_values, source_labels),
                "target": Location(target, target_values, target_labels),
            },
            demo=demo,
            backbone=backbone,
            target_shares=target_shares,
            confirm=confirm or (),
            sealed=sealed,
            problems=problems,
        )
        wanted = [*(each for each in strategies.split(",") if each.strip()), *(strategy or ())]
        terminal = _terminal()
        with stopped_by_ctrl_c(folder, terminal, json=False):
            rows = train_all(folder, asked, settings_of(wanted or ["mcc"], choices), range(seeds), terminal)
        given = [None if row.spread() is not None else given_labels(folder, row) for row in rows]
    if json:
        told = ({**row.as_json(), "by_given_labels": each and each.as_json()} for row, each in zip(rows, given, strict=True))
        typer.echo(to_json({"rows": list(told)}))
        return
    for row, each in zip(rows, given, strict=True):
        for line in lines_of(row, language(), each):
            typer.echo(line)


class GivenLabels(NamedTuple):
    """What labels that the user gave say of the networks of a row.

    Attributes
    ----------
    target, gain:
        How accurate they are, and how much more than source-only by the same labels, over the seeds.
    labels, exact:
        By how many labels, and whether these are of all pictures that the networks predict.
    low, high:
        The 95 % interval of the labels, on average over the seeds: their spread says nothing of how few labels there are.
    """

    target: Spread
    gain: Spread | None
    labels: int
    exact: bool
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        return {
            "target": self.target.as_json(),
            "over_baseline": self.gain and self.gain.as_json(),
            "labels": self.labels,
            "exact": self.exact,
            "low": self.low,
            "high": self.high,
        }


def given_labels(home: Home, row: Row) -> GivenLabels | None:
    """Of the networks of a row."""
    return given_labels_of(home, [each["run"] for each in row.runs.values()])


def given_labels_of(home: Home, runs: Sequence[str]) -> GivenLabels | None:
    """``None`` where they say nothing of the network of one of the runs, or are too few for a number."""
    from tlgui.finding.sweep import Spread
    from tlgui.runs.store import RunStore
    from tlgui.views.run_labels import by_labels

    found = [by_labels(home, RunStore(home).get(each)) for each in runs]
    judged = [each for each in found if each is not None and each.estimated]
    target = Spread.of([each.own.estimate.value for each in judged])
    if target is None or len(judged) < len(found):
        return None
    baselines = [each.beside.get("baseline") for each in judged]
    gain = Spread.of([None if each is None else each.gain for each in baselines])
    estimates = [each.own.estimate for each in judged]
    low, high = (sum(ends) / len(ends) for ends in ([each.low for each in estimates], [each.high for each in estimates]))
    labels, exact = min(each.own.labels for each in judged), all(each.own.exact for each in judged)
    return GivenLabels(target, gain, labels, exact, low, high)


def estimated(given: GivenLabels, words: str, name: str, count: int) -> str:
    """How accurate the networks of so many seeds are by labels that the user gave: their mean, and the range of the labels."""
    key, share = ("exact", "share") if given.exact else ("estimate", "percent")
    said = measured(given.target, share, words)
    ends = {"low": given.low, "high": given.high}
    return say(f"cli.sweep.{key}", words, name=name, count=count, measured=said, labels=given.labels, **ends)


def name_of(setting: Setting, words: str) -> str:
    from tlgui.strategies.combination import strategy_name

    name = strategy_name(setting.strategy, words)
    return f"{name}, {printable(setting.text)}" if setting.text else name


def lines_of(row: Row, words: str, given: GivenLabels | None = None) -> list[str]:
    """A row of the table, and below it the seeds that failed. ``given``: what is told where no other labels are open."""
    from tlgui.tasks import TASKS

    name, lines = name_of(row.setting, words), []
    target, gain = row.spread(), row.gain()
    values: dict[str, Any] = {"name": name, "count": len(row.runs)}
    if target is not None:
        kind = "share" if TASKS[next(iter(row.runs.values()))["task"]].one_class else "value"
        lines.append(say(f"cli.sweep.{kind}", words, measured=measured(target, kind, words), **values))
        if gain is not None:
            form = "gain" if kind == "share" else "value"
            lines.append("    " + say(f"cli.sweep.{kind}.gain", words, measured=measured(gain, form, words)))
    elif given is not None:
        lines.append(estimated(given, words, **values))
        if given.gain is not None:
            points = "gain" if given.exact else "points0"
            lines.append("    " + say("cli.sweep.share.gain", words, measured=measured(given.gain, points, words)))
    elif row.runs:
        labels, score = "sealed" if row.sealed else "unlabelled", row.score("information_maximisation")
        if score is None:
            lines.append(say(f"cli.sweep.{labels}", words, **values))
        else:
            lines.append(say(f"cli.sweep.{labels}.score", words, measured=measured(score, "value", words), **values))
    for seed, problems in row.failed.items():
        sentences = [say(f"error.{each['code']}", words, **each["values"]) for each in problems]
        lines.append(say("cli.sweep.failed", words, name=name, seed=seed, problems=" ".join(sentences)))
    return lines


def _terminal() -> Any:
    from tlgui.finding.sweep import Watcher

    class Sweep(Quiet, Watcher):
        """Says which run is being trained; about each run only what was read, once."""

        def begins(self, setting: Setting, seed: int, number: int, total: int) -> None:
            tell("cli.sweep.begins", number=number, total=total, name=name_of(setting, language()), seed=seed)

    return Sweep()

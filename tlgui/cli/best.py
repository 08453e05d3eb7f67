"""``tlgui best``: train a portfolio of strategies on a pair and say what works there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.cli.options import (
    BackboneOption,
    ConfirmOption,
    DemoOption,
    GivenLabelsOption,
    SealedOption,
    SeedOption,
    SourceArgument,
    SourceLabelsOption,
    TargetArgument,
    TargetLabelsOption,
)
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.cli.train import Quiet, settings_given, stopped_by_ctrl_c
from tlgui.durable import to_json
from tlgui.errors import Problem
from tlgui.home import Home
from tlgui.service.asking import RunRequest
from tlgui.service.reading import Location

if TYPE_CHECKING:
    from tlgui.finding.verdict import Contender


def best(
    source: SourceArgument = None,
    target: TargetArgument = None,
    source_labels: SourceLabelsOption = None,
    target_labels: TargetLabelsOption = None,
    demo: DemoOption = None,
    target_shares: Annotated[
        str | None,
        typer.Option(
            help="What the target contains: auto (find out), same (as the source), or class shares as in dog=0.2,horse=80%, or numbers "
            "of pictures.",
            metavar="SHARES",
        ),
    ] = None,
    labels: Annotated[
        int,
        typer.Option(
            min=0, help="For benchmarks: let this many known target labels, drawn at random, help to choose.", metavar="N"
        ),
    ] = 0,
    given_labels: GivenLabelsOption = False,
    backbone: BackboneOption = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="A setting of all runs, NAME=VALUE; repeatable.")] = None,
    seed: SeedOption = None,
    confirm: ConfirmOption = None,
    sealed: SealedOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Find what works on a pair: trains several strategies, chooses without target labels, and says why."""
    from tlgui.finding.asking import find_best
    from tlgui.finding.words import sentences

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        asked = RunRequest(
            places={"source": Location(source, labels=source_labels), "target": Location(target, labels=target_labels)},
            demo=demo,
            backbone=backbone,
            settings=settings_given(set, seed, problems),
            target_shares=None if target_shares == "auto" else target_shares,
            confirm=confirm or (),
            sealed=sealed,
            problems=problems,
        )
        terminal = _terminal()
        with stopped_by_ctrl_c(folder, terminal, json=False):
            verdict = find_best(folder, asked, terminal, labels=labels, given=given_labels)
        said = sentences(verdict, language())
    if json:
        typer.echo(to_json({**verdict.as_json(), "verdict": " ".join(said)}))
        return
    for line in said:
        typer.echo(line)


def _terminal() -> Any:
    from tlgui.finding.asking import Watcher
    from tlgui.finding.words import called
    from tlgui.strategies.combination import strategy_name

    class Race(Quiet, Watcher):
        """Tells what is tried and how it did."""

        told: bool | None = None
        """Whether the target's class shares were told, by the user or by labels: the first network is matched to them."""

        def begins(self, strategies: Sequence[str], *, matched: int) -> None:
            if self.told is None:
                self.told = matched == 1
            key = ("best.begins", "best.begins_told" if self.told else "best.begins_matched", "best.begins_again")[matched]
            tell(key, strategies=[strategy_name(each, language()) for each in strategies])

        def tried(self, candidate: Contender) -> None:
            name, accuracy = called(candidate.strategy, candidate.matched, language()), candidate.target_accuracy
            if accuracy is None:
                tell("best.tried", strategy=name)
            else:
                tell("best.tried_scored", strategy=name, accuracy=accuracy)

    return Race()

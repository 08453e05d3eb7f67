"""``tlgui best``: train a portfolio of strategies on a pair and say what works there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui import interrupts
from tlgui.cli.options import (
    BackboneOption,
    ConfirmOption,
    DemoOption,
    GivenLabelsOption,
    LeaveOutOption,
    RenameClassOption,
    SealedOption,
    SecondBackboneOption,
    SeedOption,
    SourceArgument,
    SourceLabelsOption,
    TargetArgument,
    TargetLabelsOption,
)
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.cli.train import Quiet, assignments, settings_given, stop_run, tell_classes, tell_opened
from tlgui.durable import to_json
from tlgui.errors import Problem
from tlgui.home import Home
from tlgui.models import catalogue
from tlgui.service.asking import RunRequest
from tlgui.service.reading import Location
from tlgui.texts import say

if TYPE_CHECKING:
    from tlgui.finding.searches import Search
    from tlgui.finding.verdict import Contender, Verdict
    from tlgui.runs.run import Run

ValuesOption = Annotated[Path | None, typer.Option(hidden=True, help="Of `tlgui train`: a search compares networks for classes.")]


def best(
    source: SourceArgument = None,
    target: TargetArgument = None,
    source_labels: SourceLabelsOption = None,
    target_labels: TargetLabelsOption = None,
    source_values: ValuesOption = None,
    target_values: ValuesOption = None,
    demo: DemoOption = None,
    rename_class: RenameClassOption = None,
    leave_out: LeaveOutOption = None,
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
    second_backbone: SecondBackboneOption = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="A setting of all runs, NAME=VALUE; repeatable.")] = None,
    seed: SeedOption = None,
    confirm: ConfirmOption = None,
    sealed: SealedOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Find what works on a pair: trains several strategies, chooses without target labels, and says why."""
    from tlgui.finding.asking import find_best

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        word = (target_shares or "auto").strip().casefold()
        asked = RunRequest(
            places={
                "source": Location(source, source_values, source_labels),
                "target": Location(target, target_values, target_labels),
            },
            demo=demo,
            backbone=backbone,
            settings=settings_given(set, seed, problems),
            rename=assignments(rename_class, "class_assignment", problems),
            leave_out=leave_out or (),
            target_shares=None if word == "auto" else word if word == "same" else target_shares,
            confirm=confirm or (),
            sealed=sealed,
            problems=problems,
        )
        watcher = race(folder)
        with search_stopped_by_ctrl_c(folder, watcher, json):
            verdict = find_best(folder, asked, watcher, labels=labels, given=given_labels, second=second_backbone or "")
        tell_verdict(folder, watcher.search, verdict, json)


def tell_verdict(home: Home, search: Search, verdict: Verdict, json: bool) -> None:
    """What a search found, as JSON or in sentences."""
    from tlgui.views.search_verdict import told

    said = told(home, search, verdict, language())
    if json:
        typer.echo(to_json({"search": search.id, **verdict.as_json(), "verdict": " ".join(said)}))
        return
    if verdict.leave is None:
        said.append(say("cli.best.take_away", language(), run=verdict.taken.run[:8]))
    for line in said:
        typer.echo(line)


def race(home: Home) -> Any:
    """A :class:`~tlgui.finding.asking.Watcher` that tells what is tried and how it did, on standard error."""
    from tlgui.finding.asking import Watcher
    from tlgui.finding.words import name_of
    from tlgui.strategies.combination import strategy_name

    class Race(Quiet, Watcher):
        told: bool | None = None
        """Whether the target's class shares were told, by the user or by labels: the first network is matched to them."""
        begun: tuple[Sequence[str], int] | None = None
        """What was told last, and how often it was matched."""

        def started(self, run: Run) -> None:
            if self.run is None:
                tell_classes(home, run.spec)
                tell_opened(home, run)
            super().started(run)

        def begins(self, strategies: Sequence[str], *, matched: int, backbone: str = "") -> None:
            if self.told is None:
                self.told = matched == 1 if self.search is None else self.search.plan.knows == "shares"
            before, self.begun = self.begun, (list(strategies), matched)
            if backbone and self.begun == before:
                tell("best.begins_second", backbone=catalogue.name_of(backbone))
                return
            key = ("best.begins", "best.begins_told" if self.told else "best.begins_matched", "best.begins_again")[matched]
            strategies = [strategy_name(each, language()) for each in strategies]
            if backbone:
                tell("best.on_backbone", name=say(key, language(), strategies=strategies), backbone=catalogue.name_of(backbone))
            else:
                tell(key, strategies=strategies)

        def tried(self, candidate: Contender) -> None:
            name, accuracy = name_of(candidate, language()), candidate.target_accuracy
            if accuracy is None:
                tell("best.tried", strategy=name)
            else:
                tell("best.tried_scored", strategy=name, accuracy=accuracy)

    return Race()


@contextmanager
def search_stopped_by_ctrl_c(home: Home, watcher: Any, json: bool) -> Iterator[None]:
    """Ctrl-C stops the search that ``watcher`` knows, and says so; with ``json`` its id and state are printed too."""
    try:
        yield
    except KeyboardInterrupt:
        if watcher.search is not None:
            _stop_search(home, watcher.search, json)
        elif watcher.run is not None:
            stop_run(home, watcher.run, json)
        raise


def _stop_search(home: Home, search: Search, json: bool) -> None:
    from tlgui.finding.race import state_of, stop
    from tlgui.service.stopping import see_it_end

    interrupts.seen()
    interrupts.says("cli.interrupted.search_stop", search=search.id[:8])
    for run in stop(home, search):
        see_it_end(home, run)
    state = state_of(home, search)
    if json:
        typer.echo(to_json({"search": search.id, "status": state}))
    key = "cli.interrupted.search_finished" if state == "finished" else "cli.interrupted.search"
    interrupts.says(key, status=say(f"status.{state}", language()), search=search.id[:8])

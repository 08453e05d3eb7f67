"""How the command line reports: results on standard output, progress and problems on standard error, in the terminal's language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.service.listener import Listener
from tlgui.storage import faults_told
from tlgui.texts import printable, say
from tlgui.texts.forms import written
from tlgui.texts.terminal import language

if TYPE_CHECKING:
    from tlgui.finding.sweep import Spread
    from tlgui.views.rounds import Rounds

HomeOption = Annotated[Path | None, typer.Option("--home", help="Data folder (or TLGUI_HOME; default ~/.tlgui).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Exactly one JSON object on standard output.")]

FAULTS = (
    *("job_crashed", "job_worker_died", "job_failed_often", "port_taken", "host_not_usable"),
    *("disk_full", "disk_read_only", "disk_failing", "queue_held_up"),
)
"""Problems that no input caused: they end a command with exit code 1 instead of 2."""


def tell(key: str, **values: Any) -> None:
    """A line of progress, on standard error."""
    typer.echo(say(key, language(), **values), err=True)


def pair(names: Mapping[str, str | None]) -> str:
    """Source and target of a run, as far as it has them, by the names they were given."""
    return " → ".join(printable(name) for role in ("source", "target") if (name := names.get(role)))


def measured(found: Spread, kind: str, words: str) -> str:
    """``81.2 % ± 1.4 %``; of one seed, which has no spread, the number alone. ``kind``: a ``share``, a ``gain`` in points, a ``value``."""
    form = {"share": "percent1", "gain": "points"}.get(kind, kind)
    mean = written(form, found.mean, words)
    return mean if found.deviation is None else f"{mean} ± {written(form, found.deviation, words).removeprefix('+')}"


def reading(name: str) -> Callable[[int, int, int], None]:
    """A callback that reports, once a second, how much of a folder has been read."""
    return _each_second(lambda done, total, refused: tell("cli.reading", name=name, done=done, total=total))


class Reading(Listener):
    """Reports how much of the folders has been read, and nothing else."""

    def reading(self, name: str) -> Callable[[int, int, int], None]:
        return reading(name)


def listing() -> Callable[[int, int], None]:
    """A callback that reports, once a second, how many new folders of runs have been read."""
    return _each_second(lambda done, total: tell("cli.reading_runs", done=done, total=total))


def of_dataset(name: str, size: int, classes: int, labelled: int, refused: int, task: str) -> str:
    """A dataset that was read, in a line; ``classes`` is 0 where there are none, or none that may be told."""
    from tlgui.tasks import TASKS

    told = classes or not TASKS[task].has_classes
    return say(
        f"cli.read.{task}" if told else "cli.read.pictures",
        language(),
        name=name,
        size=size,
        classes=classes,
        labelled=labelled,
        refused=refused,
    )


def importing() -> Callable[[str, int, int], None]:
    """A callback that reports, once a second, the progress of a job in several stages, such as the import of a run."""
    return _each_second(lambda stage, done, total: tell(f"page.job.{stage}", done=done, total=total))


def _each_second(report: Callable[..., None]) -> Callable[..., None]:
    last = time.monotonic()

    def perhaps(*how_far: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            report(*how_far)

    return perhaps


@contextmanager
def errors_told(as_json: bool) -> Iterator[None]:
    """Bad input ends the command with exit code 2 (a fault with 1) and every problem in words."""
    try:
        with faults_told():
            yield
    except UserError as error:
        sentences = error.sentences(language(), terminal=True)
        for sentence in sentences:
            typer.echo(sentence, err=True)
        if as_json:
            problems = [
                {**problem.as_json(), "message": sentence} for problem, sentence in zip(error.problems, sentences, strict=True)
            ]
            typer.echo(to_json({"error": problems}))
        raise typer.Exit(exit_code(problem.code for problem in error.problems)) from None


def exit_code(codes: Iterable[str]) -> int:
    return 1 if any(code in FAULTS for code in codes) else 2


def report(run_summary: dict[str, Any], as_json: bool, rounds: Rounds | None = None) -> None:
    """The result: as JSON, or in sentences, with what looks wrong. ``rounds``: in which rounds of a search the run was matched, if it may be of
    one.
    """
    from tlgui.views.verdict import told

    if as_json:
        typer.echo(to_json(run_summary))
    else:
        for line in told(run_summary if rounds is None else {**run_summary, "alone_matched": rounds.alone}, language()):
            typer.echo(line)
        typer.echo(run_summary["folder"], err=True)


def leave(run_summary: dict[str, Any], as_json: bool) -> None:
    """The end of a command that trained: exit code 2 when the run failed for a reason the user can mend, 1 when it crashed or was killed."""
    from tlgui.views.verdict import verdict

    if run_summary["status"] not in ("failed", "interrupted"):
        return
    if as_json:
        words = verdict(run_summary, language(), in_terminal=True)
        typer.echo(words["note"] or words["headline"], err=True)
    codes = [each["code"] for each in run_summary["problems"]]
    raise typer.Exit(exit_code(codes) if codes else 1)

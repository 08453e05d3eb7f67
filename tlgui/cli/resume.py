"""``tlgui pause`` and ``tlgui resume``: put a run aside, and go on with it as if it had never ended."""

from __future__ import annotations

from typing import Annotated

import typer

from tlgui import interrupts
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, leave, report, tell
from tlgui.cli.train import Terminal, assignments, stopped_by_ctrl_c, tell_until_over
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.service.asking import KEEP_SECONDS


def resume(
    run: str,
    set: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE that you expect: refused if it differs.")] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(help="changed_program, unnumbered_program or changed_data: resume although these differ."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Continue a run that was paused, stopped, interrupted or failed, from its newest saved state."""
    from tlgui.runs.store import RunStore
    from tlgui.service.resuming import resume_run

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        given = assignments(set, "setting_not_an_assignment", problems)
        if problems:
            raise UserError.of(problems)
        found = RunStore(folder).find(run)
        before = found.events_path.stat().st_size if found.events_path.exists() else 0
        listener = Terminal()
        listener.task = found.spec.task
        with stopped_by_ctrl_c(folder, listener, json):
            with interrupts.held_back():
                resume_run(folder, found, confirmed=confirm or (), settings=given, keep_seconds=KEEP_SECONDS)
                listener.started(found)
            results = tell_until_over(folder, found, listener, before)
    report(results, json)
    leave(results, json)


def pause(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """Pause a run, within ten seconds: `tlgui resume` continues it where it stopped."""
    from tlgui.runs.results import status_words
    from tlgui.runs.store import RunStore
    from tlgui.service.stopping import ask_to_stop, see_it_end

    with errors_told(json):
        folder = Home.open(home)
        found = RunStore(folder).find(run)
        ask_to_stop(folder, found, pause=True)
        interrupts.says("cli.interrupted.stop", run=found.id[:8])
        status = see_it_end(folder, found)
    if json:
        typer.echo(to_json({"run": found.id, "status": status.state, "folder": str(found.folder)}))
    else:
        tell("cli.stopped", status=status_words(status, language()), folder=str(found.folder))

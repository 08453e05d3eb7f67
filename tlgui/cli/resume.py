"""``tlgui pause`` and ``tlgui resume``: put a run aside, and go on with it as if it had never ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui import interrupts
from tlgui.cli.best import race, search_stopped_by_ctrl_c, tell_verdict
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, leave, report, tell
from tlgui.cli.train import Terminal, assignments, stopped_by_ctrl_c, tell_until_over
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.service.asking import KEEP_SECONDS

if TYPE_CHECKING:
    from tlgui.finding.searches import Search


def resume(
    run: Annotated[
        str, typer.Argument(help="The run, or the search of `tlgui best`: its name, or the first characters of its id.")
    ],
    set: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE that you expect: refused if it differs.")] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(help="changed_program, unnumbered_program or changed_data: resume although these differ."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Continue a run that was paused, stopped, interrupted or failed, from its newest saved state; or a search that was."""
    from tlgui.runs.store import RunStore
    from tlgui.service.resuming import resume_run

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        given = assignments(set, "setting_not_an_assignment", problems)
        if problems:
            raise UserError.of(problems)
        if (search := _search(folder, run)) is not None:
            _resume_search(folder, search, given, confirm or (), json)
            return
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


def _search(home: Home, typed: str) -> Search | None:
    """The search whose id begins so, where no run is meant."""
    from tlgui.finding.searches import SearchStore
    from tlgui.runs.store import RunStore

    if RunStore(home).meant("runs", typed, LOCAL_OWNER):
        return None
    found = SearchStore(home).meant(typed)
    return found[0] if len(found) == 1 else None


def _resume_search(home: Home, search: Search, settings: Mapping[str, Any], confirmed: Collection[str], json: bool) -> None:
    from tlgui.finding.asking import go_on

    if settings:
        raise UserError("resume_set_of_search")
    watcher = race(home)
    if not search.concluded:
        tell("cli.resumed.search", search=search.id[:8])
    with search_stopped_by_ctrl_c(home, watcher, json):
        verdict = go_on(home, search, watcher, confirmed=confirmed)
    tell_verdict(home, search, verdict, json)


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

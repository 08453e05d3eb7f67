"""The command line: ``tlgui …`` or ``python -m tlgui …``. Everything the page does works here without it.

Results go to standard output (with ``--json`` exactly one JSON object), progress to standard error. The exit code is 0, 2 for bad input with
a message that says what to do, 1 for a fault, or 130 after Ctrl-C.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from tlgui import __version__, interrupts
from tlgui.cli import history, presets, take_away
from tlgui.cli.best import best
from tlgui.cli.disk import disk
from tlgui.cli.label import label
from tlgui.cli.limits import limits
from tlgui.cli.options import LauncherOption, RayAddressOption
from tlgui.cli.pictures import pictures
from tlgui.cli.resume import pause, resume
from tlgui.cli.room import open_room, require_meant, tell_room
from tlgui.cli.scan import scan
from tlgui.cli.shift import shift
from tlgui.cli.sweep import sweep
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, report, tell
from tlgui.cli.train import choose_launcher, train
from tlgui.cli.waiting import queue
from tlgui.cli.work import work
from tlgui.cli.xray import xray
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.export.kinds import KINDS
from tlgui.home import Home
from tlgui.texts import CATALOGUE, printable, say

if TYPE_CHECKING:
    from tlgui.data.pack import Pack
    from tlgui.settings import Setting

USAGE: Any = typer.BadParameter.__mro__[1]
"""Wrong options or arguments; where the class is differs with the version of Typer."""


class Commands(TyperGroup):
    """The commands; with ``--json`` wrong options are one object on standard output too."""

    def invoke(self, ctx: Any) -> Any:
        words = [*getattr(ctx, "_protected_args", ()), *ctx.args]
        try:
            return super().invoke(ctx)
        except USAGE as error:
            if "--json" in words:
                typer.echo(to_json({"error": [{"code": "usage", "values": {}, "message": error.format_message()}]}))
            raise


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(train)
app.command()(best)
app.command()(sweep)
app.command()(resume)
app.command()(pause)
app.command()(queue)
app.command()(limits)
app.command()(work)
app.command()(scan)
app.command()(pictures)
app.command()(label)
app.command()(shift)
app.command()(xray)
app.command()(history.runs)
app.command()(history.describe)
app.command()(history.compare)
app.command()(history.delete)
app.command()(history.restore)
app.command("trash")(history.bin_of)
app.command("bin", hidden=True)(history.bin_of)  # as it was called at first
app.command()(disk)
app.command()(presets.presets)
app.command()(presets.preset)
app.command()(take_away.export)
app.command()(take_away.predictions)
for kind in KINDS:
    if kind.command is not None:
        app.command(kind.command, help=kind.help)(take_away.command_of(kind))
app.command("import")(take_away.import_run)
app.command()(take_away.log)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Transfer learning that people can see."""


@app.command()
def show(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """One run, by its name or the first characters of its id."""
    from tlgui.data.seals import was_revealed
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import summary
    from tlgui.runs.store import RunStore
    from tlgui.views.comparison import labels_used
    from tlgui.views.run_labels import judgement_of
    from tlgui.views.run_rows import scores_of, told_score
    from tlgui.views.verdict import told

    with errors_told(json):
        folder = Home.open(home)
        found = RunStore(folder).find(run)
        result = summary(found, JobQueue(folder))
    if json:
        typer.echo(to_json(result))
        return
    lines = told(result, language(), judgement_of(folder, found, language()))
    for line in lines:
        typer.echo(line)
    if found.spec.sealed and not found.opened and was_revealed(folder, found.spec.target):
        said = any(say("page.label.says.revealed", language()) in line for line in lines)  # of one that has finished
        tell("cli.reveal_here" if said else "cli.sealed_still", run=found.id[:8])
    used = result["target_labels_used_for"] if result["given_labels_used"] is None else labels_used(result, language())
    for name in ("run", "status", "strategy", "backbone", "source", "target", "target_labels_used_for", "folder"):
        typer.echo(f"{name:<24}{printable({**result, 'target_labels_used_for': used}[name])}")
    if of := scores_of(result, language()):
        typer.echo(of)
    for name in result["scores"]:
        value = told_score(name, result["scores"])
        about = say(f"score_about.{name}", language()) if f"score_about.{name}" in CATALOGUE else ""
        typer.echo(f"{say(f'score.{name}', language()):<30}{'–' if value is None else f'{value:.3f}':<8}{about}".rstrip())


@app.command()
def stop(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """Stop a run, within ten seconds. What it has done so far is kept; `tlgui resume` continues it."""
    from tlgui.runs.results import status_words
    from tlgui.runs.store import RunStore
    from tlgui.service.stopping import ask_to_stop, see_it_end

    with errors_told(json):
        folder = Home.open(home)
        chosen = RunStore(folder).find(run)
        ask_to_stop(folder, chosen)
        interrupts.says("cli.interrupted.stop", run=chosen.id[:8])
        status = see_it_end(folder, chosen)
    if json:
        typer.echo(to_json({"run": chosen.id, "status": status.state, "folder": str(chosen.folder)}))
    else:
        tell("cli.stopped", status=status_words(status, language()), folder=str(chosen.folder))


@app.command()
def reveal(
    run: Annotated[str, typer.Argument(help="The run: its name, or the first characters of its id; or the id of a dataset.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Open the sealed target labels of a run, and with them the dataset's; or only those of a dataset. When and by whom is recorded."""
    from tlgui.data import seals
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import summary
    from tlgui.runs.store import RunStore
    from tlgui.service.launch import reveal as open_labels
    from tlgui.views.rounds import rounds_of

    with errors_told(json):
        folder = Home.open(home)
        dataset = _dataset(folder, run)
        if dataset is not None:
            if not seals.reveal(folder, dataset.info, by="command line"):
                raise UserError("nothing_to_reveal")
            typer.echo(to_json(dataset.info.as_json()) if json else say("cli.revealed", language(), name=dataset.info.name))
            return
        chosen = RunStore(folder).find(run)
        if not open_labels(folder, chosen, by="command line"):
            raise UserError("nothing_to_reveal")
    report(summary(chosen, JobQueue(folder)), json, rounds_of(folder, chosen))


def _dataset(home: Home, typed: str) -> Pack | None:
    """The dataset with this id, if there is one."""
    from tlgui.data.store import DatasetStore

    store = DatasetStore(home)
    return store.get(typed) if store.has(typed) else None


@app.command()
def strategies(json: JsonOption = False) -> None:
    """What there is to choose from, with every setting and its range."""
    from tlgui.settings import settings_of
    from tlgui.specification.run_spec import RunSettings
    from tlgui.strategies import STRATEGIES, described

    with errors_told(json):
        listed = described(language())
    if json:
        typer.echo(to_json({"strategies": listed, "settings": [item.as_json(language()) for item in settings_of(RunSettings)]}))
        return
    for each in listed:
        typer.echo(f"{each['key']:<20}{each['name']}: {each['idea']}")
        for item in settings_of(STRATEGIES[each["key"]].Settings):
            typer.echo(f"{'':<22}{each['key']}.{_in_a_line(item)}")
    typer.echo(say("cli.settings_of_any_run", language()))
    for item in settings_of(RunSettings):
        typer.echo(f"{'':<22}{_in_a_line(item)}")


def _in_a_line(item: Setting) -> str:
    default = "" if item.default is None else f"={item.default}"
    bounds = f" ({item.bounds()})" if item.bounds() else ""
    return f"{item.name}{default}{bounds}  {item.help.say(language())}"


@app.command()
def backbones(json: JsonOption = False) -> None:
    """Networks to start from."""
    from tlgui.models import catalogue

    cards = [
        {
            "key": card.key,
            "name": card.name,
            "about": card.about.say(language()),
            "image_size": card.image_size,
            "features": card.features,
            "pretrained": card.pretrained,
            "stages": list(card.stages),
            "here": card.comes_along,
        }
        for card in catalogue.CARDS
    ]
    if json:
        typer.echo(to_json({"backbones": cards, "also": say("cli.anything_else", language())}))
        return
    for card in cards:
        typer.echo(f"{card['key']:<36}{card['name']}: {card['about']}")
    typer.echo(say("cli.anything_else", language()))


@app.command()
def serve(
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.", show_default="127.0.0.1; with --room 0.0.0.0"),
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
    root: Annotated[
        list[Path] | None, typer.Option("--root", help="Folder whose pictures may be used by path; repeatable.")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="Another address the page is reached by: host, host:port or https://host; repeatable."),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy", help="Address or network of a reverse proxy whose X-Forwarded-Proto, -Host and -Prefix hold; repeatable."
        ),
    ] = None,
    user_header: Annotated[
        str,
        typer.Option(
            help="Header in which a proxy named with --proxy says who somebody is (OIDC): they are in the room without code and PIN.",
            show_default=False,
        ),
    ] = "",
    room: Annotated[
        str | None, typer.Option(help="Open a room of this name, in which everybody has a name and things of their own.")
    ] = None,
    confirm: Annotated[list[str] | None, typer.Option(help="A question to answer with yes; repeatable.")] = None,
    launcher: LauncherOption = None,
    ray_address: RayAddressOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Start the page."""
    from tlgui.ui.addresses import shown_address
    from tlgui.ui.server import check_port, reached_through
    from tlgui.ui.server import serve as start

    with errors_told(json):
        folder = Home.open(home)
        choose_launcher(folder, launcher, ray_address)
        hosts, proxies = tuple(allow_host or ()), tuple(proxy or ())
        listens = host or ("127.0.0.1" if room is None else "0.0.0.0")
        reached_through(listens, hosts, proxies, user_header)  # what is wrong with them is said before anything starts
        if user_header and room is None:
            raise UserError("user_header_without_room")
        if room is None:
            require_meant(listens, confirm or ())
        check_port(listens, port)
        address = shown_address(listens, port, hosts)
        opened = None if room is None else open_room(folder, room, language())

        def tell_where() -> None:
            if opened is not None:
                tell_room(opened, address, json)
            elif json:
                typer.echo(to_json({"address": address, "home": str(folder.root)}))
            tell("cli.serving", address=address)

        interrupts.says("cli.interrupted.serve")
        start(
            *(folder, listens, port),
            roots=tuple(root or ()),
            hosts=hosts,
            proxies=proxies,
            user_header=user_header,
            room=opened,
            at_start=tell_where,
        )


@app.command()
def version(json: JsonOption = False) -> None:
    """The version."""
    typer.echo(to_json({"version": __version__}) if json else __version__)

"""The server: our own routes and Gradio's pages behind one guard. Stopping it stops no run, and starting it again finds them all."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.machine import give_back_memory, share_memory_between_threads
from tlgui.rooms.room import Room
from tlgui.runs.index import index_of
from tlgui.runs.index.standings import Boards
from tlgui.runs.waiting import Forecasts
from tlgui.storage import fault_of
from tlgui.texts import LANGUAGES
from tlgui.ui.addresses import Addresses, shown_address
from tlgui.ui.asset_files import Plotly
from tlgui.ui.connections import PatientConnection
from tlgui.ui.door import Door
from tlgui.ui.ending import Server
from tlgui.ui.gradio_calls import SESSIONS, GradioCalls
from tlgui.ui.guard import Guard
from tlgui.ui.indexing import keep_index
from tlgui.ui.proxies import Proxies
from tlgui.ui.refusals import on_disk, on_http, on_invalid, on_problems
from tlgui.ui.routes import (
    assets,
    augmentation,
    classes,
    datasets,
    deleted,
    disk,
    features,
    health,
    history,
    host,
    joining,
    labeling,
    leaderboard,
    lessons,
    mistakes,
    presets,
    runs,
    searches,
    shift,
    strategies,
    take_away,
    tries,
    uploads,
    waiting,
    wall,
    xray,
)
from tlgui.ui.searching import keep_searches
from tlgui.ui.uploads import UploadLimits, UploadStore
from tlgui.ui.without_stubs import without_stubs
from tlgui.views.run_logs import RunLogs
from tlgui.views.search import Shared
from tlgui.views.wall import Wall

log = logging.getLogger(__name__)
ROUTES = (
    runs,
    searches,
    leaderboard,
    waiting,
    history,
    deleted,
    disk,
    mistakes,
    take_away,
    tries,
    datasets,
    classes,
    health,
    shift,
    xray,
    labeling,
    lessons,
    strategies,
    presets,
    augmentation,
    features,
    uploads,
    assets,
)
IN_A_ROOM = (joining, host, wall)
"""Routes that are there only with a room."""

KEEPER_SECONDS = 5.0
EARLY_SECONDS = 1.2
"""How often the keeper looks at first."""

EARLY = ((EARLY_SECONDS, {"data"}), (4.0, {"data", "train"}))
"""Until so many seconds after its start a server has workers for these lanes only, unless somebody waits: they import for seconds, and the
first page is to have the processor for itself, then what trains."""

TRIM_EVERY = 2
"""After so many rounds of the keeper, memory goes back to the system that the server has freed."""


def create_app(
    home: Home,
    *,
    bound: str = "127.0.0.1",
    port: int = 7860,
    hosts: Iterable[str] = (),
    proxies: Iterable[str] = (),
    user_header: str = "",
    roots: Iterable[Path] = (),
    limits: UploadLimits | None = None,
    room: Room | None = None,
    work: bool = True,
) -> Guard:
    """The whole application.

    Parameters
    ----------
    bound, port:
        Where it will listen.
    hosts:
        Further addresses by which it is reached (:class:`tlgui.ui.addresses.Addresses`).
    proxies, user_header:
        Reverse proxies that are believed, and the header in which they say who somebody is (:class:`tlgui.ui.proxies.Proxies`).
    roots:
        Folders whose pictures may be used by their path.
    limits:
        What an upload may bring.
    room:
        The room that it serves: whoever opens a page has to join it. Without one, everything belongs to whoever sits at the machine.
    work:
        Keep workers for all kinds of jobs alive (not in tests of the routes alone).

    Raises
    ------
    UserError
        What :func:`reached_through` raises.
    """
    hosts = tuple(hosts)
    addresses, trusted = reached_through(bound, hosts, proxies, user_header)
    app = FastAPI(title="tlgui", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    queue = JobQueue(home)
    app.state.home, app.state.queue, app.state.logs, app.state.searches = home, queue, RunLogs(), Shared()
    app.state.boards = Boards(index_of(home))
    app.state.forecasts = Forecasts(home, queue)
    app.state.boards.index.read_live = app.state.logs.facts
    app.state.uploads = UploadStore(home, limits)
    app.state.roots = tuple(Path(root) for root in roots)
    app.state.plotly = Plotly(home)
    app.state.work = work
    app.state.inner = []
    app.state.address = shown_address(bound, port, hosts)
    door = app.state.door = None if room is None else Door(room)
    app.state.wall = None if room is None else Wall(home, room, app.state.boards.index, app.state.logs, queue)
    for routes in ROUTES if door is None else (*IN_A_ROOM, *ROUTES):
        app.include_router(routes.router)
    app.add_exception_handler(UserError, on_problems)
    app.add_exception_handler(OSError, on_disk)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.mount("/", _pages(app, port))
    return Guard(app, addresses, trusted, door)


def reached_through(bound: str, hosts: Iterable[str], proxies: Iterable[str], user_header: str = "") -> tuple[Addresses, Proxies]:
    """Where the page may be reached, and whose word on that is taken.

    Raises
    ------
    UserError
        ``allow_host_bad``, ``proxy_bad``: every one that is wrong; ``user_header_bad``, ``user_header_unheard``.
    """
    problems: list[Problem] = []
    addresses, trusted = Addresses(bound), Proxies()
    try:
        addresses = Addresses(bound, hosts)
    except UserError as error:
        problems += error.problems
    try:
        trusted = Proxies(proxies, user_header)
    except UserError as error:
        problems += error.problems
    if problems:
        raise UserError.of(problems)
    return addresses, trusted


def _pages(app: FastAPI, port: int) -> ASGIApp:
    """Gradio's pages in every language. Imported here: Gradio takes a second, and who only wants a port's error should not wait."""
    with without_stubs():
        import gradio

    from tlgui.ui import theme
    from tlgui.ui.app import build
    from tlgui.ui.page_server import PageServer
    from tlgui.ui.pages.place import PageContext

    state = app.state
    warnings.filterwarnings("ignore", message="SSR mode is not supported")  # nobody asked for it
    warnings.filterwarnings("ignore", message="A `<script>` tag was found")  # in a name that is only ever shown as text
    pages = {}
    for language in LANGUAGES:
        place = PageContext(state.home, language, state.plotly.version, state.roots, state.uploads.limits)
        inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        blocks = build(place)
        blocks.state_session_capacity = SESSIONS
        pages[language] = gradio.mount_gradio_app(
            inner,
            blocks,
            path="/",
            server_port=port,
            footer_links=[],
            run_history=False,
            show_error=True,
            ssr_mode=False,
            pwa=False,
            theme=theme.THEME,
        )
        app.state.inner.append(inner)
    # Every language has the same functions: a tab that was opened in one goes on when its reader changes to another.
    functions = {
        number: [control.get_block_name() for control in function.inputs]
        for number, function in blocks.fns.items()
        if function.fn is not None
    }
    return GradioCalls(PageServer(pages, in_room=state.door is not None), functions)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Gradio's own start and end, the keeper's, and that of who keeps the index of runs and who lets searches go on."""
    over = threading.Event()
    threads = [
        threading.Thread(target=_keep, args=(app, over), daemon=True, name="keeper"),
        threading.Thread(target=keep_index, args=(app.state.boards.index, over), daemon=True, name="index"),
    ]
    if app.state.work:
        threads.append(threading.Thread(target=keep_searches, args=(app.state.home, over), daemon=True, name="searches"))
    async with AsyncExitStack() as stack:
        for inner in app.state.inner:
            await stack.enter_async_context(inner.router.lifespan_context(inner))
        for thread in threads:
            thread.start()
        yield
    over.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 2.0)


def _keep(app: FastAPI, over: threading.Event) -> None:
    """Every few seconds: remove abandoned uploads, and make sure each kind of job has a living worker. A failure does not block the rest."""
    state, said = app.state, dict[str, str]()
    acts: dict[str, Callable[[], object]] = {"uploads": lambda: state.uploads.sweep(state.queue)}
    begun = time.monotonic()

    def see_to_workers() -> None:
        lanes = next((lanes for until, lanes in EARLY if time.monotonic() < begun + until), None)
        if lanes and any(map(state.queue.how_many, {*LANES.values()})):
            lanes = None
        ensure_workers(state.home, lanes)

    if state.work:
        acts["workers"] = see_to_workers
    for turn in count(1):
        if turn % TRIM_EVERY == 0:
            give_back_memory()
        for name, act in acts.items():
            try:
                act()
                said.pop(name, None)
            except Exception as error:  # a full disk must not end this loop forever
                fault = fault_of(error, state.home.root)
                if fault is None:
                    log.exception("the keeper goes on after an error")
                elif fault.code != said.get(name):  # once, not every few seconds
                    said[name] = fault.code
                    log.warning("the keeper goes on: %s", UserError.of([fault]))
        if over.wait(EARLY_SECONDS if time.monotonic() < begun + EARLY[-1][0] else KEEPER_SECONDS):
            return


def check_port(host: str, port: int) -> None:
    """Raises ``port_taken`` when somebody else listens there, before anything slow begins."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UserError("host_not_usable", host=host, reason=str(error)) from error
    family, kind, protocol, _, address = addresses[0]
    with socket.socket(family, kind, protocol) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise UserError("port_taken", port=port, other=port + 1 if port < 65535 else port - 1) from error


def configured(app: Guard, host: str, port: int, log_level: str = "warning") -> uvicorn.Config:
    """How the application is served. uvicorn itself would believe what proxies on this machine say, and wait for slow ones for ever."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientConnection,
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        log_level=log_level,
    )


def serve(
    home: Home,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    hosts: Iterable[str] = (),
    proxies: Iterable[str] = (),
    user_header: str = "",
    roots: Iterable[Path] = (),
    room: Room | None = None,
    at_start: Callable[[], object] = lambda: None,
) -> None:
    """Run the server until it is ended. Runs go on without it. ``at_start`` is called once it answers.

    Raises
    ------
    UserError
        ``port_taken``, ``host_not_usable``; what :func:`create_app` raises.
    """
    check_port(host, port)
    share_memory_between_threads()
    app = create_app(home, bound=host, port=port, hosts=hosts, proxies=proxies, user_header=user_header, roots=roots, room=room)
    Server(configured(app, host, port), at_start, app.app.state.uploads.end).run()

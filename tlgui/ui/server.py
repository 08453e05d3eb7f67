"""The server: our own routes and Gradio's pages behind one guard. Stopping it stops no run, and starting it again finds them all."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import warnings
import webbrowser
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.launchers.local import ensure_workers
from tlgui.jobs.queue import JobQueue
from tlgui.storage import fault_of
from tlgui.texts import LANGUAGES, say
from tlgui.ui.asset_files import Plotly
from tlgui.ui.guard import Guard, own_hosts
from tlgui.ui.language import language_of
from tlgui.ui.routes import (
    assets,
    augmentation,
    classes,
    datasets,
    deleted,
    disk,
    health,
    history,
    mistakes,
    presets,
    runs,
    shift,
    strategies,
    take_away,
    tries,
    uploads,
    waiting,
    xray,
)
from tlgui.ui.run_logs import RunLogs
from tlgui.ui.uploads import UploadLimits, UploadStore

log = logging.getLogger(__name__)
ROUTES = (
    runs,
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
    strategies,
    presets,
    augmentation,
    uploads,
    assets,
)
KEEPER_SECONDS = 5.0
STATUS = {
    "upload_too_large": 413,
    "upload_no_space": 507,
    "disk_full": 507,
    "disk_read_only": 507,
    "disk_failing": 507,
    "queue_held_up": 503,
    "queue_newer": 503,
    "origin_foreign": 403,
    "path_not_allowed": 403,
    "paths_not_offered": 403,
    "maps_not_yet": 404,
    "nothing_to_reveal": 409,
    "run_in_bin": 410,
    "delete_running": 409,
    "delete_busy": 409,
    "delete_reference": 409,
    "delete_needed": 409,
    "stop_reference": 409,
    "not_here": 404,
}
"""Status codes of errors; what is unknown is 404, all else 400."""


def create_app(
    home: Home,
    *,
    bound: str = "127.0.0.1",
    port: int = 7860,
    hosts: Iterable[str] = (),
    roots: Iterable[Path] = (),
    limits: UploadLimits | None = None,
    work: bool = True,
) -> Guard:
    """The whole application.

    Parameters
    ----------
    bound, port:
        Where it will listen.
    hosts:
        Further names by which it is reached.
    roots:
        Folders whose pictures may be used by their path.
    limits:
        What an upload may bring.
    work:
        Keep workers for all kinds of jobs alive (not in tests of the routes alone).
    """
    app = FastAPI(title="tlgui", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    queue = JobQueue(home)
    app.state.home, app.state.queue, app.state.logs = home, queue, RunLogs()
    app.state.uploads = UploadStore(home, limits)
    app.state.roots = tuple(Path(root) for root in roots)
    app.state.plotly = Plotly(home)
    app.state.work = work
    app.state.inner = []
    for routes in ROUTES:
        app.include_router(routes.router)
    app.add_exception_handler(UserError, _problems)
    app.add_exception_handler(OSError, _of_the_disk)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _other)
    app.mount("/", _pages(app, port))
    return Guard(app, own_hosts(bound, hosts), outside=hosts)


def _pages(app: FastAPI, port: int):  # type: ignore[no-untyped-def]
    """Gradio's pages in every language. Imported here: Gradio takes two seconds, and who only wants a port's error should not wait."""
    import gradio

    from tlgui.ui import theme
    from tlgui.ui.app import build
    from tlgui.ui.page_server import PageServer
    from tlgui.ui.pages.place import Place

    state = app.state
    warnings.filterwarnings("ignore", message="SSR mode is not supported")  # nobody asked for it
    warnings.filterwarnings("ignore", message="A `<script>` tag was found")  # in a name that is only ever shown as text
    pages = {}
    for language in LANGUAGES:
        place = Place(state.home, language, state.plotly.version, state.roots, state.uploads.limits)
        inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        pages[language] = gradio.mount_gradio_app(
            inner,
            build(place),
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
    return PageServer(pages)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Gradio's own start and end, and the keeper's."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(app, over), daemon=True, name="keeper")
    async with AsyncExitStack() as stack:
        for inner in app.state.inner:
            await stack.enter_async_context(inner.router.lifespan_context(inner))
        keeper.start()
        yield
    over.set()
    await asyncio.to_thread(keeper.join, 2.0)


def _keep(app: FastAPI, over: threading.Event) -> None:
    """Every few seconds: each kind of job has a living worker, and no abandoned upload stays."""
    said = ""
    while True:
        try:
            if app.state.work:
                ensure_workers(app.state.home)
            app.state.uploads.sweep(app.state.queue)
            said = ""
        except Exception as error:  # a full disk now must not end it for ever
            fault = fault_of(error, app.state.home.root)
            if fault is None:
                log.exception("the keeper goes on after an error")
            elif fault.code != said:  # once, not every few seconds
                said = fault.code
                log.warning("the keeper goes on: %s", UserError.of([fault]))
        if over.wait(KEEPER_SECONDS):
            return


def _problems(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UserError)
    language = language_of(request.headers)
    code = error.problems[0].code
    status = STATUS.get(code, 404 if code.endswith("_unknown") else 400)
    said = [
        {"code": problem.code, "message": sentence}
        for problem, sentence in zip(error.problems, error.sentences(language), strict=True)
    ]
    return JSONResponse({"problems": said}, status_code=status)


def _of_the_disk(request: Request, error: Exception) -> JSONResponse:
    """What is wrong with the disk of the home folder, in words. An error about anything else is one that nobody foresaw."""
    problem = fault_of(error, request.app.state.home.root)
    if problem is None:
        raise error
    return _problems(request, UserError.of([problem]))


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    names = ", ".join(".".join(str(part) for part in each["loc"][1:]) or "body" for each in error.errors()[:5])
    message = say("error.invalid_request", language_of(request.headers), names=names)
    return JSONResponse({"problems": [{"code": "invalid_request", "message": message}]}, status_code=400)


def _other(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = say("error.not_here", language_of(request.headers))
    return JSONResponse({"problems": [{"code": "not_here", "message": message}]}, status_code=error.status_code)


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


def serve(
    home: Home,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    hosts: Iterable[str] = (),
    roots: Iterable[Path] = (),
    open_browser: bool = False,
) -> None:
    """Run the server until it is ended. Runs go on without it.

    Raises
    ------
    UserError
        ``port_taken``, ``host_not_usable``.
    """
    check_port(host, port)
    app = create_app(home, bound=host, port=port, hosts=hosts, roots=roots)
    address = f"http://{'localhost' if host in ('0.0.0.0', '::') else host}:{port}/"
    if open_browser:
        threading.Timer(1.0, webbrowser.open, args=(address,)).start()
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_keep_alive=30, server_header=False, ws="none")
    uvicorn.Server(config).run()

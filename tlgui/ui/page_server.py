"""Gradio's pages, once for each language, and what is changed in them on the way out.

``docs/decisions/0002-two-languages.md`` says why there are two sets of pages instead of a translation in the browser.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections import OrderedDict
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS, FOREVER, GradioFiles, encode, encoding_for, file_answer
from tlgui.ui.language import LOCALES, language_of
from tlgui.ui.page_table import PATHS
from tlgui.ui.proxies import route_path

STYLES = (
    "style",
    "inputs",
    "adapt",
    "dataset",
    "method",
    "launch",
    "now",
    "result",
    "charts",
    "health_light",
    "maps",
    "map_full_screen",
    "stage",
    "tour",
    "mistakes",
    "take_away",
    "places",
    "history",
    "health",
    "xray",
    "try_it",
    "label",
    "learn",
    "lesson",
    "search",
    "in_room",
)
ADDRESS = (b"host",)
"""Headers of a request that say by which address it came; Gradio puts it into the page. :mod:`tlgui.ui.proxies` takes in what proxies add."""

_SCRIPT = re.compile(rb"tlgui/[0-9a-f]{16}/(\w+\.js)")
_SOCIAL = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_MANIFEST = re.compile(rb'<link rel="manifest"[^>]*>\s*')


PAGES_KEPT = 32
"""Number of cached pages, as sent: each is a tenth of a megabyte, and there is one for each address by which the server is reached."""


class Sent(NamedTuple):
    """A page as it goes out."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class PageServer:
    """ASGI: passes each request to the pages of the reader's language.

    All languages are built by the same function, so a page that was opened in one goes on working when the reader changes to another in a
    second tab: the numbers of its events are the same.

    A page is made once for each address by which it is reached and sent to everybody who asks: it says nothing of who asks, and what follows
    the question mark is read by its scripts.
    """

    def __init__(self, pages: dict[str, ASGIApp], in_room: bool = False) -> None:
        self.pages = pages
        self._in_room = in_room
        self._made: OrderedDict[tuple[object, ...], asyncio.Task[Sent]] = OrderedDict()
        self._files = GradioFiles()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        language = language_of(headers)
        path = route_path(scope)
        if scope["type"] == "http" and scope["method"] == "GET" and (name := path.removeprefix("/assets/")) in self._files.files:
            await self._file(name, headers)(scope, receive, send)
            return
        if scope["type"] != "http" or path not in PATHS or scope["method"] not in ("GET", "HEAD"):
            await self.pages[language](scope, receive, send)
            return
        page = await self._page(scope, language, encoding_for(headers.get("accept-encoding", "")))
        await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
        await send({"type": "http.response.body", "body": page.body if scope["method"] == "GET" else b""})

    def _file(self, name: str, headers: Headers) -> Response:
        encoding = encoding_for(headers.get("accept-encoding", ""))
        return file_answer(self._files.get(name, encoding), name, encoding, FOREVER)

    async def _page(self, scope: Scope, language: str, encoding: str) -> Sent:
        asked = [(name, value) for name, value in scope["headers"] if name in ADDRESS]
        key = (language, encoding, scope["path"], scope.get("root_path", ""), scope.get("scheme", ""), *asked)
        task = self._made.get(key)
        if task is None or not (
            task.done() or task.get_loop() is asyncio.get_running_loop()
        ):  # else it is waited for with others
            alone = {**scope, "method": "GET", "query_string": b"", "headers": asked}
            task = self._made[key] = asyncio.create_task(_made(self.pages[language], alone, language, encoding, self._in_room))
        self._made.move_to_end(key)
        while len(self._made) > PAGES_KEPT:
            self._made.popitem(last=False)
        try:
            page = await asyncio.shield(task)
        except Exception:
            self._made.pop(key, None)
            raise
        if page.status != 200:
            self._made.pop(key, None)
        return page


async def _made(app: ASGIApp, scope: Scope, language: str, encoding: str, in_room: bool) -> Sent:
    """Have a page made, put our head into it, and compress it."""
    start: Message = {}
    body = bytearray()
    asked = asyncio.Event()

    async def nothing_more() -> Message:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # nobody goes away: the page is for others too
        raise AssertionError

    async def collect(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        elif message["type"] == "http.response.body":  # others are extensions of a server, such as a test client's debug message
            body.extend(message.get("body", b""))

    await app(scope, nothing_more, collect)
    headers = MutableHeaders(scope=start)
    data = bytes(body)
    if headers.get("content-type", "").startswith("text/html"):
        data = with_our_head(data, language, in_room)
        headers["cache-control"] = "no-store"
        headers["vary"] = "cookie, accept-language"
        if encoding != "identity":
            data = encode(data, encoding)
            headers["content-encoding"] = encoding
    headers["content-length"] = str(len(data))
    return Sent(start["status"], headers.raw, data)


def with_our_head(page: bytes, language: str, in_room: bool = False) -> bytes:
    """With our language, start script, icon, style sheets and the scripts that it begins with, and without Gradio's cards for other sites.

    In a room the top says who one is.
    """
    folder = f"tlgui/{ASSETS.version}"
    boot = ASSETS.files["boot.js"].decode()
    title = html.escape(say("page.title", language))
    first = (
        f'<head><script>{boot}</script><meta name="color-scheme" content="light dark"><meta name="description" content="{title}">'
    )
    last = (
        f'<link rel="icon" type="image/svg+xml" href="{folder}/logo.svg">'
        + "".join(f'<link rel="stylesheet" href="{folder}/{name}.css">' for name in STYLES)
        + "".join(
            f'<link rel="modulepreload" href="{folder}/{name}">'
            for name in ASSETS.with_imports(name.decode() for name in _SCRIPT.findall(page))
        )
        + "</head>"
    )
    page = _MANIFEST.sub(b"", _SOCIAL.sub(b"", page))
    room = " data-room" if in_room else ""
    page = page.replace(b'lang="en"', f'lang="{LOCALES[language]}"{room}'.encode(), 1)
    return page.replace(b"<head>", first.encode(), 1).replace(b"</head>", last.encode(), 1)

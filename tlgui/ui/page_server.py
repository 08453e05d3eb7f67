"""Gradio's pages, once for each language, and what is changed in them on the way out.

``docs/decisions/0002-two-languages.md`` says why there are two sets of pages instead of a translation in the browser.
"""

from __future__ import annotations

import html
import re

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS, encoding_for
from tlgui.ui.gradio_calls import PAGES
from tlgui.ui.language import LOCALES, language_of
from tlgui.ui.proxies import route_path

STYLES = (
    "style",
    "inputs",
    "adapt",
    "dataset",
    "method",
    "launch",
    "result",
    "charts",
    "health_light",
    "maps",
    "mistakes",
    "take_away",
    "places",
    "history",
    "health",
    "xray",
    "try_it",
    "learn",
)
_SOCIAL = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_MANIFEST = re.compile(rb'<link rel="manifest"[^>]*>\s*')


class PageServer:
    """ASGI: passes each request to the pages of the reader's language.

    All languages are built by the same function, so a page that was opened in one goes on working when the reader changes to another in a
    second tab: the numbers of its events are the same.
    """

    def __init__(self, pages: dict[str, ASGIApp]) -> None:
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        language = language_of(headers)
        if scope["type"] == "http" and route_path(scope) in PAGES:
            await _rewritten(self.pages[language], scope, receive, send, language, headers.get("accept-encoding", ""))
        else:
            await self.pages[language](scope, receive, send)


async def _rewritten(app: ASGIApp, scope: Scope, receive: Receive, send: Send, language: str, accepted: str) -> None:
    """Collect the page, put our head into it, and send it compressed."""
    plain = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
    start: Message = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        if message["type"] != "http.response.body":
            return  # extensions of a server, such as a test client's debug message
        body.extend(message.get("body", b""))
        if message.get("more_body", False):
            return
        headers = MutableHeaders(scope=start)
        data = bytes(body)
        if headers.get("content-type", "").startswith("text/html"):
            data = with_our_head(data, language)
            headers["cache-control"] = "no-store"
            headers["vary"] = "cookie, accept-language"
            if encoding_for(accepted) == "br":
                data = brotli.compress(data, quality=4)
                headers["content-encoding"] = "br"
        headers["content-length"] = str(len(data))
        await send(start)
        await send({"type": "http.response.body", "body": data if scope["method"] != "HEAD" else b""})

    await app(plain, receive, collect)


def with_our_head(page: bytes, language: str) -> bytes:
    """Our language, start script, icon and style sheet; without Gradio's cards for other sites."""
    folder = f"tlgui/{ASSETS.version}"
    boot = ASSETS.files["boot.js"].decode()
    title = html.escape(say("page.title", language))
    first = (
        f"<head><script>window.tlguiLocale = {LOCALES[language]!r};{boot}</script>"
        f'<meta name="color-scheme" content="light dark"><meta name="description" content="{title}">'
    )
    last = (
        f'<link rel="icon" type="image/svg+xml" href="{folder}/logo.svg">'
        + "".join(f'<link rel="stylesheet" href="{folder}/{name}.css">' for name in STYLES)
        + "".join(
            f'<link rel="modulepreload" href="{folder}/{name}">'
            for name in ASSETS.files
            if name.endswith(".js") and name not in ("boot.js", "run_report.js")
        )
        + "</head>"
    )
    page = _MANIFEST.sub(b"", _SOCIAL.sub(b"", page))
    page = page.replace(b'lang="en"', f'lang="{LOCALES[language]}"'.encode(), 1)
    return page.replace(b"<head>", first.encode(), 1).replace(b"</head>", last.encode(), 1)

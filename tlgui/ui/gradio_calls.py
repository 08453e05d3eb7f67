"""The parts of Gradio that are allowed: the files of its pages, and calls of the page's own functions with plain values.

Gradio also offers uploads, files, a fetch of any address, a queue and streams. The page needs none of them: its functions answer at once,
without the queue, so nothing is kept for somebody who never fetches it. A call is parsed and rebuilt with only what the functions need.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER
from tlgui.ui.access import current_owner
from tlgui.ui.bodies import replay, whole_body
from tlgui.ui.page_table import PATHS
from tlgui.ui.proxies import route_path
from tlgui.ui.refusals import refusal, unforeseen

CALL = "/gradio_api/run/"
EXACT = (
    "/config",
    "/theme.css",
    "/favicon.ico",
    "/manifest.json",
    "/robots.txt",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/app_id",
)
_FILES = re.compile(r"/(assets|static|svelte)(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}){1,5}", re.ASCII)
_CALLED = re.compile(r"/gradio_api/run/[A-Za-z0-9_]{1,60}/?", re.ASCII)
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)

GRADIOS_OWN = ("page", "deep_link")

SESSIONS = 80
"""Number of tabs, in each language, whose control choices Gradio remembers, at 0.4 MB each; the least recently used goes first. A reload is a
new tab to it: a class of thirty reached two hundred in minutes."""

LONGEST_TEXT = 5_000
"""Characters of a text that somebody writes or chooses. What our own scripts keep in a component of theirs may fill a request."""

LARGEST_NUMBER = 1e100


def offered(path: str) -> bool:
    """Whether an address of Gradio's is there: a page, or what it needs."""
    return path in (*PATHS, *EXACT) or any(pattern.fullmatch(path) for pattern in (_FILES, _CALLED))


Functions = Mapping[int, Sequence[str]]


class GradioCalls:
    """ASGI, before Gradio: looks at each call of a function.

    Parameters
    ----------
    functions:
        The numbers of the page's functions, with the kinds of controls that each takes the values of.
    """

    def __init__(self, app: ASGIApp, functions: Functions) -> None:
        self.app = app
        self.functions = functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = route_path(scope)
        if not offered(path):  # one of ours by its beginning, which no route of ours has
            raise UserError("not_here")
        if path in PATHS:
            scope = {**scope, "query_string": without_gradios_own(scope["query_string"])}
        if not path.startswith(CALL) or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        call = read_call(await whole_body(receive, headers), self.functions)
        call["session_hash"] = tab_of(current_owner(), call["session_hash"])
        body = to_json(call).encode()
        own = [each for each in scope["headers"] if each[0] not in (b"content-length", b"content-type", b"transfer-encoding")]
        own += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.app({**scope, "headers": own}, replay(body, receive), _said_in_words(send, headers))


def without_gradios_own(query: bytes) -> bytes:
    """A page's query without what Gradio would take for the name of another page, and fail, or for a state that it has kept."""
    parts = [each for each in query.split(b"&") if unquote_plus(each.partition(b"=")[0].decode("latin-1")) not in GRADIOS_OWN]
    return b"&".join(parts)


def read_call(body: bytes, functions: Functions) -> dict[str, Any]:
    """A call with nothing in it but the function's number, its plain values and the tab that it is for.

    Raises
    ------
    UserError
        ``invalid_value``. A file or an address among the values would be fetched by Gradio.
    """
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise UserError("invalid_value") from None
    if not isinstance(call, dict):
        raise UserError("invalid_value")
    number, values, session = call.get("fn_index"), call.get("data"), call.get("session_hash")
    kinds = functions.get(number) if type(number) is int else None
    if kinds is None or not isinstance(values, list) or len(values) != len(kinds) or not all(map(_fits, values, kinds)):
        raise UserError("invalid_value")
    if session is not None and not (isinstance(session, str) and _SESSION.fullmatch(session)):
        raise UserError("invalid_value")
    return {"fn_index": number, "data": values, "session_hash": session}


def tab_of(owner: str, session: str | None) -> str | None:
    """What Gradio remembers of a tab is remembered under this: in a room nobody gets at another's by naming their tab."""
    if session is None or owner == LOCAL_OWNER:
        return session
    return hashlib.sha256(f"{owner} {session}".encode()).hexdigest()[:40]


def _fits(value: Any, kind: str) -> bool:
    """Whether a control of this kind can hold the value. Gradio itself fails on others."""
    if kind in ("slider", "number"):
        return (value is None and kind == "number") or (type(value) in (int, float) and abs(value) <= LARGEST_NUMBER)
    if kind == "checkbox":
        return isinstance(value, bool)
    return value is None or (isinstance(value, str) and (kind == "html" or len(value) <= LONGEST_TEXT))


def _said_in_words(send: Send, headers: Headers) -> Send:
    """Gradio also answers 500 for a value that a control does not accept. That is a refusal; any other failure is reported by its number."""
    start: Message = {}
    body = bytearray()

    async def told(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] >= 500:
            start = message
        elif not start or message["type"] != "http.response.body":
            await send(message)
        else:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _answer(bytes(body), headers, send)

    return told


async def _answer(body: bytes, headers: Headers, send: Send) -> None:
    try:
        failed = json.loads(body)
    except ValueError:
        failed = {}
    # Gradio's own errors, which are for people to read, have a title; of all others it tells the text.
    answer = refusal(UserError("invalid_value"), headers) if "title" in failed else unforeseen(None, headers)
    problems = json.loads(bytes(answer.body))["problems"]
    content = to_json({"problems": problems, "error": problems[0]["message"], "visible": True}).encode()
    start: Message = {"type": "http.response.start", "status": answer.status_code, "headers": []}
    MutableHeaders(scope=start)["content-type"] = "application/json"
    MutableHeaders(scope=start)["content-length"] = str(len(content))
    await send(start)
    await send({"type": "http.response.body", "body": content})

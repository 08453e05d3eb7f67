"""Requests as nobody meant them: every route with values that fit, nearly fit, or are meant to do harm; and what each answer must hold."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi.routing import APIRoute
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope

from tlgui.ui.gradio_calls import EXACT
from tlgui.ui.page_table import PATHS
from tlgui.ui.server import ROUTES

T = TypeVar("T")
HOST = "localhost:7860"
ORIGIN = f"http://{HOST}"

TEXTS = (
    *(
        "",
        " ",
        "x",
        "..",
        "../..",
        "..%2f",
        "%2e%2e",
        "%252e%252e",
        "/etc/passwd",
        "//etc/passwd",
        "C:\\x",
        "\\\\host\\share",
        "~",
        "~root",
    ),
    *("\0", "a\0b", "\ud800", "a\udce9", "\uffff", "é", "e\u0301", "تفاح", "🐈", "a\u202egnp", "\r\nSet-Cookie: x=1", "\x1b[31m"),
    *(
        "<img src=x onerror=alert(1)>",
        "a\"b'",
        "$(id)",
        "{{7*7}}",
        "${7*7}",
        "%s%n",
        "=1+1",
        "null",
        "undefined",
        "NaN",
        "true",
        "[]",
        "{}",
    ),
    *("0", "-1", "1.5", "1e400", "99999999999999999999", "-99999999999999999999", "٣", "0x10", "1_000", "007", " 1"),
    *(
        "f" * 32,
        "F" * 32,
        "g" * 32,
        "0" * 31,
        "a" * 256,
        "a" * 5000,
        "small-cnn@/etc/passwd",
        "timm:../../x",
        "dann+mcc,shot",
        "+",
        ",",
        "@",
    ),
    *("style.css", "events.jsonl", "run.zip", "log.txt", "spec.json", "source", "target", "model", "predictions"),
)
"""Texts that have been trouble to somebody."""

DIGITS = (
    "0",
    "1",
    "-1",
    "7",
    "2147483648",
    "9007199254740993",
    "9" * 20,
    "-" + "9" * 20,
    "9" * 400,
    "1.5",
    "1e3",
    "nan",
    "٣",
    "0x10",
    " 1",
    "",
)
NUMBERS = (0, 1, -1, 2, 7, 10**9, 2**31, 2**53, 2**63, 10**20, -(10**20), 10**400, 0.5, -0.0, 1e308, float("inf"), float("nan"))

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "BREW")
ODD_HEADERS = (
    *(b"cookie", b"accept-language", b"accept-encoding", b"accept", b"range", b"if-none-match", b"if-modified-since", b"expect"),
    *(b"authorization", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix", b"x-gradio-server"),
)

PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\nx\r\n'
RAW = (
    *(b"", b"{", b"[" * 20_000, b"\xff\xfe", b"PK\x03\x04", b'{"a": 1e999}', b"file,label\n1.png,cat\n", b"--b--\r\n", b"--b"),
    *(PART % name + b"--b--\r\n" for name in (b"a.png", b"cat%2F1.png", b"..%2Fx", b"%00", b"a" * 300, b"%ED%A0%80", b"")),
    PART % b"a.png" * 60 + b"--b--\r\n",
    PART % b"cat" + PART % b"cat%2F1.png" + b"--b--\r\n",
)
"""Bodies that are no JSON: forms, a table, the beginning of a zip."""


@dataclass(frozen=True)
class Asked:
    """One request, as it comes out of a server that speaks HTTP."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: tuple[bytes, ...] = ()
    broken: bool = False

    def scope(self) -> Scope:
        raw = urllib.parse.quote(self.path.encode("utf-8", "surrogatepass"), safe="/%").encode()
        return {
            **{"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": self.method},
            **{"scheme": "http", "path": urllib.parse.unquote(raw.decode()), "raw_path": raw, "query_string": self.query},
            **{"root_path": "", "headers": list(self.headers), "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 7860)},
        }


@dataclass
class Answered:
    """What came back."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


def ask(client: TestClient, app: ASGIApp, asked: Asked) -> Answered:
    """Ask in the client's loop, without a network."""
    found = Answered()

    async def exchange() -> None:
        pieces = list(asked.body) or [b""]

        async def receive() -> Message:
            if not pieces:
                return {"type": "http.disconnect"}
            body = pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(pieces) or asked.broken}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status, found.headers = message["status"], dict(message["headers"])
            elif message["type"] == "http.response.body":
                found.body += message.get("body", b"")

        await app(asked.scope(), receive, send)

    assert client.portal is not None
    client.portal.call(exchange)
    return found


# -- what may be asked -------------------------------------------------------------------------------------------------------


def routes() -> list[APIRoute]:
    """Every route of ours."""
    return [route for module in ROUTES for route in module.router.routes if isinstance(route, APIRoute)]


def texts(known: Iterable[str] = ()) -> st.SearchStrategy[str]:
    """Texts: often one that is ``known`` to lead somewhere."""
    known = list(known)
    odd = st.one_of(st.sampled_from(TEXTS), st.text(max_size=20))
    return _mostly(st.sampled_from(known), odd) if known else odd


def _mostly(one: st.SearchStrategy[T], other: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Four times out of five from the first. (``one_of`` knows no weights.)"""
    return st.integers(0, 4).flatmap(lambda place: one if place else other)


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.sampled_from(NUMBERS), st.sampled_from(TEXTS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(TEXTS), inner, max_size=3)),
    max_leaves=6,
)
"""Any JSON, and what Python takes for it."""


def fitting(schema: dict[str, Any], known: list[str], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a JSON schema describes, more or less: bounds are overstepped."""
    if "$ref" in schema:
        return fitting(whole["$defs"][schema["$ref"].rpartition("/")[2]], known, whole)
    if "anyOf" in schema:
        return st.one_of([fitting(each, known, whole) for each in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    kind = schema.get("type")
    if kind == "object":
        named = {name: fitting(each, known, whole) for name, each in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=named) if named else st.dictionaries(texts(known), ANYTHING, max_size=3)
    if kind == "array":
        return st.lists(fitting(schema.get("items", {}), known, whole), max_size=4)
    simple = {"string": texts(known), "integer": st.sampled_from(NUMBERS[:12]), "number": st.sampled_from(NUMBERS)}
    return simple.get(kind or "", st.booleans() if kind == "boolean" else st.none() if kind == "null" else ANYTHING)


def bodies(route: APIRoute | None, known: list[str], good: list[Any]) -> st.SearchStrategy[bytes]:
    """Bodies: JSON of the form that the route wants, JSON of another, or anything."""
    kinds: list[st.SearchStrategy[Any]] = [ANYTHING]
    model = route.body_field.field_info.annotation if route is not None and route.body_field is not None else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        schema = model.model_json_schema()
        required = {name: fitting(each, known, schema) for name, each in schema["properties"].items()}
        kinds = [_mostly(st.fixed_dictionaries(required), st.one_of(ANYTHING, fitting(schema, known, schema)))]
    if good:
        kinds.append(st.sampled_from(good).flatmap(lambda each: _with_a_change(each, known)))
    written = st.one_of(kinds).map(lambda value: json.dumps(value).encode())
    raw = st.one_of(st.binary(max_size=200), st.sampled_from(RAW))
    streamed = route is not None and route.path.endswith(("/files", "/zip", "/table"))
    return raw if streamed else _mostly(written, raw)


def _with_a_change(value: Any, known: list[str]) -> st.SearchStrategy[Any]:
    """A good value with one thing in it exchanged."""
    if isinstance(value, dict) and value:
        return st.sampled_from(sorted(value)).flatmap(
            lambda name: _with_a_change(value[name], known).map(lambda other: {**value, name: other})
        )
    if isinstance(value, list) and value:
        places = st.integers(0, len(value) - 1)
        return places.flatmap(
            lambda place: _with_a_change(value[place], known).map(lambda other: [*value[:place], other, *value[place + 1 :]])
        )
    return st.one_of(st.just(value), ANYTHING, texts(known))


def _headers() -> st.SearchStrategy[tuple[tuple[bytes, bytes], ...]]:
    """Mostly those of our own page; else headers with odd values in them."""
    odd = st.sampled_from(TEXTS).map(lambda text: text.encode("utf-8", "surrogatepass")[:2000])
    own = {b"host": st.just(HOST.encode()), b"origin": st.just(ORIGIN.encode())}
    kinds = [
        b"application/json",
        b"multipart/form-data; boundary=b",
        b"multipart/form-data; boundary=" + b"b" * 100_000,
        b"text/plain",
    ]
    further = {
        b"content-type": st.one_of(st.sampled_from(kinds), odd),
        b"content-length": st.one_of(st.sampled_from([b"0", b"10", b"-1", b"9" * 20, "٣".encode()]), odd),
        **dict.fromkeys(ODD_HEADERS, odd),
    }
    right = st.fixed_dictionaries({**own, b"content-type": st.sampled_from(kinds[:2])})
    usual = st.fixed_dictionaries(own, optional=further)
    wrong = st.fixed_dictionaries(
        {b"host": st.one_of(own[b"host"], odd)},
        optional={b"origin": st.one_of(odd, st.sampled_from([b"http://[", b"null", b"http://localhost:99999"])), **further},
    )
    return _mostly(right, st.one_of(usual, wrong)).map(lambda found: tuple(found.items()))


def _values(parameter: Any, known: dict[str, list[str]], every: list[str]) -> st.SearchStrategy[str]:
    """Values of a parameter of a path or query, as text: those that fit it, and some that do not."""
    good = known.get(parameter.name, every)
    return st.one_of(texts(good), st.sampled_from(DIGITS)) if parameter.field_info.annotation is int else texts(good)


@st.composite
def requests(draw: st.DrawFn, known: dict[str, list[str]], good: dict[str, list[Any]]) -> Asked:
    """A request of one of our routes, or of an address of Gradio's.

    ``known``: values of parameters that lead somewhere, by the parameter's name; ``good``: bodies that would be taken, by path.
    """
    every = [each for values in known.values() for each in values]
    route: APIRoute | None = draw(st.sampled_from([*routes(), None]))
    if route is None:
        path = draw(
            st.sampled_from(
                [*PATHS, *EXACT, *good, "/assets/{x}", "/static/{x}", "/svelte/{x}", "/gradio_api/run/{x}", "/{x}", "/api/{x}"]
            )
        )
        path, names = path.replace("{x}", draw(texts(every))), ["page", "deep_link", "run", "__theme", "view"]
        methods = ["GET", "POST"]
    else:
        path, names = route.path, []
        for each in route.dependant.path_params:
            path = path.replace(f"{{{each.name}}}", draw(_values(each, known, every)))
        methods = sorted(route.methods or ())
    method = draw(_mostly(st.sampled_from(methods), st.sampled_from(METHODS)))
    given = draw(st.dictionaries(st.sampled_from([*names, "x"]), texts(every), max_size=2))
    if route is not None:
        given |= {each.name: draw(_values(each, known, every)) for each in route.dependant.query_params if draw(st.booleans())}
    query = urllib.parse.urlencode(given, errors="surrogatepass").encode()
    body = draw(bodies(route, every, good.get(path, [])))
    cut = draw(st.integers(0, len(body))) if draw(st.integers(0, 4)) == 0 else len(body)
    pieces = tuple(each for each in (body[:cut], body[cut:]) if each)
    return Asked(method, path, query, draw(_headers()), pieces, broken=draw(st.integers(0, 20)) == 0)


# -- what must be answered ---------------------------------------------------------------------------------------------------


def wrong_with(asked: Asked, answered: Answered, secret: str) -> str:
    """What is wrong with an answer; empty for nothing. ``secret``: what no refusal may tell."""
    if not 200 <= answered.status < 500:
        return f"status {answered.status}"
    if answered.headers.get(b"x-content-type-options") != b"nosniff":
        return "a browser may guess what it is"
    text = answered.body.decode("utf-8", "replace")
    if "Traceback (most recent" in text or (answered.status >= 400 and secret in text):
        return "it tells of our insides"
    if answered.status >= 400 and asked.method != "HEAD" and asked.path.startswith("/api/"):
        problems = json.loads(answered.body).get("problems", [])
        if not problems or not all(each["code"] and each["message"].strip() for each in problems):
            return "it says nothing"
    return ""

"""X16: a page is made once and sent to everybody; what it says of its address is that of who asks."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import brotli
import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tlgui.ui.asset_files import ASSETS, FOREVER, GradioFiles
from tlgui.ui.page_server import PAGES_KEPT, PageServer

T = TypeVar("T")
PAGE = '<!doctype html><html lang="en"><head></head><body>{address}</body></html>'


class Pages:
    """Stands for Gradio: counts how often it is asked, and says for which address."""

    def __init__(self, fails: int = 0) -> None:
        self.asked: list[Scope] = []
        self.fails = fails

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        await asyncio.sleep(0.01)
        if len(self.asked) <= self.fails:
            raise RuntimeError("odd")
        host = dict(scope["headers"]).get(b"host", b"").decode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html; charset=utf-8")]})
        await send({"type": "http.response.body", "body": PAGE.format(address=host).encode()})


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end in a thread of its own: the browser tests leave a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def scope(path: str = "/results", **more: Any) -> Scope:
    headers = {"host": "here", "cookie": "tlgui_language=en", **more.pop("headers", {})}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": encoded, **more}


async def answer(server: PageServer, of: Scope) -> tuple[dict[str, str], bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await server(of, receive, send)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}, sent[1]["body"]


def test_X16_fifty_who_ask_for_a_page_at_once_have_it_made_once() -> None:
    pages = Pages()

    async def ask() -> list[tuple[dict[str, str], bytes]]:
        server = PageServer({"en": pages, "zh": pages})
        asked = [scope(query_string=f"run={number}".encode()) for number in range(50)]
        return [*await asyncio.gather(*(answer(server, each) for each in asked)), await answer(server, asked[0])]

    answers = in_a_loop(ask())
    assert len(pages.asked) == 1
    assert pages.asked[0]["query_string"] == b""
    assert len({body for _, body in answers}) == 1
    headers, body = answers[0]
    assert b"tlgui:theme" in body
    assert headers["content-length"] == str(len(body))
    assert headers["cache-control"] == "no-store"


def test_a_page_is_of_the_language_the_address_and_the_encoding_of_who_asks() -> None:
    english, chinese = Pages(), Pages()

    async def ask() -> list[tuple[dict[str, str], bytes]]:
        server = PageServer({"en": english, "zh": chinese})
        return [
            await answer(server, each)
            for each in (
                scope(),
                scope(headers={"host": "there"}),
                scope(headers={"cookie": "tlgui_language=zh"}),
                scope(headers={"accept-encoding": "br"}),
                scope("/behind/results", root_path="/behind"),
                scope(method="HEAD"),
            )
        ]

    here, there, in_chinese, packed, behind, head = in_a_loop(ask())
    assert b"<body>here</body>" in here[1]
    assert b"<body>there</body>" in there[1]
    assert b'lang="zh-CN"' in in_chinese[1]
    assert packed[0]["content-encoding"] == "br"
    assert brotli.decompress(packed[1]) == here[1]
    assert head[1] == b""
    assert head[0]["content-length"] == here[0]["content-length"]
    assert (len(english.asked), len(chinese.asked)) == (4, 1)
    assert {name for each in english.asked for name, _ in each["headers"]} == {b"host"}
    assert behind[0]["vary"] == "cookie, accept-language"


def test_a_page_that_failed_is_made_again_and_no_more_pages_are_kept_than_there_is_room_for() -> None:
    pages = Pages(fails=1)

    async def ask() -> PageServer:
        server = PageServer({"en": pages, "zh": pages})
        with pytest.raises(RuntimeError):
            await answer(server, scope())
        await answer(server, scope())
        for number in range(2 * PAGES_KEPT):
            await answer(server, scope(headers={"host": f"host{number}"}))
        return server

    server = in_a_loop(ask())
    assert len(pages.asked) == 2 + 2 * PAGES_KEPT
    assert len(server._made) == PAGES_KEPT


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_gradios_files_come_compressed_once_and_may_be_kept(encoding: str) -> None:
    pages = Pages()
    server = PageServer({"en": pages, "zh": pages})
    name, path = next(
        (name, path) for name, path in GradioFiles().files.items() if name.startswith("index-") and path.suffix == ".js"
    )

    async def ask() -> list[tuple[dict[str, str], bytes]]:
        asked = scope(f"/assets/{name}", headers={"accept-encoding": encoding})
        return [await answer(server, asked) for _ in range(2)]

    (headers, body), (_, again) = in_a_loop(ask())
    assert pages.asked == []
    assert body is again
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding](body)
    assert unpacked == path.read_bytes()
    assert headers.get("content-encoding", "identity") == encoding
    assert headers["cache-control"] == FOREVER
    assert headers["content-type"].startswith("text/javascript")
    assert headers["content-length"] == str(len(body))


def test_a_file_of_gradios_that_no_page_of_ours_loads_is_gradios_affair() -> None:
    pages = Pages()
    server = PageServer({"en": pages, "zh": pages})
    for path in ("/assets/nothing.js", "/assets/../page_server.py", "/assets/"):
        in_a_loop(answer(server, scope(path)))
    assert len(pages.asked) == 3
    assert all(path.stat().st_size <= GradioFiles.LARGEST for path in GradioFiles().files.values())


def test_a_page_announces_its_own_scripts_with_all_that_they_import_and_no_others(client: TestClient) -> None:
    def announced(address: str) -> set[str]:
        return set(re.findall(r'rel="modulepreload" href="tlgui/\w+/([\w.]+)"', client.get(address).text))

    adapt, results = announced("/"), announced("/results")
    assert {"header.js", "dataset_card.js", "dom.js", "api.js"} <= adapt
    assert {"run_row.js", "dom.js"} <= results
    assert not {"run_row.js", "learn.js", "wall.js"} & adapt
    for script in adapt | results:
        imported = set(re.findall(r'^import .*"\./([\w.]+)";$', ASSETS.files[script].decode(), re.M))
        assert imported <= (adapt if script in adapt else results), script

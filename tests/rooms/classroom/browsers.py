"""People of the class who come with a real browser, and the host with the wall and the room open."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.async_api import Error

from tests.rooms.classroom import canaries
from tests.rooms.classroom.heard import Heard, kind_of
from tests.rooms.classroom.pupils import PIN

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Request

PHONE = {"width": 390, "height": 800}
LAPTOP = {"width": 1280, "height": 800}


class Visitor:
    """A browser context whose requests are timed by the browser itself, and whose answers are looked at."""

    def __init__(self, number: int, heard: Heard) -> None:
        self.number = number
        self._heard = heard
        self._reading: set[asyncio.Task[None]] = set()

    async def open(self, browser: Browser, size: dict[str, int]) -> BrowserContext:
        self.context = await browser.new_context(viewport=size, locale="zh-CN" if self.number % 2 else "en-US")  # type: ignore[arg-type]
        self.context.set_default_timeout(0)  # the lesson ends it
        self.context.on("requestfinished", self._finished)
        return self.context

    async def page(self) -> Page:
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self._heard.wrong.append(f"a script in the browser of person {self.number}: {error}"))
        return page

    def _finished(self, request: Request) -> None:
        task = asyncio.ensure_future(self._read(request))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read(self, request: Request) -> None:
        try:
            answer = await request.response()
            path = urlsplit(request.url).path
            if answer is None or not path:
                return
            kind = kind_of(request.method, path)
            if "scripts" in kind or "gradio" in kind:
                body = b""
            else:
                body = await answer.body()
        except Error:  # the page went on to another address meanwhile
            return
        took = request.timing["responseEnd"] / 1000
        if took >= 0 and "heartbeat" not in kind and "queue/data" not in kind:
            self._heard.in_browsers[kind].append(took)
        self._heard.answer(self.number, request.method, path, answer.status, body, answer.headers.get("content-type", ""), None)

    async def leave(self) -> None:
        await asyncio.gather(*self._reading, return_exceptions=True)
        await self.context.close()


class PupilWithBrowser(Visitor):
    """Joins, takes what was handed out, presses Start, watches, reloads, tries pictures; the second is on a phone."""

    def __init__(self, number: int, address: str, code: str, heard: Heard, until: float) -> None:
        super().__init__(number, heard)
        self.name = f"Person {number} {canaries.in_text(number)}"
        self.runs: list[str] = []
        self._address, self._code, self._until = address, code, until

    async def lesson(self, browser: Browser) -> None:
        await self.open(browser, PHONE if self.number % 4 == 1 else LAPTOP)
        try:
            await asyncio.wait_for(self._take_part(await self.page()), self._until - time.monotonic())
        except asyncio.TimeoutError:
            pass  # the lesson is over, and a run still waits or is trained
        except Error as error:
            self._heard.wrong.append(f"the browser of person {self.number}: {error}")
        finally:
            await self.leave()

    async def _take_part(self, page: Page) -> None:
        await page.goto(f"{self._address}/join#{self._code}")
        await page.fill("#join-name", self.name)
        await page.fill("#join-pin", PIN)
        await page.click("#join")
        await page.wait_for_url("**source=*")
        while True:
            await self._one_run(page)

    async def _one_run(self, page: Page) -> None:
        await page.wait_for_selector("#start:enabled")
        await page.click("#start")
        known = self.runs[-1] if self.runs else ""
        await page.wait_for_function("(known) => (new URLSearchParams(location.search).get('run') ?? known) !== known", arg=known)
        run = await page.evaluate("new URLSearchParams(location.search).get('run')")
        self.runs.append(run)
        await asyncio.sleep(3)
        await page.reload()
        await page.wait_for_selector("#status [data-state=finished]")
        await page.wait_for_selector("#map-after.drawn")
        await page.goto(f"{self._address}/try?run={run}")
        await page.locator(".strip button").first.click()
        await page.wait_for_function(
            "[...document.querySelectorAll('.try .verdict')].some((each) => each.textContent.includes('%'))"
        )
        picture = {
            "name": f"{canaries.in_text(self.number)}.png",
            "mimeType": "image/png",
            "buffer": canaries.picture(self.number),
        }
        before = await page.get_attribute(".try .asked .picture", "src")
        await page.set_input_files(".try input[type=file]", [picture])  # type: ignore[list-item]
        await page.wait_for_function("(before) => document.querySelector('.try .asked .picture').src !== before", arg=before)
        await page.wait_for_selector(".answer-of-try[aria-busy=false]", state="attached")
        await page.goto(f"{self._address}/?run={run}")


class Host(Visitor):
    """The wall for the projector, and the page of the room."""

    async def lead(self, browser: Browser, link: str, until: float) -> None:
        await self.open(browser, {"width": 1280, "height": 720})
        room, wall = await self.page(), await self.page()
        await room.goto(link)
        await wall.goto(link.partition("/host/")[0] + "/wall")
        while time.monotonic() < until:
            for page in (room, wall):
                await page.bring_to_front()
                await asyncio.sleep(5)
        await self.leave()

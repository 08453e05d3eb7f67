"""People of the class who come over HTTP: they ask for what an open page asks for, as often as it does, and look at each answer."""

from __future__ import annotations

import asyncio
import io
import random
import time
import zipfile
from collections.abc import Callable
from typing import Any

import httpx

from tests.rooms.classroom import canaries
from tests.rooms.classroom.heard import Heard

Asks = Callable[[random.Random], dict[str, Any]]
PIN = "4711"
REST = 2.0
"""As in ``assets/poll.js``: a page waits at least so many times as long as an answer took."""

ME_SECONDS, LIVE_SECONDS, LINE_SECONDS, WALL_SECONDS, TRY_SECONDS = 5.0, 1.0, 3.0, 2.0, 0.15
"""How often pages ask."""

TRIED = 2
"""Pictures that somebody tries after each run."""


class Pupil:
    """One person.

    Parameters
    ----------
    asks:
        The spec of a run that they start, for what they draw by chance.
    until:
        When the lesson is over, by the monotonic clock: nobody starts anything a minute before, and then what is there is looked at.
    """

    def __init__(self, number: int, address: str, code: str, asks: Asks, heard: Heard, until: float, seed: int) -> None:
        self.number, self.name = number, f"Person {number} {canaries.in_text(number)}"
        self.runs: list[str] = []
        self._code, self._asks, self._heard, self._until = code, asks, heard, until
        self._random = random.Random(f"{seed}-{number}")
        self._client = httpx.AsyncClient(base_url=address, headers={"origin": address}, timeout=60)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, timed and looked at. While the server is away, it is asked again, as the page does."""
        while True:
            began = time.perf_counter()
            try:
                answer = await self._client.request(method, path, **more)
            except httpx.TransportError:
                if time.monotonic() > self._until + 120:
                    raise
                await asyncio.sleep(1.0)
                continue
            took = time.perf_counter() - began
            kind = answer.headers.get("content-type", "")
            whole = answer.content
            if not kind.startswith(("image/", "application/zip")):  # names may stand in what goes before it too
                whole = b"\n".join([whole, *(value for _, value in answer.headers.raw)])
            self._heard.answer(self.number, method, path, answer.status_code, whole, kind, took)
            return answer

    async def json(self, method: str, path: str, **more: Any) -> Any:
        answer = await self.ask(method, path, **more)
        if answer.status_code != 200:
            self._heard.wrong.append(f"{answer.status_code} for {method} {path}: {answer.text[:300]}")
            raise RuntimeError(f"{method} {path}: {answer.text[:300]}")
        return answer.json()

    async def join(self) -> None:
        await self.ask("GET", "/join")
        await self.json("POST", "/api/room/join", json={"name": self.name, "code": self._code, "pin": PIN})

    async def lesson(self) -> None:
        """All that somebody does until it is over."""
        await self.join()
        beside = [
            asyncio.create_task(self._poll("/api/room/me", ME_SECONDS)),
            asyncio.create_task(self._poll("/api/queue", LINE_SECONDS)),
        ]
        try:
            await self._open_page("/")
            await self._own_pictures()
            while time.monotonic() < self._until - 30:
                await self._one_run()
                await asyncio.sleep(self._random.uniform(1, 6))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self.ask("GET", "/api/room/mine.zip")
            await self._client.aclose()

    async def _poll(self, path: str, every: float) -> None:
        while True:
            began = time.monotonic()
            await self.ask("GET", path)
            await asyncio.sleep(max(every, REST * (time.monotonic() - began)))

    async def _open_page(self, path: str) -> None:
        """A page, and what it asks for when it opens."""
        await self.ask("GET", path)
        for each in ("/api/room/me", "/api/datasets", "/api/presets", "/api/queue", "/api/lesson"):
            await self.ask("GET", each)

    async def _own_pictures(self) -> None:
        """A dataset of one's own: every name in it and every picture bears the mark."""
        mark, packed = canaries.in_text(self.number), io.BytesIO()
        with zipfile.ZipFile(packed, "w") as zipped:
            for shade in range(8):
                zipped.writestr(f"{mark}-{'ab'[shade % 2]}/{mark}-{shade}.png", canaries.picture(self.number, 6 * shade))
        upload = (await self.json("POST", "/api/uploads", json={"name": f"{mark}.zip", "kind": "zip"}))["upload"]
        await self.json("POST", f"/api/uploads/{upload}/zip", content=packed.getvalue())
        made = await self._job((await self.json("POST", f"/api/uploads/{upload}/finish"))["job"], 0.3)
        dataset = made["dataset"]
        await self.json("GET", f"/api/datasets/{dataset}")
        for number in range(3):
            await self.ask("GET", f"/api/datasets/{dataset}/thumb/{number}")

    async def _job(self, job: str, every: float) -> Any:
        while True:
            began = time.monotonic()
            now = await self.json("GET", f"/api/jobs/{job}")
            if now["over"]:
                if now["state"] != "done":
                    self._heard.wrong.append(f"a job of person {self.number} has {now['state']}: {now['problems']}")
                return now["result"]
            await asyncio.sleep(max(every, 2 * (time.monotonic() - began)))

    async def _one_run(self) -> None:
        draw, mark = self._random, canaries.in_text(self.number)
        started = await self.json("POST", "/api/runs", json={"spec": self._asks(draw), "once": f"{mark}-{len(self.runs)}"})
        run = started["run"]
        self.runs.append(run)
        await self.json(
            "PUT", f"/api/runs/{run}/remarks", json={"name": f"{mark} run {len(self.runs)}", "notes": mark, "tags": [mark]}
        )
        if not await self._watch(run):
            return
        await self._look_around(run)
        for number in range(TRIED):
            if number % 2:
                asked = await self.json("POST", f"/api/tries/{run}/target?picture={draw.randrange(60)}")
            else:
                asked = await self.json("POST", f"/api/tries/{run}", content=canaries.picture(self.number, draw.randrange(40)))
            await self._job(asked["job"], TRY_SECONDS)

    async def _watch(self, run: str) -> bool:
        """As the page does, with a reload now and then; until the run and its map are there (whether they are), or the lesson is over."""
        offset, generation = 0, ""
        while time.monotonic() < self._until:
            began = time.monotonic()
            if self._random.random() < 0.02:
                await self._open_page(f"/?run={run}")
                offset = 0
            now = await self.json("GET", f"/api/runs/{run}/live?offset={offset}&generation={generation}")
            offset, generation = now["offset"], now["generation"]
            if now["over"] and now["settled"]:
                if now["state"] != "finished":
                    self._heard.wrong.append(f"a run of person {self.number} is {now['state']}: {now['problems']}")
                return True
            await asyncio.sleep(max(LIVE_SECONDS, REST * (time.monotonic() - began)))
        return False

    async def _look_around(self, run: str) -> None:
        """The result: maps, pictures, the list of results, the wall."""
        for path in (
            f"/api/runs/{run}/maps",
            f"/api/runs/{run}/details",
            "/results",
            "/api/leaderboard",
            "/api/runs",
            "/api/tries",
        ):
            await self.ask("GET", path)
        for number in range(4):
            await self.ask("GET", f"/api/runs/{run}/thumb/{'source' if number % 2 else 'target'}/{number}")
        await self.ask("GET", "/wall")
        for _ in range(2):
            await self.ask("GET", "/api/wall")
            await asyncio.sleep(WALL_SECONDS)

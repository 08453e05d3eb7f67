"""``tlgui serve --room`` as a process of its own: started, killed, started again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil

from tests.rooms.classroom.material import Material
from tests.waiting import free_port, wait_until_it_answers
from tlgui.home import Home
from tlgui.rooms.room import Room, rooms
from tlgui.runs.presets import PresetStore, preset_of

NAME = "Summer school"
ROOT = Path(__file__).parents[3]


class RoomServer:
    """A server with a room.

    Attributes
    ----------
    address:
        Where it answers, without a slash at the end.
    """

    def __init__(self, home: Home, *more: str) -> None:
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._more = more
        self._log = home.root.parent / "server.log"
        self.start()

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "tlgui",
            "serve",
            "--room",
            NAME,
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--json",
        ]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--home", str(self.home.root), *self._more],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # as on a computer of its own, not in one with who asks
            )
        assert self.process.stdout is not None
        self.told = json.loads(self.process.stdout.readline())
        wait_until_it_answers(f"{self.address}/join", lambda: self.process.poll() is None)

    @property
    def room(self) -> Room:
        return rooms(self.home)[0]

    @property
    def host_link(self) -> str:
        return f"{self.address}/host/{self.room.facts.host_key}"

    def megabytes(self) -> float:
        """What it has in memory, in MiB."""
        return psutil.Process(self.process.pid).memory_info().rss / 2**20

    def kill(self) -> None:
        """``kill -9``."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def said(self) -> str:
        """What it wrote to its log."""
        return self._log.read_text(errors="replace")


class Requests(httpx.Client):
    """Somebody's browser, as far as HTTP goes: it keeps cookies, and says where its requests come from."""

    def __init__(self, server: RoomServer) -> None:
        super().__init__(base_url=server.address, headers={"origin": server.address}, timeout=60)

    def join(self, server: RoomServer, name: str, pin: str) -> Requests:
        answer = self.post("/api/room/join", json={"name": name, "code": server.room.facts.code, "pin": pin})
        assert answer.status_code == 200, answer.text
        return self

    def got(self, path: str) -> object:
        """What a route answers."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()


def hand_out(server: RoomServer, material: Material) -> dict[str, str]:
    """The host has pictures and a preset, and hands them to the room; source and target."""
    source, target = material.make(server.home)
    kept = PresetStore(server.home).save(preset_of(material.preset(), "for the lesson"))
    pair = {"source": source.info.id, "target": target.info.id}
    with Requests(server) as host:
        assert host.get(server.host_link).status_code == 303
        answer = host.post("/api/room/host/handed", json={**pair, "preset": kept.id})
        assert answer.status_code == 200, answer.text
    return pair

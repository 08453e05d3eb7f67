"""Ray: a post is a detached actor, in whose process the work is done, with the cores and GPUs that Ray has set aside for it.

The cluster is spoken to as a driver (``ray.init``), which Ray ends when it loses the cluster: only the agent imports this. On the nodes tlgui
is installed as here; nothing is sent there but the name of :class:`PostActor` and a folder (docs/decisions/0026-more-than-one-machine.md says
why).
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import urllib.parse
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.jobs.away.engine import Lost, Node, Unreachable, last_line
from tlgui.jobs.away.post import Needs, Post

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0

GPU_GIBIBYTES = {
    "T4": 16,
    "P4": 8,
    "P100": 16,
    "V100": 16,
    "A10G": 24,
    "L4": 24,
    "L40S": 48,
    "A100": 40,
    "A100-40G": 40,
    "A100-80G": 80,
    "H100": 80,
}
"""Memory of the cards that Ray tells apart (``accelerator_type:…``); of those that come in two sizes the smaller."""


class PostActor:
    """The process of a post. The work is done in a thread, so that the actor answers meanwhile; when it is at its end so is the process."""

    def __init__(self, folder: str, secret: str) -> None:
        self._problem = self._begin(Path(folder), secret)

    def _begin(self, folder: Path, secret: str) -> dict[str, Any] | None:
        from tlgui.jobs.away.work import work
        from tlgui.jobs.place import Place

        node = _node_here()
        try:
            seen = durable.read_json(folder / "asked.json")["secret"]
        except (OSError, ValueError, KeyError, TypeError):
            seen = None
        if seen != secret:
            return {"code": "home_not_shared", "values": {"node": node, "folder": str(Post(folder).home.root)}}

        def to_the_end() -> None:
            try:
                work(folder, Place("ray", node))
            except BaseException:
                log.exception("the post ends")
            os._exit(0)

        threading.Thread(target=to_the_end, daemon=True).start()
        return None

    def problem(self) -> dict[str, Any] | None:
        """Why the work was not begun."""
        return self._problem


def _node_here() -> str:
    """This node as people call it; with a part of Ray's own name where several are called the same."""
    import ray

    mine = ray.get_runtime_context().get_node_id()
    names = {each["NodeID"]: _called(each) for each in ray.nodes() if each["Alive"]}
    name = names.get(mine, socket.gethostname())
    return name if list(names.values()).count(name) < 2 else f"{name}-{mine[:6]}"


def _called(node: dict[str, Any]) -> str:
    """The name that ``ray start --node-name`` gave it, else its host's."""
    name = node.get("NodeName") or ""
    return node["NodeManagerHostname"] if name in ("", node.get("NodeManagerAddress")) else name


class RayEngine:
    """An :class:`~tlgui.jobs.away.engine.Engine`.

    Parameters
    ----------
    address:
        As ``ray.init`` takes it: ``HOST:PORT`` of the head (this machine is then a node of the cluster), ``ray://HOST:10001`` from outside;
        ``None`` or ``auto``: the cluster that this machine is a node of.
    home:
        Keeps the actors of several homes apart.
    """

    def __init__(self, address: str | None, home: str) -> None:
        self._address = address or "auto"
        self._namespace = f"tlgui {home}"
        self._answers: dict[str, Any] = {}
        self._connected = False

    def man(self, post: Post, needs: Needs) -> None:
        ray = self._ray()
        asked: dict[str, Any] = {"num_cpus": needs.cpus, "max_restarts": 0, "max_task_retries": 0}
        if needs.gpus:
            asked["num_gpus"] = needs.gpus
        if needs.memory:
            asked["memory"] = needs.memory
        actor = ray.remote(**asked)(PostActor).options(name=post.id, lifetime="detached", get_if_exists=True, max_concurrency=4)
        self._answers[post.id] = actor.remote(str(post.path), post.asked()[1]).problem.remote()

    def answer(self, post: Post) -> dict[str, Any] | None:
        ray = self._ray()
        if post.id not in self._answers:  # another agent had it manned
            try:
                self._answers[post.id] = ray.get_actor(post.id).problem.remote()
            except ValueError:
                return None
        ready, _ = ray.wait([self._answers[post.id]], timeout=0)
        if not ready:
            return None
        try:
            return ray.get(ready[0])
        except Exception as error:  # it could not begin: no tlgui there, another Python
            return {"code": "node_cannot_begin", "values": {"reason": _said(error)}}

    def living(self) -> set[str]:
        ray = self._ray()
        return set(ray.util.list_named_actors())

    def end(self, post: Post) -> None:
        ray = self._ray()
        self._answers.pop(post.id, None)
        try:
            ray.kill(ray.get_actor(post.id))
        except ValueError:
            pass  # it has ended by itself

    def nodes(self) -> tuple[list[Node], Needs]:
        ray = self._ray()
        try:
            found = [each for each in ray.nodes() if each["Alive"]]
            free = ray.available_resources()
        except Exception as error:
            raise Lost(_said(error)) from error
        nodes = [
            Node(_called(each), int(each["Resources"].get("CPU", 0)), each["Resources"].get("GPU", 0.0), _card(each["Resources"]))
            for each in found
        ]
        return nodes, Needs(int(free.get("CPU", 0)), free.get("GPU", 0.0), int(free.get("memory", 0)))

    def _ray(self) -> Any:
        """Ray, connected. Whether anybody listens is asked first: Ray itself tries for long, and may end the process."""
        import ray

        if self._connected:
            try:
                self._knock()
            except Unreachable as error:
                raise Lost(str(error)) from error
            return ray
        self._knock()
        try:
            ray.init(address=self._address, namespace=self._namespace, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:
            raise Unreachable(_said(error)) from error
        self._connected = True
        if "//" not in self._address:
            self._address = ray.get_runtime_context().gcs_address  # of auto too
        return ray

    def _knock(self) -> None:
        """Whether anybody listens there: Ray waits a minute for a head that is gone, then ends the process."""
        parts = urllib.parse.urlsplit(self._address if "//" in self._address else f"//{self._address}")
        if parts.hostname is None or parts.port is None:
            return
        try:
            socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()
        except OSError as error:
            raise Unreachable(f"{self._address}: {error.strerror or error}") from error


def _card(resources: dict[str, float]) -> int | None:
    sizes = [GPU_GIBIBYTES.get(name.partition(":")[2]) for name in resources if name.startswith("accelerator_type:")]
    known = [size for size in sizes if size is not None]
    return min(known) * 2**30 if known and len(known) == len(sizes) else None


def _said(error: BaseException) -> str:
    return last_line(str(error)) or type(error).__name__

"""A job says to its folder what it would say to the queue, whose file is opened on one machine; its carrier passes that on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tlgui.home import LOCAL_OWNER
from tlgui.jobs.away.post import JobFolder
from tlgui.jobs.job import Job
from tlgui.storage import Reserve


class FolderDesk:
    """A :class:`~tlgui.jobs.desk.Desk` on a node. It is never told that the job is not its own any more: who was given up is ended.

    Parameters
    ----------
    reserve:
        Room of the home that is given up for the last word on a full disk.
    """

    def __init__(self, folder: JobFolder, reserve: Reserve) -> None:
        self._folder = folder
        self._reserve = reserve

    def submit(self, kind: str, payload: dict[str, Any], *, run: str | None = None, owner: str = LOCAL_OWNER) -> None:
        self._folder.say("submit", kind=kind, payload=payload, run=run, owner=owner)

    def cancel_asked(self, job_id: str) -> bool:
        return self._folder.has_word("cancel")

    def others_wanted(self, taken: Job) -> bool:
        return self._folder.has_word("others")

    def report(self, taken: Job, progress: dict[str, Any]) -> bool:
        return self._say("report", progress=progress)

    def got_further(self, taken: Job) -> bool:
        return self._say("got_further")

    def trains_reference(self, taken: Job, run_id: str | None) -> bool:
        return self._say("trains_reference", run=run_id)

    def ask_for_help(self, taken: Job, parts: int, kind: str, payload: dict[str, Any]) -> None:
        self._folder.say("ask_for_help", parts=parts, kind=kind, payload=payload)

    def finish(self, taken: Job, result: Any) -> bool:
        return self._last(lambda: self._say("finish", result=result))

    def fail(self, taken: Job, problems: list[dict[str, Any]]) -> bool:
        return self._last(lambda: self._say("fail", problems=problems))

    def end_cancelled(self, taken: Job) -> bool:
        return self._last(lambda: self._say("end_cancelled"))

    def give_way(self, taken: Job) -> bool:
        return self._last(lambda: self._say("give_way"))

    def _say(self, what: str, **values: Any) -> bool:
        self._folder.say(what, **values)
        return True

    def _last(self, act: Callable[[], bool]) -> bool:
        return self._reserve.spend_on(act)

"""A carrier: a worker of this machine that does no job itself. It has one post, gives it the jobs that it takes, and passes on what they say.

``python -m tlgui.jobs.away.carrier HOME LANE ID``. To the queue it is a worker as any other, with its own process, lease and attempts. When it
is killed the job goes on; the next carrier that is handed the job finds where it is done (:class:`~tlgui.jobs.away.post.Pointer`), and goes on
listening.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tlgui import __version__
from tlgui.home import Home
from tlgui.jobs.away.agent import ensure_agent
from tlgui.jobs.away.engine import EngineState
from tlgui.jobs.away.needs import needs_of
from tlgui.jobs.away.post import ENDS, Counter, JobFolder, Pointer, Post, Watch
from tlgui.jobs.control import Control
from tlgui.jobs.job import IN_SPARE_TIME, RESUMED, SPARE, Job
from tlgui.jobs.processes import give_way
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import be
from tlgui.jobs.workers import ensure_workers

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
KEEP_SECONDS = 2.0
SILENT_SECONDS = 60.0
"""A post whose counter stood still for so long is given up, once its engine says that it is no more or has ended it."""

WORD_SECONDS = 4.0
"""How long a job that is asked to stop has for it: less than who waits for it has patience (:mod:`tlgui.service.stopping`)."""

STARTS = 3
"""So often in a row a post may come to nothing before anybody has signed on; then the job is told."""

WARM_SECONDS = 300.0
"""So long a node is kept for the next run, with its imports done: others may want it."""

IDLE_SECONDS = 15.0
"""So long a post that was asked for and is not there yet is kept when nothing waits any more."""


class Manned:
    """A post as its carrier sees it."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.needs = post.asked()[0]
        self._beat = Watch(post.path / "beat")
        self._needed = Counter(post.path / "needed")
        self._kept = 0.0

    def keep(self) -> None:
        """Say, now and then, that it is wanted."""
        if time.monotonic() - self._kept > KEEP_SECONDS:
            self._kept = time.monotonic()
            self._needed.grow()

    @property
    def silent_for(self) -> float:
        return self._beat.still_for()

    @property
    def there(self) -> bool:
        """Whether somebody has signed on."""
        return self.post.about() is not None

    def problem(self) -> dict[str, Any] | None:
        """Why no job may be given to it: its engine's word, or another version of the program than here."""
        if (refused := self.post.refused()) is not None:
            return refused
        about = self.post.about()
        if about is not None and about["versions"].get("tlgui") != __version__:
            values = {"node": about["node"], "there": str(about["versions"].get("tlgui")), "here": __version__}
            return {"code": "node_other_version", "values": values}
        return None


class Carrier:
    """The hands of a carrier (:class:`tlgui.jobs.worker.Hands`)."""

    def __init__(self, home: Home, queue: JobQueue, lane: str) -> None:
        self._home, self._queue, self._lane = home, queue, lane
        self._mine: Manned | None = None
        self._in_vain = 0
        self._wanted = 0.0
        self._kept = 0.0
        self._looked = 0.0

    # -- a post ---------------------------------------------------------------------------------------------------------------

    def free(self) -> bool:
        """Whether there is a post for the next job, or somebody who already does it. Else it waits in the queue, where it is seen to."""
        self._keep()
        if time.monotonic() - self._looked < POLL_SECONDS:
            return False
        self._looked = time.monotonic()
        job = self._next()
        if job is None:
            self._nothing_waits()
            return False
        self._wanted = time.monotonic()
        if self._found(job) is not None:
            return True
        return self._post_for(job) is not None

    def _next(self) -> Job | None:
        """What would be taken now."""
        return self._queue.next_in(self._lane, *IN_SPARE_TIME.get(self._lane, ()))

    def _nothing_waits(self) -> None:
        if self._mine is not None:
            patience = WARM_SECONDS if self._mine.there else IDLE_SECONDS
            if time.monotonic() - self._wanted > patience:
                self._dismiss()

    def _post_for(self, job: Job) -> Manned | None:
        """This carrier's post when somebody is there who can do the job, or has said why not; one is asked for where there is none."""
        state = EngineState.read(self._home)
        needs = needs_of(job, state)
        mine = self._mine
        if mine is not None:
            if mine.there:
                self._in_vain = 0
            elif mine.problem() is not None:
                return mine
            elif mine.post.over:
                self._in_vain += 1
                if self._in_vain >= STARTS:
                    self._in_vain = 0
                    mine.post.refuse({"code": "node_cannot_begin", "values": {"reason": "?"}})
                    return mine
            if mine.post.over or mine.post.dismissed or not needs.within(mine.needs):
                self._dismiss()
                mine = None
        if mine is None:
            if state.answers:
                self._mine = Manned(Post.ask(self._home, needs))
            return None
        return mine if mine.there else None

    def _dismiss(self) -> None:
        if self._mine is not None:
            self._mine.post.dismiss()
            self._mine = None

    def _keep(self) -> None:
        if self._mine is not None:
            self._mine.keep()
        if time.monotonic() - self._kept > KEEP_SECONDS / 2:
            self._kept = time.monotonic()
            ensure_agent(self._home)

    def leave(self) -> None:
        """Nobody needs this carrier any more, nor its post (one that is in the middle of a job was left before)."""
        self._dismiss()

    # -- a job ----------------------------------------------------------------------------------------------------------------

    def _found(self, job: Job) -> tuple[Post, JobFolder] | None:
        """Where the job is being done, or was while nobody listened."""
        found = Pointer(self._home, job.id).get()
        if found is None:
            return None
        post, folder = found
        return found if folder.ended or not (post.over or post.dismissed) else None

    def do(self, job: Job, stopping: threading.Event) -> bool:
        """See a job to its end on a post, also when the post is lost: then the job waits again."""
        found = self._found(job)
        if found is not None:
            post, folder = found
            log.info("job %s goes on at post %s", job.id, post.id)
            if self._mine is None or self._mine.post != post:
                self._dismiss()
                self._mine = Manned(post)
            if not folder.given:
                JobFolder.give(folder.path, job)
            self._queue.got_further(job)  # it was its carrier that died, not what carried it out
            if (control := _control(self._home, job)) is not None:
                control.resume_flag.unlink(missing_ok=True)
        else:
            mine = self._when_there(job, stopping)
            if mine is None:
                return not stopping.is_set()
            if (problem := mine.problem()) is not None:
                self._queue.fail(job, [problem])
                self._dismiss()
                return True
            number = mine.post.jobs() + 1
            Pointer(self._home, job.id).set(mine.post, number)
            folder = JobFolder.give(mine.post.path / str(number), job)
        assert self._mine is not None
        fit = Carrying(self._home, self._queue, job, self._mine, folder, self._keep).see_through(stopping)
        self._wanted = time.monotonic()
        return fit or self._detach()

    def _detach(self) -> bool:
        """This process ends and the job goes on: the post is the next carrier's."""
        self._mine = None
        return False

    def _when_there(self, job: Job, stopping: threading.Event) -> Manned | None:
        """The post for a job that was taken, as soon as it is there; ``None`` when somebody wants neither any more."""
        while True:
            if _stop_asked(self._home, self._queue, job):
                self._queue.hand_back(job)
                return None
            if stopping.is_set():
                return None
            self._keep()
            if (mine := self._post_for(job)) is not None:
                return mine
            time.sleep(POLL_SECONDS)


class Carrying:
    """One job at a post, and who listens to it."""

    def __init__(self, home: Home, queue: JobQueue, job: Job, manned: Manned, folder: JobFolder, keep: Any) -> None:
        self._home, self._queue, self._job = home, queue, job
        self._manned, self._folder, self._keep = manned, folder, keep
        self._offset, self._lines = 0, 0
        self._stop_asked: float | None = None
        self._others = 0.0

    def see_through(self, stopping: threading.Event) -> bool:
        """Until the job is over or waits again. False: this process was asked to end before."""
        post = self._manned.post
        while True:
            over = post.over  # asked first: what was said before it was over is then there to be read
            if self._passed_on():
                return True
            if over:
                return self._lost("its post is no more")
            self._pass_words()
            late = self._stop_asked is not None and time.monotonic() - self._stop_asked > WORD_SECONDS
            if late or (stopping.is_set() and self._stop_asked is not None):
                return self._given_up("it does not stop")
            if stopping.is_set():
                return False
            if self._manned.silent_for > SILENT_SECONDS and EngineState.read(self._home).answers:
                return self._given_up(f"it said nothing for {SILENT_SECONDS:.0f} s")
            self._keep()
            time.sleep(POLL_SECONDS)

    def _passed_on(self) -> bool:
        """Tell the queue what the job has said since. Returns whether that was its last word."""
        said, self._offset = self._folder.heard(self._offset)
        for each in said:
            self._lines += 1
            what = each["say"]
            if what == "submit":
                once = f"{self._job.id} {self._folder.path.parent.name} {self._lines}"  # read again by the next carrier: asked for once
                self._queue.submit(each["kind"], each["payload"], run=each["run"], owner=each["owner"], once=once)
            elif what == "report":
                self._queue.report(self._job, each["progress"])
            elif what == "got_further":
                self._queue.got_further(self._job)
            elif what == "ask_for_help":
                self._queue.ask_for_help(self._job, each["parts"], each["kind"], each["payload"])
                ensure_workers(self._home, {self._job.lane})  # a server would look after seconds
            elif what == "trains_reference":
                self._queue.trains_reference(self._job, each["run"])
            elif what in ENDS:
                self._end(each)
                return True
        return False

    def _end(self, last: dict[str, Any]) -> None:
        queue, job = self._queue, self._job
        if last["say"] == "finish":
            queue.finish(job, last["result"])
        elif last["say"] == "fail":
            queue.fail(job, last["problems"])
        elif last["say"] == "end_cancelled":
            queue.end_cancelled(job)
        else:
            queue.give_way(job)
        Pointer(self._home, job.id).remove()

    def _pass_words(self) -> None:
        if self._stop_asked is None and _stop_asked(self._home, self._queue, self._job):
            self._stop_asked = time.monotonic()
            if self._queue.cancel_asked(self._job.id):
                self._folder.leave_word("cancel")
        spare = self._job.lane in SPARE
        if spare and time.monotonic() - self._others > 0.5 and not self._folder.has_word("others"):
            self._others = time.monotonic()
            if self._queue.others_wanted(self._job):
                self._folder.leave_word("others")

    def _given_up(self, why: str) -> bool:
        """End whoever is at the post, and what it does with it."""
        self._manned.post.dismiss()
        return self._lost(why)

    def _lost(self, why: str) -> bool:
        """The job waits again, or is over: nobody is at it any more."""
        log.warning("job %s: %s", self._job.id, why)
        self._manned.post.dismiss()
        Pointer(self._home, self._job.id).remove()
        self._queue.hand_back(self._job)
        return True


def _control(home: Home, job: Job) -> Control | None:
    return Control(home.runs / job.run) if job.kind in RESUMED and job.run is not None else None


def _stop_asked(home: Home, queue: JobQueue, job: Job) -> bool:
    control = _control(home, job)
    return queue.cancel_asked(job.id) or (control is not None and control.stopping)


if __name__ == "__main__":
    give_way()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    be(Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3], Carrier)

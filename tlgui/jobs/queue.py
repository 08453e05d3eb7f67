"""The queue: every heavy act goes through it, whoever asked for it. It is an SQLite file, so it survives any kill.

A job is of a **kind** (ingest, train, map); a kind belongs to a **lane**, and each lane has a warm worker of its own (that of runs several,
where the machine has room), so that a map or a new dataset does not wait behind a long training. Within a lane people are served in turn
(:mod:`tlgui.jobs.turns`): when somebody was last served is derived from their jobs, of which each keeps the number of its taking.

Whoever takes a job has it for as long as its process lives and says so: a worker renews its **lease** by the clock that nobody can set
(:mod:`tlgui.jobs.roster`). The job of one that died, or fell silent and was ended, is handed out again (:meth:`JobQueue.sweep`). Each time a
job is taken its ``attempt`` grows; what somebody writes who took it earlier is refused, so that a job has one result whoever wakes up late.

Which worker does what is known from here, and from nowhere else: what a folder says of workers may come from another machine. What a worker is,
and whether it lives, is known to the home's launcher (:mod:`tlgui.jobs.launchers`).

The queue knows jobs. What a job is about is a name to it (``run``); one of :data:`RESUMED` works in the folder of that name, and goes on there.
"""

from __future__ import annotations

import logging
import pkgutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.control import Control
from tlgui.jobs.job import AHEAD, IN_SPARE_TIME, LANES, ONE_IS_ENOUGH, PARTS, RESUMED, Job, job_of
from tlgui.jobs.launchers import launcher_of
from tlgui.jobs.ledger import Ledger
from tlgui.jobs.presence import present
from tlgui.jobs.queue_file import QueueFile
from tlgui.jobs.roster import LEASE_SECONDS, Roster, Worker
from tlgui.jobs.turns import Standing
from tlgui.jobs.whose_turn import PLACE, first_waiting, has_room, last_served, others_wanted, waited_in, whose_turn
from tlgui.storage import Reserve

log = logging.getLogger(__name__)

KEPT_ELSEWHERE = {"train": "tlgui.runs.wanted:trainings"}
"""Kinds of jobs of which somebody else knows too that they are wanted: the function that says which, a list of :class:`Wanted` for a home. It
is asked when the queue's file was lost. It is named, as in :data:`tlgui.jobs.worker.HANDLERS`: it knows the queue, not the queue it."""

WORKER_DIED: dict[str, Any] = {"code": "job_worker_died", "values": {}}
"""The problem of a job whose worker was killed when nobody wanted its work any more."""

ATTEMPTS = 3
"""So often a job is tried whose worker dies each time; then it is put aside (``job_failed_often``), and those behind it go on."""

_NEXT_SERVED = "(SELECT COALESCE(MAX(served), 0) + 1 FROM jobs WHERE served IS NOT NULL)"
"""The number of this taking."""


class Wanted(NamedTuple):
    """A job that is wanted: what :meth:`JobQueue.submit` is given."""

    payload: dict[str, Any]
    run: str
    owner: str


class JobQueue:
    """The queue of a home folder. Each call opens the file by itself, so that any process and thread may call.

    Attributes
    ----------
    launcher:
        Starts the home's workers, and knows which live.
    roster:
        The workers that take jobs from here.
    ledger:
        What was asked for and worked on, also of what is over.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.launcher = launcher_of(home)
        self._reserve = Reserve(home.root)
        self._file = QueueFile(home.jobs, self._reserve, refill=self._refill, held_up=self._end_the_silent)
        self.roster = Roster(self._file)
        self.ledger = Ledger(self._file)
        self._file.prepare()

    def _refill(self) -> int:
        """Into a new file: what is being done, from those who do it; then what waits, as far as somebody else knows. Returns how many.

        What else waited (a folder to be read) must be asked for again.
        """
        there = list(present(self.presence, self.launcher))
        for each in there:
            self.put_back(Worker(each.worker, each.lane, each.handle, 0.0, each.lease), each.job)
        held = [(each.job["kind"], each.job["run"]) for each in there if each.job is not None]
        waiting = [(kind, job) for kind in KEPT_ELSEWHERE for job in self._kept(kind) if (kind, job.run) not in held]
        for kind, job in waiting:
            self.submit(kind, job.payload, run=job.run, owner=job.owner)
        return len(held) + len(waiting)

    def _kept(self, kind: str) -> list[Wanted]:
        return pkgutil.resolve_name(KEPT_ELSEWHERE[kind])(self._home)

    @property
    def presence(self) -> Path:
        """Where each worker keeps what it has in its hands; see :mod:`tlgui.jobs.presence`."""
        return self._home.jobs / "workers"

    def _end_the_silent(self) -> None:
        """End workers that say nothing any more: one of them may have been stopped while it held the file, and nobody can look in there."""
        for each in present(self.presence, self.launcher):
            if each.silent:
                log.warning("worker %s of lane %s is silent, and the queue's file is held up: ended", each.worker, each.lane)
                self.launcher.end(each.handle)

    # -- for those who ask --------------------------------------------------------------------------------------------------

    def submit(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        run: str | None = None,
        once: str | None = None,
        owner: str = LOCAL_OWNER,
        at_most: int | None = None,
    ) -> Job:
        """Put a job at the end of its owner's in its lane. It is on the disk when this returns. Where one of :data:`ONE_IS_ENOUGH` waits for
        the run already, that one is returned.

        Parameters
        ----------
        once:
            A key of the sender's own choice: with a key that was used before, the earlier job is returned and nothing new is queued (two
            clicks, a request sent again).
        at_most:
            So many jobs of this owner may wait in the lane, however many ask at the same moment.

        Raises
        ------
        UserError
            ``line_full`` where as many wait already; nothing was queued.
        """
        identity, lane = new_id(), LANES[kind]
        room = "? IS NULL OR (SELECT COUNT(*) FROM jobs WHERE lane = ? AND owner = ? AND state = 'queued') < ?"
        with self._file.open() as database:
            if kind in ONE_IS_ENOUGH and run is not None and (waits := first_waiting(database, kind, run)) is not None:
                return waits
            database.execute(
                "INSERT OR IGNORE INTO jobs (id, owner, kind, lane, payload, once, run, state, created) "
                f"SELECT ?,?,?,?,?,?,?,?,? WHERE {room}",
                (identity, owner, kind, lane, to_json(payload), once, run, "queued", time.time(), at_most, lane, owner, at_most),
            )
            where, value = ("owner = ? AND once = ?", (owner, once)) if once is not None else ("id = ?", (identity,))
            row = database.execute(f"SELECT * FROM jobs WHERE {where}", value).fetchone()
        if row is None:
            raise UserError("line_full", waiting=at_most, limit=at_most)
        return job_of(row)

    def sent(self, once: str, owner: str = LOCAL_OWNER) -> Job | None:
        """The job that this owner has sent with a key."""
        with self._file.open() as database:
            row = database.execute("SELECT * FROM jobs WHERE owner = ? AND once = ?", (owner, once)).fetchone()
        return job_of(row) if row else None

    def get(self, job_id: str, owner: str = LOCAL_OWNER) -> Job | None:
        """The job with this id, ``None`` when there is none that belongs to ``owner``."""
        with self._file.open() as database:
            row = database.execute("SELECT * FROM jobs WHERE id = ? AND owner = ?", (job_id, owner)).fetchone()
        return job_of(row) if row else None

    def of_run(self, run_id: str, kind: str) -> Job | None:
        """The newest job of this kind for a run."""
        with self._file.open() as database:
            row = database.execute(
                "SELECT * FROM jobs WHERE run = ? AND kind = ? ORDER BY number DESC LIMIT 1", (run_id, kind)
            ).fetchone()
        return job_of(row) if row else None

    def about_run(self, run_id: str) -> list[Job]:
        """The jobs of any kind that wait or are being done and are about a run."""
        with self._file.open() as database:
            rows = database.execute("SELECT * FROM jobs WHERE state IN ('queued', 'working') ORDER BY number").fetchall()
        return [job for job in map(job_of, rows) if run_id in (job.run, job.payload.get("run"))]

    def training(self, run_id: str) -> Job | None:
        """The job that trains a run this moment, or that trains it on behalf of the run that is compared with it; ``None`` when nobody does."""
        with self._file.open() as database:
            rows = database.execute(
                "SELECT * FROM jobs WHERE lane = ? AND state = 'working' AND kind = 'train' AND ? IN (run, reference)",
                (LANES["train"], run_id),
            ).fetchall()
        return next((job for job in map(job_of, rows) if self.worker_of(job) is not None), None)

    def cancel(self, job_id: str) -> bool:
        """Cancel a job that has not begun. Returns whether that was still possible."""
        return self._file.settle("UPDATE jobs SET state = 'cancelled' WHERE id = ? AND state = 'queued'", (job_id,)) == 1

    def ask_to_cancel(self, job_id: str) -> bool:
        """Cancel a job that waits, or leave word for the worker that has it: it ends soon, and what it made so far is removed.

        Returns whether there was anything to cancel. One of :data:`RESUMED` is asked to stop instead, and keeps it.
        """
        if self.cancel(job_id):
            return True
        with self._file.open() as database:
            working = database.execute("SELECT 1 FROM jobs WHERE id = ? AND state = 'working'", (job_id,)).fetchone() is not None
        if working:
            self._reserve.spend_on(lambda: self._leave_word(job_id))
        return working

    def _leave_word(self, job_id: str) -> None:
        self._word(job_id).parent.mkdir(exist_ok=True)
        self._word(job_id).touch()

    def waiting_before(self, job: Job) -> int:
        """How many jobs of the same lane come before this one (those that are being worked on included)."""
        return next((place for place, each in enumerate(self.in_line(job.lane)) if each.id == job.id), 0)

    def in_line(self, lane: str) -> list[Job]:
        """The jobs of a lane that are worked on, then those that wait in the order in which they will be taken."""
        standing = self.standing(lane)
        return standing.in_order(self.at_a_time(lane, standing))

    def at_a_time(self, lane: str, standing: Standing[Job] | None = None) -> int:
        """How many jobs of a lane are worked on at a time. ``standing``: that of the lane, if known."""
        if lane != LANES["train"]:
            return 1
        now = standing or self.standing(lane)
        jobs = [*now.working, *now.waiting]
        return self.launcher.capacity().at_a_time(narrow=bool(jobs) and all(job.narrow for job in jobs))

    def standing(self, lane: str) -> Standing[Job]:
        """Who is served in a lane, and who waits."""
        with self._file.open() as database:
            rows = database.execute(
                f"SELECT * FROM jobs WHERE lane = ? AND state IN ('working', 'queued') ORDER BY served, {PLACE}", (lane,)
            ).fetchall()
            served = last_served(database, lane)
        jobs = [job_of(row) for row in rows]
        return Standing([job for job in jobs if job.state == "working"], [job for job in jobs if job.state == "queued"], served)

    def how_many(self, lane: str) -> int:
        """How many jobs of a lane are worked on or wait."""
        with self._file.open() as database:
            asked = "SELECT COUNT(*) FROM jobs WHERE lane = ? AND state IN ('working', 'queued')"
            return database.execute(asked, (lane,)).fetchone()[0]

    def how_many_working(self, lane: str) -> int:
        """How many jobs of a lane are worked on."""
        with self._file.open() as database:
            return database.execute("SELECT COUNT(*) FROM jobs WHERE lane = ? AND state = 'working'", (lane,)).fetchone()[0]

    def move(self, job: Job, place: int) -> bool:
        """Let a job that waits be the ``place``-th (from 1) of those that its owner has waiting in its lane. Nobody else's is moved.

        Returns whether it still waited.
        """
        with self._file.open() as database:
            database.execute("BEGIN IMMEDIATE")
            waiting = database.execute(
                f"SELECT id, {PLACE} FROM jobs WHERE lane = ? AND owner = ? AND state = 'queued' ORDER BY {PLACE}",
                (job.lane, job.owner),
            ).fetchall()
            order, places = [row[0] for row in waiting], [row[1] for row in waiting]
            if job.id in order:
                order.remove(job.id)
                order.insert(max(place, 1) - 1, job.id)
                database.executemany("UPDATE jobs SET place = ? WHERE id = ?", zip(places, order, strict=True))
            database.execute("COMMIT")
        return job.id in order

    # -- for workers --------------------------------------------------------------------------------------------------------

    def take(self, lane: str, worker_id: str, *, alone: bool = False) -> Job | None:
        """Hand the job of a lane whose turn it is to a worker, to nobody else; ``alone``: only while nobody wants or does anything else."""
        with self._file.open() as database:
            if database.execute("SELECT 1 FROM jobs WHERE lane = ? AND state = 'queued' LIMIT 1", (lane,)).fetchone() is None:
                return None  # nine looks in ten end here, and write nothing
            room = self.launcher.capacity() if lane in (LANES["train"], PARTS) else None
            database.execute("BEGIN IMMEDIATE")
            job = None if alone and others_wanted(database, lane) else whose_turn(database, lane)
            if job is None or (room is not None and not has_room(database, job, room)):
                return None
            row = database.execute(
                f"UPDATE jobs SET state = 'working', worker = ?, attempt = attempt + 1, served = {_NEXT_SERVED}, began = ? "
                "WHERE id = ? RETURNING *",
                (worker_id, time.monotonic(), job.id),
            ).fetchall()  # all of them: what is changed counts once the statement is at its end
            database.execute("COMMIT")
        return job_of(row[0])

    def next_in(self, *lanes: str) -> Job | None:
        """The job that would be handed out now, of the first of the lanes in which one waits."""
        with self._file.open() as database:
            return next((whose_turn(database, lane) for lane in waited_in(database, lanes)), None)

    def take_in_spare_time(self, lane: str, worker_id: str) -> Job | None:
        """What a worker of ``lane`` may do while its own is empty: help, where it can; else what is done ahead, while nobody wants anything."""
        lanes = IN_SPARE_TIME.get(lane)
        if lanes is None:
            return None
        with self._file.open() as database:  # nine looks in ten end here
            waiting = waited_in(database, lanes)
        taken = (self.take(spare, worker_id, alone=spare == AHEAD) for spare in waiting)
        return next((job for job in taken if job is not None), None)

    def others_wanted(self, taken: Job) -> bool:
        """Whether a job that is done in spare time must give way: see :func:`tlgui.jobs.whose_turn.others_wanted`."""
        with self._file.open() as database:
            return others_wanted(database, taken.lane, but=taken.id)

    def give_way(self, taken: Job) -> bool:
        """Let a job wait again until nobody wants anything else. It begins anew, or where it kept what it had done."""
        return self._end_of(taken, "state = 'queued', worker = NULL, served = NULL")

    def report(self, taken: Job, progress: dict[str, Any]) -> bool:
        """Say how far a job is. Returns whether it still is the caller's, who took it as ``taken``; so do all that follow."""
        return self._change(taken, "progress = ?", to_json(progress))

    def got_further(self, taken: Job) -> bool:
        """What a job has done up to here is kept: workers that died of it before do not count any more."""
        return self._change(taken, "deaths = 0")

    def trains_reference(self, taken: Job, run_id: str | None) -> bool:
        """Until somebody says otherwise, a job trains this run on behalf of its own, which will be compared with it."""
        return self._change(taken, "reference = ?", run_id)

    def ask_for_help(self, taken: Job, parts: int, kind: str, payload: dict[str, Any]) -> None:
        """Let workers that have nothing else to do help with a job that falls into so many parts: a job of ``kind`` for each there is room for.

        Those that nobody has taken when the job ends are cancelled (:meth:`sweep`).
        """
        asked = {**payload, "helps": taken.id, "predicted": taken.payload.get("predicted", {})}
        for number in range(1, min(self.launcher.capacity().runs, parts)):
            self.submit(kind, asked, owner=taken.owner, once=f"{taken.id} {taken.attempt} {kind} {number}")

    def finish(self, taken: Job, result: Any) -> bool:
        """A job is done; ``result`` is kept as JSON."""
        return self._end_of(taken, "state = 'done', result = ?", to_json(result))

    def fail(self, taken: Job, problems: list[dict[str, Any]]) -> bool:
        """A job could not be done; each problem is ``{code, values}``."""
        return self._end_of(taken, "state = 'failed', problems = ?", to_json(problems))

    def end_cancelled(self, taken: Job) -> bool:
        """A job has ended because it was cancelled."""
        ended = self._end_of(taken, "state = 'cancelled'")
        self._word(taken.id).unlink(missing_ok=True)
        return ended

    def _change(self, taken: Job, change: str, *values: str | None) -> bool:
        return self._file.change(*_of_holder(taken, change, values)) == 1

    def _end_of(self, taken: Job, change: str, *values: str) -> bool:
        """A change after which nobody has the job in their hands; how long they had it is added up."""
        change += ", worked = worked + MAX(0, ? - COALESCE(began, ?)), began = NULL, ended = ?"
        now = time.monotonic()
        return self._file.settle(*_of_holder(taken, change, (*values, now, now, time.time()))) == 1

    def cancel_asked(self, job_id: str) -> bool:
        """Whether somebody left word that a job is to end."""
        return self._word(job_id).exists()

    def _word(self, job_id: str) -> Path:
        return self._home.jobs / "cancel" / job_id

    def put_back(self, worker: Worker, held: Mapping[str, Any] | None) -> None:
        """Put a living worker, and the job that it has in its hands (:meth:`Job.in_hand`), into a queue that has lost them."""
        self.roster.add(worker, by_itself=True)
        self.roster.renew(worker.id, worker.lease)
        if held is not None:
            kept = {**held, "payload": to_json(held["payload"]), "lane": LANES[held["kind"]], "worker": worker.id}
            names = ", ".join(kept)
            self._file.change(
                f"INSERT OR IGNORE INTO jobs ({names}, state, created, served) "
                f"VALUES ({', '.join('?' * len(kept))}, 'working', ?, {_NEXT_SERVED})",
                (*kept.values(), time.time()),
            )

    def sweep(self) -> None:
        """Strike off the workers that died, and those that fell silent once they are ended; what they had in their hands waits again.

        A job whose worker died :data:`ATTEMPTS` times without getting further has failed, and so has one that nobody wants any more.
        """
        for worker in self.roster.workers():
            if self.launcher.alive(worker.handle):
                if not worker.silent:
                    continue
                log.warning("worker %s of lane %s has been silent for %.0f s: ended", worker.id, worker.lane, LEASE_SECONDS)
                self.launcher.end(worker.handle)
                if self.launcher.alive(worker.handle):
                    continue  # the system does not let go of it; as long as it is there nobody else may do its job
            for job in self._held_by(worker):  # the job first: whoever is killed in between leaves a worker that is swept again
                self.hand_back(job)
            self.roster.strike_off(worker.id)
        self._file.change(
            "UPDATE jobs SET state = 'cancelled' WHERE lane = ? AND state = 'queued' "
            "AND json_extract(payload, '$.helps') NOT IN (SELECT id FROM jobs WHERE state = 'working')",
            (PARTS,),
        )

    def _held_by(self, worker: Worker) -> list[Job]:
        with self._file.open() as database:
            rows = database.execute("SELECT * FROM jobs WHERE worker = ? AND state = 'working'", (worker.id,)).fetchall()
        return [job_of(row) for row in rows]

    def hand_back(self, job: Job) -> None:
        """Whoever was at a job is no more: it waits again, or it is over where nobody wants it or it was tried too often."""
        control = Control(self._home.runs / job.run) if job.kind in RESUMED and job.run is not None else None
        self._file.settle(*_of_holder(job, "began = NULL", ()))  # how long it had worked is not known, and not its owner's fault
        if self.cancel_asked(job.id):
            self.end_cancelled(job)
        elif control is not None and control.stopping:
            self.fail(job, [WORKER_DIED])
        elif job.deaths + 1 >= ATTEMPTS:
            self.fail(job, [{"code": "job_failed_often", "values": {"times": job.deaths + 1}}])
        else:
            if control is not None:
                with suppress(OSError):  # a full disk, a folder that was deleted: the queue must go on
                    control.ask_to_go_on()
            # Whoever waited for it comes next again; not twice, or a job that kills each worker would keep everybody else from theirs.
            turn = "served = NULL, " if job.attempt == 1 else ""
            self._end_of(job, f"{turn}state = 'queued', worker = NULL, progress = NULL, reference = NULL, deaths = deaths + 1")

    def worker_of(self, job: Job) -> Worker | None:
        """The worker that has a job in its hands and is alive."""
        return next((each for each in self.roster.workers() if each.id == job.worker and self.launcher.alive(each.handle)), None)


def _of_holder(taken: Job, change: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """A change of a job that only those can make who have it in their hands."""
    return f"UPDATE jobs SET {change} WHERE id = ? AND state = 'working' AND attempt = ?", (*values, taken.id, taken.attempt)

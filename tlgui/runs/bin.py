"""The trash: where deleted runs are kept unchanged until somebody empties it.

Deleting moves the run's folder, restoring moves it back. Each is one atomic rename, so a kill leaves the run complete in one of the two
places. Only the run itself is moved: datasets, cached features and the references belong to all runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, is_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs import remarks
from tlgui.runs.folders import bytes_below
from tlgui.runs.index import index_of
from tlgui.runs.run import Run, read_run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore, remove_leftovers
from tlgui.storage import Reserve, require_removed, told_by_the_disk


@dataclass(frozen=True)
class Deleted:
    """A run in the trash. It can be read there like any other."""

    run: Run

    @cached_property
    def when(self) -> float:
        """When it was deleted, in seconds since 1970: the modification time of the folder, in which nothing is written any more."""
        return self.run.folder.stat().st_mtime

    @cached_property
    def bytes(self) -> int:
        """How much disk space emptying frees."""
        return bytes_below(self.run.folder)


class RunBin:
    """The trash of a home folder. Every call takes the owner; what somebody else deleted does not exist for the caller."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._store = RunStore(home)

    def put(self, run: Run) -> Deleted:
        """Move a run into the trash. Its jobs that have not started are canceled.

        Raises
        ------
        UserError
            ``delete_running``, ``delete_busy``, ``delete_reference``, ``delete_needed``: why it stays; ``delete_failed`` if
            the system refuses to move it.
        """
        return Reserve(self.home.root).spend_on(lambda: self._put(run))

    def _put(self, run: Run) -> Deleted:
        queue = JobQueue(self.home)
        queue.sweep()
        self._require_free(run, queue)
        for job in queue.about_run(run.id):
            if not queue.cancel(job.id):
                raise UserError("delete_busy", run=run.id[:8])
        place = self.home.bin / run.id
        try:
            if place.exists():  # deleted earlier, then imported from another machine and deleted again
                durable.remove_folder(place)
            durable.move_folder(run.folder, place)
            os.utime(place)
        except OSError as error:
            if told_by_the_disk(error):
                raise
            raise UserError("delete_failed", run=run.id[:8], reason=error.strerror or str(error)) from error
        return Deleted(Run(run.id, place))

    def _require_free(self, run: Run, queue: JobQueue) -> None:
        """A reference belongs to all runs that were compared with it, and nothing may be lost that is being written or still to be read."""
        if run.spec.reference is not None:
            raise UserError("delete_reference", run=run.id[:8])
        if not status_of(run, queue).over:
            raise UserError("delete_running", run=run.id[:8])
        going_on = index_of(self.home).unsettled(run.owner)
        begin_with_it = [
            each
            for each in going_on
            if each.spec.reference is None and _begins_with(each, run) and not status_of(each, queue).over
        ]
        if begin_with_it:
            names = [each.remarks.name or each.id[:8] for each in begin_with_it]
            raise UserError("delete_needed", run=run.id[:8], names=names, count=len(names))

    def all(self, owner: str = LOCAL_OWNER) -> list[Deleted]:
        """What the owner deleted, the last first."""
        runs = [read_run(folder) for folder in self.home.bin.iterdir() if is_id(folder.name)]
        found = [Deleted(run) for run in runs if run is not None and run.owner == owner]
        return sorted(found, key=lambda each: (each.when, each.run.id), reverse=True)

    def get(self, run_id: str, owner: str = LOCAL_OWNER) -> Deleted:
        """The deleted run with this id; ``not_in_bin_unknown`` when there is none that belonged to ``owner``."""
        run = read_run(self.home.bin / run_id) if is_id(run_id) else None
        if run is None or run.owner != owner:
            raise UserError("not_in_bin_unknown", run=run_id[:64])
        return Deleted(run)

    def find(self, typed: str, owner: str = LOCAL_OWNER) -> Deleted:
        """The deleted run with this name, or whose id starts with it; ``not_in_bin_unknown``, ``run_ambiguous``."""
        found = self._store.meant("bin", typed, owner)
        if not found:
            raise UserError("not_in_bin_unknown", run=typed[:64])
        if len(found) > 1:
            raise UserError("run_ambiguous", run=typed, count=len(found))
        return Deleted(found[0])

    def restore(self, deleted: Deleted) -> Run:
        """Move a run back. If another run has its name by now, a number is appended.

        Raises
        ------
        UserError
            ``restore_here_already``, ``restore_failed``.
        """
        binned = deleted.run
        run = Run(binned.id, self.home.runs / binned.id)
        if run.folder.exists():
            raise UserError("restore_here_already", run=run.id[:8])
        try:
            with remarks.naming(self.home):
                said = binned.remarks
                name = self._store.free_name(said.name, binned.owner)
                if name != said.name:
                    remarks.write(binned.folder, replace(said, name=name))
                durable.move_folder(binned.folder, run.folder)
        except OSError as error:
            if told_by_the_disk(error):
                raise
            raise UserError("restore_failed", run=run.id[:8], reason=error.strerror or str(error)) from error
        queue = JobQueue(self.home)
        maps = queue.of_run(run.id, "map")
        if maps is not None and maps.state == "cancelled":  # deleting it had prevented them from being drawn
            queue.submit("map", maps.payload, run=run.id, owner=run.owner)
        return run

    def empty(self, deleted: Iterable[Deleted]) -> int:
        """Permanently remove runs from the trash. Returns the bytes freed."""
        freed = 0
        for each in deleted:
            size = each.bytes
            durable.remove_folder(each.run.folder)
            require_removed(each.run.folder)
            if not each.run.folder.exists():
                freed += size
        remove_leftovers(self.home.bin)
        return freed


def _begins_with(run: Run, other: Run) -> bool:
    """Whether a run takes its first weights from the other one."""
    return any(settings.get("start_from") == other.id for settings in run.spec.strategy_settings.values())

"""What people have asked the queue for, and how long workers were at it: of jobs that are over too, and of runs that were deleted since."""

from __future__ import annotations

import time

from tlgui.jobs.queue_file import QueueFile


class Ledger:
    """Reads the queue's file, and writes nothing."""

    def __init__(self, file: QueueFile) -> None:
        self._file = file

    def worked(self, lane: str, owner: str, since: float) -> list[tuple[float, float]]:
        """For each of an owner's jobs of a lane when it ended (seconds since 1970, now for one that is worked on) and how many seconds workers
        had it; those that ended before ``since`` are left out. What a worker did that died is counted against nobody.
        """
        with self._file.open() as database:
            return [
                tuple(row)
                for row in database.execute(
                    "SELECT IIF(began IS NULL, ended, ?1), worked + IIF(began IS NULL, 0, MAX(0, ?2 - began)) FROM jobs "
                    "WHERE lane = ?3 AND owner = ?4 AND (began IS NOT NULL OR (ended > ?5 AND worked > 0)) ORDER BY 1",
                    (time.time(), time.monotonic(), lane, owner, since),
                )
            ]

    def begun_on(self, target: str, owner: str) -> int:
        """How many runs an owner has asked to be trained whose jobs name this target: also those that were deleted since."""
        asked = (
            "SELECT COUNT(DISTINCT run) FROM jobs WHERE kind = 'train' AND owner = ? AND json_extract(payload, '$.target') = ?"
        )
        with self._file.open() as database:
            return database.execute(asked, (owner, target)).fetchone()[0]

    def begun(self) -> list[tuple[str, str, str]]:
        """Of each run with a target that was asked to be trained its owner, its id and the target: also of those that were deleted since."""
        asked = (
            "SELECT DISTINCT owner, run, json_extract(payload, '$.target') AS target FROM jobs "
            "WHERE kind = 'train' AND run IS NOT NULL AND target IS NOT NULL"
        )
        with self._file.open() as database:
            return [tuple(row) for row in database.execute(asked)]

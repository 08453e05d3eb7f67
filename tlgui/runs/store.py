"""The runs of a home folder: made, named, found, listed."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id
from tlgui.jobs.processes import identity_of
from tlgui.runs import events, remarks
from tlgui.runs.index import Named, index_of
from tlgui.runs.run import Place, Run, read_run
from tlgui.specification.run_spec import SPEC_VERSION, RunSpec, read_spec

NOTHING_SAID = remarks.Remarks()


class RunStore:
    """The runs of a home folder. Every call takes the owner; other owners' runs do not exist for the caller."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def create(
        self,
        spec: RunSpec,
        names: dict[str, str],
        owner: str = LOCAL_OWNER,
        *,
        seconds_to_ingest: float | None = None,
        overlap: int | None = None,
        said: remarks.Remarks = NOTHING_SAID,
    ) -> Run:
        """Make the folder of a new run and write its spec and its remarks (``said``); ``name_in_use`` if another run has the name."""
        remove_leftovers(self.home.runs)
        with remarks.naming(self.home):
            if said.name is not None and (problem := self.name_taken(said.name, owner)):
                raise UserError.of([problem])
            return self._created(spec, names, owner, seconds_to_ingest, overlap, said)

    def _created(
        self,
        spec: RunSpec,
        names: dict[str, str],
        owner: str,
        seconds_to_ingest: float | None,
        overlap: int | None,
        said: remarks.Remarks,
    ) -> Run:
        run_id = new_id()
        run = Run(run_id, self.home.runs / run_id)
        envelope = {
            "id": run.id,
            "owner": owner,
            "created": time.time(),
            "names": names,
            "seconds_to_ingest": seconds_to_ingest,
            "overlap": overlap,
            "spec": spec.model_dump(mode="json"),
        }
        with durable.new_folder(run.folder) as folder:
            for part in ("predictions", "snapshots", "sample", "checkpoints", "state", "maps", "control", "meta"):
                (folder / part).mkdir()
            durable.write_json(folder / "spec.json", envelope)
            if said != NOTHING_SAID:
                remarks.write(folder, said)
        return run

    def name_taken(self, name: str | None, owner: str = LOCAL_OWNER, *, but: str = "") -> Problem | None:
        """Whether a run of the owner has this name, the run with the id ``but`` aside."""
        return remarks.taken(name, [each for each in self._named(owner) if each.id != but]) if name is not None else None

    def free_name(self, name: str | None, owner: str = LOCAL_OWNER) -> str | None:
        """The name, with a number behind it where another run of the owner has it."""
        return remarks.free_name(name, self._named(owner)) if name is not None else None

    def _named(self, owner: str, place: Place = "runs") -> list[Named]:
        return index_of(self.home).named(owner, place)

    def describe(self, run: Run, **changes: Any) -> remarks.Remarks:
        """Change the remarks on a run: ``name`` (``None`` takes it away), ``notes``, ``tags``; what is not given stays.

        Raises
        ------
        UserError
            Everything that is wrong with them together; ``name_in_use``.
        """
        with remarks.naming(self.home):
            now = remarks.changed(run.remarks, **changes)
            if problem := self.name_taken(now.name, run.owner, but=run.id):
                raise UserError.of([problem])
            remarks.write(run.folder, now)
        return now

    def get(self, run_id: str, owner: str = LOCAL_OWNER) -> Run:
        """The run with this id.

        Raises
        ------
        UserError
            ``run_unknown`` when there is none that belongs to ``owner``, ``run_in_bin`` when it was deleted, ``run_newer``; what is wrong with
            the settings of one that nobody could have started.
        """
        run = read_run(self.home.runs / run_id) if is_id(run_id) else None
        if run is None and is_id(run_id):
            _raise_problems(self.home.runs / run_id, owner)
        if run is None or run.owner != owner:
            self._say_if_deleted(read_run(self.home.bin / run_id) if is_id(run_id) else None, owner)
            raise UserError("run_unknown", run=run_id[:64])
        return run

    def find(self, start_of_id: str, owner: str = LOCAL_OWNER) -> Run:
        """The run with this name, or whose id starts with it, for people who type.

        Raises
        ------
        UserError
            ``run_unknown``, ``run_ambiguous``; ``run_in_bin`` when the one that is meant was deleted.
        """
        found = self.meant("runs", start_of_id, owner)
        if not found:
            deleted = self.meant("bin", start_of_id, owner)
            self._say_if_deleted(deleted[0] if len(deleted) == 1 else None, owner)
            raise UserError("run_unknown", run=start_of_id[:64])
        if len(found) > 1:
            raise UserError("run_ambiguous", run=start_of_id, count=len(found))
        return found[0]

    def meant(self, place: Place, typed: str, owner: str) -> list[Run]:
        """The owner's runs (or deleted ones) of this name, or else whose ids begin so. No folder of another run is read."""
        folder = self.home.runs if place == "runs" else self.home.bin
        ids = [each.id for each in self._named(owner, place) if remarks.same_name(each.name, typed)]
        if not ids and typed:
            ids = [name for name in os.listdir(folder) if name.startswith(typed) and is_id(name)]
        read = [read_run(folder / each) for each in ids]
        return [run for run in read if run is not None and run.owner == owner]

    def _say_if_deleted(self, run: Run | None, owner: str) -> None:
        """Raise ``run_in_bin`` when there is such a deleted run, of the owner."""
        if run is not None and run.owner == owner:
            raise UserError("run_in_bin", name=run.remarks.name or run.id[:8], run=run.id[:8])

    def all(self, owner: str = LOCAL_OWNER, references: bool = False) -> list[Run]:
        """The owner's runs, newest first. The references that the program trained by itself only when asked for.

        A folder that cannot be read, or was made by a newer version, is passed over.
        """
        read = [read_run(folder) for folder in self.home.runs.iterdir() if is_id(folder.name)]
        found = [run for run in read if run is not None and run.owner == owner and (references or run.spec.reference is None)]
        return sorted(found, key=lambda run: (run.created, run.id), reverse=True)

    def not_begun(self) -> list[Run]:
        """All owners' runs that are queued or to be resumed and that no trainer has started yet, oldest first."""
        folders = [folder for folder in self.home.runs.iterdir() if is_id(folder.name)]
        waiting = [folder for folder in folders if Run("", folder).resuming or not events.has_begun(folder / "events.jsonl")]
        asked = [run for run in map(read_run, waiting) if run is not None and run.spec.reference is None]
        return sorted((run for run in asked if run.resuming or not run.imported), key=lambda run: (run.created, run.id))


def remove_leftovers(parent: Path) -> None:
    """Remove folders that killed processes had half made or half removed; their names begin with the process's number."""
    for name in os.listdir(parent):  # among ten thousand runs
        maker = re.fullmatch(r"\.(\d+)-[0-9a-f]+\.tmp", name) if name.startswith(".") else None
        if maker and identity_of(int(maker[1])) is None:
            shutil.rmtree(parent / name, ignore_errors=True)


def _raise_problems(folder: Path, owner: str) -> None:
    """Say what is wrong with the settings of a run that is there, or that it is a newer version's; a damaged one is as if it were not."""
    from tlgui.planning import check_alone

    try:
        envelope = durable.read_json(folder / "spec.json")
        version = envelope["spec"]["version"]
        if envelope["owner"] != owner or type(version) is not int:
            return
        if version > SPEC_VERSION:
            raise UserError("run_newer", run=folder.name[:8], version=version, known=SPEC_VERSION)
        spec, problems = read_spec(envelope["spec"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if problems and all(problem.code != "spec_invalid" for problem in problems):
        raise UserError.of(problems + check_alone(spec))

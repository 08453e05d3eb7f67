"""Datasets that somebody keeps: renamed, deleted, brought back. A deleted one lies unchanged in a bin until that is emptied."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from tlgui import durable
from tlgui.data.handed import is_handed_out
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, is_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.index import index_of
from tlgui.runs.index.listing import newest
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.storage import require_removed, told_by_the_disk

NAME_LENGTH = 80


class Deleted(NamedTuple):
    """A dataset in the bin, and when it was deleted (seconds since 1970)."""

    pack: Pack
    when: float


def named(home: Home, name_or_id: str, owner: str = LOCAL_OWNER) -> Pack:
    """The dataset with this id, or the target of the run that is called so.

    Raises
    ------
    UserError
        ``dataset_unknown``, what :meth:`tlgui.runs.store.RunStore.find` raises; ``predictions_need_the_target`` for a run without one.
    """
    store = DatasetStore(home)
    dataset = name_or_id if store.has(name_or_id) else RunStore(home).find(name_or_id).spec.target
    if dataset is None:
        raise UserError("predictions_need_the_target")
    return store.get(dataset, owner)


def rename(home: Home, dataset_id: str, name: str, owner: str = LOCAL_OWNER) -> Pack:
    """Give a dataset another name. Runs keep the one that it had.

    Raises
    ------
    UserError
        ``dataset_name_missing``, ``dataset_name_long``, ``dataset_unknown``, ``dataset_read_only``.
    """
    said = " ".join(name.split())
    if not said:
        raise UserError("dataset_name_missing")
    if len(said) > NAME_LENGTH:
        raise UserError("dataset_name_long", length=len(said), limit=NAME_LENGTH)
    store = DatasetStore(home)
    pack = store.own(dataset_id, owner)
    path = pack.folder / "dataset.json"
    durable.write_json(path, {**durable.read_json(path), "name": said})
    return store.get(dataset_id, owner)


class DatasetBin:
    """The deleted datasets of a home folder. Every call takes the owner; what somebody else deleted does not exist for the caller."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._store = DatasetStore(home)

    def put(self, dataset_id: str, owner: str = LOCAL_OWNER) -> Pack:
        """Move a dataset into the bin.

        Raises
        ------
        UserError
            ``dataset_unknown``; ``dataset_read_only``; ``dataset_handed_out``; ``dataset_needed``, with the runs that still read it;
            ``dataset_not_moved`` if the system refuses.
        """
        pack = self._store.own(dataset_id, owner)
        if is_handed_out(self.home, dataset_id):
            raise UserError("dataset_handed_out", name=pack.info.name)
        if needing := self._needing(dataset_id, owner):
            names = [each.remarks.name or each.id[:8] for each in needing]
            raise UserError("dataset_needed", name=pack.info.name, names=names[:10], count=len(names))
        self._move(pack, pack.folder, self._place(dataset_id))
        os.utime(self._place(dataset_id), (time.time(), time.time()))
        return pack

    def restore(self, dataset_id: str, owner: str = LOCAL_OWNER) -> Pack:
        """Move a dataset back; ``dataset_unknown`` when it is not in the bin."""
        found = {each.pack.info.id: each.pack for each in self.all(owner)}
        if dataset_id not in found:
            raise UserError("dataset_unknown", dataset=dataset_id[:64])
        self._move(found[dataset_id], self._place(dataset_id), self.home.datasets / dataset_id)
        return self._store.get(dataset_id, owner)

    def all(self, owner: str = LOCAL_OWNER) -> list[Deleted]:
        """What the owner deleted, the last first."""
        found = []
        for folder in self.home.deleted_datasets.iterdir() if self.home.deleted_datasets.is_dir() else ():
            try:
                deleted = Deleted(Pack(folder), folder.stat().st_mtime) if is_id(folder.name) else None
            except (OSError, ValueError, KeyError, TypeError):  # unreadable, or just restored
                continue
            if deleted is not None and deleted.pack.info.owner == owner:
                found.append(deleted)
        return sorted(found, key=lambda each: each.when, reverse=True)

    def empty(self, owner: str = LOCAL_OWNER) -> int:
        """Remove for good what the owner deleted; how many datasets that were."""
        gone = self.all(owner)
        for each in gone:
            durable.remove_folder(each.pack.folder)
            require_removed(each.pack.folder)
        return len(gone)

    def _place(self, dataset_id: str) -> Path:
        return self.home.deleted_datasets / dataset_id

    def _move(self, pack: Pack, folder: Path, to: Path) -> None:
        try:
            to.parent.mkdir(exist_ok=True)
            durable.move_folder(folder, to)
        except OSError as error:
            if told_by_the_disk(error):
                raise
            raise UserError("dataset_not_moved", name=pack.info.name, reason=error.strerror or str(error)) from error

    def _needing(self, dataset_id: str, owner: str) -> list[Run]:
        """The runs that read the dataset and are not over, or are paused and mean to go on."""
        index, queue, store = index_of(self.home), JobQueue(self.home), RunStore(self.home)
        index.catch_up()
        active = [run for run in index.unsettled(owner) if not status_of(run, queue).over]
        paused = [store.get(facts["run"], owner) for facts in newest(index, owner, search="status:paused")]
        runs = {run.id: run for run in (*active, *paused)}
        return [run for run in runs.values() if dataset_id in (run.spec.source, run.spec.target)]

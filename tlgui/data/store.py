"""The datasets of a home folder: making one, finding one, all that somebody has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tlgui import durable
from tlgui.data import pack_files
from tlgui.data.handed import handed_to, may_read, was_taken_back
from tlgui.data.listing import encodable
from tlgui.data.pack import PACK_VERSION, DatasetInfo, Pack
from tlgui.data.pack_writer import PackWriter
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id


class DatasetStore:
    """The datasets of a home folder. Every call takes the owner; other owners' datasets do not exist for the caller, but those that were handed
    to the room that the owner is in (:mod:`tlgui.data.handed`), which can be read; what was taken back is in no list.
    """

    def __init__(self, home: Home) -> None:
        self.home = home

    @contextmanager
    def create(self) -> Iterator[tuple[str, PackWriter]]:
        """The id and writer of a new dataset, which exists once the block has ended without an error. Call ``finish`` in it."""
        dataset_id = new_id()
        with durable.new_folder(self.home.datasets / dataset_id) as folder, ExitStack() as files:
            yield dataset_id, PackWriter(folder, files)

    def get(self, dataset_id: str, owner: str = LOCAL_OWNER) -> Pack:
        """The dataset with this id.

        Raises
        ------
        UserError
            ``dataset_unknown`` when there is none that belongs to ``owner``, ``dataset_in_bin`` when they deleted it, ``dataset_taken_back``
            when the host of their room no longer lends it; ``dataset_newer``, ``dataset_damaged`` when it is there and cannot be read.
        """
        pack = _read(self.home.datasets / dataset_id) if is_id(dataset_id) else None
        if pack is None and is_id(dataset_id):
            _say_why_not(self.home.datasets / dataset_id, owner)
        if pack is None or not (pack.info.owner == owner or may_read(self.home, dataset_id, owner)):
            deleted = _read(self.home.deleted_datasets / dataset_id) if is_id(dataset_id) else None
            if deleted is not None and deleted.info.owner == owner:
                raise UserError("dataset_in_bin", name=deleted.info.name)
            lent = pack or deleted
            if lent is not None and was_taken_back(self.home, dataset_id, owner):
                raise UserError("dataset_taken_back", name=lent.info.name)
            raise UserError("dataset_unknown", dataset=encodable(dataset_id)[:64])
        return pack

    def own(self, dataset_id: str, owner: str = LOCAL_OWNER) -> Pack:
        """The same, to change it or say what is known of it: ``dataset_read_only`` for one that was handed to the owner's room."""
        pack = self.get(dataset_id, owner)
        if pack.info.owner != owner:
            raise UserError("dataset_read_only", name=pack.info.name)
        return pack

    def has(self, dataset_id: str) -> bool:
        """Whether a dataset with this id exists, whoever owns it and even if it is damaged."""
        return is_id(dataset_id) and (self.home.datasets / dataset_id).is_dir()

    def all(self, owner: str = LOCAL_OWNER) -> list[DatasetInfo]:
        """The owner's datasets, newest first. A folder that cannot be read, or was made by a newer version, is passed over."""
        return [pack.info for pack in self.packs(owner)]

    def packs(self, owner: str = LOCAL_OWNER) -> list[Pack]:
        """The same as :meth:`all`, to be read."""
        folders = [self.home.datasets / name for name in os.listdir(self.home.datasets) if is_id(name)]
        handed = {id for each in handed_to(self.home, owner.partition("-")[0]) for id in (each.source, each.target)}
        there = [pack for folder in folders if (pack := _read(folder)) is not None]
        packs = [pack for pack in there if pack.info.owner == owner or pack.info.id in handed]
        return sorted(packs, key=lambda pack: pack.info.created, reverse=True)

    def owned(self, owner: str = LOCAL_OWNER) -> list[Pack]:
        """Of :meth:`packs` those that belong to the owner: without what was handed to their room."""
        return [pack for pack in self.packs(owner) if pack.info.owner == owner]

    def last_of(self, path: str, owner: str = LOCAL_OWNER) -> Pack | None:
        """The newest dataset that was made of the folder at ``path``, whatever has become of the folder since, or ``None``."""
        made = (pack for pack in self.owned(owner) if (pack.info.origin["kind"], pack.info.origin["path"]) == ("folder", path))
        return next(made, None)

    def find(self, fingerprint: str, owner: str = LOCAL_OWNER) -> Pack | None:
        """The newest dataset that was made from exactly this, or ``None``."""
        return next((pack for pack in self.owned(owner) if pack.info.origin["fingerprint"] == fingerprint), None)


def _read(folder: Path) -> Pack | None:
    try:
        pack = Pack(folder)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return pack if pack.info.version <= PACK_VERSION else None


def _say_why_not(folder: Path, owner: str) -> None:
    """Raise why an existing dataset cannot be read, unless it says that it is somebody else's. Only its id is mentioned."""
    if not folder.is_dir():
        return
    with pack_files.damage_told(folder.name[:8], "dataset.json"):
        about = durable.read_json(folder / "dataset.json")
        version, whose = about["version"], about.get("owner", owner)
    if whose != owner:
        return
    if type(version) is int and version > PACK_VERSION:
        raise UserError("dataset_newer", dataset=folder.name[:8], version=version, known=PACK_VERSION)
    raise UserError("dataset_damaged", name=folder.name[:8], file="dataset.json")

"""Datasets in scripts: read, shifted, checked and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.api.work import PathLike, done_by_worker, paths
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.service.listener import Listener
from tlgui.service.reading import ROLES, Location, read, read_pair, tables_of

if TYPE_CHECKING:
    from tlgui.data.pack import Pack
    from tlgui.data.seals import Role


@dataclass(frozen=True)
class Dataset:
    """A folder or zip of pictures as it was read.

    Attributes
    ----------
    id:
        Identifies it in :func:`adapt` and everywhere else; reading the same folder again gives the same id.
    """

    home: Home
    pack: Pack

    @property
    def id(self) -> str:
        return self.pack.info.id

    @property
    def info(self) -> dict[str, Any]:
        """Name, size, classes, counts and origin; without classes and counts for a sealed dataset (see :meth:`reveal`)."""
        from tlgui.data.told import told_info

        return told_info(self.home, self.pack.info).as_json()

    def reveal(self) -> Dataset:
        """Reveal its sealed labels for good; the time is recorded. Runs keep theirs sealed until :meth:`Run.reveal`."""
        from tlgui.data.seals import reveal

        if not reveal(self.home, self.pack.info, by="script"):
            raise UserError("nothing_to_reveal")
        return self

    def rename(self, name: str) -> Dataset:
        """The dataset under another name; runs keep the name that it had. Raises what :func:`tlgui.service.datasets.rename` does."""
        from tlgui.service.datasets import rename

        return Dataset(self.home, rename(self.home, self.id, name))

    def delete(self) -> None:
        """Move it to the trash; ``restore`` brings it back. Raises ``dataset_needed`` while a run needs it."""
        from tlgui.service.datasets import DatasetBin

        DatasetBin(self.home).put(self.id)

    def restore(self) -> Dataset:
        """Bring it back from the trash. Raises ``dataset_unknown`` if it is not there."""
        from tlgui.service.datasets import DatasetBin

        return Dataset(self.home, DatasetBin(self.home).restore(self.id))

    def files(self) -> list[dict[str, Any]]:
        """For each picture its ``picture`` (number), ``hash`` and ``file``, its path with its class folder, for the owner of the files."""
        from tlgui.data.files import files_of

        return [each._asdict() for each in files_of(self.pack)]

    def shifted(self, kind: str = "blur", severity: int = 3, seed: int = 0) -> Dataset:
        """A copy that looks different, to show domain shift with; ``kind`` and ``severity`` as in ``tlgui shift --help``."""
        settings = {"kind": kind, "severity": severity, "seed": seed}
        made = done_by_worker(self.home, "shift", {"dataset": self.id, "settings": _shift(settings), "name": None})
        return _dataset(self.home, made["dataset"])

    def preview_shift(self, pictures: Sequence[int], kind: str = "blur", severity: int = 3, seed: int = 0) -> dict[str, Any]:
        """What a shift does to a few pictures, before anything is made: WebP files as base64."""
        settings = {"kind": kind, "severity": severity, "seed": seed}
        return done_by_worker(
            self.home, "preview", {"dataset": self.id, "settings": _shift(settings), "pictures": list(pictures)}
        )

    def augmented(self, pictures: Sequence[int], size: int = 224, seed: int = 0) -> dict[str, Any]:
        """What the network sees of a few pictures, for each strength of augmentation: files below ``folder``."""
        payload = {"dataset": self.id, "pictures": list(pictures), "size": size, "seed": seed}
        return done_by_worker(self.home, "augmentation", payload)


def read_dataset(
    path: PathLike,
    *,
    role: Role | None = None,
    values: PathLike | None = None,
    labels: PathLike | None = None,
    home: PathLike | None = None,
) -> Dataset:
    """Read a folder or a zip, or find it again; the folder is never changed.

    Parameters
    ----------
    role:
        ``"source"`` or ``"target"``: refuse the data if it cannot have this role.
    values, labels:
        A table (CSV or TSV) with the value or the class of each picture.
    """
    problems: list[Problem] = []
    place = Location(*paths(path, values, labels))
    tables = tables_of({"source": place}, problems)
    if problems:
        raise UserError.of(problems)
    assert place.path is not None
    folder = Home.open(home)
    return Dataset(folder, read(folder, place.path, role, tables.get("source"), Listener()))


def demo(name: str = "icons", *, home: PathLike | None = None) -> tuple[Dataset, Dataset]:
    """The source and the target of a built-in demo.

    Parameters
    ----------
    name:
        ``"icons"`` (3D icons, and others as ink drawings), ``"icons-flat"`` (these as flat drawings), ``"digits"`` (printed ones, and
        handwritten ones: small pictures, for training a network from scratch), ``"icons-few"`` (of the flat drawings only animals and
        food: other class shares than the source's) or ``"icons-sealed"`` (ink drawings, and 3D icons whose labels are sealed).
    """
    from tlgui.data.demo_catalogue import demo_named

    demo_named(name)
    folder = Home.open(home)
    made = done_by_worker(folder, "demo", {"demo": name})
    return _dataset(folder, made["source"]), _dataset(folder, made["target"])


def health_report(
    source: Dataset | PathLike, target: Dataset | PathLike | None = None, *, home: PathLike | None = None
) -> dict[str, Any]:
    """The health report of a dataset, or of a source and a target: counts, copies, blur, sizes, how the domains differ.

    Parameters
    ----------
    source, target:
        A dataset, or what :func:`adapt` takes: a folder, a zip, or the id of a dataset.

    Raises
    ------
    UserError
        What cannot be read, of both together; ``sealed_source``.
    """
    from tlgui.health.report import health_of

    return health_of(*_packs(home, source, target, required=False))


def xray(
    source: Dataset | PathLike, target: Dataset | PathLike, backbone: str | None = None, *, home: PathLike | None = None
) -> dict[str, Any]:
    """How different two datasets are for a network, in which pictures it shows, and what explains it.

    Parameters
    ----------
    source, target:
        As in :func:`health_report`.

    Raises
    ------
    UserError
        What cannot be read, of both together; as :func:`tlgui.analysis.shift.shift_xray`.
    """
    from tlgui.analysis.shift import shift_xray
    from tlgui.models.catalogue import DEFAULT

    folder, packs = _packs(home, source, target)
    return shift_xray(folder, packs["source"], packs["target"], backbone or DEFAULT)


def _packs(
    home: PathLike | None, source: Dataset | PathLike, target: Dataset | PathLike | None, *, required: bool = True
) -> tuple[Home, dict[Role, Pack]]:
    """The data folder, and the pictures of a source and of a target, if there is one, which are read where they are paths."""
    given = {role: each for role, each in zip(ROLES, (source, target), strict=True) if each is not None}
    folder = next((each.home for each in given.values() if isinstance(each, Dataset)), None) or Home.open(home)
    places = {role: Location(Path(each.id if isinstance(each, Dataset) else each)) for role, each in given.items()}
    return folder, read_pair(folder, places, {}, Listener(), required=required)


def _dataset(home: Home, dataset: str) -> Dataset:
    from tlgui.data.store import DatasetStore

    return Dataset(home, DatasetStore(home).get(dataset))


def _shift(settings: dict[str, Any]) -> dict[str, Any]:
    from tlgui.data.shift import ShiftSettings
    from tlgui.settings import read_settings

    shift, problems = read_settings(ShiftSettings, settings)
    if shift is None:
        raise UserError.of(problems)
    return shift.model_dump(mode="json")

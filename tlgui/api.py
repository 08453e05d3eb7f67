"""The API for scripts: everything that the page does, without the page. Each function is available as ``tlgui.NAME`` (``docs/python.md``).

All of them work on the data folder of the page and the command line: ``home=``, else the environment's ``TLGUI_HOME``, else ``.tlgui`` in
the user's folder. Errors are :class:`tlgui.errors.UserError`, whose text says what to do. Training and other heavy work is done by
worker processes, as for the page, so that a script and the page see each other's runs and share one queue.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.errors import Problem, UserError
from tlgui.home import Home, new_id
from tlgui.service.asking import (
    KEEP_SECONDS,
    ROLES,
    Listener,
    Location,
    RunRequest,
    follow,
    preset_named,
    read,
    read_pair,
    start,
    tables_of,
)

if TYPE_CHECKING:
    from tlgui.data.pack import Pack
    from tlgui.data.seals import Role
    from tlgui.export.loggers import Logger
    from tlgui.runs import store
    from tlgui.runs.bin import Deleted
    from tlgui.runs.presets import Preset
    from tlgui.runs.waiting import InLine
    from tlgui.training.loaded import LoadedModel

PathLike = str | os.PathLike[str]
POLL_SECONDS = 0.05


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

    def files(self) -> list[dict[str, Any]]:
        """For each picture its ``picture`` (number), ``hash`` and ``file``, its path with its class folder, for the owner of the files."""
        from tlgui.data.files import files_of

        return [each._asdict() for each in files_of(self.pack)]

    def shifted(self, kind: str = "blur", severity: int = 3, seed: int = 0) -> Dataset:
        """A copy that looks different, to show domain shift with; ``kind`` and ``severity`` as in ``tlgui shift --help``."""
        settings = {"kind": kind, "severity": severity, "seed": seed}
        made = _job(self.home, "shift", {"dataset": self.id, "settings": _shift(settings), "name": None})
        return _dataset(self.home, made["dataset"])

    def preview_shift(self, pictures: Sequence[int], kind: str = "blur", severity: int = 3, seed: int = 0) -> dict[str, Any]:
        """What a shift does to a few pictures, before anything is made: WebP files as base64."""
        settings = {"kind": kind, "severity": severity, "seed": seed}
        return _job(self.home, "preview", {"dataset": self.id, "settings": _shift(settings), "pictures": list(pictures)})

    def augmented(self, pictures: Sequence[int], size: int = 224, seed: int = 0) -> dict[str, Any]:
        """What the network sees of a few pictures, for each strength of augmentation: files below ``folder``."""
        payload = {"dataset": self.id, "pictures": list(pictures), "size": size, "seed": seed}
        return _job(self.home, "augmentation", payload)


@dataclass(frozen=True)
class Run:
    """A run: wait for it, stop it, read it, export it."""

    home: Home
    run: store.Run

    @property
    def id(self) -> str:
        return self.run.id

    @property
    def folder(self) -> Path:
        """The folder with everything that was on the screen."""
        return self.run.folder

    @property
    def result(self) -> dict[str, Any]:
        """What ``tlgui show RUN --json`` prints: status, metrics, scores, settings. Unknown or sealed values are ``None``."""
        from tlgui.jobs.queue import JobQueue
        from tlgui.runs.results import summary

        return summary(self.run, JobQueue(self.home))

    def told(self, language: str = "en") -> str:
        """The result in the page's words, and, one per line, what looks wrong with the run."""
        from tlgui.runs.results import told

        return "\n".join(told(self.result, language))

    def wait(self, loggers: Sequence[Logger] = ()) -> Run:
        """Wait until the run and its maps are done.

        Parameters
        ----------
        loggers:
            Receive the run's numbers from its beginning: :class:`tlgui.export.loggers.TensorBoard`, or your own.

        Raises
        ------
        UserError
            What went wrong, when it failed.
        """
        from tlgui.export.loggers import Recorder, about_run

        recorder = Recorder(loggers, about_run(self.result))
        follow(self.home, self.run, recorder)
        recorder.end(self.result)
        problems = self.result["problems"]
        if problems:
            raise UserError.of(Problem(each["code"], each["values"]) for each in problems)
        return self

    def stop(self) -> Run:
        """Stop it within ten seconds. Everything done so far is kept."""
        from tlgui.service.stopping import ask_to_stop, see_it_end

        ask_to_stop(self.home, self.run)
        see_it_end(self.home, self.run)
        return self

    def move(self, place: int = 1) -> Run:
        """Move a waiting run to position ``place`` in the queue (1: next); ``not_waiting`` if it is not waiting."""
        from tlgui.jobs.queue import JobQueue
        from tlgui.runs.waiting import move

        move(JobQueue(self.home), self.run, place)
        return self

    def pause(self) -> Run:
        """Pause it within ten seconds; :meth:`resume` continues from there."""
        from tlgui.service.stopping import ask_to_stop, see_it_end

        ask_to_stop(self.home, self.run, pause=True)
        see_it_end(self.home, self.run)
        return self

    def resume(self, confirm: Collection[str] = (), *, wait: bool = True, loggers: Sequence[Logger] = ()) -> Run:
        """Resume a run that was paused, stopped, interrupted or failed, from its newest saved state, as if it had never stopped.

        Parameters
        ----------
        confirm:
            ``"changed_program"``, ``"unnumbered_program"``, ``"changed_data"``: resume although these have changed, or may have, since the
            run began.
        wait, loggers:
            As in :func:`adapt`.

        Raises
        ------
        UserError
            Everything that has changed since the run began, together; ``resume_finished``; and errors of the resumed run.
        """
        from tlgui.service.resuming import resume_run

        resume_run(self.home, self.run, confirmed=confirm, keep_seconds=KEEP_SECONDS)
        return self.wait(loggers) if wait else self

    def describe(self, **changes: Any) -> Run:
        """Change ``name="first try"`` (``None``: no name), ``notes="…"`` or ``tags=["paper"]``; what is not given stays."""
        from tlgui.runs.store import RunStore

        RunStore(self.home).describe(self.run, **changes)
        return self

    def delete(self) -> None:
        """Move it to the bin; :func:`restore_run` brings it back until :func:`empty_bin`. Datasets and references stay.

        Raises
        ------
        UserError
            Why it cannot be deleted: it is not over, something is being made from it, or other runs need it.
        """
        from tlgui.runs.bin import RunBin

        RunBin(self.home).put(self.run)

    def compare(self, other: Run) -> dict[str, Any]:
        """The settings in which it differs from another run, and their results: :func:`tlgui.runs.differences.differences`."""
        from tlgui.runs.differences import differences

        return differences(self.result, other.result)

    def reveal(self) -> Run:
        """Reveal the target's sealed labels, for the run and the dataset; the time is recorded in both."""
        from tlgui.service.launch import reveal

        if not reveal(self.home, self.run, by="script"):
            raise UserError("nothing_to_reveal")
        return self

    def try_picture(self, picture: PathLike | int) -> dict[str, Any]:
        """One picture through the networks before and after: a file, or the index of a target picture.

        Returns
        -------
        As :func:`tlgui.analysis.explain.try_picture`.
        """
        if isinstance(picture, int):
            return _job(self.home, "try", {"run": self.id, "picture": picture})
        self.home.tries.mkdir(parents=True, exist_ok=True)
        name = f"{new_id()}.img"
        shutil.copyfile(picture, self.home.tries / name)
        return _job(self.home, "try", {"run": self.id, "file": name})

    def export(
        self, to: PathLike | None = None, formats: Sequence[str] = ("safetensors", "onnx", "torch"), language: str = "en"
    ) -> dict[str, Any]:
        """Export the model as files, each checked against the trained network first; unpacked into the new folder ``to`` if given.

        Returns
        -------
        The content of ``model.json``, with ``refused``: the problems of formats that are not offered.
        """
        exported = _job(self.home, "export", {"run": self.id, "what": "model", "formats": list(formats), "language": language})
        if to is not None:
            unpack_model(self.run, Path(to))
        return exported

    def predictions(self, to: PathLike, sort_into: PathLike | None = None) -> dict[str, Any]:
        """The run's prediction and confidence for each picture of its target, as a table (CSV).

        Parameters
        ----------
        sort_into:
            A new folder to copy the target's pictures into, with a subfolder for each predicted class. The target's folder is only read.

        Returns
        -------
        ``file``, ``pictures``; and ``sorted``: ``folder``, ``copied`` (files as they were) and ``written`` (PNG of what tlgui keeps).
        """
        from tlgui import durable
        from tlgui.export.predictions import predictions_of
        from tlgui.export.predictions import sort_into as sort

        table = predictions_of(self.home, self.run)
        told: dict[str, Any] = {"file": str(Path(to).absolute()), "pictures": len(table.rows)}
        if sort_into is not None:
            told["sorted"] = {"folder": str(Path(sort_into).absolute()), **sort(table, Path(sort_into))}
        durable.write_bytes(Path(to).absolute(), table.csv_bytes())
        return told

    def report(self, to: PathLike, language: str = "en") -> Path:
        """Everything about the run as one self-contained HTML file with interactive maps."""
        from tlgui import durable

        made = _job(self.home, "export", {"run": self.id, "what": "report", "language": language})
        durable.write_bytes(Path(to).absolute(), Path(made["file"]).read_bytes())
        return Path(to).absolute()

    def archive(self, to: PathLike) -> Path:
        """The whole run as one zip, for :func:`import_run` on another machine. The pictures are not included."""
        from tlgui.moving.archive import write_archive

        write_archive(self.home, self.run, Path(to).absolute())
        return Path(to).absolute()

    def command(self) -> str:
        """The ``tlgui train`` command that gives the same numbers."""
        from tlgui.export.script import command, once_more

        return command(self.run.spec, *once_more(self.home, self.run))

    def script(self, language: str = "en") -> str:
        """A Python script that gives the same numbers."""
        from tlgui.export.script import once_more, script

        return script(self.run.spec, *once_more(self.home, self.run), language)

    def notebook(self, language: str = "en") -> str:
        """A notebook (JSON) that gives the same numbers."""
        from tlgui.export.script import notebook, once_more

        return notebook(self.run.spec, *once_more(self.home, self.run), language)


def adapt(
    source: PathLike | None = None,
    target: PathLike | None = None,
    *,
    like: Run | str | None = None,
    preset: str | None = None,
    strategy: str | None = None,
    backbone: str | None = None,
    seed: int = 0,
    demo: str | None = None,
    source_values: PathLike | None = None,
    target_values: PathLike | None = None,
    source_labels: PathLike | None = None,
    target_labels: PathLike | None = None,
    rename: Mapping[str, str] | None = None,
    leave_out: Collection[str] = (),
    target_shares: str | Mapping[str, float] | None = None,
    confirm: Collection[str] = (),
    sealed: bool = False,
    name: str | None = None,
    tags: Collection[str] = (),
    wait: bool = True,
    loggers: Sequence[Logger] = (),
    home: PathLike | None = None,
    **settings: Any,
) -> Run:
    """Adapt a network from a source to a target: the same as ``tlgui train``, with the same numbers.

    Parameters
    ----------
    source, target:
        A folder, a zip, or the id of a dataset. Source: one sub-folder for each class. Target: labels are optional.
    like:
        A run, or its name: its data and settings are the defaults.
    preset:
        The name of a preset, or its file: its settings are the defaults.
    strategy:
        Key of a strategy, or several: ``"dann+mmd"`` joins, ``"mcc,shot"`` chains; by default ``mcc``, or ``mmd`` for values.
    backbone:
        Key of a backbone; by default ``efficientnet-lite0``, or ``small-cnn`` for pictures of up to 64 pixels. Both need no download.
    demo:
        ``"icons"``, ``"icons-flat"`` or ``"digits"`` instead of folders (:func:`demo`).
    source_values, target_values, source_labels, target_labels:
        Tables (CSV or TSV) with the value or the class of each picture.
    rename, leave_out:
        A class's new name (twice the same merges), and classes to leave out.
    target_shares:
        The target's class shares, if you know them: ``{"dog": 0.2, "horse": 0.8}``, the same as text (``"dog=0.2,horse=0.8"``), or
        ``"same"`` as the source. A class that is not named has share 0. The default strategy is then ``cdan``.
    confirm:
        Codes of questions to answer with yes (``"same_folder"`` …).
    sealed:
        Keep the target's labels sealed: no target accuracy.
    name, tags:
        The run's name, and tags to find it by.
    wait:
        Wait until it is done; otherwise the run is returned at once and continues by itself.
    loggers:
        Receive its numbers while waiting, as in :meth:`Run.wait`.
    **settings:
        Any setting of the run or of its strategies: ``epochs=20``, ``weight=0.5``, ``**{"mmd.weight": 0.5}``; ``tlgui strategies`` lists
        them.

    Raises
    ------
    UserError
        All problems together, before anything is trained; and what went wrong in a run that failed.
    """
    folder = Home.open(home)
    asked = RunRequest(
        places={
            "source": Location(*_paths(source, source_values, source_labels)),
            "target": Location(*_paths(target, target_values, target_labels)),
        },
        demo=demo,
        like=None if like is None else (find_run(like, home) if isinstance(like, str) else like).run.spec,
        preset=None if preset is None else preset_named(folder, preset).spec,
        strategy=strategy,
        backbone=backbone,
        settings={**settings, "seed": seed},
        rename=rename or {},
        leave_out=leave_out,
        target_shares=target_shares,
        confirm=confirm,
        sealed=sealed,
        name=name,
        tags=tags,
    )
    run = Run(folder, start(folder, asked, Listener()))
    return run.wait(loggers) if wait else run


def best(
    source: PathLike | None = None,
    target: PathLike | None = None,
    *,
    demo: str | None = None,
    target_shares: str | Mapping[str, float] = "auto",
    labels: int = 0,
    backbone: str | None = None,
    seed: int = 0,
    confirm: Collection[str] = (),
    sealed: bool = False,
    home: PathLike | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """Find what works on a pair: the same as ``tlgui best``. Trains several strategies and chooses without target labels.

    Parameters
    ----------
    source, target, demo, backbone, seed, confirm, sealed, settings:
        As for :func:`adapt`; the settings are those of all runs.
    target_shares:
        ``"auto"``: estimated as far as possible without labels; else as for :func:`adapt`.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose.

    Returns
    -------
    ``winner`` (an ``"ensemble"``, and the single ``network``, a run, that comes nearest), ``why``, ``target_accuracy`` beside that of
    the two references (``None`` while labels are sealed), ``candidates``, ``verdict`` in words, ``seconds``.

    Raises
    ------
    UserError
        All problems together, before anything is trained; and what went wrong in a run that failed.
    """
    from tlgui.finding.race import Watcher, find_best
    from tlgui.finding.words import sentences

    asked = RunRequest(
        places={"source": Location(*_paths(source, None, None)), "target": Location(*_paths(target, None, None))},
        demo=demo,
        backbone=backbone,
        settings={**settings, "seed": seed},
        target_shares=None if target_shares == "auto" else target_shares,
        confirm=confirm,
        sealed=sealed,
    )
    verdict = find_best(Home.open(home), asked, Watcher(), labels=labels)
    return {**verdict.as_json(), "verdict": " ".join(sentences(verdict, "en"))}


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
    place = Location(*_paths(path, values, labels))
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
        ``"icons"`` (3D icons, and others as ink drawings), ``"icons-flat"`` (these as flat drawings) or ``"digits"`` (printed ones, and
        handwritten ones: small pictures, for training a network from scratch).
    """
    from tlgui.data.demo_catalogue import demo_named

    demo_named(name)
    folder = Home.open(home)
    made = _job(folder, "demo", {"demo": name})
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


def all_runs(search: str = "", home: PathLike | None = None, *, limit: int | None = None) -> list[Run]:
    """All runs, newest first, or those that match ``search``: words, ``#tag``, ``strategy:dann``, ``status:failed``, ``data:photos`` …

    Parameters
    ----------
    limit:
        At most so many, the newest.
    """
    from tlgui.home import LOCAL_OWNER
    from tlgui.runs.index import index_of
    from tlgui.runs.index.listing import newest
    from tlgui.runs.store import RunStore

    folder = Home.open(home)
    store = RunStore(folder)
    if not search and limit is None:
        return [Run(folder, run) for run in store.all()]
    index = index_of(folder)
    index.catch_up()
    return [Run(folder, store.get(each["run"])) for each in newest(index, LOCAL_OWNER, limit=limit, search=search)]


def queue(home: PathLike | None = None) -> list[InLine]:
    """The runs in training, then the waiting ones in order: ``each.run``, ``each.place`` (from 1, ``None`` while it is training),
    ``each.starts_in`` (estimated seconds, from earlier runs; ``None`` if unknown).
    """
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.waiting import line

    folder = Home.open(home)
    return line(folder, JobQueue(folder))


def deleted_runs(home: PathLike | None = None) -> list[Deleted]:
    """The deleted runs, last deleted first: ``each.run``, ``each.when`` (seconds since 1970), ``each.bytes``."""
    from tlgui.runs.bin import RunBin

    return RunBin(Home.open(home)).all()


def restore_run(name_or_id: str, home: PathLike | None = None) -> Run:
    """Restore a deleted run unchanged. If another run has its name by now, a number is appended."""
    from tlgui.runs.bin import RunBin

    folder = Home.open(home)
    run_bin = RunBin(folder)
    return Run(folder, run_bin.restore(run_bin.find(name_or_id)))


def empty_bin(*names_or_ids: str, home: PathLike | None = None) -> int:
    """Permanently remove the named deleted runs, or all. Returns the bytes freed."""
    from tlgui.runs.bin import RunBin

    run_bin = RunBin(Home.open(home))
    return run_bin.empty([run_bin.find(each) for each in names_or_ids] or run_bin.all())


def import_run(path: PathLike, home: PathLike | None = None) -> Run:
    """Import a run from another machine: the zip from :meth:`Run.archive`, or a run's folder. Its pictures are found by content.

    Raises
    ------
    UserError
        As :func:`tlgui.moving.importing.import_run`: what is wrong with it, or that it is here already.
    """
    from tlgui.moving.importing import import_run as take_in

    folder = Home.open(home)
    return Run(folder, take_in(folder, Path(path)).run)


def disk_used(home: PathLike | None = None) -> dict[str, Any]:
    """How much of the disk runs, datasets, caches, exports and the bin take: :func:`tlgui.runs.space.disk_used`."""
    from tlgui.runs.space import disk_used as used

    return used(Home.open(home))


def clean(*what: str, home: PathLike | None = None) -> dict[str, int]:
    """Free what can be recomputed: ``"features"``, ``"reports"`` (both by default), ``"exports"``, ``"references"``.

    Returns
    -------
    Bytes ``before``, ``after`` and ``freed``.
    """
    from tlgui.runs.space import clean as give_back

    return give_back(Home.open(home), what) if what else give_back(Home.open(home))


def all_presets(home: PathLike | None = None) -> list[Preset]:
    """The saved presets, by name: ``preset.name``, ``preset.spec``; ``preset.as_bytes()`` is the file to share."""
    from tlgui.runs.presets import PresetStore

    return PresetStore(Home.open(home)).all()


def save_preset(name: str, like: Run | PathLike, home: PathLike | None = None) -> Preset:
    """Save settings under a name: those of a run, or of a preset's file. The same name again makes the next revision."""
    from tlgui.runs.presets import PresetStore, preset_of, read_preset_file

    spec = like.run.spec if isinstance(like, Run) else read_preset_file(Path(like)).spec
    return PresetStore(Home.open(home)).save(preset_of(spec, name))


def remove_preset(name: str, home: PathLike | None = None) -> None:
    """Take a preset away for good; runs that were begun with it keep their settings."""
    from tlgui.runs.presets import PresetStore

    store = PresetStore(Home.open(home))
    store.remove(store.find(name))


def find_run(name_or_id: str, home: PathLike | None = None) -> Run:
    """The run of this name, or whose id begins so."""
    from tlgui.runs.store import RunStore

    folder = Home.open(home)
    return Run(folder, RunStore(folder).find(name_or_id))


def load_model(file: PathLike) -> LoadedModel:
    """A model that was exported as safetensors, ready to predict: ``load_model(file).predict("picture.jpg")``.

    Raises
    ------
    UserError
        As :meth:`tlgui.training.loaded.LoadedModel.from_file`.
    """
    from tlgui.training.loaded import LoadedModel

    return LoadedModel.from_file(Path(file))


def unpack_model(run: store.Run, to: Path) -> Path:
    """Unpack the model that a run exported last into a new or empty folder.

    Raises
    ------
    UserError
        ``export_folder_not_empty``.
    """
    import zipfile

    to = to.expanduser().absolute()
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UserError("export_folder_not_empty", folder=str(to))
    with zipfile.ZipFile(run.folder / "exports" / "model.zip") as archive:
        archive.extractall(to)  # safe to extract, since we chose every name in it
    return to


def _paths(*given: PathLike | None) -> list[Path | None]:
    return [None if each is None else Path(each) for each in given]


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


def _job(home: Home, kind: str, payload: dict[str, Any]) -> Any:
    """Have a worker do a job, as the page would, and wait for its result."""
    from tlgui.jobs.queue import LANES, JobQueue
    from tlgui.jobs.workers import ensure_workers

    queue = JobQueue(home)
    job = queue.submit(kind, payload)
    kept = 0.0
    try:
        while not job.over:
            if time.monotonic() - kept > 5:
                kept = time.monotonic()
                ensure_workers(home, {LANES[kind]}, KEEP_SECONDS)
            time.sleep(POLL_SECONDS)
            job = queue.get(job.id) or job
    except KeyboardInterrupt:  # like Cancel on the page: partial results are removed
        queue.ask_to_cancel(job.id)
        raise
    if job.problems:
        raise UserError.of(Problem(each["code"], each["values"]) for each in job.problems)
    return job.result

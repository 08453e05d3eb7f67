"""Runs in scripts: started, followed, exported, found again."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.api.work import PathLike, done_by_worker, paths
from tlgui.errors import Problem, UserError
from tlgui.home import Home, new_id
from tlgui.service.asking import (
    KEEP_SECONDS,
    Listener,
    Location,
    RunRequest,
    follow,
    preset_named,
    start,
)

if TYPE_CHECKING:
    from tlgui.export.loggers import Logger
    from tlgui.runs import store
    from tlgui.runs.waiting import InLine
    from tlgui.training.loaded import LoadedModel


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
            return done_by_worker(self.home, "try", {"run": self.id, "picture": picture})
        self.home.tries.mkdir(parents=True, exist_ok=True)
        name = f"{new_id()}.img"
        shutil.copyfile(picture, self.home.tries / name)
        return done_by_worker(self.home, "try", {"run": self.id, "file": name})

    def export(
        self, to: PathLike | None = None, formats: Sequence[str] = ("safetensors", "onnx", "torch"), language: str = "en"
    ) -> dict[str, Any]:
        """Export the model as files, each checked against the trained network first; unpacked into the new folder ``to`` if given.

        Returns
        -------
        The content of ``model.json``, with ``refused``: the problems of formats that are not offered.
        """
        exported = done_by_worker(
            self.home, "export", {"run": self.id, "what": "model", "formats": list(formats), "language": language}
        )
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

        made = done_by_worker(self.home, "export", {"run": self.id, "what": "report", "language": language})
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
            "source": Location(*paths(source, source_values, source_labels)),
            "target": Location(*paths(target, target_values, target_labels)),
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
        places={"source": Location(*paths(source, None, None)), "target": Location(*paths(target, None, None))},
        demo=demo,
        backbone=backbone,
        settings={**settings, "seed": seed},
        target_shares=None if target_shares == "auto" else target_shares,
        confirm=confirm,
        sealed=sealed,
    )
    verdict = find_best(Home.open(home), asked, Watcher(), labels=labels)
    return {**verdict.as_json(), "verdict": " ".join(sentences(verdict, "en"))}


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


def find_run(name_or_id: str, home: PathLike | None = None) -> Run:
    """The run of this name, or whose id begins so."""
    from tlgui.runs.store import RunStore

    folder = Home.open(home)
    return Run(folder, RunStore(folder).find(name_or_id))


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

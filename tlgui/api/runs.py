"""Runs in scripts: started, listed, found again, imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.api.run import Run
from tlgui.api.work import PathLike, paths
from tlgui.home import Home
from tlgui.service.asking import RunRequest, preset_named, start
from tlgui.service.listener import Listener
from tlgui.service.reading import Location

if TYPE_CHECKING:
    from tlgui.export.loggers import Logger
    from tlgui.runs.waiting import InLine
    from tlgui.training.loaded import LoadedModel


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
    given_labels: bool = False,
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
        ``"icons"``, ``"icons-flat"``, ``"digits"``, ``"icons-few"`` or ``"icons-sealed"`` instead of folders (:func:`demo`).
    source_values, target_values, source_labels, target_labels:
        Tables (CSV or TSV) with the value or the class of each picture.
    rename, leave_out:
        A class's new name (twice the same merges), and classes to leave out.
    target_shares:
        The target's class shares, if you know them: ``{"dog": 0.2, "horse": 0.8}``, the same as text (``"dog=0.2,horse=0.8"``), or
        ``"same"`` as the source. A class that is not named has share 0. The default strategy is then ``cdan``.
    given_labels:
        Learn the labels that you gave to the target's pictures (*Label twenty*), in the place of its own.
    confirm:
        Codes of questions to answer with yes (``"same_folder"`` …).
    sealed:
        Keep the target's labels sealed: no target accuracy. Those of the demo ``"icons-sealed"`` always are, until they are revealed.
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
        given_labels=given_labels,
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
    source_labels: PathLike | None = None,
    target_labels: PathLike | None = None,
    demo: str | None = None,
    rename: Mapping[str, str] | None = None,
    leave_out: Collection[str] = (),
    target_shares: str | Mapping[str, float] = "auto",
    labels: int = 0,
    given_labels: bool = False,
    backbone: str | None = None,
    second_backbone: str | None = None,
    seed: int = 0,
    confirm: Collection[str] = (),
    sealed: bool = False,
    home: PathLike | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """Find what works on a pair: the same as ``tlgui best``. Trains several strategies and chooses without target labels.

    Parameters
    ----------
    source, target, source_labels, target_labels, demo, rename, leave_out, backbone, seed, confirm, sealed, settings:
        As for :func:`adapt`; the settings are those of all runs.
    target_shares:
        ``"auto"``: estimated as far as possible without labels; else as for :func:`adapt`.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose.
    given_labels:
        Train fine-tuning and TrAdaBoost too, with the labels that you gave to the target's pictures (*Label twenty*).
    second_backbone:
        A second one, on which all of it is done once more: the answer is the average of both.

    Returns
    -------
    ``search`` (its id), ``winner`` (an ``"ensemble"``, and the single ``network``, a run, that comes nearest), ``why``,
    ``target_accuracy`` beside that of the two references (``None`` while labels are sealed), ``candidates``, ``verdict`` in words,
    ``seconds``.

    Raises
    ------
    UserError
        All problems together, before anything is trained; and what went wrong in a run that failed.
    """
    from tlgui.finding.asking import Watcher, find_best
    from tlgui.views.search_verdict import told

    asked = RunRequest(
        places={
            "source": Location(*paths(source, None, source_labels)),
            "target": Location(*paths(target, None, target_labels)),
        },
        demo=demo,
        backbone=backbone,
        settings={**settings, "seed": seed},
        rename=rename or {},
        leave_out=leave_out,
        target_shares=None if target_shares == "auto" else target_shares,
        confirm=confirm,
        sealed=sealed,
    )
    folder, watcher = Home.open(home), Watcher()
    verdict = find_best(folder, asked, watcher, labels=labels, given=given_labels, second=second_backbone or "")
    assert watcher.search is not None
    words = " ".join(told(folder, watcher.search, verdict, "en"))
    return {"search": watcher.search.id, **verdict.as_json(), "verdict": words}


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

"""The networks that labels are to tell apart: every finished run on a target, and what each is compared with, with their predictions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.run_pictures import Renumbering
from tlgui.runs.events import read_outline
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import facts_of_runs, kept_on
from tlgui.runs.remarks import search_of
from tlgui.runs.results import given_labels_used
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import target_predictions
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import SOURCE_ONLY
from tlgui.specification.target_shares import TargetShares
from tlgui.tasks import TASKS, TaskKey

MOST_NETWORKS = 200
"""About so many different networks are compared: what is asked about, then the newest."""

AT_ONCE = 25
"""Runs that are read before it is counted again how many networks there are."""

KEPT = 300
"""Runs whose networks are kept in memory: of a target of 400 pictures 20 KB each."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network and what it predicts of the target's pictures.

    Attributes
    ----------
    run, kind:
        The run, and which reference of it this is; ``None`` for the run's own.
    strategy, backbone, source, name:
        Of the run; ``name`` where somebody gave it one, ``source`` as its dataset was called.
    pictures:
        int64 (m,): the pictures that it predicts, all but those that it learned the labels of.
    classes:
        Empty for values.
    predicted:
        (m,): the likeliest class, a place in ``classes``, or the value.
    matched:
        Whether its training was told class shares.
    tags:
        Of the run.
    learned, told:
        How many labels that a person gave it learned, and by how many it was told the mix of classes.
    given_shares:
        Whether somebody told it the class shares, rather than labels or an estimate.
    says:
        A digest, the same for networks that say the same: for runs of one strategy, source and mix of classes with the same outputs, for
        references of one kind and mix of classes with the same predictions. A run of source-only is one like its reference.
    again:
        What else it is called: keys of others that say the same and are not listed beside it; of references the ids that they have as runs.
    """

    run: str
    kind: str | None
    task: TaskKey
    strategy: str
    source: str
    source_id: str | None
    name: str | None
    pictures: NDArray[np.int64]
    classes: tuple[str, ...]
    predicted: NDArray[np.int64] | NDArray[np.float64]
    matched: bool = False
    tags: tuple[str, ...] = ()
    learned: int = 0
    told: int = 0
    given_shares: bool = False
    says: str = ""
    again: tuple[str, ...] = ()
    backbone: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return self.run if self.kind is None else f"{self.run}/{self.kind}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Its own, and what else it is called."""
        return (self.key, *self.again)

    def among(self, pictures: NDArray[np.int64]) -> Network:
        """The same as if it predicted no other pictures."""
        there = np.isin(self.pictures, pictures)
        return replace(self, pictures=self.pictures[there], predicted=self.predicted[there])


def networks_on(
    home: Home, index: RunIndex, owner: str, target: str, runs: Collection[str] | None = None, asked: Sequence[str] = ()
) -> list[Network]:
    """The networks of the owner's finished runs on a target, the newest first; then their references. Those that say the same are one.

    Parameters
    ----------
    runs:
        Only of these, all on that target; else of all.
    asked:
        Runs that are read whatever else there is, and that stand for networks that say the same, the first before the others.
    """
    there = [run for run in kept_on(index, owner, target) if runs is None or run in runs]
    found: list[Network] = []
    for some in _in_turn(there, asked):
        found += _read_some(home, index, owner, some)
        if len({each.says for each in found}) >= MOST_NETWORKS:
            break
    place = {run: at for at, run in enumerate(there)}
    found.sort(key=lambda each: (each.kind is not None, place[each.run]))
    # Classes are not compared with values: those of what is asked about first, else of the newest run.
    task = next((each.task for each in found if each.run in asked[:1]), found[0].task if found else None)
    return _once([each for each in found if each.task == task], asked)


def _in_turn(there: Sequence[str], asked: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs in the order in which they are read, some at a time: what is asked about, then the newest of the others."""
    first = [run for run in there if run in asked]
    others = [run for run in there if run not in asked]
    if first:
        yield first
    for start in range(0, len(others), AT_ONCE):
        yield others[start : start + AT_ONCE]


def _read_some(home: Home, index: RunIndex, owner: str, runs: Collection[str]) -> Iterator[Network]:
    for facts in facts_of_runs(index, owner, runs).values():
        if facts["status"] != "finished":
            continue
        try:
            run = RunStore(home).get(facts["run"], owner)
            networks = _networks_of(home, run.id, run.folder, run.events_path.stat().st_mtime_ns)
        except (UserError, OSError):  # deleted meanwhile
            continue
        yield from (replace(each, name=facts["name"], tags=tuple(facts["tags"])) for each in networks)


def _once(networks: Iterable[Network], asked: Sequence[str]) -> list[Network]:
    """Of those that say the same one, in the place of the first."""
    alike: dict[str, list[Network]] = {}
    for each in networks:
        alike.setdefault(each.says, []).append(each)
    return [_one_of(each, asked) for each in alike.values()]


def _one_of(alike: Sequence[Network], asked: Sequence[str]) -> Network:
    """The one that is asked about; else the newest that a search trained, whose network stays the same when somebody trains it again; else the
    newest. A reference, which others are compared with, before a run of source-only that says the same.
    """
    of_one_kind = [each for each in alike if each.kind is not None] or alike
    by_search = next((each for each in of_one_kind if search_of(each.tags)), of_one_kind[0])
    one = min((each for each in of_one_kind if each.run in asked), key=lambda each: asked.index(each.run), default=by_search)
    return replace(one, again=tuple(dict.fromkeys(key for each in alike for key in each.keys if key != one.key)))


@lru_cache(maxsize=KEPT)
def _networks_of(home: Home, run_id: str, folder: Path, changed: int) -> tuple[Network, ...]:
    """A run's network, and those of its references."""
    return tuple(_read(home, Run(run_id, folder)))


def _read(home: Home, run: Run) -> Iterator[Network]:
    log = read_outline(run.events_path)
    last = {event["event"]: event for event in log}
    numbers = Renumbering(home, run)
    if "picked" not in last or "settings" not in last or not numbers.possible:
        return
    task, classes = TASKS[run.spec.task], last["settings"]["classes"] or []
    if not (task.one_class or task.has_values):
        return
    references = {event["kind"]: event for event in log if event["event"] == "reference"}
    given, used = TaughtLabels.of(run), given_labels_used(run)
    paths: dict[str | None, Path] = {}
    if (
        given is not None or used is None or used["by"] != "teachers"
    ):  # an older one does not know which answers its teachers knew
        paths[None] = run.prediction_path(last["picked"]["kept"])
    for kind, event in references.items():
        paths[kind] = run.folder / "predictions" / kind / f"{event['step']:06d}.npz"
    for kind, path in paths.items():
        found = target_predictions(path)
        named = classes if kind is None else references[kind].get("classes") or classes
        if found is None or (task.one_class and found[1].shape[1] != len(named)):
            continue
        rows = numbers.rows({"target_index": found[0], "target": found[1]})
        outputs = rows["target"]
        predicted = outputs.argmax(1) if task.one_class else outputs[:, 0].astype(np.float64)
        known_as = "baseline" if kind is None and run.spec.strategy == SOURCE_ONLY else kind
        shares = run.spec.target_shares if kind != "baseline" else TargetShares()  # source-only is trained for the source alone
        yield Network(
            run=run.id,
            kind=kind,
            task=task.key,
            strategy=run.spec.strategy,
            source=run.names.get("source", ""),
            source_id=run.spec.source,
            name=None,
            pictures=rows["target_index"],
            classes=tuple(named) if task.one_class else (),
            predicted=predicted,
            matched=shares.said,
            learned=0 if given is None or kind is not None else len(given.pictures),
            told=shares.labels or 0,
            given_shares=shares.known_from == "told",
            again=() if kind is None else (str(references[kind]["run"]),),
            backbone=run.spec.backbone,
            says=_digest(run.spec.strategy, run.spec.source, shares, named, rows["target_index"], outputs)
            if known_as is None
            else _digest(known_as, shares if known_as != "baseline" else "", named, rows["target_index"], predicted),
        )


def _digest(*parts: object) -> str:
    found = hashlib.sha256()
    for each in parts:
        found.update(each.tobytes() if isinstance(each, np.ndarray) else f"{each}\n".encode("utf-8", "surrogatepass"))
    return found.hexdigest()

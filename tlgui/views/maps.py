"""A run's maps from its folder, and the thumbnails of its sample: a run is whole on another machine, without the datasets."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection
from typing import Any

import numpy as np

from tlgui import durable
from tlgui.array_files import reads_again
from tlgui.charts.maps import explorer
from tlgui.data.inside import open_inside
from tlgui.data.store import DatasetStore
from tlgui.data.told import numbered
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.planning import supervised
from tlgui.run_pictures import Renumbering, learned, names_told
from tlgui.runs.diagnosis import FEW_PICTURES
from tlgui.runs.events import read_outline
from tlgui.runs.forms import ROLES, are_points, is_record_of_maps, is_sample
from tlgui.runs.results import maps_of
from tlgui.runs.run import Run
from tlgui.strategies import Combination
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.tasks import TASKS
from tlgui.views.map_words import meaning, of_few


def maps_for_page(home: Home, run: Run, language: str, known: Collection[str] = ()) -> dict[str, Any]:
    """The maps so far, in order (before, steps of training, ``after``), as :func:`tlgui.charts.maps.explorer` gives them.

    Parameters
    ----------
    known:
        Names of maps whose points the page has already: a map never changes.

    Raises
    ------
    UserError
        ``maps_not_yet`` before the first; ``maps_damaged`` with the file that holds what no map can be drawn from.
    """
    record = maps_of(run)
    if record is None or not record.get("maps"):
        raise UserError("maps_not_yet")
    written = sample_of(run)
    now = Renumbering(home, run, written)
    sample = now.sample(written)
    pictures = {role: len(sample[role]["indices"]) for role in ROLES if role in sample}
    if not is_record_of_maps(record, pictures.get("target", 0)):
        raise UserError("maps_damaged", file="maps/maps.json")
    record = now.maps(record)
    kept = record["maps"].get("after", {}).get("step")
    on_the_way = sorted(name for name in record["maps"] if name.isdigit() and (kept is None or int(name) < kept))
    order = [name for name in ("before", *on_the_way, "after") if name in record["maps"]]
    maps = {name: now.points(_arrays(run, record["maps"][name]["file"], pictures, len(sample["classes"]))) for name in order}
    measured = dict(record["maps"])
    if supervised(Combination.parse(run.spec.strategy)):
        record = {**record, "unlike": []}  # such a run has learned the target's classes
        if "before" in maps and _untouched(run):  # no classifier has been trained on it, so it predicts nothing
            maps["before"] = {name: maps["before"][name] for name in ROLES if name in maps["before"]}
            measured["before"] = {**measured["before"], "separation": None}
    labels = {"source": sample.get("source", {}).get("labels"), "target": now.shown(_target_labels(run, written))}
    if TASKS[run.spec.task].one_class and labels["target"] is not None and -1 not in labels["target"]:
        record = {**record, "unlike": []}  # open labels say that every picture is of a class that the run has
    labels = {role: _known(each) if TASKS[run.spec.task].colors_maps else None for role, each in labels.items()}
    few = any(_in_all(sample[role]) < FEW_PICTURES for role in ROLES if role in sample)
    record["maps"] = {
        name: of_few(each, language) if few else {**each, "means": meaning(name, each, run.spec.strategy, language)}
        for name, each in measured.items()
    }
    names = {role: _names(home, run, role, sample[role], language) for role in ROLES if role in sample}
    of_target = written.get("target", {"indices": []})
    taught = now.shown(learned(run, of_target["indices"]).tolist()) or []
    places = [place for place, each in enumerate(taught) if each]
    found = explorer(maps, record, sample["classes"], labels, names, known, places)
    others = now.shown(_of_other_classes(run, of_target["indices"])) if found["unlike"] else None
    others = [place for place, each in enumerate(others or []) if each]
    return {**found, "of_other_classes": others, "sampled": _sampled(sample)}


def _names(home: Home, run: Run, role: str, sample: dict[str, Any], language: str) -> list[str]:
    """What the pictures of a role's sample are called: their files' names, or while those are not told their numbers and hashes."""
    try:
        pack = DatasetStore(home).get(getattr(run.spec, role) or "", run.owner)
    except UserError:
        pack = None
    indices = sample["indices"]
    pack = pack if pack is not None and max(indices, default=-1) < len(pack) else None
    if role == "source" or names_told(home, run):
        if sample.get("names") is not None:
            return sample["names"]
        if pack is not None:
            return [pack.name(index) for index in indices]
    hashes = sample.get("hashes") or ([pack.hash(index) for index in indices] if pack is not None else [""] * len(indices))
    return [numbered(number, hash, language) for number, hash in zip(indices, hashes, strict=True)]


def _sampled(sample: dict[str, Any]) -> dict[str, int] | None:
    """How many pictures of each domain are shown and how many there are; ``None`` when all are."""
    there = {role: sample[role] for role in ROLES if role in sample}
    if all(len(each["indices"]) == _in_all(each) for each in there.values()):
        return None
    return {role: len(each["indices"]) for role, each in there.items()} | {
        f"{role}_all": each["in_all"] for role, each in there.items()
    }


def _in_all(of_role: dict[str, Any]) -> int:
    """How many pictures the domain has of which a sample is shown."""
    count: int = of_role.get("in_all", len(of_role["indices"]))
    return count


def _untouched(run: Run) -> bool:
    """Whether nothing was trained before a run that learns the target's classes: else source-only predicts on the map before."""
    if run.spec.given_labels is None and starting_point(run.spec) == BACKBONE:
        return True
    settings = [event for event in read_outline(run.events_path) if event["event"] == "settings"]
    return not any(event.get("baseline_kind") == "source_only" for event in settings)


def _known(labels: list[Any] | None) -> list[Any] | None:
    """Labels from JSON, where a value that is not known is ``null``."""
    return None if labels is None else [np.nan if each is None else each for each in labels]


def sample_of(run: Run) -> dict[str, Any]:
    """The record of the run's fixed sample: classes, and for each role names, labels and where each thumbnail ends.

    Raises
    ------
    UserError
        ``maps_damaged``.
    """
    try:
        sample = durable.read_json(run.folder / "sample" / "sample.json")
    except (OSError, ValueError, RecursionError):
        sample = None
    if not is_sample(sample, TASKS[run.spec.task]):
        raise UserError("maps_damaged", file="sample/sample.json")
    return sample


@reads_again
def _arrays(run: Run, file: str, pictures: dict[str, int], classes: int) -> dict[str, np.ndarray]:
    try:
        with open_inside(str(run.folder / "maps"), file) as opened, np.load(opened, allow_pickle=False) as arrays:
            points = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        points = {}
    if not are_points(points, pictures, classes):
        raise UserError("maps_damaged", file=f"maps/{file}")
    return points


def _target_labels(run: Run, sample: dict[str, Any]) -> list[Any] | None:
    """The target's labels of the sample, once they are open."""
    reveal = run.revealed()
    if reveal is None or "target" not in sample:
        return None
    labels, indices = reveal["labels"], sample["target"]["indices"]
    if max(indices, default=-1) >= len(labels) or not TASKS[run.spec.task].are_labels(labels, len(sample["classes"])):
        return None
    return [labels[index] for index in indices]


def _of_other_classes(run: Run, indices: list[int]) -> list[bool]:
    """Which of these target pictures are of a class that the run does not have, as far as open labels say so."""
    reveal = run.revealed()
    others = [picture for pictures in (reveal or {}).get("others", {}).values() for picture in pictures]
    found: list[bool] = np.isin(indices, others).tolist()
    return found


def has_maps(home: Home, run_id: str) -> bool:
    """Whether maps of a run have been drawn."""
    return (home.runs / run_id / "maps" / "maps.json").exists()


def to_draw(run: Run) -> bool:
    """Whether a finished run has kept what its maps are drawn from, and the map after is not there."""
    kept = run.kept_step()
    if kept is None or not all(map(os.path.exists, (run.folder / "snapshots" / "before.npz", run.snapshot_path(kept)))):
        return False
    drawn = (maps_of(run) or {}).get("maps")
    return not (isinstance(drawn, dict) and "after" in drawn)


def thumbnail(home: Home, run: Run, role: str, number: int) -> bytes:
    """The WebP of picture ``number`` of a role's sample."""
    try:
        sample = sample_of(run)
        ends = sample[role]["thumbnail_ends"]
        if not 0 <= number < len(ends):
            raise UserError("picture_unknown")
        number = Renumbering(home, run, sample).place(number) if role == "target" else number
        begin = ends[number - 1] if number else 0
        with open_inside(str(run.folder / "sample"), f"{role}.thumbnails") as file:
            file.seek(begin)
            return file.read(ends[number] - begin)
    except (OSError, KeyError, ValueError, UserError):
        raise UserError("picture_unknown") from None


def thumbnails(home: Home, run: Run, role: str) -> list[bytes]:
    """:func:`thumbnail` of every picture of a role's sample, read at once."""
    sample = sample_of(run)
    try:
        ends = sample[role]["thumbnail_ends"]
        with open_inside(str(run.folder / "sample"), f"{role}.thumbnails") as file:
            data = file.read()
    except (OSError, KeyError):
        raise UserError("picture_unknown") from None
    as_written = [data[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    return as_written if role == "source" else Renumbering(home, run, sample).shown(as_written) or []

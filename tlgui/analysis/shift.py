"""The shift X-ray: how far two datasets are apart for a frozen backbone, where it shows, and what explains it. Before any training.

It is made once for a pair, kept (:mod:`tlgui.analysis.kept`) and has this form::

    version, seconds, backbone
    source, target      {dataset, name, compared}: of very many pictures only so many are compared, evenly spread
    domain              {auc, accuracy, proxy_a_distance, mmd, mmd_p} of :mod:`tlgui.insight.divergence`, and mmd_normalised,
                        mmd_normalised_p: the same once each domain was standardized by itself; null with too few different
                        pictures
    classes             [{name, source, target, auc, mmd_p}]: the same for the pictures of one class in both (how many were compared), the
                        farthest apart first, without classes of too few different pictures. null unless classes of both may be told
                        (:mod:`tlgui.data.seals`)
    label_shift         half the sum of the differences of the class shares, 0 to 1; null likewise
    shares              [{name, source, target}]: the share of each of the source's classes in it, and the share that the target seems to have,
                        estimated from features (:mod:`tlgui.insight.class_shares`) without any label of the target, not even an open one.
                        null where the source has fewer than two classes to learn, or too few pictures
    seeming_shift       half the sum of the differences of these shares, 0 to 1; null likewise
    looks               null with too few different pictures, else
      measures          [{name, auc, source, target, without}] for brightness, contrast, color and sharpness: how well that number alone
                        tells the domains apart, its means, and the AUC of features from which it was regressed out
      together          AUC of all four together
      without           AUC of features from which all four were regressed out: near the domain's AUC, they explain nothing; near 0.5, all
    galleries           for each role {own: [picture, …], other: […]}: the pictures that the classifier takes most for their own domain, and
                        those it takes most for the other; a picture's score comes from a classifier that has not seen it
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.analysis.kept import VERSION, kept_xray, xray_path
from tlgui.data.pack import Pack
from tlgui.data.seals import may_tell, require_open
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.health.copies import exact_groups
from tlgui.health.kept import measures_path
from tlgui.health.measures import measured
from tlgui.home import Home
from tlgui.insight.class_shares import seeming_shares, shares_of, total_variation
from tlgui.insight.divergence import FEWEST, ToldApart, discrepancy, reduced, told_apart
from tlgui.insight.preprocessing import evenly_spread, standardized
from tlgui.models.catalogue import DEFAULT
from tlgui.specification.run_spec import ClassMap
from tlgui.tasks import TASKS
from tlgui.training import engine_choice
from tlgui.training.device import Device
from tlgui.training.frozen_features import frozen_features, opened_for

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext

COMPARED = 2000
"""Pictures of a domain that are compared."""

LOOKS = ("brightness", "contrast", "colour", "sharpness")

STAGES = {"network": (0.0, 0.1), "features": (0.1, 0.75), "looks": (0.75, 0.9), "tests": (0.9, 0.97), "classes": (0.97, 1.0)}
"""What is done one after the other, and which share of the whole each begins and ends at: trying engines, pictures through the network,
their light and color, comparing the domains, comparing them class by class."""

TESTS = 5 + len(LOOKS)
"""Comparisons of the whole domains: told apart, MMD, MMD when normalized, each measure, all together, and what is left without
them."""

Progress = Callable[[str, int, int], object]
"""Called with the stage, and how much of it is done and in all."""

GALLERY = 12
CLASSES = 20
"""Of more classes, the largest are compared one by one."""


def shift_xray(
    home: Home,
    source: Pack,
    target: Pack,
    backbone: str = DEFAULT,
    progress: Progress = lambda stage, done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """The X-ray of a pair: the one that was kept, or made now and kept.

    Parameters
    ----------
    backbone:
        Key of a pretrained backbone; all of it is frozen, so its features are those that training reads from the cache.
    progress:
        Called with a stage of :data:`STAGES`, and pictures (engines, comparisons) done and in all.
    stop:
        Asked now and then; once it says yes, nothing is kept and ``xray_stopped`` is raised.

    Raises
    ------
    UserError
        ``sealed_source``; ``xray_stopped``; ``xray_needs_pretrained``; what opening a backbone raises.
    """
    require_open(home, source.info)
    found = kept_xray(home, source.info.id, target.info.id, backbone)
    if found is not None:
        return found
    began = time.monotonic()
    packs = {"source": source, "target": target}
    chosen = {role: evenly_spread(len(pack), COMPARED) for role, pack in packs.items()}
    total, done = sum(map(len, packs.values())), 0
    seen, looks = {}, {}
    try:
        for role, features in _features(home, packs, backbone, progress, stop):
            seen[role] = features[chosen[role]].reshape(len(chosen[role]), -1)
    except InterruptedError:
        raise UserError("xray_stopped") from None
    finally:
        engine_choice.close()
    for role, pack in packs.items():

        def measuring(read: int, before: int = done) -> object:
            return progress("looks", before + read, total)

        numbers = measured(pack, measures_path(home, pack.info.id), measuring, stop)
        looks[role] = np.stack([numbers[name] for name in LOOKS], 1)[chosen[role]]
        done += len(pack)
    groups = exact_groups(np.concatenate([pack.hash_bytes[chosen[role]] for role, pack in packs.items()]))

    def compared(stage: str, done: int, total: int) -> None:
        if stop():
            raise UserError("xray_stopped")
        progress(stage, done, total)

    compared("tests", 0, TESTS)
    points = reduced(np.concatenate([seen["source"], seen["target"]]))
    report = {
        "version": VERSION,
        "backbone": backbone,
        **{
            role: {"dataset": pack.info.id, "name": pack.info.name, "compared": len(chosen[role])} for role, pack in packs.items()
        },
        **compare(seen["source"], seen["target"], looks["source"], looks["target"], groups, points, compared),
        **_seeming_shares(packs, chosen, seen),
        **_by_class(packs, chosen, seen, points, groups, compared, may_tell(home, target.info, "target")),
    }
    for role, gallery in report["galleries"].items():
        report["galleries"][role] = {name: chosen[role][places].tolist() for name, places in gallery.items()}
    report["seconds"] = round(time.monotonic() - began, 2)
    path = xray_path(home, source.info.id, target.info.id, backbone)
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.write_json(path, report)
    return report


def _features(home: Home, packs: dict[str, Pack], backbone: str, progress: Progress, stop: Callable[[], bool]) -> Any:
    """Each role with the features of all its pictures, (n, width)."""
    progress("network", 0, 1)
    opened = opened_for(home, backbone, packs)
    if not opened.pretrained:
        raise UserError("xray_needs_pretrained", backbone=backbone)
    trying, report = partial(progress, "network"), partial(progress, "features")
    return frozen_features(home, packs, opened, Device("auto"), trying=trying, report=report, stop=stop)


def compare(
    source: NDArray[np.floating],
    target: NDArray[np.floating],
    source_looks: NDArray[np.floating],
    target_looks: NDArray[np.floating],
    copies: NDArray[np.int64] | None = None,
    points: NDArray[np.float64] | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """``domain``, ``looks`` and ``galleries`` of the report; galleries name rows of the arrays.

    Parameters
    ----------
    source, target:
        Features (n, d) and (m, d).
    source_looks, target_looks:
        (n, 4) and (m, 4): the measures of :data:`LOOKS` of the same pictures.
    copies:
        (n + m,): see :func:`tlgui.insight.divergence.told_apart`.
    points:
        All features, reduced, where somebody has them already: for a thousand dimensions that takes a second.
    """
    size = len(source)
    points = reduced(np.concatenate([source, target])) if points is None else points
    apart = told_apart(points[:size], points[size:], copies)
    progress("tests", 1, TESTS)
    distance = discrepancy(source, target)
    progress("tests", 2, TESTS)
    left = discrepancy(standardized(source), standardized(target))
    progress("tests", 3, TESTS)
    if apart is None or distance is None or left is None:
        return {"domain": None, "looks": None, "galleries": {role: {"own": [], "other": []} for role in ("source", "target")}}
    return {
        "domain": {
            "auc": apart.auc,
            "accuracy": apart.accuracy,
            "proxy_a_distance": apart.proxy_a_distance,
            "mmd": distance.mmd,
            "mmd_p": distance.p,
            "mmd_normalised": left.mmd,
            "mmd_normalised_p": left.p,
        },
        "looks": _explained(points, np.concatenate([source_looks, target_looks]), size, copies, progress),
        "galleries": _galleries(apart, size),
    }


def _explained(
    points: NDArray[np.float64],
    looks: NDArray[np.floating],
    size: int,
    copies: NDArray[np.int64] | None,
    progress: Progress,
) -> dict[str, Any]:
    """How much of the difference light, contrast, color and sharpness explain: alone, together, and taken out of the features."""
    from sklearn.metrics import roc_auc_score

    is_target = np.arange(len(points)) >= size
    terms = _with_squares(looks)

    def area(values: NDArray[np.floating]) -> float:
        found = told_apart(values[:size], values[size:], copies)
        assert found is not None
        return found.auc

    rows = []
    for place, name in enumerate(LOOKS):
        alone = roc_auc_score(is_target, looks[:, place])
        rows.append(
            {
                "name": name,
                "auc": max(alone, 1 - alone),
                "source": float(looks[:size, place].mean()),
                "target": float(looks[size:, place].mean()),
                "without": area(_without(points, terms[:, [place, place + len(LOOKS)]])),
            }
        )
        progress("tests", 3 + len(rows), TESTS)
    together = area(terms)
    progress("tests", TESTS - 1, TESTS)
    without = area(_without(points, terms))
    progress("tests", TESTS, TESTS)
    return {"measures": rows, "together": together, "without": without}


def _with_squares(looks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Measures (n, 4) standardized, and their squares: (n, 8)."""
    scaled = standardized(looks)
    return np.concatenate([scaled, scaled**2], 1)


def _without(points: NDArray[np.float64], terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is left of points (n, d) when all that is linear in the terms (n, k) was taken out, over both domains together."""
    design = np.concatenate([np.ones((len(terms), 1)), terms], 1)
    return points - design @ np.linalg.lstsq(design, points, rcond=None)[0]


def _galleries(apart: ToldApart, size: int) -> dict[str, dict[str, NDArray[np.int64]]]:
    order = {"source": np.argsort(apart.scores[:size], kind="stable"), "target": np.argsort(-apart.scores[size:], kind="stable")}
    return {role: {"own": places[:GALLERY], "other": places[::-1][:GALLERY]} for role, places in order.items()}


def _seeming_shares(
    packs: dict[str, Pack], chosen: dict[str, NDArray[np.int64]], seen: dict[str, NDArray[np.floating]]
) -> dict[str, Any]:
    """``shares`` and ``seeming_shift`` of the report. No label of the target is read."""
    nothing: dict[str, Any] = {"shares": None, "seeming_shift": None}
    info = packs["source"].info
    if info.labels == "none" or not TASKS[info.task].one_class:
        return nothing
    names = ClassMap().label_space(list(info.classes))
    to_run = np.asarray([*ClassMap().indices(list(info.classes), names), -1], np.int64)
    labels = to_run[packs["source"].labels()[chosen["source"]]]
    known = labels >= 0
    counts = np.bincount(labels[known], minlength=len(names))
    if (counts >= 2).sum() < 2 or min(known.sum(), len(seen["target"])) < FEWEST:
        return nothing
    ours, theirs = shares_of(labels, len(names)), seeming_shares(seen["source"][known], labels[known], seen["target"], len(names))
    rows = [
        {"name": name, "source": float(one), "target": float(other)} for name, one, other in zip(names, ours, theirs, strict=True)
    ]
    return {"shares": rows, "seeming_shift": total_variation(ours, theirs)}


def _by_class(
    packs: dict[str, Pack],
    chosen: dict[str, NDArray[np.int64]],
    seen: dict[str, NDArray[np.floating]],
    points: NDArray[np.float64],
    copies: NDArray[np.int64],
    progress: Progress,
    labels_open: bool,
) -> dict[str, Any]:
    """``classes`` and ``label_shift`` of the report. A target's labels are looked at only where they are open to everybody."""
    infos = {role: pack.info for role, pack in packs.items()}
    if any(info.labels == "none" or not TASKS[info.task].one_class for info in infos.values()) or not labels_open:
        return {"classes": None, "label_shift": None}
    names, labels = ClassMap(), {}
    for role, info in infos.items():
        of_class = np.array([names.name_of(each) for each in info.classes] + [""], object)
        labels[role] = of_class[packs[role].labels()[chosen[role]]]
    every = sorted({*labels["source"], *labels["target"]} - {""})
    shares = {role: np.array([(found == name).sum() for name in every], float) for role, found in labels.items()}
    shifted = 0.5 * np.abs(np.subtract(*(each / max(each.sum(), 1) for each in shares.values()))).sum()
    smaller = np.minimum(*shares.values())
    rows = []
    places = [place for place in np.argsort(-smaller, kind="stable")[:CLASSES] if smaller[place] >= FEWEST]
    for done, place in enumerate(places):
        progress("classes", done, len(places))
        ours, theirs = (seen[role][labels[role] == every[place]] for role in packs)
        of_class = np.concatenate([labels["source"], labels["target"]]) == every[place]
        near = reduced(points[of_class])
        apart = told_apart(near[: len(ours)], near[len(ours) :], copies[of_class])
        distance = discrepancy(ours, theirs)
        if apart is None or distance is None:
            continue
        rows.append({"name": every[place], "source": len(ours), "target": len(theirs), "auc": apart.auc, "mmd_p": distance.p})
    return {"classes": sorted(rows, key=lambda row: -row["auc"]), "label_shift": float(shifted)}


def share_of(stage: str, done: int, total: int) -> float:
    """How much of an X-ray is made, 0 to 1."""
    begin, end = STAGES[stage]
    return begin + (end - begin) * done / max(1, total)


def xray(context: JobContext) -> dict[str, Any]:
    """Job handler: make the X-ray of ``payload["source"]`` and ``payload["target"]`` (ids of datasets).

    Progress: the ``stage``, ``done`` and ``total`` in it, and the ``share`` of the whole. The report itself is read with
    :func:`tlgui.analysis.kept.kept_xray`.
    """
    store = DatasetStore(context.home)
    source, target = (store.get(context.payload[role], context.owner) for role in ("source", "target"))
    report = shift_xray(
        context.home,
        source,
        target,
        progress=lambda stage, done, total: context.report(
            stage=stage, done=done, total=total, share=share_of(stage, done, total)
        ),
        stop=context.stop_requested,
    )
    return {"source": source.info.id, "target": target.info.id, "seconds": report["seconds"]}

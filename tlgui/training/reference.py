"""The references: source-only with shared normalization (the baseline), and per-domain normalization alone.

Each is a run of its own, trained once for a pair of datasets and a network and shared by all runs with them; no strategy setting changes it.
A strategy's merit is what it adds to both.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.planning import supervised
from tlgui.runs.belonging import versions_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import Combination
from tlgui.training.preparation import Preparation

BASELINE, NORMALISATION_ALONE = "baseline", "normalisation_alone"


def baseline_kind(prepared: Preparation, target_classes: list[str] | None) -> str:
    """``source_only``, or ``linear_probe`` on the untouched backbone if no source network could predict the target's classes.

    ``target_classes`` are the mapped classes that a supervised strategy learns, ``None`` for an unsupervised one.
    """
    if target_classes is None:
        return "source_only"
    source = prepared.data.source
    if source is None:
        return "linear_probe"
    source_classes = prepared.spec.class_map.label_space(list(source.pack.info.classes))
    return "source_only" if set(source_classes) == set(target_classes) else "linear_probe"


def reference_spec(prepared: Preparation, reference: str, kind: str) -> RunSpec:
    """The spec of a reference of this run."""
    spec, settings = prepared.spec, prepared.settings
    learns_target = supervised(Combination.parse(spec.strategy))
    changed: dict[str, object] = {
        "normalisation": "per_domain" if reference == NORMALISATION_ALONE else "shared",
        # Open settings are decided by the strategy, which is different for the reference.
        "bottleneck_norm": spec.settings.bottleneck_norm,
        "dropout": spec.settings.dropout,
        "label_smoothing": spec.settings.label_smoothing,
        # A strategy that learns from the target counts epochs in target pictures; the reference counts source pictures.
        "epochs": None if learns_target else settings.epochs,
        "seed": settings.seed if spec.reference_seed is None else spec.reference_seed,
    }
    if learns_target:
        # The reference freezes the whole backbone, whatever the run trains of it, so the settings that depend on it are open again too.
        own = ("batch_size", "learning_rate", "weight_decay")
        changed |= {"frozen": None, **{name: getattr(spec.settings, name) for name in own}}
    return spec.model_copy(
        update={
            "strategy": "feature-extraction" if kind == "linear_probe" else "source-only",
            "source": None if kind == "linear_probe" else spec.source,
            "strategy_settings": {},
            "target_shares": spec.target_shares if reference == NORMALISATION_ALONE else TargetShares(),
            "settings": settings.model_copy(update=changed),
            "distilled_from": (),
            "given_labels": None,
            "reference": reference,
            "reference_seed": None,
        }
    )


def owner_of(prepared: Preparation, owner: str) -> str:
    """Whose the references of a run are: those on a pair that was handed to a room are its giver's, trained once for all in it."""
    domains = (prepared.data.source, prepared.data.target)
    givers = {each.pack.info.owner for each in domains if each is not None}
    return givers.pop() if len(givers) == 1 else owner


def reference_key(prepared: Preparation, spec: RunSpec, owner: str) -> str:
    """Hex digest of everything that a reference's numbers depend on, and in a room of whose it is."""
    data = prepared.data
    parts: dict[str, Any] = {
        "source": data.source.pack.content if data.source is not None and spec.source else None,
        "target": data.target.pack.content if data.target is not None else None,
        "class_map": spec.class_map.model_dump(mode="json"),
        "labels": learned_labels(prepared, spec),
        "target_shares": spec.target_shares.of(data.task.classes) if spec.target_shares.said else None,
        "strategy": spec.strategy,
        "weights": prepared.backbone.weights,
        "backbone": spec.backbone,
        "settings": spec.settings.model_dump(mode="json", exclude={"device"}),
        "device": prepared.device.torch.type,
        "versions": versions_of(spec.strategy),
    }
    if absent := spec.target_shares.absent(data.task.classes):
        parts["absent"] = absent
    if owner != LOCAL_OWNER:
        parts["owner"] = owner
    return hashlib.sha256(durable.to_json(parts).encode()).hexdigest()[:40]


def learned_labels(prepared: Preparation, spec: RunSpec) -> str:
    """A digest of the reference's labels: the same pictures may get other labels later, in other folders or another table."""
    learner = prepared.data.source if spec.source else prepared.data.target
    assert learner is not None
    assert learner.labels is not None
    digest = hashlib.sha256(repr(prepared.data.task.about()).encode())
    digest.update(np.ascontiguousarray(learner.labels).tobytes())
    return digest.hexdigest()


def find(home: Home, key: str, owner: str) -> Run | None:
    """The reference run with this key, if it still exists; one that did not end is to be resumed."""
    try:
        return RunStore(home).get(durable.read_json(home.references / f"{key}.json")["run"], owner)
    except (OSError, ValueError, KeyError, UserError):
        return None


def finished(run: Run) -> bool:
    """Whether a reference is usable."""
    return any(event["event"] == "finished" for event in run.events())


def remember(home: Home, key: str, run: Run) -> None:
    """Make this run the reference for ``key``."""
    durable.write_json(home.references / f"{key}.json", {"run": run.id})

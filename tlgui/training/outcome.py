"""How a run ends: which evaluation is kept, its measurements, and what looks wrong with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.errors import UserError
from tlgui.insight.class_shares import seeming_shares, shares_of, total_variation
from tlgui.insight.labeled_shares import named_by_labels
from tlgui.insight.neighbors import domain_mixing
from tlgui.insight.preprocessing import evenly_spread
from tlgui.models.network import Network
from tlgui.planning import supervised
from tlgui.runs.arrays import load_arrays
from tlgui.runs.diagnosis import OVERTURNED, Finding, Health, class_lost, diagnose, few_pictures, lost_classes, overturned_share
from tlgui.runs.pick import Candidate, pick
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import SOURCE_ONLY
from tlgui.strategies import Combination
from tlgui.training import checkpoint, records
from tlgui.training.comparison import ReferenceResult
from tlgui.training.evaluate import Evaluation, kept_scores
from tlgui.training.preparation import Preparation
from tlgui.training.reference import BASELINE
from tlgui.training.session import Session

COMPARED = 2000
"""Pictures of a domain from which class shares are estimated, evenly spread."""

ENOUGH = 2
"""Classes that it takes, and pictures of each."""


def keep_one(
    session: Session, prepared: Preparation, network: Network, evaluations: list[Evaluation], baseline: ReferenceResult | None
) -> dict[str, Any]:
    """Choose an evaluation without target labels, bring its weights back, take its snapshot, drop the other checkpoints.

    If source-only scores best, the run says so (``step`` None), but its own best is still kept.
    """
    run, log, task = session.run, session.log, prepared.data.task.kind
    own = [Candidate(each.step, each.source_metrics.get(task.metric), each.scores) for each in evaluations]
    # Picking by its own validation labels would bias the reported number; and what was taught is known best in the end.
    keeps_last = supervised(Combination.parse(prepared.spec.strategy)) or prepared.data.teaching is not None
    while True:
        if keeps_last:
            kept, chosen, ranks = own[-1].step, own[-1].step, {}
        else:
            kept_pick = pick(own, larger_is_better=task.larger_is_better)
            kept = kept_pick.step
            with_baseline = pick([baseline.candidate, *own], larger_is_better=task.larger_is_better) if baseline else kept_pick
            chosen, ranks = with_baseline.step, with_baseline.mean_ranks
        assert kept is not None
        try:
            checkpoint.restore(network, run.checkpoint_path(kept))
            break
        except UserError:
            if len(own) == 1:
                raise
            log.write("health", step=kept, code="checkpoint_damaged", values={"step": kept})
            own = [each for each in own if each.step != kept]
    log.write("picked", step=chosen, kept=kept, ranks=ranks, rule="last" if keeps_last else "label_free")
    if run.spec.reference != BASELINE or prepared.data.target is None:
        drop_weights(run, kept)
    arrays = records.save_snapshot(run.snapshot_path(kept), network, prepared.data, prepared.device)
    evaluation = next(each for each in evaluations if each.step == kept)
    with prepared.device.threads_for(one=prepared.one_thread):
        scores = {**evaluation.scores, **kept_scores(network, prepared.data, prepared.device)}
    return {
        "step": kept,
        "better_than_baseline": chosen is not None,
        "source": evaluation.source_metrics,
        "scores": scores,
        "mixing": {"before": baseline.mixing if baseline else None, "after": _mixing_of(arrays)},
        "target_scored": 0 if prepared.data.target is None else len(prepared.data.target.scored),
        "validation": 0 if prepared.data.source is None else len(prepared.data.source.validation),
    }


def drop_weights(run: Run, kept: int | None = None) -> None:
    """Remove all weights but those of the last two evaluations and of the one that was ``kept`` (read from the log by default).

    A baseline has those of all until the second reference is there, which is made of them (:mod:`tlgui.training.renormalized`).
    """
    steps = [event["step"] for event in run.events() if event["event"] == "evaluation"]
    checkpoint.keep_only(
        run.folder / "checkpoints", {f"{step:06d}" for step in (*steps[-2:], run.kept_step() if kept is None else kept)}
    )


def _mixing_of(arrays: dict[str, Any]) -> float | None:
    """Domain mixing of a snapshot; ``None`` if it has only one domain."""
    if "source" not in arrays or "target" not in arrays:
        return None
    features = np.concatenate([arrays["source"], arrays["target"]])
    is_target = np.arange(len(features)) >= len(arrays["source"])
    return domain_mixing(features, is_target)


def tell_what_is_off(
    session: Session,
    prepared: Preparation,
    evaluation: Evaluation,
    health: Health,
    baseline: ReferenceResult | None,
    kind: str,
) -> None:
    """Log what looks wrong with the kept evaluation."""
    changed = overturned = shift = lost = None
    strategy = session.run.spec.strategy
    if baseline is not None and kind == "source_only" and strategy != SOURCE_ONLY:
        step = baseline.run.kept_step()
        assert step is not None
        theirs, own = (
            load_arrays(path) for path in (baseline.run.prediction_path(step), session.run.prediction_path(evaluation.step))
        )
        # A network that knows some answers does not predict those pictures.
        before, after = theirs["target"][np.isin(theirs["target_index"], own["target_index"])], own["target"]
        if before.shape == after.shape and before.size and prepared.data.task.kind.one_class:
            changed = float((before.argmax(1) != after.argmax(1)).mean())
            if not supervised(Combination.parse(strategy)):  # with labels, overturning predictions is expected
                overturned = overturned_share(before, after)
                lost = lost_class(session.run, prepared, before, after)
    if overturned is not None and overturned > OVERTURNED:  # otherwise the estimate would have no use
        shift = seeming_shift(prepared)
    source, target = prepared.data.source, prepared.data.target
    few = None if source is None or target is None else few_pictures(len(source.train) + len(source.validation), len(target.pack))
    for found in [*([few] if few else []), *diagnose(health, evaluation.scores, changed, overturned, shift, lost)]:
        session.log.write("health", step=evaluation.step, code=found.code, values=found.values)


def lost_class(run: Run, prepared: Preparation, before: NDArray[np.floating], after: NDArray[np.floating]) -> Finding | None:
    """The classes that adaptation lost; ``None`` where labels that a person gave, or shares that a search estimated, took part in that.

    Of shares that are known from labels a class counts only if a label names it: the others are drawn to the source's.

    Of 1,227 networks that were matched to shares, 155 no longer predicted some class; for 132 of them the target had none of it.
    """
    told = prepared.spec.target_shares
    if told.estimated or TaughtLabels.of(run) is not None:
        return None
    classes, source = prepared.data.task.classes, prepared.data.source
    shares = np.array([told.shares.get(name, 0.0) for name in classes]) if told.said else None
    if shares is not None and told.labels is not None and source is not None and source.labels is not None:
        known = np.asarray(source.labels_of(np.concatenate([source.train, source.validation])), np.int64)
        shares[~named_by_labels(shares, told.labels, shares_of(known, len(classes)))] = 0
    return class_lost(lost_classes(before, after, shares), classes, len(before))


def seeming_shift(prepared: Preparation) -> float | None:
    """How far the target's class shares seem to be from the source's, 0 to 1, estimated without target labels.

    ``None`` where the run was told what the target contains; without features learned elsewhere: if the backbone is not pretrained, or some
    of it is trained; and where the source has less than two classes of two pictures, since none of them could be learned without the picture
    that it is then asked about.
    """
    if prepared.spec.target_shares.said:
        return None
    source, target = prepared.data.source, prepared.data.target
    if source is None or target is None or not prepared.backbone.pretrained or prepared.depth < len(prepared.backbone.stages):
        return None
    known = np.sort(np.concatenate([source.train, source.validation]))
    known, asked = (places[evenly_spread(len(places), COMPARED)] for places in (known, target.scored))
    features = [domain.inputs.batch(places, None).flatten(1).numpy() for domain, places in ((source, known), (target, asked))]
    labels, classes = np.asarray(source.labels_of(known), np.int64), len(prepared.data.task.classes)
    if (np.bincount(labels[labels >= 0], minlength=classes) >= ENOUGH).sum() < ENOUGH:
        return None
    with prepared.device.threads_for(one=True):
        return total_variation(seeming_shares(features[0], labels, features[1], classes), shares_of(labels, classes))

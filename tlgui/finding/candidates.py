"""The runs of a search's candidates: what each is asked for, and who can learn the labels that a person gave."""

from __future__ import annotations

from collections.abc import Collection

from tlgui.data.split import others
from tlgui.errors import UserError
from tlgui.finding.searches import Member, Search, tag_of
from tlgui.finding.stages import EQUAL_SHARES, LEARN_LABELS, Stage
from tlgui.finding.verdict import DISTILLED
from tlgui.home import Home
from tlgui.jobs.workers import KEEP_SECONDS
from tlgui.planning import check, read_assignments
from tlgui.planning.divisible import problems_of_division
from tlgui.planning.second_backbone import on_backbone
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service.launch import start_run, with_given_labels
from tlgui.service.pairs import facts_for, packs_of
from tlgui.specification.run_spec import SEEDS, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import STRATEGIES, Combination
from tlgui.strategies.fine_tuning import FineTuning
from tlgui.strategies.start import frozen_whole


def spec_for(search: Search, member: Member) -> RunSpec:
    """The spec of a candidate's run: of the settings that were given those that its strategy has.

    Those that assume the source's shares begin with a seed each, since networks that begin alike are wrong about the same pictures, and their
    average is then no better (``benchmarks/seeds.py``). They are compared with the references of the search's own seed.
    """
    begun, strategy = on_backbone(member.backbone, search.spec), member.strategy
    settings, seed = begun.settings, begun.settings.seed
    if strategy in EQUAL_SHARES and not member.matched:
        settings = settings.model_copy(update={"seed": (seed + 1 + EQUAL_SHARES.index(strategy)) % SEEDS})
        begun = begun.model_copy(update={"settings": settings, "reference_seed": seed})
    if strategy == DISTILLED:  # it is nobody's to set
        return begun.model_copy(update={"strategy_settings": {}})
    _, of_strategies, problems = read_assignments(search.settings, strategy)
    if problems:
        raise UserError.of(problems)
    return begun.model_copy(update={"strategy_settings": of_strategies})


def learning(spec: RunSpec, strategy: str, start: str) -> RunSpec:
    """The spec of a run that learns labels which a person gave; fine-tuning goes on from the network of the run ``start``, or ``source``."""
    own = {**spec.strategy_settings.get(strategy, {}), **({"start_from": start} if strategy == FineTuning.key else {})}
    return spec.model_copy(update={"given_labels": 0, "strategy_settings": {strategy: own}})


def learners(home: Home, spec: RunSpec, owner: str) -> tuple[str, ...]:
    """Which strategies can learn the labels that the owner gave to the target's pictures: TrAdaBoost needs a pretrained backbone.

    Raises
    ------
    UserError
        ``given_labels_too_few``, ``given_labels_all``, ``given_labels_need_classes``, ``given_labels_elsewhere``; of a source that cannot be
        divided, ``too_few_pictures_to_divide``; ``dataset_unknown``.
    """
    found = []
    for strategy in LEARN_LABELS:
        asked = learning(spec, strategy, "source").model_copy(update={"strategy": strategy, "target_shares": TargetShares()})
        source, target = packs_of(home, asked, owner)
        asked, labeled, given = with_given_labels(home, asked, source, target, owner)
        if labeled is not None and given is not None and not len(others(labeled.hashes, given.pictures)):
            raise UserError("given_labels_all", labels=len(given.pictures))
        if problems := problems_of_division(asked, source, labeled):
            raise UserError.of(problems)
        if not check(asked, facts_for(home, source, labeled)):
            found.append(strategy)
    return tuple(found)


def start_candidate(
    home: Home,
    search_id: str,
    spec: RunSpec,
    member: Member,
    stage: Stage,
    owner: str,
    confirmed: Collection[str],
    keep_seconds: float = KEEP_SECONDS,
    *,
    teaching: Teaching | None = None,
    labels: TaughtLabels | None = None,
    alike: bool = False,
    first: bool = False,
) -> Run:
    """Start a candidate's run. Started again before anybody noted that it was, it is the same run. The ``first`` on a backbone computes the
    features.
    """
    spec = spec.model_copy(update={"strategy": member.strategy, "target_shares": stage.shares or TargetShares()})
    return start_run(
        home,
        spec,
        owner,
        once=f"{member.name} of search {search_id}",
        confirmed=confirmed,
        keep_seconds=keep_seconds,
        said=Remarks(tags=(tag_of(search_id),)),
        maps=False,
        narrow=not first and _narrow(spec),
        alike=alike,
        teaching=teaching,
        labels=labels,
    )


def _narrow(spec: RunSpec) -> bool:
    """Whether a run that reads the features of an earlier one computes with one thread, so that two take no longer than one."""
    strategies = [STRATEGIES[key] for key in Combination.parse(spec.strategy).keys]
    return frozen_whole(spec) is not None and not any(each.needs.views or each.on_backbone for each in strategies)

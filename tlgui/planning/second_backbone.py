"""The second backbone of a search: what it needs, and which one is offered."""

from __future__ import annotations

from tlgui.errors import Problem
from tlgui.models import catalogue
from tlgui.planning.checks import check_alone
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.start import frozen_whole

BESIDE = {
    "efficientnet-lite0": "efficientnet-lite2",
    "efficientnet-lite1": "efficientnet-lite0",
    "efficientnet-lite2": "efficientnet-lite0",
}
"""By backbone the one that is offered beside it: pretrained, on the machine already, and the least like it."""


def second_for(spec: RunSpec) -> str:
    """The key of the second backbone that is offered for a search with this spec; empty where none may be."""
    second = BESIDE.get(spec.backbone, "")
    return "" if second and problems_of_second(spec, second) else second


def problems_of_second(spec: RunSpec, second: str) -> list[Problem]:
    """What stands against a search on the backbone of ``spec`` and on this one: the features of both are computed once, so both are frozen;
    and what stands against this one alone.
    """
    if problems := catalogue.check(second):
        return problems
    if second == spec.backbone:
        return [Problem("second_backbone_same", {"backbone": second, "near": BESIDE.get(second, catalogue.DEFAULT)})]
    learns = next(
        (key for key in (spec.backbone, second) if frozen_whole(spec.model_copy(update={"backbone": key})) is None), None
    )
    if learns is not None:
        return [Problem("second_backbone_learns", {"backbone": learns})]
    return check_alone(on_backbone(second, spec))


def on_backbone(backbone: str, spec: RunSpec) -> RunSpec:
    """``spec`` on the second ``backbone``, on pictures of a size of its own, unless they had another one than the first's own; as it is for
    none.
    """
    if not backbone:
        return spec
    card, settings = catalogue.card_of(spec.backbone), spec.settings
    if card is not None and settings.image_size == card.image_size:
        settings = settings.model_copy(update={"image_size": None})
    return spec.model_copy(update={"backbone": backbone, "settings": settings})

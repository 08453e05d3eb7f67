"""The route of a strategy's page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from tlgui.errors import UserError
from tlgui.planning.checks import nearest
from tlgui.strategies import STRATEGIES
from tlgui.ui.access import Language
from tlgui.views.strategy import strategy_page

router = APIRouter(prefix="/api/strategies")


@router.get("/{key}")
def read(key: str, language: Language) -> dict[str, Any]:
    """What Learn shows of a strategy; see :func:`strategy_page`."""
    if key not in STRATEGIES:
        raise UserError("strategy_unknown", given=key, near=nearest(key))
    return strategy_page(STRATEGIES[key], language)

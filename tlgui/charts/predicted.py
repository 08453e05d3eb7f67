"""Predicted against true values as plain plotly data: on the diagonal a prediction is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.charts import palette
from tlgui.charts.curves import Words

POINTS_SHOWN = 2000
"""Largest number of pictures drawn, evenly spread over the true values."""


def predicted_against_true(values: Mapping[str, NDArray[np.float64]], words: Words, value_name: str = "") -> dict[str, Any]:
    """``traces`` and ``layout`` of the plot.

    Parameters
    ----------
    values:
        ``true`` (n,), ``predicted`` (n,) by the run and, where it is known, ``baseline`` (n,), as
        :meth:`tlgui.runs.target_scores.TargetScores.values` gives them. Empty while nothing is known: no traces then.
    value_name:
        How the values are called, for the axes.
    """
    traces: list[dict[str, Any]] = []
    true = np.asarray(values.get("true", ()), np.float64)
    shown = np.argsort(true, kind="stable")
    if len(shown) > POINTS_SHOWN:
        shown = shown[np.linspace(0, len(shown) - 1, POINTS_SHOWN).astype(int)]
    known = [np.asarray(values[name], np.float64) for name in ("true", "predicted", "baseline") if name in values]
    if len(true) and "predicted" in values:
        low, high = float(min(each.min() for each in known)), float(max(each.max() for each in known))
        traces.append(
            {
                **{"uid": "diagonal", "name": words("predicted.diagonal"), "x": [low, high], "y": [low, high], "mode": "lines"},
                **{"type": "scatter", "hoverinfo": "skip", "line": {"color": palette.BASELINE, "width": 1, "dash": "dot"}},
            }
        )
        for name, colour, symbol in (("baseline", palette.BASELINE, "circle-open"), ("predicted", palette.TARGET, "circle")):
            if name in values:
                traces.append(_points(name, words(f"predicted.{name}"), true[shown], values[name][shown], colour, symbol))
    axis = {"zeroline": False, "automargin": True, "hoverformat": ".4~g"}
    unit = f" ({value_name})" if value_name else ""
    return {
        "traces": traces,
        "layout": {
            "xaxis": {**axis, "title": {"text": words("predicted.true") + unit, "standoff": 6}},
            "yaxis": {**axis, "title": {"text": words("predicted.axis") + unit, "standoff": 6}},
            "margin": {"l": 52, "r": 8, "t": 8, "b": 40},
            "hovermode": "closest",
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1.07, "xanchor": "left", "yanchor": "bottom", "itemwidth": 30},
            "dragmode": "zoom",
        },
    }


def _points(
    uid: str, name: str, true: NDArray[np.float64], predicted: NDArray[np.float64], colour: str, symbol: str
) -> dict[str, Any]:
    return {
        **{"uid": uid, "name": name, "type": "scatter", "mode": "markers"},
        **{"x": [float(f"{each:.6g}") for each in true], "y": [float(f"{each:.6g}") for each in predicted]},
        "marker": {"color": colour, "size": 6, "symbol": symbol, "opacity": 0.75},
    }

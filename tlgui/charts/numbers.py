"""What a run's numbers are called and where they are drawn, in the reader's language, as its strategies declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tlgui.charts import palette


@dataclass(frozen=True)
class PartLine:
    """A part of the loss: its name, and where it comes from (``source``, ``target``, ``domains`` or none of these)."""

    name: str
    of: str = ""


@dataclass(frozen=True)
class HealthLine:
    """A number that tells whether a strategy works.

    Attributes
    ----------
    chart:
        ``gauge`` for a small chart of its own, or the chart that it is drawn on.
    share:
        From 0 to 1, said in percent.
    band:
        Where it should end; ``None`` where that depends on the data.
    """

    name: str
    reads_as: str
    chart: str
    share: bool
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class RunNumbers:
    """The parts and health numbers of a run by their keys, in the order of their declaration."""

    parts: Mapping[str, PartLine] = field(default_factory=dict)
    health: Mapping[str, HealthLine] = field(default_factory=dict)

    def colour(self, part: str) -> str:
        """A part's color: that of its domain, else the next one that no other part of this run has."""
        own = [key for key, line in self.parts.items() if not line.of]
        if part in own:
            return palette.OTHERS[own.index(part) % len(palette.OTHERS)]
        if part in self.parts:
            return palette.OWNERS[self.parts[part].of]
        return palette.OTHERS[sum(map(ord, part)) % len(palette.OTHERS)]  # of the name alone: the same in every stretch

    def on(self, chart: str) -> list[HealthLine]:
        """The health numbers that are drawn on a chart."""
        return [line for line in self.health.values() if line.chart == chart]


NO_NUMBERS = RunNumbers()


def gauges(numbers: RunNumbers) -> list[dict[str, Any]]:
    """The small charts of a run: ``uid``, ``name``, ``reads_as``, and a plotly ``layout`` with the band that the number should end in."""
    return [_gauge(key, line) for key, line in numbers.health.items() if line.chart == "gauge"]


def uid_of(key: str) -> str:
    """The line of a health number."""
    return f"health-{key}"


def band(limits: tuple[float, float], axis: str = "y") -> dict[str, Any]:
    """A plotly shape across the whole width, between the values where a number should end up."""
    return {
        **{"type": "rect", "xref": "paper", "yref": axis, "x0": 0, "x1": 1, "y0": limits[0], "y1": limits[1], "layer": "below"},
        **{"fillcolor": palette.GOOD, "opacity": 0.1, "line": {"width": 0}},
    }


def _gauge(key: str, line: HealthLine) -> dict[str, Any]:
    axis = {"zeroline": False, "fixedrange": True, "rangemode": "tozero", "title": {"text": ""}}
    share = {"tickformat": ".0%", "range": [0, 1.02], "hoverformat": ".1%", "tick0": 0, "dtick": 0.5}
    plain = {"nticks": 4, "hoverformat": ".3~g", "tickformat": "~g"}
    layout = {
        "xaxis": {**axis, "nticks": 4},
        "yaxis": {**axis, "automargin": True, **(share if line.share else plain)},
        "margin": {"l": 40, "r": 8, "t": 10, "b": 22},
        "hovermode": "x unified",
        "showlegend": False,
        "dragmode": False,
        "shapes": [band(line.band)] if line.band else [],
    }
    return {"uid": uid_of(key), "name": line.name, "reads_as": line.reads_as, "layout": layout}

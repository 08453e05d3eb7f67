"""Charts as SVG for the report: what :mod:`tlgui.charts` worked out, drawn without any library, so that the file always shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from tlgui.charts import palette
from tlgui.texts import printable

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 54, 54, 14, 40
POINTS = 400
"""A longer line is drawn as the means of this many equal stretches."""

SMOOTHED = 6
"""Steps before and after a point that its running mean covers."""

DASHES = {"solid": "", "dot": "2 3", "dash": "6 4", "dashdot": "6 3 2 3"}


def line_chart(traces: Sequence[dict[str, Any]], layout: dict[str, Any], marks: Sequence[dict[str, Any]]) -> str:
    """Curves of a run, as :func:`tlgui.charts.curves.curves` and its layout give them: an SVG element, empty if there are no points."""
    lines = [{**trace, **_thinned(trace["x"], _smooth(trace))} for trace in traces]
    if not lines:
        return ""
    right = max(max(line["x"]) for line in lines) or 1
    axes = {"y": _range(lines, layout["yaxis"], "y"), "y2": _range(lines, layout.get("yaxis2", {}), "y2")}

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * x / right

    def up(y: float, axis: str) -> float:
        low, high = axes[axis]
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (min(max(y, low), high) - low) / (high - low)

    parts = []
    share = "tickformat" in layout["yaxis"] and "%" in layout["yaxis"]["tickformat"]
    for tick in _ticks(*axes["y"]):
        height = up(tick, "y")
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{height:.1f}" y2="{height:.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{_said(tick, share)}</text>')
    if any(line.get("yaxis") == "y2" for line in lines):
        beside = "%" in layout.get("yaxis2", {}).get("tickformat", "")
        for tick in _ticks(*axes["y2"]):
            parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{up(tick, "y2") + 4:.1f}">{_said(tick, beside)}</text>')
        parts.append(_upright(layout.get("yaxis2", {}), WIDTH - 8))
    for tick in _ticks(0, right):
        parts.append(f'<text x="{across(tick):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_said(tick, False)}</text>')
    parts += [_upright(layout["yaxis"], 12), _bottom(layout["xaxis"])]
    for mark in marks:
        parts += _mark(mark, across, up)
    for line in lines:
        points = " ".join(
            f"{across(x):.1f},{up(y, line.get('yaxis', 'y')):.1f}" for x, y in zip(line["x"], line["y"], strict=True)
        )
        dash, colour = DASHES[line["line"]["dash"]], escape(line["line"]["color"])
        if line.get("mode") == "markers":
            parts += [
                f'<circle cx="{across(x):.1f}" cy="{up(y, "y"):.1f}" r="6" fill="none" stroke="{colour}" stroke-width="2"/>'
                for x, y in zip(line["x"], line["y"], strict=True)
            ]
            continue
        style = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline data-line="{escape(line["uid"])}" points="{points}" stroke="{colour}"{style}/>')
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(parts)}</svg>'


def scatter(true: Sequence[float], predicted: Sequence[float]) -> str:
    """Predicted against true values, with the diagonal on which both are equal; empty without a picture."""
    if not true:
        return ""
    low, high = min(*true, *predicted), max(*true, *predicted)
    high = high if high > low else low + 1
    side = HEIGHT + 100

    def place(value: float) -> float:
        return LEFT + (side - 2 * LEFT) * (value - low) / (high - low)

    ends = f"{place(low):.1f}", f"{place(high):.1f}"
    parts = [f'<line class="mark" x1="{ends[0]}" y1="{side - place(low):.1f}" x2="{ends[1]}" y2="{side - place(high):.1f}"/>']
    for tick in _ticks(low, high):
        parts.append(f'<text x="{place(tick):.1f}" y="{side - LEFT + 18}" text-anchor="middle">{_said(tick, False)}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{side - place(tick) + 4:.1f}" text-anchor="end">{_said(tick, False)}</text>')
    colour = palette.TARGET
    parts += [
        f'<circle cx="{place(x):.1f}" cy="{side - place(y):.1f}" r="3" fill="{colour}" opacity="0.7"/>'
        for x, y in zip(true, predicted, strict=True)
    ]
    return f'<svg class="scatter" viewBox="0 0 {side} {side}" role="img">{"".join(parts)}</svg>'


def points_of(traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What the report's script needs to read values off a chart: its scale, and each line's points and name."""
    lines = [{"uid": each["uid"], "name": printable(each["name"]), **_thinned(each["x"], each["y"])} for each in traces]
    return {
        "left": LEFT,
        "width": WIDTH - LEFT - RIGHT,
        "right": max((max(each["x"]) for each in lines), default=1) or 1,
        "lines": lines,
    }


def _smooth(trace: dict[str, Any]) -> list[float]:
    """The running mean of a line that jumps from step to step; the values of any other."""
    values = trace["y"]
    if not trace.get("meta", {}).get("smooth"):
        return values
    around = [values[max(0, place - SMOOTHED) : place + SMOOTHED + 1] for place in range(len(values))]
    return [sum(each) / len(each) for each in around]


def _thinned(x: Sequence[float], y: Sequence[float]) -> dict[str, list[float]]:
    step = -(-len(x) // POINTS)
    if step <= 1:
        return {"x": list(x), "y": list(y)}
    starts = range(0, len(x), step)
    return {
        "x": [x[min(start + step, len(x)) - 1] for start in starts],
        "y": [float(f"{sum(y[start : start + step]) / len(y[start : start + step]):.6g}") for start in starts],
    }


def _range(lines: Sequence[dict[str, Any]], axis: dict[str, Any], name: str) -> tuple[float, float]:
    values = [value for line in lines if line.get("yaxis", "y") == name for value in line["y"]] or [0, 1]
    if "range" in axis:
        return axis["range"][0], axis["range"][1]
    low = min(values) if axis.get("rangemode") == "normal" else min(0.0, *values)
    high = max(values)
    return (low, high + 0.05 * (high - low)) if high > low else (low, low + 1)


def _ticks(low: float, high: float) -> list[float]:
    """About five round numbers between two."""
    step = 10 ** math.floor(math.log10((high - low) / 4))
    step *= next(times for times in (1, 2, 5, 10) if (high - low) / (step * times) <= 6)
    return [round(place * step, 10) for place in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _said(tick: float, share: bool) -> str:
    return f"{100 * tick:.0f} %" if share else f"{tick:,.4g}".replace("-", "−")


def _upright(axis: dict[str, Any], x: float) -> str:
    words = escape(printable(axis.get("title", {}).get("text", "")))
    middle = (HEIGHT - BOTTOM + TOP) / 2
    return f'<text class="axis" transform="translate({x} {middle}) rotate(-90)" text-anchor="middle">{words}</text>'


def _bottom(axis: dict[str, Any]) -> str:
    words = escape(printable(axis["title"]["text"]))
    return f'<text class="axis" x="{(WIDTH + LEFT - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">{words}</text>'


def _mark(mark: dict[str, Any], across: Any, up: Any) -> list[str]:
    """A vertical line, or the band that a discriminator should end in."""
    shape, note = mark["shape"], mark["annotation"]
    if shape["type"] == "rect":
        top, bottom = up(shape["y1"], shape["yref"]), up(shape["y0"], shape["yref"])
        width = WIDTH - LEFT - RIGHT
        colour = escape(shape["fillcolor"])
        return [f'<rect x="{LEFT}" y="{top:.1f}" width="{width}" height="{bottom - top:.1f}" fill="{colour}" opacity="0.1"/>']
    x = across(shape["x0"])
    parts = [f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>']
    if note:
        words = escape(printable(note["text"]))
        parts.append(f'<text class="mark" x="{x - 4:.1f}" y="{TOP + 2}" text-anchor="end">{words}</text>')
    return parts

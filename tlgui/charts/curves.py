"""Curves of a run: its events become points for any kind of chart.

Each event is drawn independently, so the points of any stretch of the log can be appended to those of the stretch before: a page that asks
for what is new gets exactly that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tlgui.charts import palette
from tlgui.charts.numbers import NO_NUMBERS, RunNumbers, band, uid_of

Words = Callable[[str], str]
"""The text for a key such as ``curve.target``, in the reader's language."""

Event = dict[str, Any]
CHARTS = ("losses", "accuracy", "scores")
"""Losses; the task's metric; scores that need no label, with the learning rate. Health numbers are drawn on these, or have a gauge each."""

SCORES = ("information_maximisation", "bnm", "class_ami", "confident_share", "largest_class_share")
"""The scores of an evaluation that are drawn: the three that choose the step, and the two that show a collapse."""

RINGED = {"target": palette.TARGET, "baseline": palette.BASELINE, "normalisation_alone": palette.NORMALISATION_ALONE}
"""Whose numbers the result speaks of, with the colors of their lines."""

DOTS = ("square", "triangle-up", "star", "cross", "x")
"""Their shapes, for readers who cannot tell the colors apart; circle and diamond are source and target everywhere."""

RANKS = ("source", "target", "baseline-target", "normalisation_alone-target", *(f"score-{name}" for name in SCORES))
"""Order of the metric's lines in the legend, whichever was drawn first; health numbers follow."""


@dataclass
class Curves:
    """New points of the charts.

    Attributes
    ----------
    losses, accuracy:
        Plotly traces by ``uid`` (a plain word: plotly makes a style class of it), each with the new points only. The second chart is that of
        the task's metric: accuracy, or an error in the values' units.
    scores:
        Likewise: scores without labels, and the learning rate on an axis of its own.
    gauges:
        Likewise: the health numbers that have a small chart each (:func:`tlgui.charts.numbers.gauges`).
    marks:
        Vertical lines and bands: ``uid``, the ``charts`` they belong to, a plotly ``shape`` and an ``annotation`` or ``None``.
    """

    losses: dict[str, dict[str, Any]] = field(default_factory=dict)
    accuracy: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    gauges: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {**{chart: list(getattr(self, chart).values()) for chart in (*CHARTS, "gauges")}, "marks": self.marks}


def curves(
    events: Iterable[Event],
    words: Words,
    target_metric: Callable[[int, str | None], float | None],
    metric: str = "accuracy",
    numbers: RunNumbers = NO_NUMBERS,
    *,
    share: bool = True,
) -> Curves:
    """The points of some events.

    Parameters
    ----------
    events:
        Any stretch of a run's log, in order.
    words:
        Names of the lines in the reader's language.
    target_metric:
        ``(step, reference or None)`` → the metric on the target, ``None`` while its labels are sealed.
    metric:
        Name of the metric that the second chart shows.
    numbers:
        What the run's strategies declare of their losses and health numbers.
    share:
        Whether the metric is a share, from 0 to 1.
    """
    made = Curves()
    for event in events:
        kind = event["event"]
        if kind == "step":
            _step(made, event, words, numbers, share=share)
        elif kind == "evaluation":
            _evaluation(made, event, words, target_metric, metric)
        elif kind == "reference_step":
            _reference_step(made, event, words)
        elif kind == "reference_evaluation":
            _reference_evaluation(made, event, words, target_metric, metric)
        elif kind == "phase" and event["index"] > 0:
            made.marks.append(_mark(f"phase-{event['index']}", event["step"], words("curve.phase").format(n=event["index"] + 1)))
        elif kind == "joined":
            name = words("curve.joined").format(stage=event["stage"])
            mark = _mark(f"joined-{event['stage']}", event["step"], name, upright=True)
            made.marks.append({**mark, "charts": ["losses"]})  # on the other chart the words would cover the best accuracies
        elif kind == "reference":
            _ring(made, event["kind"], event["step"], target_metric(event["step"], event["kind"]), words)
        elif kind == "picked" and event.get("kept") is not None:
            made.marks.append(_mark("kept", event["kept"], words("curve.kept"), dash="solid"))
            _ring(made, "target", event["kept"], target_metric(event["kept"], None), words)
    return made


def _step(made: Curves, event: Event, words: Words, numbers: RunNumbers, *, share: bool) -> None:
    for key, value in event["parts"].items():
        line = numbers.parts.get(key)
        colour = numbers.colour(key)
        dash = "dash" if line is not None and line.of == "domains" else "solid"  # the discriminator's, as on the other chart
        add(
            made.losses,
            f"loss-{key}",
            words(f"part.{key}") if line is None else line.name,
            event["step"],
            value,
            color=colour,
            dash=dash,
        )
    add(made.scores, "rate", words("curve.rate"), event["step"], event.get("learning_rate"), color=palette.BASELINE, dash="dot")
    if "rate" in made.scores:
        made.scores["rate"]["yaxis"] = "y2"
    for key, value in event["health"].items():
        _health(made, key, event["step"], value, numbers, share=share)


def _health(made: Curves, key: str, step: int, value: float | None, numbers: RunNumbers, *, share: bool) -> None:
    """A health number on its chart. A share uses the metric's axis if the metric is a share too, otherwise an axis of its own."""
    line = numbers.health.get(key)
    if line is None or line.chart not in ("accuracy", "scores", "gauge") or value is None:
        return
    uid = uid_of(key)
    if line.chart == "gauge":
        add(made.gauges, uid, line.name, step, value, color=palette.GAUGE)
        made.gauges[uid]["meta"] = {"smooth": True}
        return
    traces = made.accuracy if line.chart == "accuracy" else made.scores
    axis = "y2" if line.chart == "accuracy" and not share else "y"
    if uid not in traces and line.band is not None:
        made.marks.append({"uid": f"band-{key}", "charts": [line.chart], "shape": band(line.band, axis), "annotation": None})
    add(traces, uid, line.name, step, value, color=palette.DOMAINS_TOLD_APART, dash="dash", width=1.5)
    # With batches of 64 it jumps by 10 points, so whoever draws it shows its running mean.
    traces[uid] |= {"meta": {"smooth": line.chart == "accuracy"}, "yaxis": axis}


def _evaluation(
    made: Curves, event: Event, words: Words, target_metric: Callable[[int, str | None], float | None], metric: str
) -> None:
    step = event["step"]
    source = event["source"].get(metric)
    add(made.accuracy, "source", words("curve.source"), step, source, color=palette.SOURCE, dot="circle")
    target = target_metric(step, None)
    add(made.accuracy, "target", words("curve.target"), step, target, color=palette.TARGET, dot="diamond")
    for name, colour, dot in zip(SCORES, palette.OTHERS, DOTS, strict=True):
        add(made.scores, f"score-{name}", words(f"score.{name}"), step, event["scores"].get(name), color=colour, dot=dot)


def _reference_step(made: Curves, event: Event, words: Words) -> None:
    if event["kind"] != "baseline":  # the second reference is trained after the run: its loss would only clutter the chart
        return
    value = sum(event["parts"].values())
    add(made.losses, "loss-baseline", words("curve.baseline"), event["step"], value, color=palette.BASELINE, dash="dot")


def _reference_evaluation(
    made: Curves, event: Event, words: Words, target_metric: Callable[[int, str | None], float | None], metric: str
) -> None:
    kind = event["kind"]
    colour, dash = (palette.BASELINE, "dot") if kind == "baseline" else (palette.NORMALISATION_ALONE, "dashdot")
    target = target_metric(event["step"], kind)
    add(made.accuracy, f"{kind}-target", words(f"curve.{kind}"), event["step"], target, color=colour, dash=dash)
    if target is None and kind == "baseline":  # sealed, or still being trained: what it does on the source is known at once
        source = event["source"].get(metric)
        add(made.accuracy, "baseline-source", words("curve.baseline_on_source"), event["step"], source, color=colour, dash=dash)


def _ring(made: Curves, whose: str, step: int, value: float | None, words: Words) -> None:
    """Mark where on a line the number of the result was taken: a reference is kept at a step of its own."""
    if value is None or whose not in RINGED:
        return
    uid = f"{whose}-kept"
    add(made.accuracy, uid, words(f"curve.{whose}.kept"), step, value, color=RINGED[whose], dot="circle-open")
    made.accuracy[uid] |= {
        "mode": "markers",
        "showlegend": False,
        "marker": {"size": 13, "color": RINGED[whose], "symbol": "circle-open", "line": {"width": 2}},
    }


def add(
    traces: dict[str, dict[str, Any]],
    uid: str,
    name: str,
    x: float,
    y: float | None,
    *,
    color: str,
    dash: str = "solid",
    width: float = 2,
    dot: str = "",
) -> None:
    """Put a point at the end of the line ``uid``, which is made at its first point. Nothing happens without a value.

    ``dot``: plotly's name of the shape that each point is marked with; empty for none.
    """
    if y is None:
        return
    if uid not in traces:
        traces[uid] = {
            "uid": uid,
            "name": name,
            "x": [],
            "y": [],
            "type": "scatter",
            "mode": "lines+markers" if dot else "lines",
            "line": {"color": color, "dash": dash, "width": width},
            "marker": {"size": 6, "color": color, "symbol": dot or "circle"},
            "legendrank": RANKS.index(uid) if uid in RANKS else 1000,
        }
    traces[uid]["x"].append(x)
    traces[uid]["y"].append(float(f"{y:.6g}"))


def _mark(uid: str, x: float, text: str, dash: str = "dot", *, upright: bool = False) -> dict[str, Any]:
    """``upright``: the text runs along the line, for marks that stand close together."""
    line = {"color": "rgba(128,134,148,0.75)", "width": 1, "dash": dash}
    shape = {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line, "layer": "below"}
    note = {
        "x": x,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "text": text,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        **({"textangle": -90, "yanchor": "top"} if upright else {}),
    }
    return {"uid": uid, "charts": list(CHARTS), "shape": shape, "annotation": {**note, "font": {"size": 11}}}


def layout(
    chart: str, words: Words, metric: str = "accuracy", numbers: RunNumbers = NO_NUMBERS, *, share: bool = True
) -> dict[str, Any]:
    """The layout of one of :data:`CHARTS` without colors of text and paper, which follow the page's theme. ``share`` as for :func:`curves`."""
    axis = {"zeroline": False, "automargin": True, "fixedrange": False}
    name = metric if chart == "accuracy" else chart
    y = {**axis, "title": {"text": words(f"curve.{name}.axis"), "standoff": 6}, "rangemode": "tozero"}
    hover, of_shares = ".4~g", {"tickformat": ".0%", "range": [0, 1.02], "hoverformat": ".1%"}
    beside = {}
    if chart == "accuracy" and share:
        y, hover = y | of_shares, ".1%"
    elif chart == "accuracy" and (drawn := numbers.on("accuracy")):
        title = {"text": words("curve.between").join(line.name for line in drawn), "standoff": 6}
        beside = {"yaxis2": {**axis, **of_shares, "title": title, "overlaying": "y", "side": "right", "showgrid": False}}
    if chart == "scores":
        y = {**y, "rangemode": "normal"}
        title = {"text": words("curve.rate"), "standoff": 6}
        # Ticks of its own: otherwise plotly places them where the first axis has its ticks, at crooked numbers.
        own = {"overlaying": "y", "side": "right", "showgrid": False, "rangemode": "tozero", "tickmode": "auto", "nticks": 5}
        beside = {"yaxis2": {**axis, "title": title, **own, "tickformat": ".2~g"}}
    return {
        **beside,
        "xaxis": {**axis, "title": {"text": words("curve.axis"), "standoff": 6}, "rangemode": "tozero"},
        "yaxis": {**y, "hoverformat": hover},
        "margin": {"l": 52, "r": 8, "t": 8, "b": 40},
        "hovermode": "x unified",
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.07, "xanchor": "left", "yanchor": "bottom", "itemwidth": 30},
        "dragmode": "zoom",
    }

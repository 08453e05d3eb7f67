"""The parts of a report that its script brings to life: curves whose values can be read off, and the maps."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

from tlgui.charts.curves import CHARTS
from tlgui.errors import UserError
from tlgui.export.drawing import line_chart, points_of
from tlgui.export.tables import number, table
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.texts import printable, say
from tlgui.views.live import layouts
from tlgui.views.maps import maps_for_page, thumbnails

MAP_WIDTH, MAP_HEIGHT = 820, 560

_BORDERS = {"solid": "solid", "dot": "dotted", "dash": "dashed", "dashdot": "dashed"}


class Alive:
    """Each part returns HTML, empty where there is nothing to show, and adds to ``data`` what the script is given.

    Parameters
    ----------
    curves:
        As a page gets them (:func:`tlgui.views.live.live`).
    """

    def __init__(self, home: Home, run: Run, language: str, curves: dict[str, Any]) -> None:
        self._home, self._run, self._language, self._curves = home, run, language, curves
        self.data: dict[str, Any] = {"charts": {}}

    def _say(self, key: str, **values: Any) -> str:
        return escape(say(key, self._language, **values))

    def curves(self) -> str:
        curves, how = self._curves, layouts(self._run, self._language)
        parts = []
        for name in CHARTS:
            marks = [mark for mark in curves["marks"] if name in mark["charts"]]
            head = f"<h3>{self._say(f'report.chart.{name}')}</h3>"
            legend = "".join(
                f'<li><i style="border-top-style:{_BORDERS[each["line"]["dash"]]};border-color:{escape(each["line"]["color"])}"></i>'
                f"{escape(printable(each['name']))}</li>"
                for each in curves[name]
                if each.get("showlegend", True)
            )
            parts.append(self._chart(name, head, curves[name], how[name], marks, f'<ul class="legend">{legend}</ul>'))
        for gauge in how["gauges"]:
            traces = [trace for trace in curves["gauges"] if trace["uid"] == gauge["uid"]]
            head = f'<h3>{escape(gauge["name"])}</h3><p class="quiet">{escape(gauge["reads_as"])}</p>'
            marks = [{"shape": shape, "annotation": None} for shape in gauge["layout"]["shapes"]]
            parts.append(self._chart(gauge["uid"], head, traces, gauge["layout"], marks))
        return f"<h2>{self._say('report.curves')}</h2>{''.join(parts)}" if any(parts) else ""

    def _chart(
        self,
        name: str,
        head: str,
        traces: list[dict[str, Any]],
        how: dict[str, Any],
        marks: list[dict[str, Any]],
        legend: str = "",
    ) -> str:
        """A chart whose values can be read off; empty without a point."""
        drawn = line_chart(traces, how, marks)
        if not drawn:
            return ""
        self.data["charts"][name] = points_of(traces)
        return f'{head}<div id="chart-{name}"><div class="scroll">{drawn}</div><div class="reading quiet"></div>{legend}</div>'

    def maps(self) -> str:
        try:
            explorer = maps_for_page(self._home, self._run, self._language)
        except UserError as error:
            damaged = error.problems[0].code == "maps_damaged"
            return f"<h2>{self._say('report.maps')}</h2><p>{escape(error.sentences(self._language)[0])}</p>" if damaged else ""
        last = explorer["maps"][explorer["stops"][-1]]
        roles = [role for role in ("source", "target") if role in last]
        self.data["map"] = {
            **{
                name: explorer[name]
                for name in ("classes", "colours", "domains", "bounds", "names", "labels", "learned", "maps", "stops")
            },
            "names": {role: [printable(each) for each in names] for role, names in explorer["names"].items()},
            "classes": [printable(each) for each in explorer["classes"]],
            "names_of_stops": [self._stop(name) for name in explorer["stops"]],
            "thumbnails": {
                role: [base64.b64encode(each).decode() for each in thumbnails(self._home, self._run, role)[: last[role]["count"]]]
                for role in roles
            },
            "words": {
                **{key: say(f"report.map.{key}", self._language) for key in ("source", "target", "label", "predicted")},
                "beyond": say("page.map.outside.one", self._language),
                "learned": say("page.map.learned", self._language),
            },
        }
        circles = "".join(
            f'<circle data-role="{role}" data-place="{each}" r="{3.4 if role == "source" else 4}" opacity="0.8"/>'
            for role in roles
            for each in range(last[role]["count"])
        )
        checks = "".join(
            f'<label><input type="checkbox" id="show-{role}" checked> <i style="background:{explorer["domains"][role]}"></i>'
            f"{self._say(f'report.map.{role}')}</label>"
            for role in ("source", "target")
        )
        legend = "".join(
            f'<li><i class="dot" style="background:{escape(colour)}"></i>{escape(printable(name))}</li>'
            for name, colour in zip(explorer["classes"], explorer["colours"], strict=False)
        )
        rows = [
            [
                escape(self._stop(name)),
                *(number(explorer["maps"][name].get(each), "percent") for each in ("mixing", "separation", "trustworthiness")),
            ]
            for name in explorer["stops"]
        ]
        heads = ["", *(self._say(f"page.map.{each}") for each in ("mixing", "separation", "trustworthiness"))]
        return (
            f"<h2>{self._say('report.maps')}</h2><p>{self._say('report.maps.about')}</p>"
            f'<div class="controls"><label>{self._say("report.map.stop")} <input type="range" id="stop" min="0" max="0" value="0"></label>'
            f'<b id="stop-name"></b><label>{self._say("report.map.colour")} <select id="colour">'
            f'<option value="domain">{self._say("report.map.domain")}</option><option value="class">{self._say("report.map.class")}</option>'
            f"</select></label>{checks}</div>"
            f'<svg id="map" viewBox="0 0 {MAP_WIDTH} {MAP_HEIGHT}">{circles}</svg><div class="look" hidden></div>'
            f'<ul class="legend" id="classes" hidden>{legend}</ul>{table(heads, rows, numbers=3)}{self._meanings(explorer)}'
        )

    def _meanings(self, explorer: dict[str, Any]) -> str:
        """What the first and the last map show, in a sentence each."""
        ends = dict.fromkeys([explorer["stops"][0], explorer["stops"][-1]])
        said = [(self._stop(name), explorer["maps"][name]["means"]) for name in ends]
        return "".join(f"<p>{escape(stop)}: {escape(means)}</p>" for stop, means in said if means)

    def _stop(self, name: str) -> str:
        return (
            say("report.map.step", self._language, step=int(name))
            if name.isdigit()
            else say(f"report.map.{name}", self._language)
        )

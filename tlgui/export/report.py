"""A run as one HTML file: everything that was on the screen, its maps still interactive, and nothing that is loaded from elsewhere.

Only HTML, inline SVG and one small script, which a browser may run or not: what is read does not depend on it. Every name goes through
:func:`html.escape` or is data that the script only ever sets as text; a content policy in the file lets nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

from tlgui import __version__, durable
from tlgui.charts.curves import CHARTS
from tlgui.data.pack import Pack
from tlgui.data.seals import Role, may_tell
from tlgui.data.store import DatasetStore
from tlgui.data.told import title
from tlgui.errors import UserError
from tlgui.export.credits import credits_of
from tlgui.export.drawing import line_chart, points_of, scatter
from tlgui.export.kinds import Making
from tlgui.export.script import command, once_more, script
from tlgui.health.kept import carried_health, kept_health
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.run_pictures import Renumbering, names_told
from tlgui.runs.forms import is_note
from tlgui.runs.mistakes import Mistakes
from tlgui.runs.results import summary
from tlgui.runs.store import Run
from tlgui.runs.target_scores import TargetPredictions, TargetScores
from tlgui.shipped import ASSETS_FOLDER
from tlgui.tasks import TASKS
from tlgui.texts import printable, say
from tlgui.texts.forms import written
from tlgui.views.live import layouts, live
from tlgui.views.maps import maps_for_page, thumbnails
from tlgui.views.run_logs import WatchedRun
from tlgui.views.run_rows import about, details
from tlgui.views.words import dataset_name, sentence

PAIRS = 8
"""Pictures that are shown with where both networks looked."""

CLASSES_IN_MATRIX = 20
MAP_WIDTH, MAP_HEIGHT = 820, 560


def make_report(making: Making) -> dict[str, Any]:
    """As :func:`write_report`."""
    return write_report(making.home, making.run, making.language, making.report, making.to)


def write_report(
    home: Home,
    run: Run,
    language: str = "en",
    report: Callable[[int, int], None] = lambda done, total: None,
    to: Path | None = None,
) -> dict[str, Any]:
    """Write the report to ``to``, by default ``exports/report.html`` in the run's folder.

    Parameters
    ----------
    report:
        Called with pictures done and in all while it is worked out where the networks looked.

    Returns
    -------
    ``file`` and ``bytes``.

    Raises
    ------
    UserError
        ``export_needs_a_finished_run``.
    """
    if not any(event["event"] == "picked" for event in run.events()):
        raise UserError("export_needs_a_finished_run")
    page = _Page(home, run, language, report).html().encode()
    if to is None:
        to = run.folder / "exports" / "report.html"
        to.parent.mkdir(exist_ok=True)
    durable.write_bytes(to, page)
    return {"file": str(to), "bytes": len(page)}


class _Page:
    """The parts of the report in order; each returns HTML, empty where there is nothing to show."""

    def __init__(self, home: Home, run: Run, language: str, report: Callable[[int, int], None]) -> None:
        self.home, self.run, self.language, self.report = home, run, language, report
        queue, log = JobQueue(home), WatchedRun(run)
        self.live = live(log, queue, 0, "", language)
        self.details = details(log, queue, language)
        self.about = about(run, language)
        self.summary = summary(run, queue)
        self.events = log.events
        source, target = (_pack(home, run, dataset) for dataset in (run.spec.source, run.spec.target))
        self.packs: dict[Role, Pack | None] = {"source": source, "target": target}
        self.data: dict[str, Any] = {"charts": {}}

    def say(self, key: str, **values: Any) -> str:
        return escape(say(key, self.language, **values))

    @cached_property
    def predictions(self) -> TargetPredictions | None:
        """What the run keeps of its target, by the numbers that pictures have today."""
        kept, now = TargetScores(self.run, self.events).predictions(), Renumbering(self.home, self.run)
        return now.predictions(kept) if kept is not None and now.possible else None

    @cached_property
    def by_name(self) -> bool:
        """Whether files of the target may be called by their names."""
        return names_told(self.home, self.run)

    def html(self) -> str:
        body = "".join(
            [
                self.head(),
                self.result(),
                self.curves(),
                self.maps(),
                self.values(),
                self.mistakes(),
                self.looked(),
                self.health(),
                self.settings(),
            ]
        )
        script_text = (ASSETS_FOLDER / "run_report.js").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(script_text.encode()).digest()).decode()
        policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        data = durable.to_json(self.data).replace("<", "\\u003c")  # nothing in it can end the element
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{self.title()}</title>\n<style>{(ASSETS_FOLDER / 'run_report.css').read_text('utf-8')}</style></head>\n"
            f'<body>{body}<script type="application/json" id="data">{data}</script>\n<script>{script_text}</script></body></html>\n'
        )

    def title(self) -> str:
        names = [printable(self.about[role]) for role in ("source", "target") if self.about[role]]
        return escape(f"{printable(self.about['strategy'])}: {' → '.join(names)}")

    def head(self) -> str:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.run.created))
        return (
            f'<p class="quiet">{self.say("report.kicker", when=when, backbone=self.about["backbone"])}</p><h1>{self.title()}</h1>'
            + "".join(f'<p class="quiet">{escape(credit)}</p>' for credit in credits_of(self.home, self.run, self.language))
        )

    def result(self) -> str:
        words = self.live["result"]
        tone = words["tone"] if words.get("tone") in ("good", "bad") else ""
        gain = f' <span class="{tone}">{escape(words["gain"])}</span>' if words.get("gain") else ""
        lines = [f'<p class="answer">{escape(words["headline"])}{gain}</p>']
        lines += [f"<p>{escape(words[part])}</p>" for part in ("verdict", "next", "note") if words[part]]
        metrics = {name: by for name, by in self.summary["metrics"].items() if any(value is not None for value in by.values())}
        who, forms = ("target", "baseline", "normalisation_alone", "source"), TASKS[self.summary["task"]].metrics
        rows = [
            [self.say(f"report.metric.{name}"), *(_number(by[each], forms[name]) for each in who)] for name, by in metrics.items()
        ]
        if rows:
            lines.append(_table([self.say("report.metric"), *(self.say(f"report.who.{each}") for each in who)], rows, numbers=4))
        lines += [f"<h3>{self.say('report.caveats')}</h3><ul>", *(f"<li>{each}</li>" for each in self.caveats()), "</ul>"]
        scores = [
            [
                f'{escape(each["name"])}<br><span class="quiet">{escape(each["about"])}</span>',
                _number(each["run"], "value"),
                _number(each["baseline"], "value"),
            ]
            for each in self.details["scores"]
        ]
        if scores:
            heads = [self.say(key) for key in ("report.score", "report.who.target", "report.who.baseline")]
            lines += [f"<h3>{self.say('report.scores')}</h3>", _table(heads, scores, numbers=2)]
        return "".join(lines)

    def caveats(self) -> list[str]:
        """What a reader must know before believing the numbers."""
        caveats = [self.say("report.caveat.seed", seed=self.summary["settings"]["seed"])]
        used = {"training and scoring": "training", "scoring": "scoring"}.get(self.summary["target_labels_used_for"], "nothing")
        caveats.append(self.say(f"report.caveat.labels.{used}"))
        predictions = self.predictions
        turned = None if predictions is None else Mistakes.of(predictions).turned()
        if turned is not None:
            caveats.append(self.say("page.mistakes.turned", **turned))
        if self.summary["target_pictures_in_source"]:
            caveats.append(self.say("report.caveat.overlap", count=self.summary["target_pictures_in_source"]))
        if self.live["revealed"]:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.live["revealed"]["when"]))
            caveats.append(self.say("report.caveat.revealed", when=when, by=self.live["revealed"]["by"]))
        light = self.live["light"]
        return caveats + [escape(each) for each in (light["findings"] if light else [])]

    def curves(self) -> str:
        curves, how = self.live["curves"], layouts(self.run, self.language)
        parts = []
        for name in CHARTS:
            marks = [mark for mark in curves["marks"] if name in mark["charts"]]
            head = f"<h3>{self.say(f'report.chart.{name}')}</h3>"
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
        return f"<h2>{self.say('report.curves')}</h2>{''.join(parts)}" if any(parts) else ""

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
            explorer = maps_for_page(self.home, self.run, self.language)
        except UserError as error:
            damaged = error.problems[0].code == "maps_damaged"
            return f"<h2>{self.say('report.maps')}</h2><p>{escape(error.sentences(self.language)[0])}</p>" if damaged else ""
        last = explorer["maps"][explorer["stops"][-1]]
        roles = [role for role in ("source", "target") if role in last]
        self.data["map"] = {
            **{name: explorer[name] for name in ("classes", "colours", "domains", "bounds", "names", "labels", "maps", "stops")},
            "names": {role: [printable(each) for each in names] for role, names in explorer["names"].items()},
            "classes": [printable(each) for each in explorer["classes"]],
            "names_of_stops": [self._stop(name) for name in explorer["stops"]],
            "thumbnails": {
                role: [base64.b64encode(each).decode() for each in thumbnails(self.home, self.run, role)[: last[role]["count"]]]
                for role in roles
            },
            "words": {
                **{key: say(f"report.map.{key}", self.language) for key in ("source", "target", "label", "predicted")},
                "beyond": say("page.map.outside.one", self.language),
            },
        }
        circles = "".join(
            f'<circle data-role="{role}" data-place="{each}" r="{3.4 if role == "source" else 4}" opacity="0.8"/>'
            for role in roles
            for each in range(last[role]["count"])
        )
        checks = "".join(
            f'<label><input type="checkbox" id="show-{role}" checked> <i style="background:{explorer["domains"][role]}"></i>'
            f"{self.say(f'report.map.{role}')}</label>"
            for role in ("source", "target")
        )
        legend = "".join(
            f'<li><i class="dot" style="background:{escape(colour)}"></i>{escape(printable(name))}</li>'
            for name, colour in zip(explorer["classes"], explorer["colours"], strict=False)
        )
        rows = [
            [
                escape(self._stop(name)),
                *(_number(explorer["maps"][name].get(each), "value") for each in ("mixing", "separation", "trustworthiness")),
            ]
            for name in explorer["stops"]
        ]
        heads = ["", *(self.say(f"report.map.{each}") for each in ("mixing", "separation", "trustworthiness"))]
        return (
            f"<h2>{self.say('report.maps')}</h2><p>{self.say('report.maps.about')}</p>"
            f'<div class="controls"><label>{self.say("report.map.stop")} <input type="range" id="stop" min="0" max="0" value="0"></label>'
            f'<b id="stop-name"></b><label>{self.say("report.map.colour")} <select id="colour">'
            f'<option value="domain">{self.say("report.map.domain")}</option><option value="class">{self.say("report.map.class")}</option>'
            f"</select></label>{checks}</div>"
            f'<svg id="map" viewBox="0 0 {MAP_WIDTH} {MAP_HEIGHT}">{circles}</svg><div class="look" hidden></div>'
            f'<ul class="legend" id="classes" hidden>{legend}</ul>{_table(heads, rows, numbers=3)}{self._meanings(explorer)}'
        )

    def _meanings(self, explorer: dict[str, Any]) -> str:
        """What the first and the last map show, in a sentence each."""
        ends = dict.fromkeys([explorer["stops"][0], explorer["stops"][-1]])
        said = [(self._stop(name), explorer["maps"][name]["means"]) for name in ends]
        return "".join(f"<p>{escape(stop)}: {escape(means)}</p>" for stop, means in said if means)

    def _stop(self, name: str) -> str:
        return (
            say("report.map.step", self.language, step=int(name)) if name.isdigit() else say(f"report.map.{name}", self.language)
        )

    def values(self) -> str:
        """For a task of values: predicted against true ones, once those are open."""
        values = TargetScores(self.run, self.events).values()
        drawn = scatter(values["true"].tolist(), values["predicted"].tolist()) if "predicted" in values else ""
        return f"<h2>{self.say('report.values')}</h2><p>{self.say('report.values.about')}</p>{drawn}" if drawn else ""

    def mistakes(self) -> str:
        predictions = self.predictions
        mistakes = {} if predictions is None else Mistakes.of(predictions).as_json()
        if mistakes.get("nothing", True):
            return ""
        sealed = "sealed" if mistakes["sealed"] else "open"
        rows = [
            [
                escape(printable(each["name"])),
                f"{each['count']:,}",
                _number(each["before"], "percent1"),
                _number(each["after"], "percent1"),
            ]
            for each in mistakes["by_class"]
        ]
        heads = [self.say(key) for key in ("report.class", "report.count", f"report.before.{sealed}", f"report.after.{sealed}")]
        parts = [
            f"<h2>{self.say(f'report.mistakes.{sealed}')}</h2>",
            f"<p>{self.say(f'report.mistakes.{sealed}.about', wrong=mistakes['wrong'], pictures=mistakes['pictures'])}</p>",
            _table(heads, rows, numbers=3),
        ]
        names = [escape(printable(each["name"])) for each in mistakes["classes"]][:CLASSES_IN_MATRIX]
        if len(names) > 1:
            cells = [
                [names[place], *(f"{count:,}" for count in row[: len(names)])]
                for place, row in enumerate(mistakes["matrix"][: len(names)])
            ]
            parts += [
                f"<h3>{self.say(f'report.matrix.{sealed}')}</h3>",
                _table(["", *names], cells, numbers=len(names), kind="confusion"),
            ]
        return "".join(parts)

    def looked(self) -> str:
        """Where both networks looked, on the pictures that the run is surest of having changed its mind about."""
        predictions = self.predictions
        pack = self.packs["target"]
        if predictions is None or pack is None:
            return ""
        from tlgui.analysis.explain import seen_by_both  # torch

        chosen = [each["picture"] for each in Mistakes.of(predictions).as_json().get("sure", [])][:PAIRS]
        chosen = chosen or predictions.pictures[:PAIRS].tolist()
        figures = []
        for done, picture in enumerate(chosen):
            try:
                figures.append(self._figure(seen_by_both(self.home, self.run, partial(pack.picture, picture)), picture))
            except (UserError, OSError):  # weights that are not on this machine
                return ""
            self.report(done + 1, len(chosen))
        return f'<h2>{self.say("report.looked")}</h2><p>{self.say("report.looked.about")}</p><div class="pairs">{"".join(figures)}</div>'

    def _figure(self, seen: dict[str, Any], picture: int) -> str:
        images, lines = [seen["picture"]], []
        for name, told in seen["models"].items():
            images += [told["looked"]] if told["looked"] else []
            if told["top"]:
                best = told["top"][0]
                lines.append(self.say(f"report.says.{name}", name=best["name"], share=best["share"]))
        pack = self.packs["target"]
        assert pack is not None
        row = "".join(f'<img alt="" src="data:image/webp;base64,{each}">' for each in images)
        name = title(pack, picture, self.language, by_name=self.by_name)
        words = "<br>".join([escape(printable(name)), *lines])
        return f'<figure><div class="row">{row}</div><figcaption>{words}</figcaption></figure>'

    def health(self) -> str:
        parts = [f"<h2>{self.say('report.data')}</h2>"]
        rows = [
            [
                f"{self.say(f'report.map.{role}')}: {escape(printable(dataset_name(pack.info.name, self.language)))}",
                *(f"{number:,}" if isinstance(number, int) else number for number in self._numbers(role, pack)),
            ]
            for role, pack in self.packs.items()
            if pack is not None
        ]
        if rows:
            heads = [self.say(f"report.data.{each}") for each in ("name", "pictures", "classes", "refused")]
            parts.append(_table(heads, rows, numbers=3))
        missing = [
            printable(self.run.names.get(role, "?"))
            for role in ("source", "target")
            if getattr(self.run.spec, role) is not None and self.packs[role] is None
        ]
        if missing:
            parts.append(f"<p>{self.say('report.data.missing', names=missing)}</p>")
        ids = [pack.info.id if (pack := self.packs[role]) is not None else None for role in ("source", "target")]
        report = (kept_health(self.home, *ids) if any(ids) else None) or carried_health(self.run.folder)
        if report is None:
            return "".join([*parts, f'<p class="quiet">{self.say("report.data.not_examined")}</p>'])
        notes = [each for each in report.get("findings") or () if is_note(each)]  # it may have come with the run
        findings = [f"<li>{escape(sentence(each, self.language, 'note'))}</li>" for each in notes]
        return "".join([*parts, f"<h3>{self.say('report.findings')}</h3><ul>", *findings, "</ul>"])

    def _numbers(self, role: Role, pack: Pack) -> list[int | str]:
        """How many pictures, classes (where that may be told) and refused files a dataset has."""
        classes = len(pack.info.classes) if may_tell(self.home, pack.info, role) else "–"
        return [len(pack), classes, pack.info.refused]

    def settings(self) -> str:
        rows = [[escape(each["name"]), escape(each["value"])] for each in self.details["settings"]]
        times = [[escape(each["name"]), escape(each["words"])] for each in self.details["seconds"]]
        try:
            again = once_more(self.home, self.run)
        except UserError:  # a dataset is not on this machine
            again = None
        known = {event["event"]: event for event in self.events if event["event"] in ("started", "settings")}
        versions = known.get("started", {}).get("versions", {})
        made = {**versions, "device": known.get("settings", {}).get("device"), "engine": known.get("settings", {}).get("engine")}
        made = {**made, "run": self.run.id, "report": f"tlgui {__version__}"}
        same = [] if again is None else [command(*again), script(*again, self.language)]
        return "".join(
            [
                f"<h2>{self.say('report.settings')}</h2>{_table(None, rows)}",
                f"<h3>{self.say('report.times')}</h3>{_table(None, times)}" if times else "",
                f"<h3>{self.say('report.made')}</h3>",
                _table(None, [[escape(name), escape(printable(value))] for name, value in made.items() if value]),
                f"<h3>{self.say('report.again')}</h3>" if same else "",
                *(f"<pre>{escape(each)}</pre>" for each in same),
            ]
        )


_BORDERS = {"solid": "solid", "dot": "dotted", "dash": "dashed", "dashdot": "dashed"}


def _pack(home: Home, run: Run, dataset: str | None) -> Pack | None:
    try:
        return DatasetStore(home).get(dataset, run.owner) if dataset else None
    except UserError:
        return None


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else written(form, value)


def _table(heads: Sequence[str] | None, rows: Iterable[Sequence[str]], numbers: int = 0, kind: str = "") -> str:
    """Cells are HTML; those after the first are numbers, so many of them."""

    def cells(row: Sequence[str], tag: str) -> str:
        marked = [f"<{tag}{' class=number' if 0 < place <= numbers else ''}>{cell}</{tag}>" for place, cell in enumerate(row)]
        return f"<tr>{''.join(marked)}</tr>"

    head = f"<thead>{cells(heads, 'th')}</thead>" if heads else ""
    body = "".join(cells(row, "td") for row in rows)
    return f'<div class="scroll"><table class="{kind}">{head}<tbody>{body}</tbody></table></div>'

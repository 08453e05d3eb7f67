"""A run as one HTML file: everything that was on the screen, its maps still interactive, and nothing that is loaded from elsewhere.

Only HTML, inline SVG and one small script, which a browser may run or not: what is read does not depend on it. Every name goes through
:func:`html.escape` or is data that the script only ever sets as text; a content policy in the file lets nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

from tlgui import __version__, durable
from tlgui.data.pack import Pack
from tlgui.data.seals import Role, may_tell
from tlgui.data.store import DatasetStore
from tlgui.data.told import title
from tlgui.errors import UserError
from tlgui.export.credits import credits_of
from tlgui.export.drawing import scatter
from tlgui.export.kinds import Making
from tlgui.export.report_alive import Alive
from tlgui.export.script import command, once_more, script
from tlgui.export.tables import number, table
from tlgui.health.kept import carried_health, kept_health
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.run_pictures import Renumbering, names_told
from tlgui.runs.forms import is_note
from tlgui.runs.index import index_of
from tlgui.runs.mistakes import Mistakes
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.target_scores import TargetPredictions, TargetScores
from tlgui.shipped import ASSETS_FOLDER
from tlgui.tasks import TASKS
from tlgui.texts import printable, say
from tlgui.views.advice import second_reference
from tlgui.views.board_mix import known_of_run, suspects_another_mix
from tlgui.views.live import live
from tlgui.views.rounds import rounds_of
from tlgui.views.run_labels import RunLabels, by_labels, host_reveals, judgement_of
from tlgui.views.run_logs import WatchedRun
from tlgui.views.run_rows import about, details
from tlgui.views.words import dataset_name, sentence

PAIRS = 8
"""Number of pictures for which the report shows where both networks looked."""

CLASSES_IN_MATRIX = 20


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
        Called with the pictures done and their total while the report works out where the networks looked.

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
        self.judged, self.by_labels = judgement_of(home, run, language), by_labels(home, run)
        rounds = rounds_of(home, run)
        self.summary = {**summary(run, queue), "alone_matched": rounds.alone}
        labels, by_host = RunLabels(self.judged, ""), host_reveals(home, run)
        mix = known_of_run(index_of(home), run, suspects=suspects_another_mix(self.summary))
        self.live = live(log, queue, 0, "", language, labels, by_host=by_host, mix=mix, rounds=rounds)
        self.details = details(log, queue, language, rounds)
        self.about = about(run, language, rounds)
        self.events = log.events
        source, target = (_pack(home, run, dataset) for dataset in (run.spec.source, run.spec.target))
        self.packs: dict[Role, Pack | None] = {"source": source, "target": target}
        self.alive = Alive(home, run, language, self.live["curves"])

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
                self.alive.curves(),
                self.alive.maps(),
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
        data = durable.to_json(self.alive.data).replace("<", "\\u003c")  # nothing in it can end the element
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{self.title()}</title>\n<style>{(ASSETS_FOLDER / 'run_report.css').read_text('utf-8')}</style></head>\n"
            f'<body>{body}<script type="application/json" id="data">{data}</script>\n<script>{script_text}</script></body></html>\n'
        )

    def title(self) -> str:
        names = [printable(self.about[role]) for role in ("source", "target") if self.about[role]]
        return self.say("card.title", strategy=self.about["strategy"], names=" → ".join(names))

    def head(self) -> str:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.run.created))
        return (
            f'<p class="quiet">{self.say("report.kicker", when=when, backbone=self.about["backbone"])}</p><h1>{self.title()}</h1>'
            + "".join(f'<p class="quiet">{escape(credit)}</p>' for credit in credits_of(self.home, self.run, self.language))
        )

    def result(self) -> str:
        words = self.live["result"]
        parts = [("gain", "tone"), ("second", "second_tone")]
        tones = {part: words[tone] if words[tone] in ("good", "bad") else "" for part, tone in parts}
        gains = [f'<span class="{tone}">{escape(words[part])}</span>' for part, tone in tones.items() if words[part]]
        gain = f"<br>{''.join(gains)}" if gains else ""
        lines = [f'<p class="answer">{escape(words["headline"])}{gain}</p>']
        lines += [f"<p>{escape(words[part])}</p>" for part in ("verdict", "next", "note") if words[part]]
        metrics = {name: by for name, by in self.summary["metrics"].items() if any(value is not None for value in by.values())}
        who, forms = ("target", "baseline", "normalisation_alone", "source"), TASKS[self.summary["task"]].metrics
        about = {} if self.by_labels is None else self.by_labels.shares(self.language)
        estimates = {TASKS[self.summary["task"]].metric: {each: escape(words) for each, words in about.items()}}
        rows = [
            [
                self.say(f"report.metric.{name}"),
                *(estimates.get(name, {}).get(each) or number(by[each], forms[name]) for each in who),
            ]
            for name, by in metrics.items()
        ]
        if rows:
            second = second_reference(self.summary, self.language)
            heads = [self.say("report.metric"), *(self.say(f"report.who.{each}", second=second) for each in who)]
            lines.append(table(heads, rows, numbers=4))
        lines += [f"<h3>{self.say('report.caveats')}</h3><ul>", *(f"<li>{each}</li>" for each in self.caveats()), "</ul>"]
        scores = [
            [
                f'{escape(each["name"])}<br><span class="quiet">{escape(each["about"])}</span>',
                number(each["run"], "value"),
                number(each["baseline"], "value"),
            ]
            for each in self.details["scores"]
        ]
        if scores:
            heads = [self.say(key) for key in ("report.score", "report.who.target", "report.who.baseline")]
            lines += [f"<h3>{self.say('report.scores')}</h3>"]
            lines += [f"<p>{escape(self.details['scores_of'])}</p>"] if self.details["scores_of"] else []
            lines += [table(heads, scores, numbers=2)]
        return "".join(lines)

    def caveats(self) -> list[str]:
        """What a reader must know before believing the numbers."""
        caveats = [self.say("report.caveat.seed", seed=self.summary["settings"]["seed"])]
        caveats.append(self.say(f"report.caveat.labels.{self._labels_used()}"))
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

    def _labels_used(self) -> str:
        used = {"training and scoring": "training", "scoring": "scoring"}.get(self.summary["target_labels_used_for"], "nothing")
        given = self.summary["given_labels_used"]
        if used == "nothing" and self.judged.headline:
            return "judged" if given is None else "told_judged" if given["by"] == "shares" else "given_judged"
        if given is None:
            return used
        return {"nothing": "given", "scoring": "given_scoring"}[used]  # who learns given labels learns none of the dataset's own

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
                number(each["before"], "percent1"),
                number(each["after"], "percent1"),
            ]
            for each in mistakes["by_class"]
        ]
        heads = [self.say(key) for key in ("report.class", "report.count", f"report.before.{sealed}", f"report.after.{sealed}")]
        parts = [
            f"<h2>{self.say(f'report.mistakes.{sealed}')}</h2>",
            f"<p>{self.say(f'report.mistakes.{sealed}.about', wrong=mistakes['wrong'], pictures=mistakes['pictures'])}</p>",
            table(heads, rows, numbers=3),
        ]
        names = [escape(printable(each["name"])) for each in mistakes["classes"]][:CLASSES_IN_MATRIX]
        if len(names) > 1:
            cells = [
                [names[place], *(f"{count:,}" for count in row[: len(names)])]
                for place, row in enumerate(mistakes["matrix"][: len(names)])
            ]
            parts += [
                f"<h3>{self.say(f'report.matrix.{sealed}')}</h3>",
                table(["", *names], cells, numbers=len(names), kind="confusion"),
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
                *(f"{count:,}" if isinstance(count, int) else count for count in self._numbers(role, pack)),
            ]
            for role, pack in self.packs.items()
            if pack is not None
        ]
        if rows:
            heads = [self.say(f"report.data.{each}") for each in ("name", "pictures", "classes", "refused")]
            parts.append(table(heads, rows, numbers=3))
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
        settings = known.get("settings", {})
        of_run = {
            "device": settings.get("device"),
            "engine": settings.get("engine"),
            "run": self.run.id,
            "report": f"tlgui {__version__}",
        }
        made = {
            **{escape(name): value for name, value in versions.items()},
            **{self.say(f"report.made.{name}"): value for name, value in of_run.items()},
        }
        same = [] if again is None else [command(*again), script(*again, self.language)]
        return "".join(
            [
                f"<h2>{self.say('report.settings')}</h2>{table(None, rows)}",
                f"<h3>{self.say('report.times')}</h3>{table(None, times)}" if times else "",
                f"<h3>{self.say('report.made')}</h3>",
                table(None, [[name, escape(printable(value))] for name, value in made.items() if value]),
                f"<h3>{self.say('report.again')}</h3>" if same else "",
                *(f"<pre>{escape(each)}</pre>" for each in same),
            ]
        )


def _pack(home: Home, run: Run, dataset: str | None) -> Pack | None:
    try:
        return DatasetStore(home).get(dataset, run.owner) if dataset else None
    except UserError:
        return None

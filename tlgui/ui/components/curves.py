"""Live curves: losses by part, the metric, a small chart for each number that tells whether the strategy works, and folded away the scores.

The script asks for new points only; zoom and hidden lines stay.
"""

from __future__ import annotations

import gradio as gr

from tlgui.tasks import TASKS
from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, fold, tag

FORMS = ("png", "svg", "csv")


def curves(language: str, plotly: str) -> gr.HTML:
    markup = f"""
<div class="charts">{_chart("losses", language)}{_chart("accuracy", language)}</div>
{_gauges(language)}
<div class="panel beside">
  <label class="smooth">{escaped(say("page.chart.smooth", language))}
    <input type="range" name="smooth" min="0" max="30" step="1" value="0"> <output>0 %</output></label>
  <details class="others"><summary>{escaped(say("page.chart.compare", language))}</summary>
    {tag("p", say("page.chart.compare.read", language), "note")}<div class="row choices"></div></details>
  <details class="more"><summary>{escaped(say("page.chart.scores", language))}</summary>{_chart("scores", language, "")}</details>
</div>"""
    texts = (
        *(f"page.chart.{task.chart}" for task in TASKS.values()),
        *(f"page.chart.{task.chart}.read" for task in TASKS.values()),
        *(f"page.chart.{task.chart}.read_{labels}" for task in TASKS.values() for labels in ("sealed", "unlabelled")),
        *(f"page.chart.{task.chart}.worth" for task in TASKS.values() if f"page.chart.{task.chart}.worth" in CATALOGUE),
        *(key for key in CATALOGUE if key.startswith("page.help.")),
        *("page.chart.compare.none", "page.chart.compare.run", "curve.axis"),
    )
    return component("curves", markup, language=language, elem_id="curves", texts=texts, plotly=plotly)


def _gauges(language: str) -> str:
    """The script makes a cell for each of the run's gauges, as soon as it has a point."""
    save = escaped(say("page.gauges.save", language))
    return f"""
<section class="panel gauges" aria-labelledby="title-gauges" hidden>
  <div class="row titled"><h2 id="title-gauges">{escaped(say("page.gauges", language))}</h2>
    <span class="saves"><button type="button" class="link save" title="{save}" aria-label="{save}">CSV</button></span></div>
  <div class="cells"></div>
</section>"""


def _chart(chart: str, language: str, panel: str = "panel") -> str:
    title = say(f"page.chart.{chart}", language)
    saves = "".join(
        f'<button type="button" class="link" data-save="{form}" title="{label}" aria-label="{label}">{form.upper()}</button>'
        for form in FORMS
        if (label := escaped(say("page.chart.save", language, chart=title, form=form.upper())))
    )
    heading = f'<h2 id="title-{chart}" class="{"" if panel else "unseen"}">{escaped(title)}</h2>'  # a fold has its title already
    return f"""
<section class="{panel} chart" data-chart="{chart}" aria-labelledby="title-{chart}">
  <div class="row titled">{heading}<span class="saves" hidden>{saves}</span></div>
  {tag("p", say(f"page.chart.{chart}.read", language), "note read")}
  <div class="stage"><div class="plot" role="img" aria-label="{escaped(title)}"></div>
  {tag("p", say(f"page.chart.{chart}.empty", language), "nothing note")}</div>
  {fold(say("page.chart.more", language), "")}
</section>"""
